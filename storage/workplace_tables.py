"""Tables of the officers' workplace: rota, beats, saved views, who has a tip open; must never hold readable content."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from storage.table_kinds import id_column, metadata, queue_column


def _officer(*, primary_key: bool = False, nullable: bool = False) -> "Column[bytes]":
    return id_column("officer_id", ForeignKey("officers.id"), primary_key=primary_key, nullable=nullable)


# Who is on duty week after week; `weekday` 0 is Monday, `shift` a value of `domain.duty.Shift`.
duty_plan = Table(
    "duty_plan",
    metadata,
    queue_column(primary_key=True),
    Column("weekday", Integer, primary_key=True, autoincrement=False),
    Column("shift", Text, primary_key=True),
    _officer(primary_key=True),
    sqlite_with_rowid=False,
)

# A single day's shift that differs from the plan; any row of it takes the plan's place.
duty_days = Table(
    "duty_days",
    metadata,
    queue_column(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("shift", Text, primary_key=True),
    _officer(primary_key=True),
    sqlite_with_rowid=False,
)

# A hamlet and who knows it. Which hamlet a tip is about is content and stands nowhere.
beats = Table(
    "beats",
    metadata,
    id_column("id", primary_key=True),
    queue_column(),
    Column("commune_code", Text, nullable=False),
    Column("hamlet", Text, nullable=False),
    _officer(nullable=True),
    UniqueConstraint("queue_id", "commune_code", "hamlet"),
    sqlite_with_rowid=False,
)

# Which officers of a unit look after which category of tips.
beat_categories = Table(
    "beat_categories",
    metadata,
    queue_column(primary_key=True),
    Column("category", Text, primary_key=True),
    _officer(primary_key=True),
    sqlite_with_rowid=False,
)

# An officer's own lists; `choices` is the queue's address query: filters and sort, never a page.
saved_views = Table(
    "saved_views",
    metadata,
    id_column("id", primary_key=True),
    _officer(),
    Column("name", Text, nullable=False),
    Column("choices", Text, nullable=False),
    UniqueConstraint("officer_id", "name"),
    sqlite_with_rowid=False,
)

# Who looks at a tip right now, for colleagues of the same unit; a row lives for minutes.
open_tips = Table(
    "open_tips",
    metadata,
    queue_column(primary_key=True),
    id_column("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    _officer(primary_key=True),
    Column("seen_at_minute", Integer, nullable=False),
    Index("ix_open_tips_seen", "seen_at_minute"),
    sqlite_with_rowid=False,
)
