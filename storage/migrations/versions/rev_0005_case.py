"""Forwards, attachments, links and samples of tips; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("verdict IS NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "forwards",
        sa.Column("row_id", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("to_queue_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("received_hour", sa.Integer(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_forwards_tip_id_tips", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_forwards_queue_id_units"),
        sa.ForeignKeyConstraint(["to_queue_id"], ["units.id"], name="fk_forwards_to_queue_id_units"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_forwards_officer_id_officers"),
        sa.PrimaryKeyConstraint("row_id", name="pk_forwards"),
    )
    op.create_index("ix_forwards_queue", "forwards", ["queue_id", "at_minute"], unique=False)
    op.create_index("ix_forwards_tip_id", "forwards", ["tip_id"], unique=False)
    op.create_table(
        "tip_links",
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("other_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_tip_links_queue_id_units"),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_tip_links_tip_id_tips", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other_id"], ["tips.id"], name="fk_tip_links_other_id_tips", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_tip_links_officer_id_officers"),
        sa.PrimaryKeyConstraint("queue_id", "tip_id", "other_id", name="pk_tip_links"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tip_links_tip_id", "tip_links", ["tip_id"], unique=False)
    op.create_index("ix_tip_links_other_id", "tip_links", ["other_id"], unique=False)
    op.create_table(
        "samples",
        sa.Column("row_id", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("tip_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("subject_queue_id", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("judged_at_minute", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name="fk_samples_tip_id_tips", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_samples_queue_id_units"),
        sa.ForeignKeyConstraint(["subject_queue_id"], ["units.id"], name="fk_samples_subject_queue_id_units"),
        sa.ForeignKeyConstraint(["judged_by"], ["officers.id"], name="fk_samples_judged_by_officers"),
        sa.PrimaryKeyConstraint("row_id", name="pk_samples"),
    )
    op.create_index(
        "ix_samples_open",
        "samples",
        ["queue_id", "hour"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_samples_tip_id", "samples", ["tip_id"], unique=False)
