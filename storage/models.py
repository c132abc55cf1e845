"""The tables; must never hold readable content, a chat identity, or a time finer than an hour for what a resident did."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str, *args: ForeignKey, **kwargs: bool) -> Column[bytes]:
    return Column(name, LargeBinary(16), *args, **kwargs)  # type: ignore[arg-type]


def _queue(name: str = "queue_id", **kwargs: bool) -> Column[str]:
    return Column(name, Text, ForeignKey("units.id"), **kwargs)  # type: ignore[arg-type]


meta = Table(
    "meta", metadata, Column("key", Text, primary_key=True), Column("value", LargeBinary, nullable=False)
)

# --- Who serves which place -----------------------------------------------------------------------------------

units = Table(
    "units",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("province_code", Text, nullable=False, index=True),
)

provinces = Table(
    "provinces",
    metadata,
    Column("code", Text, primary_key=True),
    _queue("duty_desk_id", nullable=False),
    _queue("inspectorate_id", nullable=False),
    Column("switched_on", Boolean, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("commune_code", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    _queue("unit_id", nullable=False),
)

directory = Table(
    "directory",
    metadata,
    Column("kind", Integer, primary_key=True),
    Column("province", Text, primary_key=True),
    Column("queue_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("holder", LargeBinary(16), primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)

# --- Queues and their keys ------------------------------------------------------------------------------------

# One row per unit. Everything that numbers or counts is per queue, so that no queue shows that another one moved.
queues = Table(
    "queues",
    metadata,
    _queue(primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("last_change", Integer, nullable=False),
)

queue_counts = Table(
    "queue_counts",
    metadata,
    _queue(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

arrivals = Table(
    "arrivals",
    metadata,
    _queue(primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("taken", Integer, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    _queue(primary_key=True),
    Column("seq", Integer, primary_key=True),
    _id("tip_id", nullable=False),
    Column("kind", Text, nullable=False),
    Column("hour", Integer, nullable=False, index=True),
)

queue_keys = Table(
    "queue_keys",
    metadata,
    _queue(primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("made_at_minute", Integer, nullable=False),
)

queue_seeds = Table(
    "queue_seeds",
    metadata,
    Column("queue_id", Text, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    # `officer:<hex id>` or `recovery:<hex fingerprint>`
    Column("holder", Text, primary_key=True),
    Column("sealed_seed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["queue_id", "epoch"], ["queue_keys.queue_id", "queue_keys.epoch"], ondelete="CASCADE"
    ),
    Index("ix_queue_seeds_holder", "holder"),
)

# --- Officers -------------------------------------------------------------------------------------------------

officers = Table(
    "officers",
    metadata,
    _id("id", primary_key=True),
    _queue("unit_id", nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sign_in_name", Text, unique=True),
    Column("salt", LargeBinary),
    Column("verifier", LargeBinary),
    Column("second_factor", LargeBinary),
    Column("last_code_step", Integer, nullable=False),
    Column("wrapped_seed", LargeBinary),
    Column("public_key", LargeBinary),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    _id("officer_id", ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at_minute", Integer, nullable=False),
    Column("used", Boolean, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    _id("officer_id", ForeignKey("officers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("seen_at_minute", Integer, nullable=False),
    Column("idle_minutes", Integer, nullable=False),
    Column("ends_at_minute", Integer, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at_minute", Integer, nullable=False),
)

# --- Conversations: nothing here names a chat, and nothing links a conversation to a tip ---------------------------

update_keys = Table(
    "update_keys",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("update_key", Text, primary_key=True),
    Column("hour", Integer, nullable=False, index=True),
)

conversations = Table(
    "conversations",
    metadata,
    Column("row_key", LargeBinary(16), primary_key=True),
    Column("state", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("has_draft", Boolean, nullable=False),
    Column("died", Boolean, nullable=False),
    Column("hour", Integer, nullable=False, index=True),
)

limits = Table(
    "limits",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("span", Integer, primary_key=True),
    Column("taken", Integer, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    _id("id", primary_key=True),
    Column("contact", LargeBinary, nullable=False),
    Column("day", Date, nullable=False, index=True),
)

# --- Tips -----------------------------------------------------------------------------------------------------

tips = Table(
    "tips",
    metadata,
    _id("id", primary_key=True),
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
    Column("part_count", Integer, nullable=False),
    Column("part_bytes", Integer, nullable=False),
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
)

# A tip as one queue holds it. What the queue page shows and filters by stands here, so that the page reads one table.
tip_queues = Table(
    "tip_queues",
    metadata,
    _id("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    _queue(primary_key=True),
    Column("role", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("lane", Text, nullable=False),
    Column("number", Integer),
    Column("release_at_minute", Integer),
    Column("commune_code", Text, nullable=False),
    Column("when", Text, nullable=False),
    Column("category", Text),
    Column("status", Text, nullable=False),
    Column("received_hour", Integer),
    Column("due_hour", Integer),
    Column("first_viewed_hour", Integer),
    _id("claimed_by", ForeignKey("officers.id")),
    Column("part_count", Integer, nullable=False),
    Column("news", Boolean, nullable=False),
    Index("uq_tip_queues_number", "queue_id", "number", unique=True),
    Index("ix_tip_queues_due", "queue_id", "lane", "due_hour", "number"),
    Index("ix_tip_queues_status", "queue_id", "lane", "status", "due_hour", "number"),
    Index("ix_tip_queues_category", "queue_id", "lane", "category", "due_hour", "number"),
    Index("ix_tip_queues_when", "queue_id", "lane", "when", "due_hour", "number"),
    Index("ix_tip_queues_claimed", "queue_id", "lane", "claimed_by", "due_hour", "number"),
    Index(
        "ix_tip_queues_release",
        "release_at_minute",
        sqlite_where=text("release_at_minute IS NOT NULL"),
        postgresql_where=text("release_at_minute IS NOT NULL"),
    ),
)

parts = Table(
    "parts",
    metadata,
    _id("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", LargeBinary),
    Column("blob_name", Text, unique=True),
    Column("sealed_bytes", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("signature", LargeBinary(64)),
    Column("hour", Integer, nullable=False),
    # Officers' parts only (replies, notes): who wrote it, and the minute.
    _id("author_id", ForeignKey("officers.id")),
    Column("at_minute", Integer),
    Column("read_day", Date),
)

part_wraps = Table(
    "part_wraps",
    metadata,
    _id("tip_id", primary_key=True),
    Column("role", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    _queue(primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["tip_id", "role", "number"], ["parts.tip_id", "parts.role", "parts.number"], ondelete="CASCADE"
    ),
)

receipts = Table(
    "receipts",
    metadata,
    Column("mailbox", LargeBinary(16), primary_key=True),
    _id("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("reply_public_key", LargeBinary, nullable=False),
    Column("verify_key", LargeBinary(32), nullable=False),
)

reply_keys = Table(
    "reply_keys",
    metadata,
    Column("mailbox", LargeBinary(16), ForeignKey("receipts.mailbox", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed_key", LargeBinary, nullable=False),
)

officer_events = Table(
    "officer_events",
    metadata,
    _id("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    _queue(nullable=False),
    _id("officer_id", ForeignKey("officers.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_minute", Integer, nullable=False),
    Column("detail", Text, nullable=False),
)

# Metadata only: which queue must look, at what, why.
alarms = Table(
    "alarms",
    metadata,
    _queue(primary_key=True),
    _id("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    _queue("subject_queue_id", nullable=False),
    Column("hour", Integer, nullable=False),
    Column("cleared", Boolean, nullable=False),
)
