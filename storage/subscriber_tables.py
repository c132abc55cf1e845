"""Tables of those who asked for warnings; nothing here names a chat, is shared with tips or conversations, or knows a time finer than a day."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text

from storage.table_kinds import id_column, metadata

# `week` and `week_taken`: how many warnings the newest week brought. `contact` is sealed under the contact key.
subscribers = Table(
    "subscribers",
    metadata,
    id_column("id", primary_key=True),
    Column("subscriber_key", LargeBinary(16), unique=True, nullable=False),
    Column("contact", LargeBinary, nullable=False),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("quiet_from", Integer, nullable=False),
    Column("quiet_to", Integer, nullable=False),
    Column("subscriber_state", Text, nullable=False),
    Column("since_day", Date, nullable=False),
    Column("left_day", Date, index=True),
    Column("week", Integer, nullable=False),
    Column("week_taken", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# A whole province has an empty commune code. The index is what an audience is found and counted by.
subscriber_places = Table(
    "subscriber_places",
    metadata,
    Column(
        "subscriber_id", LargeBinary(16), ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("area_province", Text, primary_key=True),
    Column("area_commune", Text, primary_key=True),
    Index("ix_subscriber_places_area", "area_province", "area_commune", "subscriber_id"),
    sqlite_with_rowid=False,
)

subscriber_topics = Table(
    "subscriber_topics",
    metadata,
    Column(
        "subscriber_id", LargeBinary(16), ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("topic", Text, primary_key=True),
    sqlite_with_rowid=False,
)
