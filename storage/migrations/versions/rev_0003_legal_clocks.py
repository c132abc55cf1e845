"""What the legal clocks of a tip run on; must never change once released."""

import json
from collections import Counter

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
    _note_the_past()


_ACTS = {
    "transferred": "handed_over",
    "extended": "lengthened",
    "suspended": "stopped",
    "resumed": "resumed",
    "decided": "decided",
}


def _note_the_past() -> None:
    """Take from the history what clocks count by; `tinbao migrate` then works out what each row waits for."""
    conn = op.get_bind()
    moves = conn.execute(
        sa.text(
            "SELECT tip_id, queue_id, at_minute, detail FROM officer_events WHERE kind = 'status'"
            " ORDER BY tip_id, ordinal"
        )
    ).all()
    ordinals: Counter[bytes] = Counter()
    for move in moves:
        detail = json.loads(move.detail)
        act = "reopened" if detail.get("from") == "closed" else _ACTS.get(detail.get("to", ""))
        if act is None:
            continue
        tip_id = bytes(move.tip_id)
        ordinals[tip_id] += 1
        conn.execute(
            sa.text(
                "INSERT INTO clock_events (tip_id, ordinal, queue_id, act, hour)"
                " VALUES (:tip, :ordinal, :queue, :act, :hour)"
            ),
            {
                "tip": tip_id,
                "ordinal": ordinals[tip_id],
                "queue": move.queue_id,
                "act": act,
                "hour": move.at_minute // 60,
            },
        )
