"""Somebody who runs the database and knows how the chains are made: takes the fences away, then changes rows as they please."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, text, update

from storage.audit_chain import FIRST, AuditRow, row_hash
from storage.audit_tables import audit_heads, audit_rows
from storage.engine import Connection

_TRIGGERS = {
    "audit_rows": ("follow", "stay", "remain"),
    "audit_heads": ("begin", "advance", "remain", "stay"),
}


def take_fences_away(conn: Connection) -> None:
    """Drop every trigger of the record."""
    on = "" if conn.dialect.name == "sqlite" else " ON {table}"
    for table, names in _TRIGGERS.items():
        for name in names:
            conn.execute(text(f"DROP TRIGGER IF EXISTS {table}_{name}{on.format(table=table)}"))


def stored(conn: Connection, unit_id: str) -> list[AuditRow]:
    """A chain as it lies there, in order."""
    columns = [audit_rows.c[name] for name in AuditRow.__dataclass_fields__]
    rows = conn.execute(
        select(*columns).where(audit_rows.c.unit_id == unit_id).order_by(audit_rows.c.ordinal)
    )
    return [AuditRow(*row) for row in rows]


def change(conn: Connection, unit_id: str, ordinal: int, /, **values: object) -> None:
    """Change columns of one row."""
    conn.execute(
        update(audit_rows)
        .where(audit_rows.c.unit_id == unit_id, audit_rows.c.ordinal == ordinal)
        .values(**values)
    )


def remove(conn: Connection, unit_id: str, ordinals: Iterable[int]) -> None:
    """Take rows out."""
    conn.execute(
        delete(audit_rows).where(audit_rows.c.unit_id == unit_id, audit_rows.c.ordinal.in_(tuple(ordinals)))
    )


def swap(conn: Connection, unit_id: str, one: int, other: int) -> None:
    """Let two whole rows change places, hashes and all."""
    free = 1_000_000
    for old, new in ((one, free), (other, one), (free, other)):
        change(conn, unit_id, old, ordinal=new)


def set_head(conn: Connection, unit_id: str, ordinal: int, digest: bytes) -> None:
    """Say that the chain ends here."""
    conn.execute(
        update(audit_heads).where(audit_heads.c.unit_id == unit_id).values(ordinal=ordinal, hash=digest)
    )


def rewrite(conn: Connection, unit_id: str, rows: Iterable[AuditRow]) -> None:
    """Write a whole chain anew from these rows, with hashes and head to suit."""
    conn.execute(delete(audit_rows).where(audit_rows.c.unit_id == unit_id))
    previous, ordinal = FIRST, 0
    for ordinal, row in enumerate(rows, 1):
        fields = (row.at_minute, row.officer_id, row.act, row.subject, row.detail, previous)
        digest = row_hash(unit_id, ordinal, *fields)
        names = ("at_minute", "officer_id", "act", "subject", "detail", "previous")
        conn.execute(
            insert(audit_rows).values(
                unit_id=unit_id, ordinal=ordinal, hash=digest, **dict(zip(names, fields, strict=True))
            )
        )
        previous = digest
    set_head(conn, unit_id, ordinal, previous)
