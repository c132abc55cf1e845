"""Tables of the audit record: one chain of rows for each unit; must never hold readable content, a chat or an address."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.table_kinds import id_column, metadata

# `unit_id` is a unit's, or `storage.audit.INSTALLATION`. Triggers of the migration refuse every change and removal.
audit_rows = Table(
    "audit_rows",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("at_minute", Integer, nullable=False),
    id_column("officer_id", ForeignKey("officers.id"), nullable=True),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_audit_rows_act", "unit_id", "act", "ordinal"),
    Index("ix_audit_rows_officer", "unit_id", "officer_id", "ordinal"),
    Index("ix_audit_rows_minute", "unit_id", "at_minute"),
    sqlite_with_rowid=False,
)

# The end of each chain: a tail that was cut off shows, as long as this row wasn't changed with it.
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("unit_id", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

# How often names that nobody has were tried, by hour: a chain row stands for many, so that a flood can't fill the disk.
audit_counts = Table(
    "audit_counts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)
