"""Rehearsals, their tree of turns, and grades."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshots",
        sa.Column("version", sa.String(16), primary_key=True),
        sa.Column("scenario", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("owner_id", sa.String(255), nullable=False),
        sa.Column("snapshot", sa.String(16), sa.ForeignKey("snapshots.version"), nullable=False),
        sa.Column("scenario_id", sa.String(255), nullable=False),
        sa.Column("title", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("opening", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("leaf_id", sa.String(36), nullable=False),
    )
    op.create_index(None, "rehearsals", ["owner_id", "started_at"])
    op.create_index(None, "rehearsals", ["snapshot"])
    op.create_table(
        "turns",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "rehearsal_id",
            sa.String(36),
            sa.ForeignKey("rehearsals.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "parent_id", sa.String(36), sa.ForeignKey("turns.id", ondelete="CASCADE"), index=True
        ),
        sa.Column("depth", sa.Integer, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("said_at", sa.DateTime, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("opening", sa.LargeBinary),
        sa.Column("trust_before", sa.Integer, nullable=False),
        sa.Column("trust_after", sa.Integer),
        sa.Column("grade_id", sa.String(36)),
        sa.Column("change", sa.LargeBinary),
        sa.Column("reply", sa.LargeBinary),
        sa.Column("state", sa.LargeBinary),
        sa.Column("trust_rule", sa.String(32)),
        sa.Column("move_rule", sa.String(32)),
    )
    op.create_table(
        "grades",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "turn_id",
            sa.String(36),
            sa.ForeignKey("turns.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("grader", sa.String(255), nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
