"""A talk that came as a file can be taken in by several readers, each for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Keys that others refer to cannot be changed in place on SQLite: the tables are made anew.
    for table in ("review_past", "reviews", "shares"):
        op.execute(f"CREATE TABLE older_{table} AS SELECT * FROM {table}")
        op.drop_table(table)
    _make_shares()
    _make_reviews()
    _make_review_past()
    op.execute(f"INSERT INTO shares ({_SHARED}) SELECT {_SHARED} FROM older_shares")
    op.execute(
        f"INSERT INTO reviews (reader_id, {_REVIEWED})"
        f" SELECT (SELECT reader_id FROM shares WHERE shares.id = share_id), {_REVIEWED}"
        " FROM older_reviews"
    )
    op.execute(
        "INSERT INTO review_past (review_id, reader_id, choice, review)"
        " SELECT review_id, (SELECT reader_id FROM reviews WHERE reviews.id = review_id), choice,"
        " review FROM older_review_past"
    )
    for table in ("review_past", "reviews", "shares"):
        op.drop_table(f"older_{table}")


_SHARED = (
    "id, owner_id, reader_id, rehearsal_id, leaf_id, digest, title, name, language, turns,"
    " doubtful, disputed, names_replaced, cases_allowed, shared_at, received_at, withdrawn_at, talk"
)
_REVIEWED = "id, share_id, coach_id, complete, differs, changed_at, handed_in_at, given_at, review"


def _make_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("owner_id", sa.String(255)),
        sa.Column("reader_id", sa.String(255), primary_key=True),
        sa.Column(
            "rehearsal_id",
            sa.String(36),
            sa.ForeignKey("rehearsals.id", ondelete="CASCADE"),
            index=True,
        ),
        sa.Column("leaf_id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("title", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("doubtful", sa.Integer, nullable=False),
        sa.Column("disputed", sa.Integer, nullable=False),
        sa.Column("names_replaced", sa.Boolean, nullable=False),
        sa.Column("cases_allowed", sa.Boolean, nullable=False),
        sa.Column("shared_at", sa.DateTime, nullable=False),
        sa.Column("received_at", sa.DateTime),
        sa.Column("withdrawn_at", sa.DateTime),
        sa.Column("talk", sa.LargeBinary),
    )
    op.create_index(None, "shares", ["reader_id", "shared_at"])
    op.create_index(None, "shares", ["reader_id", "disputed", "doubtful", "shared_at"])
    op.create_index(None, "shares", ["reader_id", "title", "name"])
    op.create_index(None, "shares", ["owner_id", "shared_at"])


def _make_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("share_id", sa.String(36), nullable=False),
        sa.Column("reader_id", sa.String(255), primary_key=True),
        sa.Column("coach_id", sa.String(36), nullable=False),
        sa.Column("complete", sa.Integer, nullable=False),
        sa.Column("differs", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("handed_in_at", sa.DateTime),
        sa.Column("given_at", sa.DateTime),
        sa.Column("review", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id", "reader_id"], ["shares.id", "shares.reader_id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("share_id", "reader_id", "coach_id"),
    )
    op.create_index(None, "reviews", ["coach_id", "differs", "changed_at"])
    op.create_index(None, "reviews", ["given_at"])


def _make_review_past() -> None:
    op.create_table(
        "review_past",
        sa.Column("review_id", sa.String(36), primary_key=True),
        sa.Column("reader_id", sa.String(255), primary_key=True),
        sa.Column("choice", sa.Integer, primary_key=True),
        sa.Column("review", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id", "reader_id"], ["reviews.id", "reviews.reader_id"], ondelete="CASCADE"
        ),
    )
