"""The officers' chat; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of linked chats and of the codes that link one."""
    op.create_table(
        "officer_chats",
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("link_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("digest_day", sa.Date(), nullable=False),
        sa.Column("linked_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_officer_chats_officer_id_officers"),
        sa.PrimaryKeyConstraint("officer_id", name="pk_officer_chats"),
        sa.UniqueConstraint("link_key", name="uq_officer_chats_link_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "officer_chat_codes",
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_officer_chat_codes_officer_id_officers"
        ),
        sa.PrimaryKeyConstraint("officer_id", name="pk_officer_chat_codes"),
        sa.UniqueConstraint("code_hash", name="uq_officer_chat_codes_code_hash"),
        sqlite_with_rowid=False,
    )
