"""Notices to officers, heartbeats and deletions; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _notices()
    _steps()
    _deletions()
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )


def _row_id() -> sa.Column[int]:
    return sa.Column(
        "row_id",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        autoincrement=False,
        nullable=False,
    )


def _tip_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tip_id"], ["tips.id"], name=f"fk_{table}_tip_id_tips", ondelete="CASCADE"
    )


def _queue_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name=f"fk_{table}_queue_id_units")


def _notices() -> None:
    op.create_table(
        "notices",
        _row_id(),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("when", sa.Text(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("telling", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_notices_officer_id_officers"),
        _queue_of("notices"),
        _tip_of("notices"),
        sa.PrimaryKeyConstraint("row_id", name="pk_notices"),
        sa.UniqueConstraint("officer_id", "key", name="uq_notices_officer_id_key"),
    )
    op.create_index("ix_notices_hour", "notices", ["hour"], unique=False)
    op.create_index("ix_notices_tip_id", "notices", ["tip_id"], unique=False)
    for name, columns, condition in (
        ("ix_notices_unseen", ["officer_id", "hour"], "NOT seen"),
        ("ix_notices_telling", ["telling", "hour"], "telling IN ('waiting', 'sending')"),
    ):
        op.create_index(
            name,
            "notices",
            columns,
            unique=False,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )


def _steps() -> None:
    op.create_table(
        "escalations",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("due_hour", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("next_minute", sa.Integer(), nullable=False),
        _queue_of("escalations"),
        _tip_of("escalations"),
        sa.PrimaryKeyConstraint("tip_id", "queue_id", "duty", name="pk_escalations"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_escalations_next_minute", "escalations", ["next_minute"], unique=False)
    op.create_table(
        "urgent_arrivals",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("grid_minute", sa.Integer(), nullable=False),
        _queue_of("urgent_arrivals"),
        _tip_of("urgent_arrivals"),
        sa.PrimaryKeyConstraint("tip_id", "queue_id", name="pk_urgent_arrivals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_urgent_arrivals_grid_minute", "urgent_arrivals", ["grid_minute"], unique=False)


def _deletions() -> None:
    op.create_table(
        "deletion_requests",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_minute", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.id"], name="fk_deletion_requests_asked_by_officers"),
        _queue_of("deletion_requests"),
        _tip_of("deletion_requests"),
        sa.PrimaryKeyConstraint("tip_id", name="pk_deletion_requests"),
    )
    for name, condition in (
        ("ix_tips_closed", "closed_hour IS NOT NULL"),
        ("ix_tips_groundless", "closed_hour IS NOT NULL AND classification = 'no_ground'"),
    ):
        op.create_index(
            name,
            "tips",
            ["closed_hour"],
            unique=False,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.create_index(
        "ix_alarms_open",
        "alarms",
        ["queue_id", "hour"],
        unique=False,
        sqlite_where=sa.text("NOT cleared"),
        postgresql_where=sa.text("NOT cleared"),
    )
    op.create_table(
        "deletions",
        _row_id(),
        sa.Column("mark", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name="pk_deletions"),
    )
    op.create_table(
        "past_tips",
        _row_id(),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("received_hour", sa.Integer(), nullable=False),
        sa.Column("first_viewed_day", sa.Date(), nullable=True),
        sa.Column("first_word_hour", sa.Integer(), nullable=True),
        sa.Column("closed_hour", sa.Integer(), nullable=True),
        sa.Column("status_days", sa.Text(), nullable=False),
        sa.Column("purged_day", sa.Date(), nullable=False),
        sa.Column("early", sa.Boolean(), nullable=False),
        _queue_of("past_tips"),
        sa.PrimaryKeyConstraint("row_id", name="pk_past_tips"),
    )
    op.create_index("ix_past_tips_queue_id", "past_tips", ["queue_id", "received_hour"], unique=False)
