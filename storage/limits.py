"""Counters under keyed hashes whose key changes daily; must never outlive their span by more than a sweep."""

from sqlalchemy import bindparam, delete, select, text, update

from storage.engine import Connection
from storage.models import limits

FIRST_HOUR_SPAN = 100_000
"""A span is a day or an hour since 1970; days stay below this until the year 2243, hours are above it since 1981."""

_TAKE = text(
    "INSERT INTO limits (key, kind, span, taken) VALUES (:key, :kind, :span, 1)"
    " ON CONFLICT (key, kind, span) DO UPDATE SET taken = limits.taken + 1 WHERE limits.taken < :most"
)


def take(conn: Connection, key: bytes, kind: str, span: int, most: int) -> bool:
    """Count one more under `key` in a day or hour since 1970; False, and nothing counted, when `most` is reached."""
    if most < 1:
        return False
    done = conn.execute(_TAKE, {"key": key, "kind": kind, "span": span, "most": most})
    return done.rowcount == 1


_ONE = (
    (limits.c.key == bindparam("of_key"))
    & (limits.c.kind == bindparam("of_kind"))
    & (limits.c.span == bindparam("of_span"))
)
_RELEASE = update(limits).where(_ONE, limits.c.taken > 0).values(taken=limits.c.taken - 1)
_TAKEN = select(limits.c.taken).where(_ONE)


def release(conn: Connection, key: bytes, kind: str, span: int) -> None:
    """Give one back (a dropped draft)."""
    conn.execute(_RELEASE, {"of_key": key, "of_kind": kind, "of_span": span})


def taken(conn: Connection, key: bytes, kind: str, span: int) -> int:
    """How many are counted now."""
    return conn.execute(_TAKEN, {"of_key": key, "of_kind": kind, "of_span": span}).scalar() or 0


def purge(conn: Connection, now_hour: int) -> None:
    """Forget every span that has ended: hours before the last one, days before yesterday."""
    hours = (limits.c.span >= FIRST_HOUR_SPAN) & (limits.c.span < now_hour - 1)
    days = (limits.c.span < FIRST_HOUR_SPAN) & (limits.c.span < now_hour // 24 - 1)
    conn.execute(delete(limits).where(hours | days))
