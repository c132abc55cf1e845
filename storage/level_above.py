"""Tells the queue one level up about a tip that lies still, or that nobody can open; must never tell more than number, hour and unit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from domain.escalation import levels_above
from domain.hours import hour_of
from domain.permissions import Action, may
from domain.units import UnitKind
from storage import notices, rota
from storage.alarms import NO_ACTIVE_QUEUE, raise_alarm
from storage.engine import Connection
from storage.late_notices import ABOVE
from storage.models import alarms, officers, provinces, queue_counts, queue_rows, units
from storage.notices import NoticeKind
from storage.queues import Lane
from storage.viewer import Role

_WAITING = (Lane.OPEN.value, Lane.HELD.value)


def tell_above(conn: Connection, row: Row[Any], kind: NoticeKind, alarm: str, key: str, now: datetime) -> int:
    """An alarm at the desk one level up, and a notice for whoever is on duty there: the number and the hour, no more."""
    queues = _above(conn, row.queue_id)
    if not queues:
        return 0
    above = _manned(conn, queues)
    raise_alarm(conn, row.tip_id, above, alarm, row.queue_id, hour_of(now))
    return notices.post(
        conn,
        officer_ids=rota.on_duty(conn, above, now),
        key=f"{ABOVE}{key}",
        kind=kind,
        queue_id=row.queue_id,
        number=row.number,
        category=None,
        when=row.when,
        hour=hour_of(now),
        tip_id=row.tip_id,
    )


def alarm_above(conn: Connection, tip_id: bytes, queue_id: str, alarm: str, now: datetime) -> None:
    """An alarm at the desk one level up, and nothing else."""
    queues = _above(conn, queue_id)
    if queues:
        raise_alarm(conn, tip_id, _manned(conn, queues), alarm, queue_id, hour_of(now))


def unmanned(conn: Connection) -> tuple[str, ...]:
    """Queues with tips open or held and no active officer who reads tips."""
    readers = tuple(role.value for role in Role if may(role, Action.READ_TIPS, own_unit=True))
    somebody = select(officers.c.id).where(
        officers.c.unit_id == queue_counts.c.queue_id,
        officers.c.state == "active",
        officers.c.role.in_(readers),
    )
    rows = conn.execute(
        select(queue_counts.c.queue_id)
        .where(queue_counts.c.name.in_(_WAITING), queue_counts.c.value > 0, ~somebody.exists())
        .distinct()
        .order_by(queue_counts.c.queue_id)
    )
    return tuple(rows.scalars())


def untold(conn: Connection) -> tuple[str, ...]:
    """Those of the unmanned queues with a tip that the level above hasn't heard of. Reads only."""
    return tuple(queue_id for queue_id in unmanned(conn) if _untold_rows(conn, queue_id, 1))


def raise_unmanned(conn: Connection, queue_id: str, now: datetime, limit: int = 200) -> int:
    """Tell the level above of every tip in a queue that nobody can open; returns how many notices are new."""
    kind = NoticeKind.UNROUTABLE
    return sum(
        tell_above(conn, row, kind, NO_ACTIVE_QUEUE, f"unmanned:{queue_id}:{row.tip_id.hex()}", now)
        for row in _untold_rows(conn, queue_id, limit)
    )


def _untold_rows(conn: Connection, queue_id: str, limit: int) -> Sequence[Row[Any]]:
    told = select(alarms.c.tip_id).where(
        alarms.c.tip_id == queue_rows.c.tip_id,
        alarms.c.subject_queue_id == queue_id,
        alarms.c.kind == NO_ACTIVE_QUEUE,
    )
    return conn.execute(
        select(queue_rows)
        .where(
            queue_rows.c.queue_id == queue_id,
            queue_rows.c.lane.in_(_WAITING),
            ~queue_rows.c.copy,
            ~told.exists(),
        )
        .order_by(queue_rows.c.due_hour, queue_rows.c.number)
        .limit(limit)
    ).all()


def _manned(conn: Connection, queues: tuple[str, ...]) -> str:
    return next((queue for queue in queues if rota.tip_readers(conn, queue)), queues[0])


def _above(conn: Connection, queue_id: str) -> tuple[str, ...]:
    unit = conn.execute(
        select(units.c.kind, provinces.c.duty_desk_id, provinces.c.inspectorate_id)
        .outerjoin(provinces, provinces.c.code == units.c.province_code)
        .where(units.c.id == queue_id)
    ).one()
    return levels_above(UnitKind(unit.kind), unit.duty_desk_id, unit.inspectorate_id)
