"""Rota, beats, saved views, who has a tip open, and queues in the order of their numbers; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the indexes that let a queue be read from its newest or its oldest tip."""
    op.create_table(
        "duty_plan",
        _queue(),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        _officer(),
        *_references("duty_plan"),
        sa.PrimaryKeyConstraint("queue_id", "weekday", "shift", "officer_id", name="pk_duty_plan"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duty_days",
        _queue(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        _officer(),
        *_references("duty_days"),
        sa.PrimaryKeyConstraint("queue_id", "day", "shift", "officer_id", name="pk_duty_days"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "beats",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        _queue(),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("hamlet", sa.Text(), nullable=False),
        _officer(nullable=True),
        *_references("beats"),
        sa.PrimaryKeyConstraint("id", name="pk_beats"),
        sa.UniqueConstraint(
            "queue_id", "commune_code", "hamlet", name="uq_beats_queue_id_commune_code_hamlet"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "beat_categories",
        _queue(),
        sa.Column("category", sa.Text(), nullable=False),
        _officer(),
        *_references("beat_categories"),
        sa.PrimaryKeyConstraint("queue_id", "category", "officer_id", name="pk_beat_categories"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        _officer(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        _officer_reference("saved_views"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("officer_id", "name", name="uq_saved_views_officer_id_name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_tips",
        _queue(),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        _officer(),
        sa.Column("seen_at_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_open_tips_tip_id_tips", ondelete="CASCADE"),
        *_references("open_tips"),
        sa.PrimaryKeyConstraint("queue_id", "tip_id", "officer_id", name="pk_open_tips"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_open_tips_seen", "open_tips", ["seen_at_minute"], unique=False)
    op.create_index("ix_queue_rows_number", "queue_rows", ["queue_id", "lane", "number"], unique=False)
    for column, name in (("status",) * 2, ("category",) * 2, ("when",) * 2, ("claimed_by", "claimed")):
        op.create_index(
            f"ix_queue_rows_{name}_number", "queue_rows", ["queue_id", "lane", column, "number"], unique=False
        )


def _queue() -> "sa.Column[str]":
    return sa.Column("queue_id", sa.Text(), nullable=False)


def _officer(*, nullable: bool = False) -> "sa.Column[bytes]":
    return sa.Column("officer_id", sa.LargeBinary(length=16), nullable=nullable)


def _officer_reference(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=f"fk_{table}_officer_id_officers")


def _references(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    of_queue = sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name=f"fk_{table}_queue_id_units")
    return of_queue, _officer_reference(table)
