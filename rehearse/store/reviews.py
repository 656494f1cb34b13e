"""Reviews of shared talks, and who writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    select,
    update,
)

from rehearse.coaching.review import Coach, Review, Wanted, differences
from rehearse.coaching.shared import SharedTalk
from rehearse.errors import NotFound, WrongUse
from rehearse.ids import new_id
from rehearse.store import queries
from rehearse.store import shares as sharing
from rehearse.store.database import Database
from rehearse.store.engine import hold
from rehearse.store.schema import coaches, rehearsals, review_past, reviews, shares
from rehearse.store.shares import StoredShare

_STANDING = (reviews.c.complete, reviews.c.differs, reviews.c.changed_at, reviews.c.handed_in_at)
"""What a list shows of a review."""

UNDO_DEPTH = 100
"""How many choices back a review can be undone."""


@dataclass(frozen=True)
class ListedShare:
    """A talk in a coach's list, with how far this coach's review of it is."""

    share: StoredShare
    complete: int
    """Turns in which every step has a level of this coach's."""
    differs: int
    """Levels that are not the grader's."""
    changed_at: datetime | None
    """When the review was last changed; None where there is none."""
    handed_in_at: datetime | None


@dataclass(frozen=True)
class GivenReview:
    """A review that was handed in of an own rehearsal."""

    review: Review
    talk: SharedTalk | None
    """None where the talk was withdrawn since."""
    rehearsal_id: str
    leaf_id: str
    """Up to which turn it was shared."""


class Reviews:
    """All reviews of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def name_coach(self, actor: str, coach: Coach, now: datetime) -> Coach:
        """Have somebody review under this name; a name that is known already is that coach."""
        with self._database.writing() as c:
            hold(c, f"coaches of {actor}")
            mine = select(coaches.c.id, coaches.c.name).where(coaches.c.actor == actor)
            for id_, name in c.execute(mine):
                if name.casefold() == coach.name.casefold():
                    return Coach(id=id_, name=name)
            c.execute(
                insert(coaches).values(id=coach.id, actor=actor, name=coach.name, known_at=now)
            )
            return coach

    def coaches(self, actor: str) -> tuple[Coach, ...]:
        """Under which names this actor reviews, the first named first."""
        statement = select(coaches.c.id, coaches.c.name).where(coaches.c.actor == actor)
        with self._database.reading() as c:
            found = c.execute(statement.order_by(coaches.c.known_at, coaches.c.id))
            return tuple(Coach(id=id_, name=name) for id_, name in found)

    def listed(
        self,
        actor: str,
        coach_id: str,
        wanted: Wanted = Wanted.ALL,
        search: str = "",
        limit: int | None = None,
    ) -> tuple[ListedShare, ...]:
        """The talks that were shared with this actor, in the order of ``wanted``. ``search``: only
        those whose title and name hold these words; ``limit``: so many at most.

        Raises:
            NotFound: this actor reviews as no such coach.
        """
        theirs = shares.c.reader_id == actor
        mine = sharing.REVIEWED & (reviews.c.coach_id == coach_id)
        with self._database.reading() as c:
            known_coach(c, actor, coach_id)
            found = queries.holding(c, search, shares, theirs)
            statement = (
                select(*sharing.LISTED, *_STANDING)
                .select_from(shares.outerjoin(reviews, mine))
                .where(theirs, shares.c.withdrawn_at.is_(None), found)
            )
            rows: list[Row[Any]] = []
            for part in _in_order(statement, wanted):
                left = None if limit is None else limit - len(rows)
                rows += c.execute(part.limit(left))
            return tuple(map(_listed, rows))

    def review(self, actor: str, coach_id: str, share_id: str) -> tuple[Review | None, bool]:
        """This coach's review of a talk, None while there is none; and whether its last choice can
        be undone.

        Raises:
            NotFound: no such talk for this actor, or they review as no such coach.
        """
        with self._database.reading() as c:
            share = sharing.located(c, actor, share_id, reading=True)
            known_coach(c, actor, coach_id)
            found = _made_by(c, coach_id, share)
            if found is None:
                return None, False
            return found, _choices(c, share, found) > 0

    def change(
        self,
        actor: str,
        coach_id: str,
        share_id: str,
        changed: Callable[[SharedTalk, Review], Review],
        now: datetime,
    ) -> Review:
        """Make one choice: ``changed`` gives the review with it from the one without. All but
        handing in can be undone.

        Raises:
            NotFound: no such talk for this actor, or they review as no such coach.
        """
        with self._database.writing() as c:
            share = sharing.located(c, actor, share_id, reading=True, lock=True)
            coach = known_coach(c, actor, coach_id)
            talk = sharing.words_of(c, share)
            before = _made_by(c, coach_id, share)
            begun = before or Review(
                id=new_id(),
                share_id=share_id,
                talk_digest=share.digest,
                coach=coach,
                begun_at=now,
                changed_at=now,
            )
            after = changed(talk, begun)
            if after == begun:
                return begun
            if before is None:
                c.execute(insert(reviews).values(_columns(share, talk, begun)))
            if after.handed_in_at != begun.handed_in_at:
                _put(c, share, talk, after, given_at=now)
            else:
                _put(c, share, talk, after)
                _remember(c, share, begun)
            return after

    def undo(self, actor: str, coach_id: str, share_id: str, now: datetime) -> Review | None:
        """Take the last choice back; returns the review without it, None where nothing is left to
        undo. What was handed in stays handed in.

        Raises:
            NotFound: no such talk for this actor, or they review as no such coach.
        """
        with self._database.writing() as c:
            share = sharing.located(c, actor, share_id, reading=True, lock=True)
            known_coach(c, actor, coach_id)
            review = _made_by(c, coach_id, share)
            last = _choices(c, share, review) if review is not None else 0
            if review is None or not last:
                return None
            this = _past(share, review) & (review_past.c.choice == last)
            past: Review = c.execute(select(review_past.c.review).where(this)).scalar_one()
            # Of two files with this review, the one made after undoing is the newer.
            kept = {"changed_at": now, "handed_in_at": review.handed_in_at}
            before = past.model_copy(update=kept)
            _put(c, share, sharing.words_of(c, share), before)
            c.execute(delete(review_past).where(this))
            return before

    def receive(self, actor: str, review: Review, now: datetime) -> tuple[StoredShare, bool]:
        """Take in a review that came as a file: the talk it is of, and whether it brings anything
        new. A review that is written here is never changed by a file.

        Raises:
            WrongUse: the talk is not here or is another than it was (``review_foreign``), or
                another review is known under this coach or this id (``review_other``).
        """
        with self._database.writing() as c:
            same = (shares.c.id == review.share_id) & (shares.c.digest == review.talk_digest)
            row = c.execute(
                select(shares).where(same & sharing.seen_by(actor)).with_for_update()
            ).first()
            if row is None or not _fits(row.talk, review):
                raise WrongUse("review_foreign")
            share = sharing.share_of(row._mapping)
            known = _made_by(c, review.coach.id, share)
            if _by_id(c, review.id, share) != known:
                raise WrongUse("review_other", name=review.coach.name)
            known_here = (coaches.c.id == review.coach.id) & (coaches.c.actor == share.reader_id)
            written_here = select(coaches.c.id).where(known_here)
            if known is None:
                c.execute(insert(reviews).values(_columns(share, row.talk, review)))
            elif known.changed_at >= review.changed_at or c.execute(written_here).first():
                return share, False
            _put(c, share, row.talk, review, given_at=now)
            return share, True

    def of_rehearsal(self, actor: str, rehearsal_id: str) -> tuple[GivenReview, ...]:
        """What was handed in about an own rehearsal, the oldest first.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.reading() as c:
            queries.owned(c, actor, rehearsal_id)
            return given_of(c, actor, rehearsal_id)

    def last_goal(self, actor: str) -> GivenReview | None:
        """The review of an own rehearsal with a goal in it that came last, if no rehearsal of this
        actor's began since."""
        begun = select(func.max(rehearsals.c.started_at)).where(rehearsals.c.owner_id == actor)
        # Not looked up by its owner: what came since is little, what was ever shared may be much.
        theirs = func.coalesce(shares.c.owner_id, "") == actor
        mine = theirs & (reviews.c.given_at > begun.scalar_subquery())
        newest = _given().where(mine).order_by(reviews.c.given_at.desc(), reviews.c.id.desc())
        with self._database.reading() as c:
            given = map(_given_of, c.execute(newest))
            return next((one for one in given if one.review.goal is not None), None)

    def read_by(self, actor: str) -> tuple[tuple[SharedTalk, tuple[Review, ...]], ...]:
        """The talks that this actor reads with the reviews of them that were handed in, oldest
        first; talks without one are left out."""
        mine = (shares.c.reader_id == actor) & shares.c.withdrawn_at.is_(None)
        ordered = (
            select(shares.c.id, reviews.c.review)
            .join(reviews, sharing.REVIEWED)
            .where(mine, reviews.c.handed_in_at.is_not(None))
            .order_by(shares.c.shared_at, shares.c.id, reviews.c.handed_in_at)
        )
        given: dict[str, tuple[Review, ...]] = {}
        with self._database.reading() as c:
            for row in c.execute(ordered):
                given[row.id] = (*given.get(row.id, ()), row.review)
            talks = select(shares.c.id, shares.c.talk).where(mine, shares.c.id.in_(list(given)))
            talk_of = {row.id: row.talk for row in c.execute(talks)}
        return tuple((talk_of[share_id], found) for share_id, found in given.items())


def given_of(c: Connection, actor: str, rehearsal_id: str) -> tuple[GivenReview, ...]:
    """What was handed in about an own rehearsal, the oldest first."""
    mine = (shares.c.owner_id == actor) & (shares.c.rehearsal_id == rehearsal_id)
    ordered = _given().where(mine).order_by(reviews.c.handed_in_at, reviews.c.id)
    return tuple(_given_of(row) for row in c.execute(ordered))


def _in_order(statement: Select[Any], wanted: Wanted) -> tuple[Select[Any], ...]:
    """The talks that a coach wants to see, in the order in which they want to: one statement's
    after the other's. Sorted as one, no index would serve them."""
    newest = (shares.c.shared_at.desc(), shares.c.id.desc())
    if wanted is Wanted.UNSURE:
        unsure = (shares.c.disputed > 0) | (shares.c.doubtful > 0)
        most = (shares.c.disputed.desc(), shares.c.doubtful.desc(), *newest)
        return (statement.where(unsure).order_by(*most),)
    if wanted is Wanted.DIFFERS:
        lately = (reviews.c.changed_at.desc(), shares.c.id.desc())
        differing = statement.where(reviews.c.differs > 0)
        return (differing.order_by(reviews.c.differs.desc(), *lately),)
    reviewed = reviews.c.handed_in_at.is_not(None)
    asked = (shares.c.disputed > 0) & ~reviewed
    rest = ~asked if wanted is Wanted.ALL else ~asked & ~reviewed
    return tuple(statement.where(which).order_by(*newest) for which in (asked, rest))


def _listed(row: Row[Any]) -> ListedShare:
    return ListedShare(
        share=sharing.share_of(row._mapping),
        complete=row.complete or 0,
        differs=row.differs or 0,
        changed_at=row.changed_at,
        handed_in_at=row.handed_in_at,
    )


def _given() -> Select[Any]:
    return (
        select(shares.c.talk, shares.c.rehearsal_id, shares.c.leaf_id, reviews.c.review)
        .join(reviews, sharing.REVIEWED)
        .where(reviews.c.handed_in_at.is_not(None))
    )


def _given_of(row: Row[Any]) -> GivenReview:
    return GivenReview(row.review, row.talk, row.rehearsal_id, row.leaf_id)


def _fits(talk: SharedTalk | None, review: Review) -> bool:
    """Whether all that a review is about is in the talk; a withdrawn one cannot tell."""
    if talk is None:
        return True
    texts = {turn.id: turn.text for turn in talk.turns}
    return all(
        turn_id in texts
        and all(
            step.passage is None
            or texts[turn_id][step.passage.start : step.passage.end] == step.passage.text
            for step in turn.steps.values()
        )
        for turn_id, turn in review.turns.items()
    )


def known_coach(c: Connection, actor: str, coach_id: str) -> Coach:
    """Who reviews under this id; ``NotFound`` where this actor reviews as no such coach."""
    mine = (coaches.c.id == coach_id) & (coaches.c.actor == actor)
    row = c.execute(select(coaches.c.id, coaches.c.name).where(mine)).first()
    if row is None:
        raise NotFound("coach", id=coach_id)
    return Coach(id=row.id, name=row.name)


def _made_by(c: Connection, coach_id: str, share: StoredShare) -> Review | None:
    made = (reviews.c.share_id == share.id) & (reviews.c.coach_id == coach_id)
    return _one(c, made, share)


def _by_id(c: Connection, review_id: str, share: StoredShare) -> Review | None:
    """The review of this id that stands under the reader of a share, of whatever talk it is."""
    return _one(c, reviews.c.id == review_id, share)


def _one(c: Connection, wanted: ColumnElement[bool], share: StoredShare) -> Review | None:
    theirs = wanted & (reviews.c.reader_id == share.reader_id)
    found: Review | None = c.execute(select(reviews.c.review).where(theirs)).scalar()
    return found


def _put(
    c: Connection,
    share: StoredShare,
    talk: SharedTalk | None,
    review: Review,
    *,
    given_at: datetime | None = None,
) -> None:
    """Store a review in place of what it was; ``given_at``: it comes to the manager with this."""
    values = _columns(share, talk, review) | ({"given_at": given_at} if given_at else {})
    this = (reviews.c.id == review.id) & (reviews.c.reader_id == share.reader_id)
    c.execute(update(reviews).where(this).values(values))


def _columns(share: StoredShare, talk: SharedTalk | None, review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "share_id": share.id,
        "reader_id": share.reader_id,
        "coach_id": review.coach.id,
        "review": review,
        "complete": sum(turn.complete for turn in review.turns.values()),
        "differs": differences(talk, review) if talk is not None else 0,
        "changed_at": review.changed_at,
        "handed_in_at": review.handed_in_at,
    }


def _past(share: StoredShare, review: Review) -> ColumnElement[bool]:
    """What a review was before its choices."""
    return (review_past.c.review_id == review.id) & (review_past.c.reader_id == share.reader_id)


def _choices(c: Connection, share: StoredShare, review: Review) -> int:
    """The number of the last choice that can be undone; 0 where there is none."""
    mine = select(func.max(review_past.c.choice)).where(_past(share, review))
    return c.execute(mine).scalar() or 0


def _remember(c: Connection, share: StoredShare, review: Review) -> None:
    """Keep what a review was before a choice, and forget what is too long ago to be undone."""
    choice = _choices(c, share, review) + 1
    this = {"review_id": review.id, "reader_id": share.reader_id, "choice": choice}
    c.execute(insert(review_past).values(this | {"review": review}))
    mine = _past(share, review)
    c.execute(delete(review_past).where(mine, review_past.c.choice <= choice - UNDO_DEPTH))
