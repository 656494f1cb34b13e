"""The tables, and the column types that keep what they are given to the letter."""

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from rehearse.coaching.review import Review
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.keepsakes import Card, Preparation, Reflection
from rehearse.conversation.rehearsal import Live, PathState, Reply
from rehearse.conversation.rubric import GradeResult
from rehearse.conversation.scenario import Scenario, Utterance
from rehearse.conversation.trust import TrustChange
from rehearse.models import Usage


class Utc(TypeDecorator[datetime]):
    """A moment. Stored as UTC without a zone, since SQLite drops the zone anyway."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """What somebody typed, code point for code point.

    Bytes, because no database's text takes NUL and half a surrogate pair.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else value.decode("utf-8", "surrogatepass")


class Packed(TypeDecorator[Any]):
    """A value of the conversation as JSON. Holds passages of what was typed, hence bytes too."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        plain = self._adapter.dump_python(value, mode="json")
        text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return self._adapter.validate_python(json.loads(value.decode("utf-8", "surrogatepass")))


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("scenario", Packed(Scenario), nullable=False),
)
"""The situations that rehearsals run on, each stored once under the hash of its content."""

rehearsals = Table(
    "rehearsals",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner_id", String(255), nullable=False),
    Column("snapshot", String(16), ForeignKey("snapshots.version"), nullable=False),
    Column("scenario_id", String(255), nullable=False),
    Column("title", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("language", String(8), nullable=False),
    Column("difficulty", String(16), nullable=False),
    Column("opening", Integer, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc),
    # No foreign key: it would run in a circle with turns.rehearsal_id.
    Column("leaf_id", String(36), nullable=False),
    Column("live", Packed(Live)),
    # When the leaf was said: what a list goes by, without looking up every leaf.
    Column("talked_at", Utc),
    Index(None, "owner_id", "started_at"),
    Index(None, "owner_id", "talked_at"),
    Index(None, "snapshot"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "rehearsal_id",
        String(36),
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("parent_id", String(36), ForeignKey("turns.id", ondelete="CASCADE"), index=True),
    Column("depth", Integer, nullable=False),
    Column("words", Words, nullable=False),
    Column("said_at", Utc, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("label", Words),
    Column("opening", Packed(Utterance)),
    Column("trust_before", Integer, nullable=False),
    Column("trust_after", Integer),
    # No foreign key: it would run in a circle with grades.turn_id.
    Column("grade_id", String(36)),
    Column("change", Packed(TrustChange)),
    Column("reply", Packed(Reply)),
    Column("state", Packed(PathState)),
    Column("trust_rule", String(32)),
    Column("move_rule", String(32)),
    Column("failed", String(64)),
    Column("lease_owner", String(255)),
    Column("lease_until", Utc),
)
"""The tree. ``grade_id`` pins the effective grade; the lease says which process carries it;
``label`` is what the manager called the branch that departs here."""

grades = Table(
    "grades",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "turn_id",
        String(36),
        ForeignKey("turns.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("purpose", String(16), nullable=False),
    Column("grader", String(255), nullable=False),
    Column("result", Packed(GradeResult), nullable=False),
    Column("created_at", Utc, nullable=False),
)
"""Every grade that was ever made; rows are added, never changed."""

keepsakes = Table(
    "keepsakes",
    metadata,
    Column(
        "rehearsal_id",
        String(36),
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("preparation", Packed(Preparation)),
    Column("reflection", Packed(Reflection)),
    Column("card", Packed(Card)),
)
"""What the manager wrote around a rehearsal; no row while there is nothing of it."""

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "parent_id",
        String(36),
        ForeignKey("turns.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("words", Words, nullable=False),
    Column("grader", String(255), nullable=False),
    Column("result", Packed(GradeResult), nullable=False),
    Column("checked_at", Utc, nullable=False),
)
"""Words that were checked before they were said, under the turn they would answer."""

disputes = Table(
    "disputes",
    metadata,
    Column("grade_id", String(36), ForeignKey("grades.id", ondelete="CASCADE"), primary_key=True),
    Column("step", String(16), primary_key=True),
    Column("disputed_at", Utc, nullable=False),
)
"""The steps of a grade that the manager marked as not right."""

usages = Table(
    "usages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column(
        "rehearsal_id",
        String(36),
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("turn_id", String(36)),
    Column("usage", Packed(Usage), nullable=False),
    Column("used_at", Utc, nullable=False),
)
"""What each call of a model took. A turn that is deleted leaves what it took with its rehearsal."""

shares = Table(
    "shares",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner_id", String(255)),
    Column("reader_id", String(255), primary_key=True),
    Column(
        "rehearsal_id",
        String(36),
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        index=True,
    ),
    Column("leaf_id", String(36), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("title", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("language", String(8), nullable=False),
    Column("turns", Integer, nullable=False),
    Column("doubtful", Integer, nullable=False),
    Column("disputed", Integer, nullable=False),
    Column("names_replaced", Boolean, nullable=False),
    Column("cases_allowed", Boolean, nullable=False),
    Column("shared_at", Utc, nullable=False),
    Column("received_at", Utc),
    Column("withdrawn_at", Utc),
    Column("talk", Packed(SharedTalk)),
    Index(None, "reader_id", "shared_at"),
    Index(None, "reader_id", "disputed", "doubtful", "shared_at"),
    Index(None, "reader_id", "title", "name"),
    Index(None, "owner_id", "shared_at"),
)
"""Talks that were shared, a row for each reader: several can take in one file, each for themselves.
``owner_id`` is None where it came as a file, and there is no rehearsal then; ``talk`` goes when it
is withdrawn, and stands last, for a list would read through it to what stands behind. ``doubtful``
and ``disputed`` count levels in doubt and notes that the manager marked as not right."""

coaches = Table(
    "coaches",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("actor", String(255), nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("known_at", Utc, nullable=False),
)
"""Who reviews as whom: several people may share one machine, each under their own name."""

reviews = Table(
    "reviews",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("share_id", String(36), nullable=False),
    Column("reader_id", String(255), primary_key=True),
    Column("coach_id", String(36), nullable=False),
    Column("complete", Integer, nullable=False),
    Column("differs", Integer, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("handed_in_at", Utc),
    Column("given_at", Utc),
    Column("review", Packed(Review), nullable=False),
    ForeignKeyConstraint(
        ["share_id", "reader_id"], ["shares.id", "shares.reader_id"], ondelete="CASCADE"
    ),
    UniqueConstraint("share_id", "reader_id", "coach_id"),
    Index(None, "coach_id", "differs", "changed_at"),
    Index(None, "given_at"),
)
"""What a coach made of a shared talk. ``reader_id`` says of whose: a review that travelled between
two who have one database stands under both. No foreign key to the coach, who may be on another
machine. ``complete`` counts turns with all levels, ``differs`` levels that are not the grader's;
``given_at`` is when it came to the manager, which for a file is after it was handed in."""

grades_shown = Table(
    "grades_shown",
    metadata,
    Column("share_id", String(36), primary_key=True),
    Column("reader_id", String(255), primary_key=True),
    Column("coach_id", String(36), primary_key=True),
    Column("turn_id", String(36), primary_key=True),
    ForeignKeyConstraint(
        ["share_id", "reader_id"], ["shares.id", "shares.reader_id"], ondelete="CASCADE"
    ),
)
"""The turns whose grade a coach has seen: what they choose there is not chosen blind any more."""

review_past = Table(
    "review_past",
    metadata,
    Column("review_id", String(36), primary_key=True),
    Column("reader_id", String(255), primary_key=True),
    Column("choice", Integer, primary_key=True),
    Column("review", Packed(Review), nullable=False),
    ForeignKeyConstraint(
        ["review_id", "reader_id"], ["reviews.id", "reviews.reader_id"], ondelete="CASCADE"
    ),
)
"""What a review was before each choice, so that the last ones can be undone. ``choice`` counts
them: clocks of two machines need not agree."""
