"""The audit record: who did what, chained row to row for each unit; must never take content, a chat or an address."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select, text, update

from domain.hours import hour_of
from storage.audit_acts import AuditAct, tip_act
from storage.audit_chain import FIRST, row_hash
from storage.audit_tables import audit_heads, audit_rows
from storage.engine import Connection
from storage.models import officers, queue_rows
from storage.moments import minute_of
from storage.viewer import Viewer

__all__ = ["INSTALLATION", "AuditAct", "record", "record_tip_act", "record_unknown_name", "unit_of"]

INSTALLATION = "-"
"""The chain of what belongs to no unit."""

_CODE = re.compile(r"[A-Za-z0-9_.:,+/-]{0,80}")
"""What a subject or a detail may look like: ids, codes and numbers. Vietnamese words don't fit, nor does a sentence."""

_HEAD = select(audit_heads.c.ordinal, audit_heads.c.hash).where(audit_heads.c.unit_id == bindparam("unit"))
_HEAD_LOCKED = _HEAD.with_for_update()
_BEGIN = text(
    "INSERT INTO audit_heads (unit_id, ordinal, hash) VALUES (:unit, 0, :first) ON CONFLICT (unit_id) DO NOTHING"
)
_MOVE = (
    update(audit_heads)
    .where(audit_heads.c.unit_id == bindparam("unit"))
    .values(ordinal=bindparam("to_ordinal"), hash=bindparam("to_hash"))
)
_COUNT = text(
    "INSERT INTO audit_counts (name, hour, value) VALUES (:name, :hour, 1)"
    " ON CONFLICT (name, hour) DO UPDATE SET value = audit_counts.value + 1 RETURNING value"
)
_FORGET_COUNTS = text("DELETE FROM audit_counts WHERE name = :name AND hour < :hour")
_NUMBER = select(queue_rows.c.number).where(
    queue_rows.c.tip_id == bindparam("tip"), queue_rows.c.queue_id == bindparam("queue")
)


def record(
    conn: Connection,
    *,
    unit_id: str,
    officer_id: bytes | None,
    act: AuditAct,
    now: datetime,
    subject: str = "",
    detail: Mapping[str, str] | None = None,
) -> None:
    """Add a row to a unit's chain, in the caller's transaction.

    An act stands in the chain of the unit of whoever did it: `unit_id` is theirs, `officer_id` None for the house's own
    work. `subject` says what was touched (an id in hex, a unit's id), `detail` holds codes and numbers.
    Raises ValueError for anything that could be words somebody wrote.
    """
    _append(conn, unit_id, officer_id, act, minute_of(now), subject, detail or {})


def record_tip_act(
    conn: Connection,
    viewer: Viewer,
    tip_id: bytes,
    kind: str,
    at_minute: int,
    detail: Mapping[str, str],
) -> None:
    """Add what a tip's history says too; the number is that of the viewer's own queue."""
    act, more = tip_act(kind)
    number = conn.execute(_NUMBER, {"tip": tip_id, "queue": viewer.unit_id}).scalar()
    if number is not None:
        more["number"] = str(number)
    _append(conn, viewer.unit_id, viewer.officer_id, act, at_minute, tip_id.hex(), {**detail, **more})


def record_unknown_name(conn: Connection, now: datetime) -> None:
    """Count a try with a name that nobody has: a row for the 1st, 10th, 100th … of an hour, so that none fills the disk."""
    name, hour = AuditAct.SIGN_IN_UNKNOWN.value, hour_of(now)
    tries: int = conn.execute(_COUNT, {"name": name, "hour": hour}).scalar_one()
    if tries == 1:
        conn.execute(_FORGET_COUNTS, {"name": name, "hour": hour})
    if str(tries).rstrip("0") == "1":
        record(
            conn,
            unit_id=INSTALLATION,
            officer_id=None,
            act=AuditAct.SIGN_IN_UNKNOWN,
            now=now,
            detail={"tries": str(tries)},
        )


def unit_of(conn: Connection, officer_id: bytes) -> str:
    """The unit in whose chain an officer's acts stand. Raises LookupError for one that isn't there."""
    found: str | None = conn.execute(select(officers.c.unit_id).where(officers.c.id == officer_id)).scalar()
    if found is None:
        raise LookupError("There is no such officer.")
    return found


def _append(
    conn: Connection,
    unit_id: str,
    officer_id: bytes | None,
    act: AuditAct,
    at_minute: int,
    subject: str,
    detail: Mapping[str, str],
) -> None:
    if not all(_CODE.fullmatch(each) for each in (subject, *detail.keys(), *detail.values())):
        raise ValueError("The audit record takes codes and numbers, never words.")
    told = json.dumps(dict(detail), sort_keys=True, separators=(",", ":"))
    last, previous = _lock_head(conn, unit_id)
    ordinal = last + 1
    digest = row_hash(unit_id, ordinal, at_minute, officer_id, act.value, subject, told, previous)
    conn.execute(
        insert(audit_rows).values(
            unit_id=unit_id,
            ordinal=ordinal,
            at_minute=at_minute,
            officer_id=officer_id,
            act=act.value,
            subject=subject,
            detail=told,
            previous=previous,
            hash=digest,
        )
    )
    conn.execute(_MOVE, {"unit": unit_id, "to_ordinal": ordinal, "to_hash": digest})


def _lock_head(conn: Connection, unit_id: str) -> tuple[int, bytes]:
    """The end of a chain, held until the commit: two acts at once follow one another."""
    row = conn.execute(_HEAD_LOCKED, {"unit": unit_id}).first()
    if row is None:
        conn.execute(_BEGIN, {"unit": unit_id, "first": FIRST})
        row = conn.execute(_HEAD_LOCKED, {"unit": unit_id}).one()
    return row.ordinal, bytes(row.hash)
