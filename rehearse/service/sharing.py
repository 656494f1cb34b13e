"""The manager's door to coaches: what goes, who has it, what came back, and taking it back."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from rehearse.coaching import parcel
from rehearse.coaching.review import Goal
from rehearse.coaching.shared import (
    Replaced,
    SharedTalk,
    named,
    replaced,
    shared,
    with_stand_ins,
)
from rehearse.conversation.rubric import Frozen
from rehearse.errors import BadFile, Refused
from rehearse.report.document import Reviewed
from rehearse.service import ids
from rehearse.service.rehearsing import now
from rehearse.service.views import rehearsal_view, reviewed
from rehearse.store.shares import StoredShare
from rehearse.store.store import Store


class Preview(Frozen):
    """Exactly what would go, before it goes."""

    talk: SharedTalk
    found: tuple[str, ...]
    """People named in the manager's words who would go under their own name: a proposal, by a
    list of first names."""
    replaced: tuple[Replaced, ...] = ()
    """What goes in the place of what; for the owner's eyes, it never travels."""


class ShareView(Frozen):
    """One sharing of a rehearsal, as its owner sees it."""

    id: str
    rehearsal_id: str | None
    title: str
    leaf_id: str
    turns: int
    names_replaced: bool
    cases_allowed: bool
    shared_at: datetime
    withdrawn_at: datetime | None
    reviews: int
    """How many coaches handed in a review of it."""


class GoalSet(Frozen):
    """A coach's goal for the next rehearsal, and where it comes from."""

    goal: Goal
    coach: str
    rehearsal_id: str
    given_at: datetime


class TakenIn(Frozen):
    """What a file brought."""

    share_id: str
    title: str
    new: bool
    """Whether anything changed; False for what was here already."""
    coach: str | None = None
    """Who made the review; None where the file was a talk to read."""
    rehearsal_id: str | None = None
    """The own rehearsal that a review is of."""


class Sharing:
    """What an actor can share of their rehearsals; what is another's is not found.

    Every call raises ``StorageTrouble`` when the database cannot be used.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = now) -> None:
        self._store = store
        self._clock = clock

    async def preview(
        self, actor: str, share_id: str, rehearsal_id: str, leaf: str, names: Sequence[str] | None
    ) -> Preview:
        """What would go of the path to a turn. ``names``: whom to replace by stand-ins, with every
        address and number; None leaves everything as it is. Nothing is stored.

        Raises:
            NotFound: no such rehearsal, or no such turn in it.
            Refused: nothing was said on this path yet (``nothing_to_share``).
        """
        _check(share_id, rehearsal_id, leaf)
        as_it_is = await asyncio.to_thread(
            self._talk, actor, share_id, rehearsal_id, leaf, cases_allowed=False
        )

        def looked_through() -> Preview:
            if names is None:
                return Preview(talk=as_it_is, found=named(as_it_is))
            talk, swaps = replaced(as_it_is, names)
            return Preview(talk=talk, found=named(as_it_is, names), replaced=swaps)

        # Long texts take long: not on the loop, where everybody waits.
        return await asyncio.to_thread(looked_through)

    async def share(
        self,
        actor: str,
        share_id: str,
        rehearsal_id: str,
        leaf: str,
        names: Sequence[str] | None = None,
        *,
        cases_allowed: bool = False,
        reader: str | None = None,
    ) -> ShareView:
        """Share the path to a turn as it stands now. A known id returns what was shared under it.

        ``names`` as in ``preview``; ``cases_allowed``: corrections of it may become cases of an
        eval suite; ``reader``: who may read it, without one whoever is a coach on this machine.

        Raises:
            NotFound: no such rehearsal, or no such turn in it.
            WrongUse: the id is no UUID, or belongs to something else.
            Refused: nothing was said on this path yet (``nothing_to_share``).
        """
        _check(share_id, rehearsal_id, leaf)

        def share_it() -> ShareView:
            talk = self._talk(actor, share_id, rehearsal_id, leaf, cases_allowed=cases_allowed)
            going = talk if names is None else with_stand_ins(talk, names)
            return self._view(*self._store.shares.share(actor, reader or actor, going))

        return await asyncio.to_thread(share_it)

    async def shares(self, actor: str, rehearsal_id: str) -> tuple[ShareView, ...]:
        """What was shared of a rehearsal, the newest first; withdrawn ones too.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        found = await asyncio.to_thread(self._store.shares.of_rehearsal, actor, rehearsal_id)
        return tuple(self._view(share, reviews) for share, reviews in found)

    async def given(self, actor: str) -> tuple[ShareView, ...]:
        """All that this actor shared of any rehearsal, the newest first; withdrawn ones too."""
        found = await asyncio.to_thread(self._store.shares.given_by, actor)
        return tuple(self._view(share, reviews) for share, reviews in found)

    async def known(self, actor: str) -> tuple[str, ...]:
        """The ids that ``find`` chooses from: all that this actor shared or reads, withdrawn ones
        too."""
        return tuple(await asyncio.to_thread(self._store.shares.ids, actor))

    async def find(self, actor: str, prefix: str) -> str:
        """The id of the one talk that this actor shared or reads whose id begins like this.

        Raises:
            NotFound: none does.
            WrongUse: several do, or a rehearsal's does too, or fewer than 8 characters were given.
        """
        return await ids.only(
            "share",
            prefix,
            lambda wanted: asyncio.to_thread(self._store.shares.ids_like, actor, wanted),
            lambda wanted: asyncio.to_thread(self._store.rehearsals.ids_like, actor, wanted),
        )

    async def withdraw(self, actor: str, share_id: str) -> None:
        """Take a shared talk back: nobody reads it here any more. A file that has travelled, and
        reviews that were handed in, stay where they are.

        Raises:
            NotFound: nothing of this actor's is shared under this id.
            StorageTrouble: ``delete_lingers`` when it is gone but another program still reads.
        """
        ids.check_known("share", share_id)
        await asyncio.to_thread(self._store.shares.withdraw, actor, share_id, self._clock())

    async def file(self, actor: str, share_id: str) -> bytes:
        """A shared talk as the file in which it travels.

        Raises:
            NotFound: no such talk for this actor.
        """
        ids.check_known("share", share_id)
        _, talk = await asyncio.to_thread(self._store.shares.talk, actor, share_id)
        return parcel.packed(talk)

    async def reviews(self, actor: str, rehearsal_id: str) -> tuple[Reviewed, ...]:
        """What coaches handed in about an own rehearsal, the oldest first.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        found = await asyncio.to_thread(self._store.reviews.of_rehearsal, actor, rehearsal_id)
        return tuple(map(reviewed, found))

    async def goal(self, actor: str) -> GoalSet | None:
        """The goal that came last from a coach, as long as this actor began no rehearsal since."""

        def read() -> GoalSet | None:
            found = self._store.reviews.last_goal(actor)
            if found is None or found.review.goal is None or found.review.handed_in_at is None:
                return None
            return GoalSet(
                goal=found.review.goal,
                coach=found.review.coach.name,
                rehearsal_id=found.rehearsal_id,
                given_at=found.review.handed_in_at,
            )

        return await asyncio.to_thread(read)

    async def take_in(self, actor: str, data: bytes) -> TakenIn:
        """Take in a file: a talk to read, or a review of a talk that was shared here.

        Twice the same changes nothing.

        Raises:
            BadFile: it is not such a file, or not as it was made; the message says what is wrong.
            WrongUse: it fits nothing here (``review_foreign``, ``review_other``), or something else
                is known under its id (``share_other``, ``share_withdrawn``).
        """

        def take() -> TakenIn:
            content = parcel.opened(data)
            if isinstance(content, SharedTalk):
                turns = (turn.id for turn in content.turns)
                _check_ids(content.id, content.rehearsal_id, content.leaf_id, *turns)
                share, new = self._store.shares.receive(actor, content, self._clock())
                return TakenIn(share_id=share.id, title=share.title, new=new)
            _check_ids(content.id, content.share_id, content.coach.id, *content.turns)
            share, new = self._store.reviews.receive(actor, content, self._clock())
            return TakenIn(
                share_id=share.id,
                title=share.title,
                new=new,
                coach=content.coach.name,
                rehearsal_id=share.rehearsal_id,
            )

        return await asyncio.to_thread(take)

    def _talk(
        self, actor: str, share_id: str, rehearsal_id: str, leaf: str, *, cases_allowed: bool
    ) -> SharedTalk:
        path = self._store.rehearsals.path(actor, rehearsal_id, leaf)
        view = rehearsal_view(path)
        talk = shared(view, share_id, self._clock(), cases_allowed=cases_allowed)
        if not talk.turns:
            raise Refused("nothing_to_share")
        return talk

    def _view(self, share: StoredShare, reviews: int) -> ShareView:
        return ShareView(
            id=share.id,
            rehearsal_id=share.rehearsal_id,
            title=share.title,
            leaf_id=share.leaf_id,
            turns=share.turns,
            names_replaced=share.names_replaced,
            cases_allowed=share.cases_allowed,
            shared_at=share.shared_at,
            withdrawn_at=share.withdrawn_at,
            reviews=reviews,
        )


def _check(share_id: str, rehearsal_id: str, leaf: str) -> None:
    ids.check_new(share_id)
    ids.check_known("rehearsal", rehearsal_id)
    ids.check_known("turn", leaf)


def _check_ids(*known: str) -> None:
    if not all(map(ids.is_id, known)):
        raise BadFile("parcel_wrong", place="id")
