"""The first tables: units and keys, officers, conversations, tips; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of the first version."""
    op.create_table(
        "conversations",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("row_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("has_draft", sa.Boolean(), nullable=False),
        sa.Column("died", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("row_id", name="pk_conversations"),
        sa.UniqueConstraint("row_key", name="uq_conversations_row_key"),
    )
    op.create_index("ix_conversations_hour", "conversations", ["hour"], unique=False)
    op.create_table(
        "directory",
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holder", sa.LargeBinary(length=16), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "kind", "province", "queue_id", "role", "holder", "serial", name="pk_directory"
        ),
    )
    op.create_table(
        "limits",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "kind", "span", name="pk_limits"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reminders_day", "reminders", ["day"], unique=False)
    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_failures"),
    )
    op.create_table(
        "tips",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("routing_alarms", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("classification", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("started_hour", sa.Integer(), nullable=False),
        sa.Column("received_hour", sa.Integer(), nullable=True),
        sa.Column("report_bytes", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("last_report", sa.Integer(), nullable=False),
        sa.Column("last_addition", sa.Integer(), nullable=False),
        sa.Column("last_reply", sa.Integer(), nullable=False),
        sa.Column("last_note", sa.Integer(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("manifest_current", sa.Boolean(), nullable=False),
        sa.Column("first_viewed_day", sa.Date(), nullable=True),
        sa.Column("first_word_hour", sa.Integer(), nullable=True),
        sa.Column("closed_hour", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tips"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_tips_drafts",
        "tips",
        ["started_hour"],
        unique=False,
        sqlite_where=sa.text("NOT sent"),
        postgresql_where=sa.text("NOT sent"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_index("ix_units_province_code", "units", ["province_code"], unique=False)
    op.create_table(
        "update_keys",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("update_key", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "update_key", name="pk_update_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_update_keys_hour", "update_keys", ["hour"], unique=False)
    op.create_table(
        "alarms",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_queue_id", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_alarms_queue_id_units"),
        sa.ForeignKeyConstraint(["subject_queue_id"], ["units.id"], name="fk_alarms_subject_queue_id_units"),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_alarms_tip_id_tips", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tip_id", "queue_id", "kind", name="pk_alarms"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alarms_queue_id", "alarms", ["queue_id"], unique=False)
    op.create_table(
        "arrivals",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_arrivals_queue_id_units"),
        sa.PrimaryKeyConstraint("queue_id", "hour", name="pk_arrivals"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assignments",
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_assignments_unit_id_units"),
        sa.PrimaryKeyConstraint("commune_code", "valid_from", name="pk_assignments"),
    )
    op.create_table(
        "changes",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_changes_queue_id_units"),
        sa.PrimaryKeyConstraint("queue_id", "seq", name="pk_changes"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_changes_hour", "changes", ["hour"], unique=False)
    op.create_table(
        "officers",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("verifier", sa.LargeBinary(), nullable=True),
        sa.Column("second_factor", sa.LargeBinary(), nullable=True),
        sa.Column("last_code_step", sa.Integer(), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_officers_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("sign_in_name", name="uq_officers_sign_in_name"),
    )
    op.create_index("ix_officers_unit_id", "officers", ["unit_id"], unique=False)
    op.create_table(
        "provinces",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("duty_desk_id", sa.Text(), nullable=False),
        sa.Column("inspectorate_id", sa.Text(), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["duty_desk_id"], ["units.id"], name="fk_provinces_duty_desk_id_units"),
        sa.ForeignKeyConstraint(["inspectorate_id"], ["units.id"], name="fk_provinces_inspectorate_id_units"),
        sa.PrimaryKeyConstraint("code", name="pk_provinces"),
    )
    op.create_table(
        "queue_counts",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_queue_counts_queue_id_units"),
        sa.PrimaryKeyConstraint("queue_id", "name", name="pk_queue_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "queue_keys",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_queue_keys_queue_id_units"),
        sa.PrimaryKeyConstraint("queue_id", "epoch", name="pk_queue_keys"),
    )
    op.create_table(
        "queues",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_queues_queue_id_units"),
        sa.PrimaryKeyConstraint("queue_id", name="pk_queues"),
    )
    op.create_table(
        "receipts",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("reply_public_key", sa.LargeBinary(), nullable=False),
        sa.Column("verify_key", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_receipts_tip_id_tips", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("row_id", name="pk_receipts"),
        sa.UniqueConstraint("mailbox", name="uq_receipts_mailbox"),
    )
    op.create_index("ix_receipts_tip_id", "receipts", ["tip_id"], unique=False)
    op.create_table(
        "tip_queues",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("release_at_minute", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_tip_queues_queue_id_units"),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name="fk_tip_queues_tip_id_tips", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tip_id", "queue_id", name="pk_tip_queues"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_tip_queues_release",
        "tip_queues",
        ["release_at_minute"],
        unique=False,
        sqlite_where=sa.text("release_at_minute IS NOT NULL"),
        postgresql_where=sa.text("release_at_minute IS NOT NULL"),
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires_at_minute", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_invitations_officer_id_officers"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )
    op.create_table(
        "officer_events",
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_officer_events_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_officer_events_queue_id_units"),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name="fk_officer_events_tip_id_tips", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tip_id", "ordinal", name="pk_officer_events"),
    )
    op.create_table(
        "parts",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("at_minute", sa.Integer(), nullable=True),
        sa.Column("read_day", sa.Date(), nullable=True),
        sa.Column("sealed_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=True),
        sa.Column("blob_name", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["officers.id"], name="fk_parts_author_id_officers"),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_parts_tip_id_tips", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("row_id", name="pk_parts"),
        sa.UniqueConstraint("blob_name", name="uq_parts_blob_name"),
        sa.UniqueConstraint("tip_id", "role", "number", name="uq_parts_tip_id_role_number"),
    )
    op.create_table(
        "queue_rows",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("received_hour", sa.Integer(), nullable=False),
        sa.Column("due_hour", sa.Integer(), nullable=False),
        sa.Column("first_viewed_hour", sa.Integer(), nullable=True),
        sa.Column("claimed_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("part_count", sa.Integer(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claimed_by"], ["officers.id"], name="fk_queue_rows_claimed_by_officers"),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_queue_rows_queue_id_units"),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name="fk_queue_rows_tip_id_tips", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("queue_id", "number", name="pk_queue_rows"),
        sa.UniqueConstraint("tip_id", "queue_id", name="uq_queue_rows_tip_id_queue_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_queue_rows_category",
        "queue_rows",
        ["queue_id", "lane", "category", "due_hour", "number"],
        unique=False,
    )
    op.create_index(
        "ix_queue_rows_claimed",
        "queue_rows",
        ["queue_id", "lane", "claimed_by", "due_hour", "number"],
        unique=False,
    )
    op.create_index(
        "ix_queue_rows_due", "queue_rows", ["queue_id", "lane", "due_hour", "number"], unique=False
    )
    op.create_index(
        "ix_queue_rows_status",
        "queue_rows",
        ["queue_id", "lane", "status", "due_hour", "number"],
        unique=False,
    )
    op.create_index(
        "ix_queue_rows_when", "queue_rows", ["queue_id", "lane", "when", "due_hour", "number"], unique=False
    )
    op.create_table(
        "queue_seeds",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["queue_id", "epoch"],
            ["queue_keys.queue_id", "queue_keys.epoch"],
            name="fk_queue_seeds_queue_id_epoch_queue_keys",
        ),
        sa.PrimaryKeyConstraint("queue_id", "epoch", "holder", name="pk_queue_seeds"),
    )
    op.create_index("ix_queue_seeds_holder", "queue_seeds", ["holder"], unique=False)
    op.create_table(
        "reply_keys",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox"], ["receipts.mailbox"], name="fk_reply_keys_mailbox_receipts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row_id", name="pk_reply_keys"),
        sa.UniqueConstraint("mailbox", "number", name="uq_reply_keys_mailbox_number"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seen_at_minute", sa.Integer(), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=False),
        sa.Column("ends_at_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_sessions_officer_id_officers"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_officer_id", "sessions", ["officer_id"], unique=False)
    op.create_table(
        "part_wraps",
        sa.Column(
            "row_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["parts.row_id"], name="fk_part_wraps_part_id_parts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_part_wraps_queue_id_units"),
        sa.PrimaryKeyConstraint("row_id", name="pk_part_wraps"),
        sa.UniqueConstraint("part_id", "queue_id", name="uq_part_wraps_part_id_queue_id"),
    )
