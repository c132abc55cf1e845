"""Tables of conversations, limits and reminders: nothing here names a chat, and nothing links one to a tip."""

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, Table, Text

from storage.table_kinds import id_column, metadata, row_id

meta = Table(
    "meta", metadata, Column("key", Text, primary_key=True), Column("value", LargeBinary, nullable=False)
)

update_keys = Table(
    "update_keys",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("update_key", Text, primary_key=True),
    Column("hour", Integer, nullable=False, index=True),
    sqlite_with_rowid=False,
)

conversations = Table(
    "conversations",
    metadata,
    row_id(),
    Column("row_key", LargeBinary(16), unique=True, nullable=False),
    Column("version", Integer, nullable=False),
    Column("has_draft", Boolean, nullable=False),
    Column("died", Boolean, nullable=False),
    Column("hour", Integer, nullable=False, index=True),
    Column("state", LargeBinary),
)

# `span` is the day or the hour that is counted, since 1970.
limits = Table(
    "limits",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("span", Integer, primary_key=True),
    Column("taken", Integer, nullable=False),
    sqlite_with_rowid=False,
)

reminders = Table(
    "reminders",
    metadata,
    id_column("id", primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("contact", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
