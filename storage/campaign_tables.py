"""Tables of campaigns, their runs and deliveries; a delivery names a random subscriber id and an hour, never a chat or a finer time."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from storage.table_kinds import big_integer, id_column, metadata, queue_column, row_id

_OFFICER = "officers.id"
_CAMPAIGN = "campaigns.id"

# `content` is the canonical JSON of domain.campaigns; `next_minute` when the next run begins.
campaigns = Table(
    "campaigns",
    metadata,
    id_column("id", primary_key=True),
    Column("short_id", Text, unique=True, nullable=False),
    queue_column("unit_id", index=True),
    Column("province_code", Text, nullable=False, index=True),
    Column("campaign_state", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("content_hash", LargeBinary(32), nullable=False),
    Column("version", Integer, nullable=False),
    id_column("created_by", ForeignKey(_OFFICER)),
    Column("changed_minute", Integer, nullable=False),
    id_column("approved_by", ForeignKey(_OFFICER), nullable=True),
    Column("approved_hash", LargeBinary(32)),
    id_column("corrects", ForeignKey(_CAMPAIGN), nullable=True),
    Column("next_minute", Integer),
    Column("runs", Integer, nullable=False),
    Column("last_event", Integer, nullable=False),
    Index("ix_campaigns_due", "campaign_state", "next_minute"),
)

campaign_events = Table(
    "campaign_events",
    metadata,
    id_column("campaign_id", ForeignKey(_CAMPAIGN, ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    id_column("officer_id", ForeignKey(_OFFICER), nullable=True),
    Column("kind", Text, nullable=False),
    Column("at_minute", Integer, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)

campaign_pictures = Table(
    "campaign_pictures",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("mime", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("image", LargeBinary, nullable=False),
)

# One sending of a campaign. `filled_after`: the last subscriber put into the ledger; NULL before the first.
campaign_runs = Table(
    "campaign_runs",
    metadata,
    row_id(),
    id_column("campaign_id", ForeignKey(_CAMPAIGN, ondelete="CASCADE")),
    Column("number", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("ending", Text),
    Column("began_hour", Integer, nullable=False),
    Column("ends_minute", Integer, nullable=False),
    Column("filled", Boolean, nullable=False),
    Column("filled_after", LargeBinary(16)),
    Index("ix_campaign_runs_campaign_id", "campaign_id", "number", unique=True),
    Index(
        "ix_campaign_runs_open",
        "row_id",
        sqlite_where=text("open"),
        postgresql_where=text("open"),
    ),
)

# The ledger. No foreign key to subscribers: who stops is deleted there, and the count stays here.
campaign_deliveries = Table(
    "campaign_deliveries",
    metadata,
    Column("run_id", big_integer(), ForeignKey("campaign_runs.row_id", ondelete="CASCADE"), primary_key=True),
    Column("subscriber_id", LargeBinary(16), primary_key=True),
    Column("delivery", Text, nullable=False),
    Column("reason", Text),
    Column("channel", Text, nullable=False),
    Column("due_hour", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Index(
        "ix_campaign_deliveries_due",
        "run_id",
        "channel",
        "due_hour",
        "subscriber_id",
        sqlite_where=text("delivery = 'queued'"),
        postgresql_where=text("delivery = 'queued'"),
    ),
    Index(
        "ix_campaign_deliveries_sending",
        "run_id",
        "channel",
        sqlite_where=text("delivery = 'sending'"),
        postgresql_where=text("delivery = 'sending'"),
    ),
    sqlite_with_rowid=False,
)

run_counts = Table(
    "run_counts",
    metadata,
    Column("run_id", big_integer(), ForeignKey("campaign_runs.row_id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What people did with a bulletin, as mere numbers; `area` is a commune's code, or empty.
campaign_counts = Table(
    "campaign_counts",
    metadata,
    id_column("campaign_id", ForeignKey(_CAMPAIGN, ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Keyed hashes of their own, so that one person's second press counts nothing and tells nothing.
campaign_presses = Table(
    "campaign_presses",
    metadata,
    id_column("campaign_id", ForeignKey(_CAMPAIGN, ondelete="CASCADE"), primary_key=True),
    Column("once_key", LargeBinary(16), primary_key=True),
    sqlite_with_rowid=False,
)

# An officer's own chat for test sends, sealed like a subscriber's address.
test_chats = Table(
    "test_chats",
    metadata,
    id_column("officer_id", ForeignKey(_OFFICER), primary_key=True),
    id_column("id"),
    Column("contact", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
)

test_links = Table(
    "test_links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    id_column("officer_id", ForeignKey(_OFFICER)),
    Column("ends_minute", Integer, nullable=False, index=True),
)

campaign_tests = Table(
    "campaign_tests",
    metadata,
    row_id(),
    id_column("campaign_id", ForeignKey(_CAMPAIGN, ondelete="CASCADE")),
    id_column("officer_id", ForeignKey(_OFFICER)),
    Column("content_hash", LargeBinary(32), nullable=False),
    Column("at_minute", Integer, nullable=False),
    Column("delivery", Text, nullable=False, index=True),
    Column("reason", Text),
    Index("ix_campaign_tests_campaign_id", "campaign_id", "at_minute"),
)

# Grows with each taking of a lead: what a former leader still asks for is refused.
leads = Table(
    "leads",
    metadata,
    Column("name", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
)
