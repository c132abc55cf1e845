"""The audit record, which the database itself lets grow only; must never change once released."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NEXT_ROW = (
    "EXISTS (SELECT 1 FROM audit_heads WHERE unit_id = NEW.unit_id"
    " AND ordinal = NEW.ordinal - 1 AND hash = NEW.previous)"
)
# On SQLite a REPLACE removes rows without asking the triggers for removal: so inserting is fenced too.
_SQLITE = (
    "CREATE TRIGGER audit_rows_follow BEFORE INSERT ON audit_rows"
    f" WHEN NOT {_NEXT_ROW}"
    " BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
    "CREATE TRIGGER audit_rows_stay BEFORE UPDATE ON audit_rows"
    " BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
    "CREATE TRIGGER audit_rows_remain BEFORE DELETE ON audit_rows"
    " BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
    "CREATE TRIGGER audit_heads_begin BEFORE INSERT ON audit_heads"
    " WHEN NEW.ordinal <> 0 OR EXISTS (SELECT 1 FROM audit_heads WHERE unit_id = NEW.unit_id)"
    " BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
    "CREATE TRIGGER audit_heads_advance BEFORE UPDATE ON audit_heads"
    " WHEN NEW.unit_id <> OLD.unit_id OR NEW.ordinal <> OLD.ordinal + 1"
    " BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
    "CREATE TRIGGER audit_heads_remain BEFORE DELETE ON audit_heads"
    " BEGIN SELECT RAISE(ABORT, 'the audit record only grows'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit record only grows'; END $$",
    "CREATE FUNCTION audit_follow() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF NOT {_NEXT_ROW} THEN RAISE EXCEPTION 'the audit record only grows'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER audit_rows_follow BEFORE INSERT ON audit_rows"
    " FOR EACH ROW EXECUTE FUNCTION audit_follow()",
    "CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit_rows"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_rows_remain BEFORE TRUNCATE ON audit_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_begin BEFORE INSERT ON audit_heads"
    " FOR EACH ROW WHEN (NEW.ordinal <> 0) EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_advance BEFORE UPDATE ON audit_heads FOR EACH ROW"
    " WHEN (NEW.unit_id <> OLD.unit_id OR NEW.ordinal <> OLD.ordinal + 1) EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_remain BEFORE DELETE ON audit_heads"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_heads_stay BEFORE TRUNCATE ON audit_heads"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)


def upgrade() -> None:
    """Make the tables, and the triggers that refuse whoever would change or remove a row."""
    op.create_table(
        "audit_rows",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_audit_rows_officer_id_officers"),
        sa.PrimaryKeyConstraint("unit_id", "ordinal", name="pk_audit_rows"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_rows_act", "audit_rows", ["unit_id", "act", "ordinal"], unique=False)
    op.create_index("ix_audit_rows_officer", "audit_rows", ["unit_id", "officer_id", "ordinal"], unique=False)
    op.create_index("ix_audit_rows_minute", "audit_rows", ["unit_id", "at_minute"], unique=False)
    op.create_table(
        "audit_heads",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name="pk_audit_heads"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_counts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "hour", name="pk_audit_counts"),
        sqlite_with_rowid=False,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement)
