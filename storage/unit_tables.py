"""Tables of units, their queues and keys, and their officers; must never hold a key or token that isn't wrapped or hashed."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
)

from storage.table_kinds import id_column, metadata, queue_column

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
    queue_column("duty_desk_id"),
    queue_column("inspectorate_id"),
    Column("switched_on", Boolean, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("commune_code", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    queue_column("unit_id"),
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

# One row for each unit. Whatever numbers or counts is per queue, so that no queue shows that another one moved.
# `epoch` is the newest one that the directory certifies, 0 before the first.
queues = Table(
    "queues",
    metadata,
    queue_column(primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("last_change", Integer, nullable=False),
)

queue_counts = Table(
    "queue_counts",
    metadata,
    queue_column(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)

arrivals = Table(
    "arrivals",
    metadata,
    queue_column(primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("taken", Integer, nullable=False),
    sqlite_with_rowid=False,
)

changes = Table(
    "changes",
    metadata,
    queue_column(primary_key=True),
    Column("seq", Integer, primary_key=True),
    id_column("tip_id"),
    Column("kind", Text, nullable=False),
    Column("hour", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)

queue_keys = Table(
    "queue_keys",
    metadata,
    queue_column(primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("made_at_minute", Integer, nullable=False),
)

# `holder` is `officer:<id in hex>` or `recovery:<SHA-256 of the recovery key in hex>`.
queue_seeds = Table(
    "queue_seeds",
    metadata,
    Column("queue_id", Text, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("holder", Text, primary_key=True),
    Column("sealed_seed", LargeBinary, nullable=False),
    # The officer's own browser found that it isn't the queue's seed: another may come in its place.
    Column("unfit", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["queue_id", "epoch"], ["queue_keys.queue_id", "queue_keys.epoch"]),
    Index("ix_queue_seeds_holder", "holder"),
)

officers = Table(
    "officers",
    metadata,
    id_column("id", primary_key=True),
    queue_column("unit_id", index=True),
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
    id_column("officer_id", ForeignKey("officers.id")),
    Column("expires_at_minute", Integer, nullable=False),
    Column("used", Boolean, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    id_column("officer_id", ForeignKey("officers.id")),
    Column("seen_at_minute", Integer, nullable=False),
    Column("idle_minutes", Integer, nullable=False),
    Column("ends_at_minute", Integer, nullable=False),
    Index("ix_sessions_officer_id", "officer_id"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at_minute", Integer, nullable=False),
)
