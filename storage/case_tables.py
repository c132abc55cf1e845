"""Tables of a tip as a case: forwards, wraps kept after one, links, samples; must never hold readable content."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from storage.table_kinds import big_integer, id_column, metadata, queue_column, row_id


def _tip(name: str = "tip_id", *, primary_key: bool = False) -> "Column[bytes]":
    return id_column(name, ForeignKey("tips.id", ondelete="CASCADE"), primary_key=primary_key)


# What a unit keeps of a tip that it forwarded: a line without content, under the number that the tip had there.
# `queue_id` is the former queue.
forwards = Table(
    "forwards",
    metadata,
    row_id(),
    _tip(),
    queue_column(),
    queue_column("to_queue_id"),
    Column("number", Integer, nullable=False),
    Column("commune_code", Text, nullable=False),
    Column("when", Text, nullable=False),
    Column("category", Text),
    Column("received_hour", Integer, nullable=False),
    Column("at_minute", Integer, nullable=False),
    id_column("officer_id", ForeignKey("officers.id")),
    Index("ix_forwards_queue", "queue_id", "at_minute"),
    Index("ix_forwards_tip_id", "tip_id"),
)

# Part keys sealed to a queue that has handed the tip on, until the queue that has it now has opened that part. Only
# `storage.kept_wraps` reads them: to give them back to the very queue they were taken from, together with the tip.
kept_wraps = Table(
    "kept_wraps",
    metadata,
    row_id(),
    Column("part_id", big_integer(), ForeignKey("parts.row_id", ondelete="CASCADE"), nullable=False),
    queue_column(),
    Column("epoch", Integer, nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    UniqueConstraint("part_id", "queue_id"),
)

# Tips of one queue that its officers hold for the same matter: a row for each direction, so that either page finds it.
tip_links = Table(
    "tip_links",
    metadata,
    queue_column(primary_key=True),
    _tip(primary_key=True),
    _tip("other_id", primary_key=True),
    id_column("officer_id", ForeignKey("officers.id")),
    Column("at_minute", Integer, nullable=False),
    Index("ix_tip_links_tip_id", "tip_id"),
    Index("ix_tip_links_other_id", "other_id"),
    sqlite_with_rowid=False,
)

# A tip set aside by `subject_queue_id` that chance gave to the level above (`queue_id`) to look at. Its wraps for that
# queue are there until the verdict. Only chosen tips have a row.
samples = Table(
    "samples",
    metadata,
    row_id(),
    _tip(),
    queue_column(),
    queue_column("subject_queue_id"),
    Column("mark", Text, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("verdict", Text),
    id_column("judged_by", ForeignKey("officers.id"), nullable=True),
    Column("judged_at_minute", Integer),
    Index(
        "ix_samples_open",
        "queue_id",
        "hour",
        sqlite_where=text("verdict IS NULL"),
        postgresql_where=text("verdict IS NULL"),
    ),
    Index("ix_samples_tip_id", "tip_id"),
)
