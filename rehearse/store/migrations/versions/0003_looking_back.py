"""What the manager writes around a talk, drafts that were checked, names of branches, disputes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.add_column(sa.Column("label", sa.LargeBinary))
    op.create_table(
        "keepsakes",
        sa.Column(
            "rehearsal_id",
            sa.String(36),
            sa.ForeignKey("rehearsals.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("preparation", sa.LargeBinary),
        sa.Column("reflection", sa.LargeBinary),
        sa.Column("card", sa.LargeBinary),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "parent_id",
            sa.String(36),
            sa.ForeignKey("turns.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("grader", sa.String(255), nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
        sa.Column("checked_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "disputes",
        sa.Column(
            "grade_id",
            sa.String(36),
            sa.ForeignKey("grades.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("step", sa.String(16), primary_key=True),
        sa.Column("disputed_at", sa.DateTime, nullable=False),
    )
