"""Subscribers, campaigns and their ledger; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of warnings: who wants them, what is sent, and to whom it went."""
    op.create_table(
        "campaign_pictures",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_campaign_pictures"),
    )
    op.create_table(
        "leads",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leads"),
    )
    op.create_table(
        "subscribers",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("subscriber_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("subscriber_state", sa.Text(), nullable=False),
        sa.Column("since_day", sa.Date(), nullable=False),
        sa.Column("left_day", sa.Date(), nullable=True),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("week_taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("subscriber_key", name="uq_subscribers_subscriber_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_subscribers_left_day", "subscribers", ["left_day"], unique=False)
    op.create_table(
        "subscriber_places",
        sa.Column("subscriber_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("area_province", sa.Text(), nullable=False),
        sa.Column("area_commune", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_subscriber_places_subscriber_id_subscribers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "subscriber_id", "area_province", "area_commune", name="pk_subscriber_places"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_subscriber_places_area",
        "subscriber_places",
        ["area_province", "area_commune", "subscriber_id"],
        unique=False,
    )
    op.create_table(
        "subscriber_topics",
        sa.Column("subscriber_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_subscriber_topics_subscriber_id_subscribers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "topic", name="pk_subscriber_topics"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("short_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("campaign_state", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("changed_minute", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("approved_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("corrects", sa.LargeBinary(length=16), nullable=True),
        sa.Column("next_minute", sa.Integer(), nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["officers.id"], name="fk_campaigns_approved_by_officers"),
        sa.ForeignKeyConstraint(["corrects"], ["campaigns.id"], name="fk_campaigns_corrects_campaigns"),
        sa.ForeignKeyConstraint(["created_by"], ["officers.id"], name="fk_campaigns_created_by_officers"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_campaigns_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("short_id", name="uq_campaigns_short_id"),
    )
    op.create_index("ix_campaigns_due", "campaigns", ["campaign_state", "next_minute"], unique=False)
    op.create_index("ix_campaigns_province_code", "campaigns", ["province_code"], unique=False)
    op.create_index("ix_campaigns_unit_id", "campaigns", ["unit_id"], unique=False)
    op.create_table(
        "test_chats",
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_test_chats_officer_id_officers"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_test_chats"),
    )
    op.create_table(
        "test_links",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_test_links_officer_id_officers"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_test_links"),
    )
    op.create_index("ix_test_links_ends_minute", "test_links", ["ends_minute"], unique=False)
    op.create_table(
        "campaign_counts",
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name="fk_campaign_counts_campaign_id_campaigns",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "name", "area", name="pk_campaign_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign_events",
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name="fk_campaign_events_campaign_id_campaigns",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_campaign_events_officer_id_officers"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "ordinal", name="pk_campaign_events"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign_presses",
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("once_key", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name="fk_campaign_presses_campaign_id_campaigns",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "once_key", name="pk_campaign_presses"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign_runs",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("began_hour", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.Column("filled_after", sa.LargeBinary(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name="fk_campaign_runs_campaign_id_campaigns",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("row_id", name="pk_campaign_runs"),
    )
    op.create_index("ix_campaign_runs_campaign_id", "campaign_runs", ["campaign_id", "number"], unique=True)
    op.create_index(
        "ix_campaign_runs_open",
        "campaign_runs",
        ["row_id"],
        unique=False,
        sqlite_where=sa.text("open"),
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "campaign_tests",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("campaign_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name="fk_campaign_tests_campaign_id_campaigns",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_campaign_tests_officer_id_officers"
        ),
        sa.PrimaryKeyConstraint("row_id", name="pk_campaign_tests"),
    )
    op.create_index(
        "ix_campaign_tests_campaign_id", "campaign_tests", ["campaign_id", "at_minute"], unique=False
    )
    op.create_index("ix_campaign_tests_delivery", "campaign_tests", ["delivery"], unique=False)
    op.create_table(
        "campaign_deliveries",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subscriber_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("due_hour", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["campaign_runs.row_id"],
            name="fk_campaign_deliveries_run_id_campaign_runs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "subscriber_id", name="pk_campaign_deliveries"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_campaign_deliveries_due",
        "campaign_deliveries",
        ["run_id", "channel", "due_hour", "subscriber_id"],
        unique=False,
        sqlite_where=sa.text("delivery = 'queued'"),
        postgresql_where=sa.text("delivery = 'queued'"),
    )
    op.create_index(
        "ix_campaign_deliveries_sending",
        "campaign_deliveries",
        ["run_id", "channel"],
        unique=False,
        sqlite_where=sa.text("delivery = 'sending'"),
        postgresql_where=sa.text("delivery = 'sending'"),
    )
    op.create_table(
        "run_counts",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["campaign_runs.row_id"],
            name="fk_run_counts_run_id_campaign_runs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_run_counts"),
        sqlite_with_rowid=False,
    )
