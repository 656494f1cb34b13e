"""Which grades a coach has seen, so that opening the page anew does not make a level blind."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grades_shown",
        sa.Column("share_id", sa.String(36), primary_key=True),
        sa.Column("reader_id", sa.String(255), primary_key=True),
        sa.Column("coach_id", sa.String(36), primary_key=True),
        sa.Column("turn_id", sa.String(36), primary_key=True),
        sa.ForeignKeyConstraint(
            ["share_id", "reader_id"], ["shares.id", "shares.reader_id"], ondelete="CASCADE"
        ),
    )
