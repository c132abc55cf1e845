"""Tables of passkeys; must never hold a private key (those stay in the officer's device) or an address."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.table_kinds import big_integer, id_column, metadata

# `sign_count` is an unsigned 32-bit number, which PostgreSQL's integer doesn't hold.
passkeys = Table(
    "passkeys",
    metadata,
    Column("credential_id", LargeBinary, primary_key=True),
    id_column("officer_id", ForeignKey("officers.id")),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", big_integer(), nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at_minute", Integer, nullable=False),
    Column("used_at_minute", Integer),
    Column("wrapped_seed", LargeBinary),
    Index("ix_passkeys_officer_id", "officer_id"),
)

# A challenge that was answered rightly: nobody answers it twice. The rest needs no row (see web.desk.passkeys).
passkey_answers = Table(
    "passkey_answers",
    metadata,
    Column("challenge_hash", LargeBinary(32), primary_key=True),
    Column("ends_at_minute", Integer, nullable=False, index=True),
)
