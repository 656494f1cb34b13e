"""A rehearsal may be played by a model, and what its calls take is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rehearsals") as rehearsals:
        rehearsals.add_column(sa.Column("live", sa.LargeBinary))
    op.create_table(
        "usages",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "rehearsal_id",
            sa.String(36),
            sa.ForeignKey("rehearsals.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("turn_id", sa.String(36)),
        sa.Column("usage", sa.LargeBinary, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=False),
    )
