"""The audit record as officers may read it: their unit's, the inspectorate its province's; must never show another province's."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from domain.hours import VIETNAM_TIME, day_of
from domain.permissions import Action
from storage.audit import AuditAct, record
from storage.audit_anchors import Anchor, heads
from storage.audit_tables import audit_rows
from storage.engine import Connection
from storage.models import officers, units
from storage.moments import minute_of
from storage.viewer import Viewer

MOST_ROWS = 500
"""The longest page; an export asks for page after page."""


@dataclass(frozen=True, slots=True)
class AuditUnit:
    """A unit whose record the viewer may read."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row for the page; `detail` as it was written, minutes since 1970."""

    ordinal: int
    at_minute: int
    officer_id: bytes | None
    officer_name: str | None
    act: str
    subject: str
    detail: dict[str, str]
    hash: bytes


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """What to show; days in Vietnam, both included; `before`: only rows with a smaller ordinal."""

    acts: tuple[str, ...] = ()
    officer_id: bytes | None = None
    first_day: date | None = None
    last_day: date | None = None
    before: int | None = None
    limit: int = 50


def readable_units(conn: Connection, viewer: Viewer) -> tuple[AuditUnit, ...]:
    """The own unit first, then those of the province for who reaches that far; nothing for who may not read."""
    if not viewer.may(Action.READ_AUDIT):
        return ()
    own = conn.execute(select(units.c.province_code).where(units.c.id == viewer.unit_id)).scalar_one()
    reaches = viewer.may(Action.READ_AUDIT, own_unit=False)
    within = (units.c.province_code == own) if reaches else (units.c.id == viewer.unit_id)
    wanted = select(units.c.id, units.c.name, units.c.kind).where(within)
    rows = conn.execute(wanted.order_by((units.c.id == viewer.unit_id).desc(), units.c.name, units.c.id))
    return tuple(AuditUnit(*row) for row in rows)


def entries(
    conn: Connection, viewer: Viewer, unit_id: str, wanted: AuditWanted
) -> tuple[AuditEntry, ...] | None:
    """The newest rows that are wanted; None for a unit whose record isn't the viewer's to read, or that isn't there."""
    if unit_id not in {unit.id for unit in readable_units(conn, viewer)}:
        return None
    rows = conn.execute(
        _wanted(unit_id, wanted)
        .order_by(audit_rows.c.ordinal.desc())
        .limit(max(1, min(wanted.limit, MOST_ROWS)))
    )
    return tuple(
        AuditEntry(
            row.ordinal,
            row.at_minute,
            row.officer_id,
            row.name,
            row.act,
            row.subject,
            _told(row.detail),
            row.hash,
        )
        for row in rows
    )


def people(conn: Connection, viewer: Viewer, unit_id: str) -> tuple[tuple[bytes, str], ...]:
    """Everybody of a unit, who left too: id and name."""
    if unit_id not in {unit.id for unit in readable_units(conn, viewer)}:
        return ()
    rows = conn.execute(
        select(officers.c.id, officers.c.name)
        .where(officers.c.unit_id == unit_id)
        .order_by(officers.c.name, officers.c.id)
    )
    return tuple((row.id, row.name) for row in rows)


def unit_names(conn: Connection, shown: Iterable[AuditEntry]) -> dict[str, str]:
    """The names of the units that these rows name."""
    named = {code for entry in shown for code in (entry.subject, *entry.detail.values())}
    rows = conn.execute(select(units.c.id, units.c.name).where(units.c.id.in_(named)))
    return {row.id: row.name for row in rows}


def anchors(conn: Connection, viewer: Viewer, now: datetime) -> tuple[tuple[AuditUnit, Anchor], ...]:
    """The ends of the chains that the viewer may read."""
    readable = readable_units(conn, viewer)
    found = {anchor.unit_id: anchor for anchor in heads(conn, now, [unit.id for unit in readable])}
    return tuple((unit, found[unit.id]) for unit in readable if unit.id in found)


def reading_noted(conn: Connection, viewer: Viewer, unit_id: str, now: datetime) -> bool:
    """Whether there is nothing to note: the own unit's record, or another one that the viewer has read today already."""
    if unit_id == viewer.unit_id:
        return True
    seen = _wanted(
        viewer.unit_id,
        AuditWanted(
            acts=(AuditAct.AUDIT_READ.value,),
            officer_id=viewer.officer_id,
            first_day=day_of(now),
            last_day=day_of(now),
        ),
    ).where(audit_rows.c.subject == unit_id)
    return conn.execute(seen.limit(1)).first() is not None


def note_reading(conn: Connection, viewer: Viewer, unit_id: str, now: datetime) -> None:
    """Put on record that another unit's record was read: once per officer, unit and day."""
    if not reading_noted(conn, viewer, unit_id, now):
        record(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=AuditAct.AUDIT_READ,
            now=now,
            subject=unit_id,
        )


def _told(detail: str) -> dict[str, str]:
    """What a row tells; nothing for one that a hostile hand has spoilt (`tinbao audit verify` says so)."""
    try:
        told = json.loads(detail)
    except (ValueError, TypeError):
        return {}
    return {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}


def _wanted(unit_id: str, wanted: AuditWanted) -> Any:
    statement = (
        select(audit_rows, officers.c.name)
        .outerjoin(officers, officers.c.id == audit_rows.c.officer_id)
        .where(audit_rows.c.unit_id == unit_id)
    )
    if wanted.acts:
        statement = statement.where(audit_rows.c.act.in_(wanted.acts))
    if wanted.officer_id is not None:
        statement = statement.where(audit_rows.c.officer_id == wanted.officer_id)
    if wanted.first_day is not None:
        statement = statement.where(audit_rows.c.at_minute >= _first_minute(wanted.first_day))
    if wanted.last_day is not None:
        statement = statement.where(audit_rows.c.at_minute < _first_minute(wanted.last_day) + 24 * 60)
    if wanted.before is not None:
        statement = statement.where(audit_rows.c.ordinal < wanted.before)
    return statement


def _first_minute(day: date) -> int:
    return minute_of(datetime.combine(day, time(), VIETNAM_TIME))
