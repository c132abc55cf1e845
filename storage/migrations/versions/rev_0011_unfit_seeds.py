"""Whether an officer's browser has found a sealed queue seed unfit; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has said anything of the seeds that are there."""
    op.add_column("queue_seeds", sa.Column("unfit", sa.Boolean(), nullable=False, server_default=sa.false()))
