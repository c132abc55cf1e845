"""Tables of invitations, checked keys and departures; must never hold a paper code, nor a key that isn't public."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table

from storage.table_kinds import id_column, metadata, queue_column

# How an officer came in, as long as that can matter: one row for each officer, of the newest invitation. A paper code
# stands nowhere; `paper_until_minute` says that there is one (empty: invited without), and `tag` is what the joiner's
# browser made of it over its new public key. `used`: a colleague's browser has found the tag right.
joinings = Table(
    "joinings",
    metadata,
    id_column("officer_id", ForeignKey("officers.id"), primary_key=True),
    id_column("invited_by", ForeignKey("officers.id"), nullable=True),
    Column("invited_at_minute", Integer, nullable=False),
    Column("paper_until_minute", Integer),
    Column("tag", LargeBinary(32)),
    Column("used", Boolean, nullable=False),
)

# What an officer's browser remembers of colleagues' keys it has checked (specification, section 14): a MAC under the
# checking officer's own seed, so worth nothing to anybody else.
checked_keys = Table(
    "checked_keys",
    metadata,
    id_column("checker_id", ForeignKey("officers.id"), primary_key=True),
    id_column("officer_id", ForeignKey("officers.id"), primary_key=True),
    Column("tag", LargeBinary(32), nullable=False),
)

# Who gave up which newest epoch of a queue's key, by leaving or by being invited anew: once they have left, the queue
# needs a newer one until it has it.
departures = Table(
    "departures",
    metadata,
    id_column("officer_id", ForeignKey("officers.id"), primary_key=True),
    queue_column(primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("at_minute", Integer, nullable=False),
    Index("ix_departures_queue_id", "queue_id", "epoch"),
)
