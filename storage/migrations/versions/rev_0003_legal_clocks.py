"""What the legal clocks of a tip run on; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let each row of a queue say which duty it waits for."""
    op.create_table(
        "clock_events",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_clock_events_queue_id_units"),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name="fk_clock_events_tip_id_tips", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tip_id", "ordinal", name="pk_clock_events"),
    )
    op.create_table(
        "difficult_communes",
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("commune_code", "valid_from", name="pk_difficult_communes"),
    )
    op.add_column("queue_rows", sa.Column("duty", sa.Text(), nullable=True))
    # What was due before: the view, then the first word. Each tip gets its legal clocks with the next thing done to it.
    op.execute(
        "UPDATE queue_rows SET duty = CASE WHEN first_viewed_hour IS NULL THEN 'first_view' ELSE 'first_word' END"
        " WHERE lane <> 'closed' AND due_hour < 2000000000"
    )
