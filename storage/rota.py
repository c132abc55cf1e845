"""Who of a unit is on duty when; it must never leave a unit that has active officers without one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, literal, select, union_all

from domain.duty import Shift, shift_at
from domain.permissions import Action, may
from storage.audit import AuditAct
from storage.audit import record as record_audit
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import officers
from storage.officers import OfficerState
from storage.viewer import Role, Viewer
from storage.workplace_tables import duty_days, duty_plan


@dataclass(frozen=True, slots=True)
class DutySlot:
    """One shift of one day as it holds; `differs`: it was set for this day alone, aside from the weekly plan."""

    day: date
    shift: Shift
    officer_ids: tuple[bytes, ...]
    differs: bool


# Made once: every arrival of a tip asks.
_READERS = (
    select(officers.c.id, officers.c.role)
    .where(officers.c.unit_id == bindparam("unit"), officers.c.state == OfficerState.ACTIVE.value)
    .order_by(officers.c.name, officers.c.id)
)
_PLANNED = union_all(
    select(duty_days.c.officer_id, literal(True).label("this_day")).where(
        duty_days.c.queue_id == bindparam("unit"),
        duty_days.c.day == bindparam("on_day"),
        duty_days.c.shift == bindparam("on_shift"),
    ),
    select(duty_plan.c.officer_id, literal(False)).where(
        duty_plan.c.queue_id == bindparam("unit"),
        duty_plan.c.weekday == bindparam("on_weekday"),
        duty_plan.c.shift == bindparam("on_shift"),
    ),
)
"""Who is planned for a shift: for this day alone, and every week; the former goes first."""


def on_duty(conn: Connection, queue_id: str, now: datetime) -> tuple[bytes, ...]:
    """Ids of the officers on duty, in a steady order.

    Who has left, or reads no tips, is passed over. Where the rota is silent that is every active officer of the unit
    who reads tips; the answer is empty only when there is none.
    """
    active = tip_readers(conn, queue_id)
    day, shift = shift_at(now)
    asked = {"unit": queue_id, "on_day": day, "on_weekday": day.weekday(), "on_shift": shift.value}
    rows = conn.execute(_PLANNED, asked).all()
    planned = {row.officer_id for row in rows if row.this_day} or {row.officer_id for row in rows}
    return tuple(officer_id for officer_id in active if officer_id in planned) or active


def tip_readers(conn: Connection, queue_id: str) -> tuple[bytes, ...]:
    """Ids of a unit's active officers whose role reads tips, by name."""
    rows = conn.execute(_READERS, {"unit": queue_id})
    return tuple(row.id for row in rows if may(Role(row.role), Action.READ_TIPS, own_unit=True))


def week(conn: Connection, viewer: Viewer, days: Sequence[date]) -> tuple[DutySlot, ...]:
    """The shifts of some days of the viewer's unit, in order; nothing for who reads no tips."""
    if not viewer.reads_tips:
        return ()
    found = _slots(conn, viewer.unit_id, days)
    return tuple(found[day, shift] for day in days for shift in Shift)


def plan_week(
    conn: Connection, viewer: Viewer, weekday: int, shift: Shift, officer_ids: Sequence[bytes], now: datetime
) -> Done | Failure:
    """Set who is on this shift every week; nobody = the rota is silent. Failure(NOT_ALLOWED | NOBODY).

    Raises ValueError for a weekday outside Monday (0) to Sunday (6).
    """
    if not 0 <= weekday <= 6:
        raise ValueError("a weekday counts from 0 to 6")
    refused = _refusal(conn, viewer, officer_ids)
    if refused is not None:
        return refused
    plan = duty_plan.c
    conn.execute(
        delete(duty_plan).where(
            plan.queue_id == viewer.unit_id, plan.weekday == weekday, plan.shift == shift.value
        )
    )
    rows = [
        {"queue_id": viewer.unit_id, "weekday": weekday, "shift": shift.value, "officer_id": officer_id}
        for officer_id in dict.fromkeys(officer_ids)
    ]
    if rows:
        conn.execute(insert(duty_plan), rows)
    _record(conn, viewer, f"{weekday}.{shift.value}", len(rows), now)
    return Done()


def plan_day(
    conn: Connection, viewer: Viewer, day: date, shift: Shift, officer_ids: Sequence[bytes], now: datetime
) -> Done | Failure:
    """Set who is on this one shift of one day; nobody = the weekly plan holds again. Failure(NOT_ALLOWED | NOBODY)."""
    refused = _refusal(conn, viewer, officer_ids)
    if refused is not None:
        return refused
    row = duty_days.c
    conn.execute(
        delete(duty_days).where(row.queue_id == viewer.unit_id, row.day == day, row.shift == shift.value)
    )
    rows = [
        {"queue_id": viewer.unit_id, "day": day, "shift": shift.value, "officer_id": officer_id}
        for officer_id in dict.fromkeys(officer_ids)
    ]
    if rows:
        conn.execute(insert(duty_days), rows)
    _record(conn, viewer, f"{day.isoformat()}.{shift.value}", len(rows), now)
    return Done()


def _record(conn: Connection, viewer: Viewer, subject: str, count: int, now: datetime) -> None:
    record_audit(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=AuditAct.ROTA_CHANGED,
        now=now,
        subject=subject,
        detail={"officers": str(count)},
    )


def _refusal(conn: Connection, viewer: Viewer, officer_ids: Sequence[bytes]) -> Failure | None:
    """Only a unit's own officers who read its tips can be put on its rota."""
    if not viewer.may(Action.PLAN_DUTY):
        return Failure(FailureReason.NOT_ALLOWED)
    if set(officer_ids) - set(tip_readers(conn, viewer.unit_id)):
        return Failure(FailureReason.NOBODY)
    return None


def _slots(conn: Connection, queue_id: str, days: Sequence[date]) -> Mapping[tuple[date, Shift], DutySlot]:
    planned: defaultdict[tuple[int, str], list[bytes]] = defaultdict(list)
    for row in conn.execute(
        select(duty_plan).where(
            duty_plan.c.queue_id == queue_id,
            duty_plan.c.weekday.in_(sorted({day.weekday() for day in days})),
        )
    ):
        planned[row.weekday, row.shift].append(row.officer_id)
    changed: defaultdict[tuple[date, str], list[bytes]] = defaultdict(list)
    for row in conn.execute(
        select(duty_days).where(duty_days.c.queue_id == queue_id, duty_days.c.day.in_(list(days)))
    ):
        changed[row.day, row.shift].append(row.officer_id)
    return {
        (day, shift): DutySlot(
            day,
            shift,
            tuple(sorted(changed.get((day, shift.value)) or planned.get((day.weekday(), shift.value)) or ())),
            (day, shift.value) in changed,
        )
        for day in days
        for shift in Shift
    }
