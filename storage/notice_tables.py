"""Tables of notices to officers, heartbeats, deletions and past tips; must never hold readable content."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.table_kinds import id_column, metadata, queue_column, row_id

_OFFICER = "officers.id"


def _tip(*, primary_key: bool = False, nullable: bool = False) -> "Column[bytes]":
    return id_column(
        "tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=primary_key, nullable=nullable
    )


# What one officer is told, once for each key. `number` is the tip's in `queue_id`; `telling` is where saying it in a
# messenger stands: waiting, sending, told, in_doubt, unreachable or too_late.
notices = Table(
    "notices",
    metadata,
    row_id(),
    id_column("officer_id", ForeignKey(_OFFICER)),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    queue_column(),
    _tip(nullable=True),
    Column("number", Integer),
    Column("category", Text),
    Column("when", Text),
    Column("hour", Integer, nullable=False, index=True),
    Column("seen", Boolean, nullable=False),
    Column("telling", Text, nullable=False),
    UniqueConstraint("officer_id", "key"),
    Index("ix_notices_tip_id", "tip_id"),
    Index(
        "ix_notices_unseen",
        "officer_id",
        "hour",
        sqlite_where=text("NOT seen"),
        postgresql_where=text("NOT seen"),
    ),
    Index(
        "ix_notices_telling",
        "telling",
        "hour",
        sqlite_where=text("telling IN ('waiting', 'sending')"),
        postgresql_where=text("telling IN ('waiting', 'sending')"),
    ),
)

# How far the escalation of a tip's clock in one queue has come: when it is due, how many steps were taken, and the
# minute in which to look again.
escalations = Table(
    "escalations",
    metadata,
    _tip(primary_key=True),
    queue_column(primary_key=True),
    Column("duty", Text, primary_key=True),
    Column("due_hour", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("next_minute", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# Only of tips about what is happening now, on a grid of five minutes, and only until somebody of the queue opens it.
urgent_arrivals = Table(
    "urgent_arrivals",
    metadata,
    _tip(primary_key=True),
    queue_column(primary_key=True),
    Column("grid_minute", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# The last minute in which a process did its work, and since when it can't, with a code of ours.
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("failing_since", Integer),
    Column("error", Text),
)

# A deletion before its time that waits for a second person. `reason` is a code of `domain.retention`.
deletion_requests = Table(
    "deletion_requests",
    metadata,
    _tip(primary_key=True),
    queue_column(),
    id_column("asked_by", ForeignKey(_OFFICER)),
    Column("asked_minute", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

# Keyed hashes of deleted tips on their way to the list outside the database.
deletions = Table("deletions", metadata, row_id(), Column("mark", LargeBinary(16), nullable=False))

# What stays of a deleted tip, for the figures: no id leads back to it. `status_days` is JSON of status to day.
past_tips = Table(
    "past_tips",
    metadata,
    row_id(),
    queue_column(),
    Column("commune_code", Text, nullable=False),
    Column("conflict", Boolean, nullable=False),
    Column("category", Text),
    Column("when", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("classification", Text),
    Column("decision", Text),
    Column("received_hour", Integer, nullable=False),
    Column("first_viewed_day", Date),
    Column("first_word_hour", Integer),
    Column("closed_hour", Integer),
    Column("status_days", Text, nullable=False),
    Column("purged_day", Date, nullable=False),
    Column("early", Boolean, nullable=False),
    Index("ix_past_tips_queue_id", "queue_id", "received_hour"),
)
