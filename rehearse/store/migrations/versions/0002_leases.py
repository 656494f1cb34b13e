"""A turn knows who carries it, so that another process can finish what a dead one began."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.add_column(sa.Column("failed", sa.String(64)))
        turns.add_column(sa.Column("lease_owner", sa.String(255)))
        turns.add_column(sa.Column("lease_until", sa.DateTime))
