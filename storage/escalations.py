"""Takes the steps of escalation whose time has come, each once; must never tell a unit of a tip that isn't its own or under it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, delete, select, text

from domain.deadlines import SERVICE_DUTIES, Clock, Duty
from domain.escalation import (
    AHEAD_MINUTES,
    Level,
    Lying,
    Step,
    due_steps,
    levels_above,
    next_step_minute,
    steps_of,
)
from domain.hours import day_of, hour_of
from domain.permissions import Action, may
from domain.tips import When
from domain.units import UnitKind
from storage import notices, rota
from storage.alarms import NO_ACTIVE_QUEUE, OVERDUE, UNANSWERED, UNOPENED, raise_alarm
from storage.arrivals import arrival_key
from storage.clocks import queue_clocks
from storage.engine import Connection
from storage.models import alarms, officers, provinces, queue_counts, queue_rows, tips, units
from storage.moments import minute_of
from storage.notice_tables import escalations, urgent_arrivals
from storage.notices import NoticeKind
from storage.queues import Lane, row_of
from storage.viewer import Role

_WAITING = (Lane.OPEN.value, Lane.HELD.value)
_LEADERS = tuple(role.value for role in Role if may(role, Action.ASSIGN_TIPS, own_unit=True))
_ALARMS = {
    Lying.HAPPENING_NOW: UNOPENED,
    Lying.UNOPENED: UNOPENED,
    Lying.UNANSWERED: UNANSWERED,
    Lying.OVERDUE: OVERDUE,
}
LOOK_AGAIN_MINUTES = 12 * 60
"""A tip whose steps are all taken is looked at again after this: another of its clocks may have begun meanwhile."""
WAITING_MINUTES = 30
_KEEP = text(
    "INSERT INTO escalations (tip_id, queue_id, duty, due_hour, taken, next_minute)"
    " VALUES (:tip, :queue, :duty, :due, :taken, :next) ON CONFLICT (tip_id, queue_id, duty) DO UPDATE"
    " SET due_hour = excluded.due_hour, taken = excluded.taken, next_minute = excluded.next_minute"
)


class LyingTip(NamedTuple):
    """A tip of one queue that may have a step to take."""

    tip_id: bytes
    queue_id: str


def lying(conn: Connection, now: datetime, limit: int = 500) -> tuple[LyingTip, ...]:
    """Which tips to look at: a clock that nobody watches yet, or a step whose time has come. Reads only."""
    minute = minute_of(now)
    row, state = queue_rows.c, escalations.c
    watched = select(state.tip_id).where(
        state.tip_id == row.tip_id,
        state.queue_id == row.queue_id,
        state.duty == row.duty,
        state.due_hour == row.due_hour,
    )
    new = (
        select(row.tip_id, row.queue_id)
        .join(queue_counts, and_(row.queue_id == queue_counts.c.queue_id, row.lane == queue_counts.c.name))
        .where(
            queue_counts.c.name.in_(_WAITING),
            queue_counts.c.value > 0,
            row.due_hour <= (minute + AHEAD_MINUTES) // 60,
            ~watched.exists(),
        )
        .limit(limit)
    )
    stepping = (
        select(row.tip_id, row.queue_id)
        .join(escalations, and_(state.tip_id == row.tip_id, state.queue_id == row.queue_id))
        .where(state.next_minute <= minute, row.lane.in_(_WAITING))
        .limit(limit)
    )
    found = {LyingTip(*each): None for query in (stepping, new) for each in conn.execute(query)}
    return tuple(found)[:limit]


def escalate(conn: Connection, found: Iterable[LyingTip], now: datetime) -> int:
    """Take the steps of these tips whose time has come; returns how many notices are new."""
    return sum(_escalate(conn, each, now) for each in found)


def _escalate(conn: Connection, found: LyingTip, now: datetime) -> int:
    # The tip is locked first, like in every command: an officer who opens it now and this step follow one another.
    conn.execute(select(tips.c.id).where(tips.c.id == found.tip_id).with_for_update())
    row = row_of(conn, found.queue_id, found.tip_id)
    if row is None or row.lane not in _WAITING:
        return 0
    states = conn.execute(
        select(escalations).where(escalations.c.tip_id == row.tip_id, escalations.c.queue_id == row.queue_id)
    )
    watched = {state.duty: state for state in states}
    told, running = 0, [clock for clock in queue_clocks(conn, row.tip_id, row.queue_id) if clock.runs]
    for clock in running:
        told += _look_at(conn, row, clock, watched.get(clock.duty.value), now)
    over = watched.keys() - {clock.duty.value for clock in running}
    if over:
        conn.execute(
            delete(escalations).where(
                escalations.c.tip_id == row.tip_id,
                escalations.c.queue_id == row.queue_id,
                escalations.c.duty.in_(sorted(over)),
            )
        )
    return told


def _look_at(conn: Connection, row: Row[Any], clock: Clock, state: Row[Any] | None, now: datetime) -> int:
    lie, minute = _lying(row, clock), minute_of(now)
    # A queue that holds a mere copy answers for nothing but opening what is happening now.
    steps = () if row.copy and lie is not Lying.HAPPENING_NOW else steps_of(lie, day_of(now))
    end = _arrival_minute(conn, row) if lie is Lying.HAPPENING_NOW else clock.due_hour * 60
    opened = clock.duty in SERVICE_DUTIES or row.first_viewed_hour is not None
    taken = state.taken if state is not None and state.due_hour == clock.due_hour else 0
    due = due_steps(steps, taken, end, minute, opened=opened)
    told = sum(_take(conn, row, lie, clock, step, now) for step in due)
    following = next_step_minute(steps, taken + len(due), end)
    conn.execute(
        _KEEP,
        {
            "tip": row.tip_id,
            "queue": row.queue_id,
            "duty": clock.duty.value,
            "due": clock.due_hour,
            "taken": taken + len(due),
            "next": _look_again(following, minute),
        },
    )
    return told


def _look_again(following: int, minute: int) -> int:
    """At the next step; soon where one waits for the opening, and some time after the last one."""
    if following <= minute:
        return minute + WAITING_MINUTES
    return min(following, minute + LOOK_AGAIN_MINUTES)


def _lying(row: Row[Any], clock: Clock) -> Lying:
    if clock.duty is Duty.FIRST_VIEW:
        return Lying.HAPPENING_NOW if row.when == When.NOW.value else Lying.UNOPENED
    return Lying.UNANSWERED if clock.duty is Duty.FIRST_WORD else Lying.OVERDUE


def _arrival_minute(conn: Connection, row: Row[Any]) -> int:
    """On its grid; without one (an older tip) the beginning of the hour."""
    kept: int | None = conn.execute(
        select(urgent_arrivals.c.grid_minute).where(
            urgent_arrivals.c.tip_id == row.tip_id, urgent_arrivals.c.queue_id == row.queue_id
        )
    ).scalar()
    return row.received_hour * 60 if kept is None else kept


def _take(conn: Connection, row: Row[Any], lie: Lying, clock: Clock, step: Step, now: datetime) -> int:
    people: tuple[bytes, ...] = ()
    if step.level is Level.HOLDER:
        people = tuple(each for each in rota.tip_readers(conn, row.queue_id) if each == row.claimed_by)
    elif step.level is Level.CHIEF:
        people = _leaders(conn, row.queue_id)
    # A unit without a chief: what is happening now goes up at once, a reminder to whoever is on duty.
    up = step.level is Level.ABOVE or (step.level is Level.CHIEF and lie is Lying.HAPPENING_NOW)
    if not people and not up:
        people = rota.on_duty(conn, row.queue_id, now)
    kind, key = _kind(lie, clock.due_hour, now), f"{clock.duty.value}:{clock.due_hour}"
    key = f"{kind.value}:{row.queue_id}:{row.tip_id.hex()}:{key}"
    if lie is Lying.HAPPENING_NOW and step.level is Level.ON_DUTY:
        # The arrival has told them already; whoever has come on duty since hears of it here.
        kind, key = NoticeKind.HAPPENING_NOW, arrival_key(row.queue_id, row.tip_id)
    if people:
        return _tell(conn, row, kind, people, key, now)
    if row.copy or not up:
        return 0
    return _tell_above(conn, row, kind, _ALARMS[lie], key, now)


def _kind(lie: Lying, due_hour: int, now: datetime) -> NoticeKind:
    if lie is Lying.OVERDUE:
        return NoticeKind.OVERDUE if due_hour < hour_of(now) else NoticeKind.DUE_SOON
    return NoticeKind.UNANSWERED if lie is Lying.UNANSWERED else NoticeKind.UNOPENED


def _leaders(conn: Connection, unit_id: str) -> tuple[bytes, ...]:
    rows = conn.execute(
        select(officers.c.id)
        .where(officers.c.unit_id == unit_id, officers.c.state == "active", officers.c.role.in_(_LEADERS))
        .order_by(officers.c.id)
    )
    return tuple(rows.scalars())


def _tell(
    conn: Connection, row: Row[Any], kind: NoticeKind, people: tuple[bytes, ...], key: str, now: datetime
) -> int:
    return notices.post(
        conn,
        officer_ids=people,
        key=key,
        kind=kind,
        queue_id=row.queue_id,
        number=row.number,
        category=row.category,
        when=row.when,
        hour=hour_of(now),
        tip_id=row.tip_id,
    )


def _tell_above(
    conn: Connection, row: Row[Any], kind: NoticeKind, alarm: str, key: str, now: datetime
) -> int:
    """An alarm at the desk one level up, and a notice for whoever is on duty there: the number and the hour, no more."""
    queues = _above(conn, row.queue_id)
    if not queues:
        return 0
    above = next((queue for queue in queues if rota.tip_readers(conn, queue)), queues[0])
    raise_alarm(conn, row.tip_id, above, alarm, row.queue_id, hour_of(now))
    return notices.post(
        conn,
        officer_ids=rota.on_duty(conn, above, now),
        key=f"above:{key}",
        kind=kind,
        queue_id=row.queue_id,
        number=row.number,
        category=None,
        when=row.when,
        hour=hour_of(now),
        tip_id=row.tip_id,
    )


def _above(conn: Connection, queue_id: str) -> tuple[str, ...]:
    unit = conn.execute(
        select(units.c.kind, provinces.c.duty_desk_id, provinces.c.inspectorate_id)
        .outerjoin(provinces, provinces.c.code == units.c.province_code)
        .where(units.c.id == queue_id)
    ).one()
    return levels_above(UnitKind(unit.kind), unit.duty_desk_id, unit.inspectorate_id)


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


def raise_unmanned(conn: Connection, queue_id: str, now: datetime, limit: int = 200) -> int:
    """Tell the level above of every tip in a queue that nobody can open; returns how many notices are new."""
    told = select(alarms.c.tip_id).where(
        alarms.c.tip_id == queue_rows.c.tip_id,
        alarms.c.subject_queue_id == queue_id,
        alarms.c.kind == NO_ACTIVE_QUEUE,
    )
    rows = conn.execute(
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
    kind = NoticeKind.UNROUTABLE
    return sum(
        _tell_above(conn, row, kind, NO_ACTIVE_QUEUE, f"unmanned:{queue_id}:{row.tip_id.hex()}", now)
        for row in rows
    )
