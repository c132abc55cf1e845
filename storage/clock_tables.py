"""Tables of the legal clocks: when they began, stood still, were extended; must never hold readable content."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text

from storage.table_kinds import id_column, metadata, queue_column

# What officers did that a clock counts by, in the order in which they did it: `act` and `ground` are codes of
# `domain.decision_clock`, `until` is the last day that an extension names.
clock_events = Table(
    "clock_events",
    metadata,
    id_column("tip_id", ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    queue_column(),
    Column("act", Text, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("ground", Text),
    Column("until", Date),
)

# Communes where the law gives more time for the first report, from a day up to and with another.
difficult_communes = Table(
    "difficult_communes",
    metadata,
    Column("commune_code", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
)
