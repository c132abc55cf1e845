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
_SAME_UNIT = "EXISTS (SELECT 1 FROM audit_heads WHERE unit_id = NEW.unit_id)"
_ONE_ON = "NEW.unit_id = OLD.unit_id AND NEW.ordinal = OLD.ordinal + 1"
_REFUSAL = "the audit record only grows"

# name, event, table, what must hold (empty: nothing makes it right). On SQLite a REPLACE removes rows without asking
# the triggers for removal, so inserting is fenced too.
_SQLITE = (
    ("audit_rows_follow", "INSERT", "audit_rows", _NEXT_ROW),
    ("audit_rows_stay", "UPDATE", "audit_rows", ""),
    ("audit_rows_remain", "DELETE", "audit_rows", ""),
    ("audit_heads_begin", "INSERT", "audit_heads", f"NEW.ordinal = 0 AND NOT {_SAME_UNIT}"),
    ("audit_heads_advance", "UPDATE", "audit_heads", _ONE_ON),
    ("audit_heads_remain", "DELETE", "audit_heads", ""),
)
_POSTGRESQL = (
    ("audit_rows_stay", "UPDATE OR DELETE", "audit_rows", ""),
    ("audit_rows_remain", "TRUNCATE", "audit_rows", ""),
    ("audit_heads_begin", "INSERT", "audit_heads", "NEW.ordinal = 0"),
    ("audit_heads_advance", "UPDATE", "audit_heads", _ONE_ON),
    ("audit_heads_remain", "DELETE", "audit_heads", ""),
    ("audit_heads_stay", "TRUNCATE", "audit_heads", ""),
)


def _fence_sqlite() -> None:
    for name, event, table, right in _SQLITE:
        unless = f" WHEN NOT ({right})" if right else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}{unless}"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _fence_postgresql() -> None:
    refuse = f"RAISE EXCEPTION '{_REFUSAL}';"
    op.execute(f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$")
    # A subquery isn't allowed in a trigger's condition.
    op.execute(
        "CREATE FUNCTION audit_follow() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF NOT {_NEXT_ROW} THEN {refuse} END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_rows_follow BEFORE INSERT ON audit_rows"
        " FOR EACH ROW EXECUTE FUNCTION audit_follow()"
    )
    for name, event, table, right in _POSTGRESQL:
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        unless = f" WHEN (NOT ({right}))" if right else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
            f" FOR EACH {each}{unless} EXECUTE FUNCTION audit_refuse()"
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
    if op.get_bind().dialect.name == "sqlite":
        _fence_sqlite()
    else:
        _fence_postgresql()
