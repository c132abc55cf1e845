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
    next_step_minute,
    steps_of,
)
from domain.hours import day_of, hour_of
from domain.permissions import Action, may
from domain.tips import When
from storage import notices, rota
from storage.alarms import OVERDUE, UNANSWERED, UNOPENED
from storage.arrivals import arrival_key
from storage.clocks import queue_clocks
from storage.engine import Connection
from storage.late_notices import clock_key
from storage.level_above import tell_above
from storage.models import officers, tips
from storage.moments import minute_of
from storage.notice_tables import escalations, urgent_arrivals
from storage.notices import NoticeKind
from storage.queues import ChangeKind, Lane, announce, row_of
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
_KEEP = text(
    "INSERT INTO escalations (tip_id, queue_id, duty, due_hour, taken, next_minute)"
    " VALUES (:tip, :queue, :duty, :due, :taken, :next) ON CONFLICT (tip_id, queue_id, duty) DO UPDATE"
    " SET due_hour = excluded.due_hour, taken = excluded.taken, next_minute = excluded.next_minute"
)


# Queues with something waiting come first, and within each the order of what is due: the rest of a long table isn't
# walked. As text, because SQLite keeps this order for a cross join alone.
_UNWATCHED = text(
    "SELECT line.tip_id, line.queue_id FROM queue_counts AS waiting CROSS JOIN queue_rows AS line"
    " WHERE waiting.name IN ('open', 'held') AND waiting.value > 0"
    " AND line.queue_id = waiting.queue_id AND line.lane = waiting.name AND line.due_hour <= :hour"
    " AND NOT EXISTS (SELECT 1 FROM escalations AS watched WHERE watched.tip_id = line.tip_id"
    " AND watched.queue_id = line.queue_id AND watched.duty = COALESCE(line.duty, '')"
    " AND watched.due_hour = line.due_hour) LIMIT :most"
)


class LyingTip(NamedTuple):
    """A tip of one queue that may have a step to take."""

    tip_id: bytes
    queue_id: str


def lying(conn: Connection, now: datetime, limit: int = 500) -> tuple[LyingTip, ...]:
    """Which tips to look at: a clock that nobody watches yet, or a step whose time has come. Reads only."""
    minute = minute_of(now)
    state = escalations.c
    stepping = select(state.tip_id, state.queue_id).where(state.next_minute <= minute).limit(limit)
    ahead = {"hour": (minute + AHEAD_MINUTES) // 60, "most": limit}
    both = [*conn.execute(stepping), *conn.execute(_UNWATCHED, ahead)]
    return tuple({LyingTip(bytes(tip_id), queue_id): None for tip_id, queue_id in both})[:limit]


def escalate(conn: Connection, found: Iterable[LyingTip], now: datetime) -> int:
    """Take the steps of these tips whose time has come; returns how many notices are new."""
    return sum(_escalate(conn, each, now) for each in found)


def _escalate(conn: Connection, found: LyingTip, now: datetime) -> int:
    # The tip is locked first, like in every command: an officer who opens it now and this step follow one another.
    conn.execute(select(tips.c.id).where(tips.c.id == found.tip_id).with_for_update())
    row = row_of(conn, found.queue_id, found.tip_id)
    if row is None or row.lane not in _WAITING:
        _forget(conn, found)
        return 0
    states = conn.execute(
        select(escalations).where(escalations.c.tip_id == row.tip_id, escalations.c.queue_id == row.queue_id)
    )
    watched = {state.duty: state for state in states}
    told, running = 0, [clock for clock in queue_clocks(conn, row.tip_id, row.queue_id) if clock.runs]
    for clock in running:
        told += _look_at(conn, row, clock, watched.get(clock.duty.value), now)
    over = watched.keys() - {clock.duty.value for clock in running}
    if (row.duty or "") not in {clock.duty.value for clock in running}:
        # A row that is behind its clocks is looked at again in a while, not for ever in a row.
        over -= {row.duty or ""}
        _keep(conn, row, row.duty or "", row.due_hour, 0, _full_hour(minute_of(now)))
    if over:
        _forget(conn, found, over)
    return told


def _forget(conn: Connection, found: LyingTip, duties: Iterable[str] | None = None) -> None:
    """Nobody watches these clocks any more; all of them, where none is named."""
    mine = and_(escalations.c.tip_id == found.tip_id, escalations.c.queue_id == found.queue_id)
    some = mine if duties is None else and_(mine, escalations.c.duty.in_(sorted(duties)))
    conn.execute(delete(escalations).where(some))


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
    again = _look_again(following, minute)
    _keep(conn, row, clock.duty.value, clock.due_hour, taken + len(due), again)
    return told


def _keep(conn: Connection, row: Row[Any], duty: str, due_hour: int, taken: int, again: int) -> None:
    conn.execute(
        _KEEP,
        {
            "tip": row.tip_id,
            "queue": row.queue_id,
            "duty": duty,
            "due": due_hour,
            "taken": taken,
            "next": again,
        },
    )


def _look_again(following: int, minute: int) -> int:
    """At the next step; soon where one waits for the opening, and some time after the last one.

    Always a full hour but for a step that is: the minute of this look, just after an arrival, must not stay.
    """
    if following <= minute:
        return _full_hour(minute)
    return min(following, _full_hour(minute + LOOK_AGAIN_MINUTES))


def _full_hour(minute: int) -> int:
    return (minute // 60 + 1) * 60


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
    kind = _kind(lie, clock.due_hour, now)
    key = clock_key(kind, row.queue_id, row.tip_id, clock)
    if lie is Lying.HAPPENING_NOW and step.level is Level.ON_DUTY:
        # The arrival has told them already; whoever has come on duty since hears of it here.
        kind, key = NoticeKind.HAPPENING_NOW, arrival_key(row.queue_id, row.tip_id)
    if people:
        return _tell(conn, row, kind, people, key, now)
    if row.copy or not up:
        return 0
    return tell_above(conn, row, kind, _ALARMS[lie], key, now)


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
    told = notices.post(
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
    if told:
        # Open pages of the queue show it at once.
        announce(conn, row.queue_id, row.tip_id, ChangeKind.ALARM, hour_of(now))
    return told
