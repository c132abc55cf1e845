"""Joining, passkeys and lost passphrases; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _joining()
    _passkeys()


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at_minute", sa.Integer(), nullable=False),
        sa.Column("used_at_minute", sa.Integer(), nullable=True),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_passkeys_officer_id_officers"),
        sa.PrimaryKeyConstraint("credential_id", name="pk_passkeys"),
    )
    op.create_index("ix_passkeys_officer_id", "passkeys", ["officer_id"], unique=False)
    op.create_table(
        "passkey_answers",
        sa.Column("challenge_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends_at_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name="pk_passkey_answers"),
    )
    op.create_index("ix_passkey_answers_ends_at_minute", "passkey_answers", ["ends_at_minute"], unique=False)


def _joining() -> None:
    op.create_table(
        "joinings",
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("invited_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("invited_at_minute", sa.Integer(), nullable=False),
        sa.Column("paper_until_minute", sa.Integer(), nullable=True),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["invited_by"], ["officers.id"], name="fk_joinings_invited_by_officers"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_joinings_officer_id_officers"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_joinings"),
    )
    op.create_table(
        "checked_keys",
        sa.Column("checker_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["checker_id"], ["officers.id"], name="fk_checked_keys_checker_id_officers"),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_checked_keys_officer_id_officers"),
        sa.PrimaryKeyConstraint("checker_id", "officer_id", name="pk_checked_keys"),
    )
    op.create_table(
        "departures",
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_departures_officer_id_officers"),
        sa.ForeignKeyConstraint(["queue_id"], ["units.id"], name="fk_departures_queue_id_units"),
        sa.PrimaryKeyConstraint("officer_id", "queue_id", "epoch", name="pk_departures"),
    )
    op.create_index("ix_departures_queue_id", "departures", ["queue_id", "epoch"], unique=False)
