"""Talks can be shared with coaches, who review them; lists know when one last talked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rehearsals") as rehearsals:
        rehearsals.add_column(sa.Column("talked_at", sa.DateTime))
    op.execute(
        "UPDATE rehearsals SET talked_at ="
        " (SELECT said_at FROM turns WHERE turns.id = rehearsals.leaf_id)"
    )
    op.create_index(None, "rehearsals", ["owner_id", "talked_at"])
    op.create_table(
        "shares",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("owner_id", sa.String(255)),
        sa.Column("reader_id", sa.String(255), nullable=False),
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
    op.create_table(
        "coaches",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("actor", sa.String(255), nullable=False, index=True),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("known_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "share_id",
            sa.String(36),
            sa.ForeignKey("shares.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("coach_id", sa.String(36), nullable=False),
        sa.Column("complete", sa.Integer, nullable=False),
        sa.Column("differs", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("handed_in_at", sa.DateTime),
        sa.Column("given_at", sa.DateTime),
        sa.Column("review", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("share_id", "coach_id"),
    )
    op.create_index(None, "reviews", ["coach_id", "differs", "changed_at"])
    op.create_index(None, "reviews", ["given_at"])
    op.create_table(
        "review_past",
        sa.Column(
            "review_id",
            sa.String(36),
            sa.ForeignKey("reviews.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("choice", sa.Integer, primary_key=True),
        sa.Column("review", sa.LargeBinary, nullable=False),
    )
