"""Wraps that are kept after a forward until the next unit has opened the parts; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of kept wraps. What was forwarded before has none: its wraps are gone."""
    op.create_table(
        "kept_wraps",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.row_id"], name="fk_kept_wraps_part_id_parts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_kept_wraps_queue_id_units"),
        sa.PrimaryKeyConstraint("row_id", name="pk_kept_wraps"),
        sa.UniqueConstraint("part_id", "queue_id", name="uq_kept_wraps_part_id_queue_id"),
    )
