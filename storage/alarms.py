"""Alarms one level up about tips nobody opened, and about routing; metadata only, must never reach the queue a conflict tip is about."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, select, update

from domain.units import UnitKind
from storage.arrivals import add_alarm
from storage.engine import Connection
from storage.models import alarms as table
from storage.models import provinces, queue_counts, queue_rows, units
from storage.queues import Lane
from storage.viewer import Viewer

UNOPENED = "unopened"
"""Nobody of the responsible queue has opened the tip by the hour its first view was due."""


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """`kind`: unopened, happening_now, no_active_queue or addition_to_closed. `number`: the tip's in `subject_queue_id`."""

    tip_id: bytes
    kind: str
    subject_queue_id: str
    subject_unit_name: str
    number: int | None
    hour: int


def alarms(conn: Connection, viewer: Viewer, limit: int = 100) -> tuple[AlarmRow, ...]:
    """The open alarms of the viewer's queue, oldest first."""
    if not viewer.reads_tips:
        return ()
    rows = conn.execute(
        select(
            table.c.tip_id,
            table.c.kind,
            table.c.subject_queue_id,
            units.c.name,
            queue_rows.c.number,
            table.c.hour,
        )
        .join(units, units.c.id == table.c.subject_queue_id)
        .outerjoin(
            queue_rows,
            and_(queue_rows.c.queue_id == table.c.subject_queue_id, queue_rows.c.tip_id == table.c.tip_id),
        )
        .where(table.c.queue_id == viewer.unit_id, ~table.c.cleared)
        .order_by(table.c.hour, table.c.tip_id, table.c.kind)
        .limit(limit)
    )
    return tuple(AlarmRow(*row) for row in rows)


def clear(conn: Connection, viewer: Viewer, tip_id: bytes, kind: str) -> None:
    """Put an alarm of the viewer's queue away; it isn't raised again."""
    if not viewer.reads_tips:
        return
    mine = and_(table.c.queue_id == viewer.unit_id, table.c.tip_id == tip_id, table.c.kind == kind)
    conn.execute(update(table).where(mine).values(cleared=True))


def clear_unopened(conn: Connection, tip_id: bytes, subject_queue_id: str) -> None:
    """The tip was opened: nobody needs to look any more."""
    conn.execute(
        update(table)
        .where(
            table.c.tip_id == tip_id,
            table.c.subject_queue_id == subject_queue_id,
            table.c.kind == UNOPENED,
        )
        .values(cleared=True)
    )


def raise_unopened(conn: Connection, now_hour: int, limit: int = 200) -> int:
    """Alarm one level up for tips past their first-view hour, held ones too; returns how many are new."""
    raised = 0
    for unit in conn.execute(_units_with_tips()).all():
        above = _level_above(UnitKind(unit.kind), unit.duty_desk_id, unit.inspectorate_id)
        if above is None:
            continue
        alarmed = select(table.c.tip_id).where(
            table.c.tip_id == queue_rows.c.tip_id, table.c.queue_id == above, table.c.kind == UNOPENED
        )
        late = conn.execute(
            select(queue_rows.c.tip_id)
            .where(
                queue_rows.c.queue_id == unit.id,
                queue_rows.c.lane.in_((Lane.OPEN.value, Lane.HELD.value)),
                queue_rows.c.due_hour < now_hour,
                queue_rows.c.first_viewed_hour.is_(None),
                ~queue_rows.c.copy,
                ~exists(alarmed),
            )
            .order_by(queue_rows.c.due_hour, queue_rows.c.number)
            .limit(limit)
        )
        raised += sum(add_alarm(conn, row.tip_id, above, UNOPENED, unit.id, now_hour) for row in late.all())
    return raised


def _units_with_tips() -> Select[Any]:
    """Units that have anything open or held, with the two upper queues of their province."""
    some = select(queue_counts.c.queue_id).where(
        queue_counts.c.queue_id == units.c.id,
        queue_counts.c.name.in_((Lane.OPEN.value, Lane.HELD.value)),
        queue_counts.c.value > 0,
    )
    return (
        select(units.c.id, units.c.kind, provinces.c.duty_desk_id, provinces.c.inspectorate_id)
        .outerjoin(provinces, provinces.c.code == units.c.province_code)
        .where(exists(some))
        .order_by(units.c.id)
    )


def _level_above(kind: UnitKind, duty_desk_id: str | None, inspectorate_id: str | None) -> str | None:
    """A commune's tips go to the duty desk; the two upper queues watch each other, so conflicts stay between them."""
    return inspectorate_id if kind is UnitKind.DUTY_DESK else duty_desk_id
