"""Joining, passkeys and lost passphrases; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
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
