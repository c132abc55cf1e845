"""Tables of tips: sealed parts, wraps and metadata in hours; a resident's act never gets a finer time, nor a place in any order."""

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


def _tip(*, primary_key: bool = False) -> "Column[bytes]":
    return id_column("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=primary_key)


tips = Table(
    "tips",
    metadata,
    id_column("id", primary_key=True),
    Column("sent", Boolean, nullable=False),
    Column("commune_code", Text, nullable=False),
    Column("when", Text, nullable=False),
    Column("category", Text),
    Column("conflict", Boolean, nullable=False),
    Column("routing_alarms", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("classification", Text),
    Column("decision", Text),
    Column("started_hour", Integer, nullable=False),
    Column("received_hour", Integer),
    # Counters of parts by role, so that no number comes twice.
    Column("report_bytes", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("last_report", Integer, nullable=False),
    Column("last_addition", Integer, nullable=False),
    Column("last_reply", Integer, nullable=False),
    Column("last_note", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("manifest_current", Boolean, nullable=False),
    Column("first_viewed_day", Date),
    Column("first_word_hour", Integer),
    Column("closed_hour", Integer),
    Index("ix_tips_drafts", "started_hour", sqlite_where=text("NOT sent"), postgresql_where=text("NOT sent")),
    # What may go when its time has come, groundless ones earlier than the others.
    Index(
        "ix_tips_closed",
        "closed_hour",
        sqlite_where=text("closed_hour IS NOT NULL"),
        postgresql_where=text("closed_hour IS NOT NULL"),
    ),
    Index(
        "ix_tips_groundless",
        "closed_hour",
        sqlite_where=text("closed_hour IS NOT NULL AND classification = 'no_ground'"),
        postgresql_where=text("closed_hour IS NOT NULL AND classification = 'no_ground'"),
    ),
    sqlite_with_rowid=False,
)

# Which queues a tip (or draft) is sealed to: `role` is `recipient` or `copy`. A tip that was sent and waits for its
# release has `release_at_minute`, on the grid of the release minutes; it goes when the tip arrives.
tip_queues = Table(
    "tip_queues",
    metadata,
    _tip(primary_key=True),
    queue_column(primary_key=True),
    Column("role", Text, nullable=False),
    Column("release_at_minute", Integer),
    Index(
        "ix_tip_queues_release",
        "release_at_minute",
        sqlite_where=text("release_at_minute IS NOT NULL"),
        postgresql_where=text("release_at_minute IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

# A tip that has arrived, as one queue shows it. Everything the queue page shows or filters by stands here, in the
# order of the queue's own numbers, so that a page reads one table and stays flat however long the queue grows.
queue_rows = Table(
    "queue_rows",
    metadata,
    queue_column(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _tip(),
    Column("copy", Boolean, nullable=False),
    Column("lane", Text, nullable=False),
    Column("commune_code", Text, nullable=False),
    Column("when", Text, nullable=False),
    Column("category", Text),
    Column("status", Text, nullable=False),
    Column("received_hour", Integer, nullable=False),
    Column("due_hour", Integer, nullable=False),
    Column("first_viewed_hour", Integer),
    id_column("claimed_by", ForeignKey("officers.id"), nullable=True),
    Column("part_count", Integer, nullable=False),
    Column("news", Boolean, nullable=False),
    # The clock that is due at `due_hour`, or, when it stands still, its ground (codes of `domain.deadlines`).
    Column("duty", Text),
    UniqueConstraint("tip_id", "queue_id"),
    Index("ix_queue_rows_due", "queue_id", "lane", "due_hour", "number"),
    Index("ix_queue_rows_status", "queue_id", "lane", "status", "due_hour", "number"),
    Index("ix_queue_rows_category", "queue_id", "lane", "category", "due_hour", "number"),
    Index("ix_queue_rows_when", "queue_id", "lane", "when", "due_hour", "number"),
    Index("ix_queue_rows_claimed", "queue_id", "lane", "claimed_by", "due_hour", "number"),
    # The same lists from their newest or their oldest tip.
    Index("ix_queue_rows_number", "queue_id", "lane", "number"),
    Index("ix_queue_rows_status_number", "queue_id", "lane", "status", "number"),
    Index("ix_queue_rows_category_number", "queue_id", "lane", "category", "number"),
    Index("ix_queue_rows_when_number", "queue_id", "lane", "when", "number"),
    Index("ix_queue_rows_claimed_number", "queue_id", "lane", "claimed_by", "number"),
    sqlite_with_rowid=False,
)

# `author_id` and `at_minute` are for officers' parts (replies, notes) alone. The body stands last: whoever reads
# the rest doesn't walk over it.
parts = Table(
    "parts",
    metadata,
    row_id(),
    _tip(),
    Column("role", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    id_column("author_id", ForeignKey("officers.id"), nullable=True),
    Column("at_minute", Integer),
    Column("read_day", Date),
    Column("sealed_bytes", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("signature", LargeBinary(64)),
    Column("blob_name", Text, unique=True),
    Column("body", LargeBinary),
    UniqueConstraint("tip_id", "role", "number"),
)

part_wraps = Table(
    "part_wraps",
    metadata,
    row_id(),
    Column("part_id", parts.c.row_id.type, ForeignKey("parts.row_id", ondelete="CASCADE"), nullable=False),
    queue_column(),
    Column("epoch", Integer, nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    UniqueConstraint("part_id", "queue_id"),
)

receipts = Table(
    "receipts",
    metadata,
    row_id(),
    Column("mailbox", LargeBinary(16), unique=True, nullable=False),
    _tip(),
    Column("generation", Integer, nullable=False),
    Column("reply_public_key", LargeBinary, nullable=False),
    Column("verify_key", LargeBinary(32), nullable=False),
    Index("ix_receipts_tip_id", "tip_id"),
)

reply_keys = Table(
    "reply_keys",
    metadata,
    row_id(),
    Column("mailbox", LargeBinary(16), ForeignKey("receipts.mailbox", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    UniqueConstraint("mailbox", "number"),
)

# What officers did, with the minute; `detail` is JSON of plain facts (from, to, reason), never content.
officer_events = Table(
    "officer_events",
    metadata,
    _tip(primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    queue_column(),
    id_column("officer_id", ForeignKey("officers.id")),
    Column("kind", Text, nullable=False),
    Column("at_minute", Integer, nullable=False),
    Column("detail", Text, nullable=False),
)

# Metadata only: which queue must look, at which queue's tip, and why.
alarms = Table(
    "alarms",
    metadata,
    _tip(primary_key=True),
    queue_column(primary_key=True, index=True),
    Column("kind", Text, primary_key=True),
    queue_column("subject_queue_id"),
    Column("hour", Integer, nullable=False),
    Column("cleared", Boolean, nullable=False),
    Index(
        "ix_alarms_open",
        "queue_id",
        "hour",
        sqlite_where=text("NOT cleared"),
        postgresql_where=text("NOT cleared"),
    ),
    sqlite_with_rowid=False,
)
