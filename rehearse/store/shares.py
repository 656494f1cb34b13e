"""Talks that were shared: given by their owner, read by whom they were shared with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    delete,
    func,
    insert,
    select,
    update,
)

from rehearse.coaching.parcel import digest
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language
from rehearse.errors import NotFound, WrongUse
from rehearse.store import queries
from rehearse.store.database import Database
from rehearse.store.engine import hold
from rehearse.store.schema import grades_shown, review_past, reviews, shares

LISTED = tuple(column for column in shares.c if column.name != "talk")
"""What a list shows of a shared talk."""
REVIEWED = (reviews.c.share_id == shares.c.id) & (reviews.c.reader_id == shares.c.reader_id)
"""Which reviews are of a shared talk."""


@dataclass(frozen=True)
class StoredShare:
    """A shared talk in a list, without its turns."""

    id: str
    owner_id: str | None
    """None where it came as a file."""
    reader_id: str
    rehearsal_id: str | None
    leaf_id: str
    digest: str
    title: str
    name: str
    language: Language
    turns: int
    doubtful: int
    """Levels that the grader is in doubt about."""
    disputed: int
    """Notes that the manager marked as not right."""
    names_replaced: bool
    cases_allowed: bool
    shared_at: datetime
    received_at: datetime | None
    withdrawn_at: datetime | None


class Shares:
    """All shared talks of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def share(self, actor: str, reader: str, talk: SharedTalk) -> tuple[StoredShare, int]:
        """Share a path of an own rehearsal with somebody, and tell how many reviews of it were
        handed in. A known id returns what is there.

        Raises:
            NotFound: no such rehearsal of this actor's.
            WrongUse: the id belongs to something else.
        """
        with self._database.writing() as c:
            queries.owned(c, actor, talk.rehearsal_id, lock=True)
            hold(c, talk.id)
            same = shares.c.id == talk.id
            known = _find(c, same & shares.c.owner_id.is_not(None)) or _find(c, same)
            if known is not None:
                if known.owner_id != actor or known.rehearsal_id != talk.rehearsal_id:
                    raise WrongUse("id_taken", id=talk.id)
                ((known, given),) = _counted(c, _this(known))
                return known, given
            new = {"owner_id": actor, "reader_id": reader, "rehearsal_id": talk.rehearsal_id}
            c.execute(insert(shares).values(_columns(talk) | new))
            return located(c, actor, talk.id), 0

    def receive(self, actor: str, talk: SharedTalk, now: datetime) -> tuple[StoredShare, bool]:
        """Take in a talk that came as a file, and tell whether it is new to this actor. What others
        have under its id is theirs.

        Raises:
            WrongUse: its id stands for another content (``share_other``), or the talk was shared
                here and is withdrawn (``share_withdrawn``).
        """
        with self._database.writing() as c:
            hold(c, talk.id)
            known = _find(c, (shares.c.id == talk.id) & seen_by(actor))
            if known is None:
                new = {"reader_id": actor, "received_at": now}
                c.execute(insert(shares).values(_columns(talk) | new))
                return located(c, actor, talk.id), True
            if known.digest != digest(talk):
                raise WrongUse("share_other")
            if known.withdrawn_at is not None:
                raise WrongUse("share_withdrawn")
            return known, False

    def of_rehearsal(self, actor: str, rehearsal_id: str) -> tuple[tuple[StoredShare, int], ...]:
        """What an owner shared of a rehearsal, the newest first, each with how many reviews were
        handed in.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.reading() as c:
            queries.owned(c, actor, rehearsal_id)
            mine = (shares.c.rehearsal_id == rehearsal_id) & (shares.c.owner_id == actor)
            return _counted(c, mine)

    def given_by(self, actor: str) -> tuple[tuple[StoredShare, int], ...]:
        """All that an owner shared, the newest first, each with how many reviews were handed in."""
        with self._database.reading() as c:
            return _counted(c, shares.c.owner_id == actor)

    def ids(self, actor: str) -> list[str]:
        """All talks that this actor shared or reads, withdrawn ones too."""
        with self._database.reading() as c:
            return list(c.execute(select(shares.c.id).where(seen_by(actor))).scalars())

    def ids_like(self, actor: str, prefix: str) -> list[str]:
        """Up to two of the talks that this actor shared or reads whose id begins like this."""
        begins = shares.c.id.startswith(prefix, autoescape=True)
        wanted = select(shares.c.id).where(seen_by(actor), begins).limit(2)
        with self._database.reading() as c:
            return list(c.execute(wanted).scalars())

    def talk(self, actor: str, share_id: str) -> tuple[StoredShare, SharedTalk]:
        """A shared talk, for whoever shared it or reads it.

        Raises:
            NotFound: no such talk for this actor, or it is withdrawn.
        """
        with self._database.reading() as c:
            share = located(c, actor, share_id)
            return share, words_of(c, share)

    def withdraw(self, actor: str, share_id: str, now: datetime) -> None:
        """Take a talk back from its reader: its words go, with reviews that are not handed in,
        what could be undone in the others, and whose grades were seen.

        Raises:
            NotFound: this actor shared no such talk, or it is withdrawn already.
            StorageTrouble: ``delete_lingers`` when it is gone but another program still reads.
        """
        with self._database.writing() as c:
            mine = (shares.c.id == share_id) & (shares.c.owner_id == actor)
            share = _find(c, mine & shares.c.withdrawn_at.is_(None), lock=True)
            if share is None:
                raise NotFound("share", id=share_id)
            gone = {"talk": None, "withdrawn_at": now}
            c.execute(update(shares).where(_this(share)).values(gone))
            of_it = (reviews.c.share_id == share.id) & (reviews.c.reader_id == share.reader_id)
            c.execute(delete(reviews).where(of_it, reviews.c.handed_in_at.is_(None)))
            left = select(reviews.c.id).where(of_it)
            past = review_past.c.review_id.in_(left) & (review_past.c.reader_id == share.reader_id)
            c.execute(delete(review_past).where(past))
            seen = (grades_shown.c.share_id == share.id) & (
                grades_shown.c.reader_id == share.reader_id
            )
            c.execute(delete(grades_shown).where(seen))
        self._database.forget_deleted()

    def remove(self, actor: str, share_id: str) -> None:
        """Delete a talk that came as a file, with all reviews of it.

        Raises:
            NotFound: this actor received no such talk.
            StorageTrouble: ``delete_lingers`` when it is gone but another program still reads.
        """
        with self._database.writing() as c:
            received = shares.c.owner_id.is_(None) & (shares.c.reader_id == actor)
            mine = (shares.c.id == share_id) & received
            if c.execute(delete(shares).where(mine)).rowcount == 0:
                raise NotFound("share", id=share_id)
        self._database.forget_deleted()


def located(
    c: Connection, actor: str, share_id: str, *, reading: bool = False, lock: bool = False
) -> StoredShare:
    """A standing share that this actor gave or reads; ``reading``: one that they read.

    Raises:
        NotFound: no such talk for this actor, or it is withdrawn.
    """
    theirs: ColumnElement[bool] = shares.c.reader_id == actor
    if not reading:
        theirs = theirs | (shares.c.owner_id == actor)
    standing = (shares.c.id == share_id) & theirs & shares.c.withdrawn_at.is_(None)
    found = _find(c, standing, lock=lock)
    if found is None:
        raise NotFound("share", id=share_id)
    return found


def words_of(c: Connection, share: StoredShare) -> SharedTalk:
    """The talk of a standing share."""
    talk: SharedTalk = c.execute(select(shares.c.talk).where(_this(share))).scalar_one()
    return talk


def share_of(row: RowMapping) -> StoredShare:
    return StoredShare(**{column.name: row[column] for column in LISTED})


def seen_by(actor: str) -> ColumnElement[bool]:
    """The talks that an actor shared or reads."""
    return (shares.c.owner_id == actor) | (shares.c.reader_id == actor)


def _listed() -> Select[Any]:
    return select(*LISTED)


def _counted(c: Connection, wanted: ColumnElement[bool]) -> tuple[tuple[StoredShare, int], ...]:
    """Shares, the newest first, each with how many reviews of it were handed in."""
    of_it = REVIEWED & reviews.c.handed_in_at.is_not(None)
    count = select(func.count()).select_from(reviews).where(of_it).scalar_subquery()
    newest = (
        select(*LISTED, count.label("given"))
        .where(wanted)
        .order_by(shares.c.shared_at.desc(), shares.c.id.desc())
    )
    return tuple((share_of(row), row["given"]) for row in c.execute(newest).mappings())


def _find(c: Connection, wanted: ColumnElement[bool], *, lock: bool = False) -> StoredShare | None:
    statement = _listed().where(wanted)
    row = c.execute(statement.with_for_update() if lock else statement).first()
    return share_of(row._mapping) if row is not None else None


def _this(share: StoredShare) -> ColumnElement[bool]:
    return (shares.c.id == share.id) & (shares.c.reader_id == share.reader_id)


def _columns(talk: SharedTalk) -> dict[str, Any]:
    scores = [score for turn in talk.turns if turn.graded for score in turn.graded.scores]
    return {
        "id": talk.id,
        "leaf_id": talk.leaf_id,
        "digest": digest(talk),
        "talk": talk,
        "title": talk.title,
        "name": talk.name,
        "language": talk.language,
        "turns": len(talk.turns),
        "doubtful": sum(score.doubt for score in scores),
        "disputed": sum(len(turn.disputed) for turn in talk.turns),
        "names_replaced": talk.names_replaced,
        "cases_allowed": talk.cases_allowed,
        "shared_at": talk.shared_at,
    }
