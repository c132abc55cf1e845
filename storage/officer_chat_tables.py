"""Tables of the chats that officers linked; nothing here names a chat, or shares a key with residents or subscribers."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table, Text

from storage.table_kinds import id_column, metadata

# One for each officer. `contact` is sealed under the contact key to `id`; `link_key` is a keyed hash with a label of
# its own. `digest_day`: the last day in Vietnam whose morning digest was taken up.
officer_chats = Table(
    "officer_chats",
    metadata,
    id_column("officer_id", ForeignKey("officers.id"), primary_key=True),
    id_column("id"),
    Column("link_key", LargeBinary(16), unique=True, nullable=False),
    Column("contact", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("blocked", Boolean, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("digest_day", Date, nullable=False),
    Column("linked_minute", Integer, nullable=False),
    sqlite_with_rowid=False,
)

officer_chat_codes = Table(
    "officer_chat_codes",
    metadata,
    id_column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("code_hash", LargeBinary(32), unique=True, nullable=False),
    Column("ends_minute", Integer, nullable=False),
    sqlite_with_rowid=False,
)
