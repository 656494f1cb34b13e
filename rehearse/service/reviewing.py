"""The coach's door: what was shared with them, and what they make of it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from rehearse.coaching import parcel
from rehearse.coaching.review import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    Coach,
    Goal,
    Review,
    StepReview,
    Wanted,
)
from rehearse.coaching.shared import SharedTalk, SharedTurn
from rehearse.conversation.rubric import Frozen, Language, Level, Passage, Step, has_words
from rehearse.errors import NotFound, Refused
from rehearse.ids import new_id
from rehearse.language.sentences import split
from rehearse.service import ids
from rehearse.service.rehearsing import now
from rehearse.store.reviews import ListedShare
from rehearse.store.store import Store


class ReviewRow(Frozen):
    """A shared talk in a coach's list."""

    share_id: str
    title: str
    name: str
    language: Language
    """Of the talk."""
    shared_at: datetime
    here: bool
    """Whether it was shared on this machine; False where it came as a file."""
    turns: int
    complete: int
    doubtful: int
    disputed: int
    differs: int
    changed_at: datetime | None
    handed_in_at: datetime | None


class Reading(Frozen):
    """A talk with this coach's review of it."""

    talk: SharedTalk
    review: Review | None
    """None until the first choice."""
    can_undo: bool
    here: bool
    """Whether it was shared on this machine; False where it came as a file."""
    shown: frozenset[str]
    """The turns whose grade was on this coach's screen."""


def sentences(turn: SharedTurn) -> tuple[Passage, ...]:
    """What a coach can point at as having earned a level: each sentence of the turn."""
    return tuple(Passage(text=one.text, start=one.start, end=one.end) for one in split(turn.text))


class Reviewing:
    """What an actor can do as a coach with what was shared with them; anything else is not found.

    Every call names the coach as well: several people may review on one machine, and none sees
    what another made of a talk. Every call raises ``StorageTrouble`` when the database cannot be
    used, and every call with a ``share_id`` raises ``NotFound`` where nothing is shared with this
    actor under it, or the actor reviews as no such coach.
    """

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = now) -> None:
        self._store = store
        self._clock = clock

    async def coaches(self, actor: str) -> tuple[Coach, ...]:
        """Under which names this actor reviews."""
        return await asyncio.to_thread(self._store.reviews.coaches, actor)

    async def name_coach(self, actor: str, name: str) -> Coach:
        """Review under this name from now on; a name that is known already is that coach.

        Raises:
            Refused: there is no name in it (``no_name``).
        """
        called = " ".join(_clean(name).split())[:LONGEST_NAME].rstrip()
        if not has_words(called):
            raise Refused("no_name")
        coach = Coach(id=new_id(), name=called)
        return await asyncio.to_thread(self._store.reviews.name_coach, actor, coach, self._clock())

    async def talks(
        self,
        actor: str,
        coach_id: str,
        wanted: Wanted = Wanted.ALL,
        search: str = "",
        limit: int | None = None,
    ) -> tuple[ReviewRow, ...]:
        """The talks that were shared with this actor, in the order of ``wanted``. ``search``: only
        those whose title and name hold all these words; ``limit``: so many at most.

        Raises:
            NotFound: this actor reviews as no such coach.
        """
        ids.check_known("coach", coach_id)
        listed = self._store.reviews.listed
        found = await asyncio.to_thread(listed, actor, coach_id, wanted, search, limit)
        return tuple(map(_row, found))

    async def read(self, actor: str, coach_id: str, share_id: str) -> Reading:
        """A talk with what this coach made of it; nobody else's review is in it."""
        _check(coach_id, share_id)

        def read_it() -> Reading:
            review, can_undo = self._store.reviews.review(actor, coach_id, share_id)
            share, talk = self._store.shares.talk(actor, share_id)
            return Reading(
                talk=talk,
                review=review,
                can_undo=can_undo,
                here=share.received_at is None,
                shown=self._store.shown_grades.to(actor, coach_id, share_id),
            )

        return await asyncio.to_thread(read_it)

    async def show(self, actor: str, coach_id: str, share_id: str, turn_id: str) -> None:
        """Keep that the grade of a turn comes on this coach's screen: no level that they give it
        from now on was chosen blind.

        Raises:
            NotFound: the talk has no such turn.
        """
        _check(coach_id, share_id)
        ids.check_known("turn", turn_id)
        show = self._store.shown_grades.show
        await asyncio.to_thread(show, actor, coach_id, share_id, turn_id)

    async def level(
        self,
        actor: str,
        coach_id: str,
        share_id: str,
        turn_id: str,
        step: Step,
        level: Level | None,
        passage: Passage | None = None,
        *,
        blind: bool,
    ) -> Review:
        """Give a step of a turn a level, with the words that earned it; None takes it away.

        ``blind``: the grade of this turn was hidden. It is kept as chosen blind where that grade
        was never shown to this coach either.

        Raises:
            NotFound: the talk has no such turn.
            Refused: the passage is not in the turn (``passage_elsewhere``).
        """

        _check(coach_id, share_id)
        shown_to = self._store.shown_grades.to
        shown = await asyncio.to_thread(shown_to, actor, coach_id, share_id)
        unseen = blind and turn_id not in shown

        def changed(talk: SharedTalk, review: Review) -> Review:
            _check_passage(talk, turn_id, passage)
            if level is None:
                return review.with_level(turn_id, step, None, self._clock())
            kept = passage if level is not Level.ABSENT else None
            given = StepReview(level=level, passage=kept, blind=unseen, made_at=self._clock())
            return review.with_level(turn_id, step, given, given.made_at)

        return await self._change(actor, coach_id, share_id, changed)

    async def agree(self, actor: str, coach_id: str, share_id: str, turn_id: str) -> Review:
        """Take over the grader's level for every step of a turn that has none yet.

        Raises:
            NotFound: the talk has no such turn.
        """

        def changed(talk: SharedTalk, review: Review) -> Review:
            return review.agreeing(_turn(talk, turn_id), self._clock())

        return await self._change(actor, coach_id, share_id, changed)

    async def comment(
        self, actor: str, coach_id: str, share_id: str, turn_id: str, text: str
    ) -> Review:
        """Say something about a turn, in place of what was said; blank takes it away.

        Raises:
            NotFound: the talk has no such turn.
        """

        def changed(talk: SharedTalk, review: Review) -> Review:
            _turn(talk, turn_id)
            said = _words(text)
            if said == review.of(turn_id).comment:
                return review
            return review.with_comment(turn_id, said, self._clock())

        return await self._change(actor, coach_id, share_id, changed)

    async def conclude(
        self,
        actor: str,
        coach_id: str,
        share_id: str,
        overall: str | None = None,
        goal: str | None = None,
        step: Step | Literal["as it is"] | None = "as it is",
    ) -> Review:
        """What the coach says of the whole talk, the one goal for the next one, and the step that
        it belongs to. Parts that are not given stay as they are; blank words take theirs away, and
        without a goal there is no step."""

        def changed(talk: SharedTalk, review: Review) -> Review:
            aim = review.goal
            words = _words(goal) if goal is not None else aim.text if aim else ""
            belongs_to = step if step != "as it is" else aim.step if aim else None
            said = {
                "overall": review.overall if overall is None else _words(overall),
                "goal": Goal(text=words, step=belongs_to) if words else None,
            }
            if all(getattr(review, name) == value for name, value in said.items()):
                return review
            return review.model_copy(update={**said, "changed_at": self._clock()})

        return await self._change(actor, coach_id, share_id, changed)

    async def hand_in(self, actor: str, coach_id: str, share_id: str) -> Review:
        """Give the review to the manager. It can still be changed, and the manager sees that.

        Raises:
            Refused: there is nothing in it yet (``nothing_reviewed``).
        """

        def changed(talk: SharedTalk, review: Review) -> Review:
            if not (review.turns or review.overall or review.goal):
                raise Refused("nothing_reviewed")
            moment = self._clock()
            return review.model_copy(update={"handed_in_at": moment, "changed_at": moment})

        return await self._change(actor, coach_id, share_id, changed)

    async def undo(self, actor: str, coach_id: str, share_id: str) -> Review | None:
        """Take the last choice back; None where there was none. Handing in is no choice: what the
        manager has stays with them, and changes with what is undone."""
        _check(coach_id, share_id)
        undo = self._store.reviews.undo
        return await asyncio.to_thread(undo, actor, coach_id, share_id, self._clock())

    async def file(self, actor: str, coach_id: str, share_id: str) -> bytes:
        """This coach's review as the file in which it travels.

        Raises:
            Refused: it is not handed in yet (``not_handed_in``).
        """
        review = (await self.read(actor, coach_id, share_id)).review
        if review is None or review.handed_in_at is None:
            raise Refused("not_handed_in")
        return parcel.packed(review)

    async def remove(self, actor: str, share_id: str) -> None:
        """Delete a talk that came as a file, with all reviews of it here.

        Raises:
            NotFound: this actor received no such talk.
            StorageTrouble: ``delete_lingers`` when it is gone but another program still reads.
        """
        ids.check_known("share", share_id)
        await asyncio.to_thread(self._store.shares.remove, actor, share_id)

    async def given(self, actor: str) -> tuple[tuple[SharedTalk, tuple[Review, ...]], ...]:
        """Every talk that this actor reads with the reviews that were handed in of it: what
        agreement is worked out from."""
        return await asyncio.to_thread(self._store.reviews.read_by, actor)

    async def _change(
        self,
        actor: str,
        coach_id: str,
        share_id: str,
        changed: Callable[[SharedTalk, Review], Review],
    ) -> Review:
        _check(coach_id, share_id)
        return await asyncio.to_thread(
            self._store.reviews.change, actor, coach_id, share_id, changed, self._clock()
        )


def _check(coach_id: str, share_id: str) -> None:
    ids.check_known("coach", coach_id)
    ids.check_known("share", share_id)


def _turn(talk: SharedTalk, turn_id: str) -> SharedTurn:
    try:
        return talk[turn_id]
    except KeyError:
        raise NotFound("turn", id=ids.shown(turn_id)) from None


def _check_passage(talk: SharedTalk, turn_id: str, passage: Passage | None) -> None:
    turn = _turn(talk, turn_id)
    if passage is not None and turn.text[passage.start : passage.end] != passage.text:
        raise Refused("passage_elsewhere")


def _words(text: str) -> str:
    return _clean(text).strip()[:LONGEST_COMMENT]


def _clean(text: str) -> str:
    """Text that every database and file can carry: half a surrogate pair is no sign."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _row(listed: ListedShare) -> ReviewRow:
    share = listed.share
    return ReviewRow(
        share_id=share.id,
        title=share.title,
        name=share.name,
        language=share.language,
        shared_at=share.shared_at,
        here=share.received_at is None,
        turns=share.turns,
        complete=listed.complete,
        doubtful=share.doubtful,
        disputed=share.disputed,
        differs=listed.differs,
        changed_at=listed.changed_at,
        handed_in_at=listed.handed_in_at,
    )
