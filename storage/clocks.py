"""Keeps for each row of a queue which duty is next and when; must never invent a deadline (domain holds them)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, exists, func, insert, select

from domain.deadlines import Clock, ClockFacts, clocks, next_duty
from domain.decision_clock import ClockAct, ClockEvent, DecisionClock, decision_clock
from domain.hours import day_of_hour
from domain.tips import Classification, TipStatus, When
from domain.units import UnitKind
from domain.working_days import is_working_day
from storage.clock_tables import clock_events, difficult_communes
from storage.engine import Connection
from storage.late_notices import withdraw_late
from storage.models import queue_rows, tips, units
from storage.queues import Lane, change_row

NOTHING_DUE = 2_000_000_000
"""Stands after every real hour (it is beyond the year 230,000), so that rows without a clock come last."""


@dataclass(frozen=True, slots=True)
class DifficultCommune:
    """A commune that is a difficult area from `valid_from` up to and with `valid_to` (None: until changed)."""

    commune_code: str
    valid_from: date
    valid_to: date | None = None


_TIP: Select[Any] = select(
    tips.c.status,
    tips.c.classification,
    tips.c.when,
    tips.c.commune_code,
    tips.c.received_hour,
    tips.c.first_word_hour,
).where(tips.c.id == bindparam("tip"))
_ROWS = (
    select(queue_rows, units.c.kind)
    .join(units, units.c.id == queue_rows.c.queue_id)
    .where(queue_rows.c.tip_id == bindparam("tip"))
    .order_by(queue_rows.c.queue_id)
)
_EVENTS = (
    select(clock_events).where(clock_events.c.tip_id == bindparam("tip")).order_by(clock_events.c.ordinal)
)
_IS_DIFFICULT = exists().where(
    difficult_communes.c.commune_code == bindparam("commune"),
    difficult_communes.c.valid_from <= bindparam("day"),
    difficult_communes.c.valid_to.is_(None) | (difficult_communes.c.valid_to >= bindparam("day")),
)
_DIFFICULT = select(_IS_DIFFICULT)
_KIND_AND_DIFFICULT = select(units.c.kind, _IS_DIFFICULT.label("difficult")).where(
    units.c.id == bindparam("queue")
)
_NEXT = select(func.coalesce(func.max(clock_events.c.ordinal), 0) + 1).where(
    clock_events.c.tip_id == bindparam("tip")
)


def arrival_values(
    conn: Connection, queue_id: str, commune_code: str, when: When, hour: int, *, copy: bool
) -> dict[str, Any]:
    """Due hour and duty of a tip that comes into its first queues now: `{"due_hour": …, "duty": …}`."""
    asked = {"queue": queue_id, "commune": commune_code, "day": day_of_hour(hour)}
    place = conn.execute(_KIND_AND_DIFFICULT, asked).one()
    facts = ClockFacts(
        when=when,
        status=TipStatus.RECEIVED,
        classification=None,
        unit=UnitKind(place.kind),
        difficult=bool(place.difficult),
        responsible=not copy,
        arrived_hour=hour,
        received_hour=hour,
        first_viewed_hour=None,
        first_word_hour=None,
    )
    return due_values(facts)


def due_values(facts: ClockFacts) -> dict[str, Any]:
    """What a row says of the clocks: the due hour of the next duty and its code, or what it stands still for."""
    waits_for = next_duty(clocks(facts), facts.status)
    return {
        "due_hour": NOTHING_DUE if waits_for.due_hour is None else waits_for.due_hour,
        "duty": None if waits_for.duty is None else waits_for.duty.value,
    }


def refresh(conn: Connection, tip_id: bytes) -> None:
    """Work out anew what a tip's open and held rows wait for; to be called after whatever moves a clock.

    What officers were told of a clock that has stopped is put away in the same transaction.

    Closed rows keep theirs: in the closed list the due hour says when the tip was closed.
    """
    for row, facts in facts_of_rows(conn, tip_id):
        is_closed = row.lane == Lane.CLOSED.value
        running = () if is_closed else [clock for clock in clocks(facts) if clock.runs]
        withdraw_late(conn, tip_id, row.queue_id, running)
        if is_closed:
            continue
        values = due_values(facts)
        if (row.due_hour, row.duty) != (values["due_hour"], values["duty"]):
            change_row(conn, row, values)


def refresh_all(conn: Connection) -> None:
    """Work out anew what every open and held row waits for: once, after a migration."""
    waiting = queue_rows.c.lane != Lane.CLOSED.value
    for tip_id in conn.execute(select(queue_rows.c.tip_id).where(waiting).distinct()).scalars().all():
        refresh(conn, tip_id)


def facts_of_rows(conn: Connection, tip_id: bytes) -> list[tuple[Row[Any], ClockFacts]]:
    """A tip's rows in the order of their queues, each with what its clocks look at; empty before it has arrived."""
    rows = conn.execute(_ROWS, {"tip": tip_id}).all()
    if not rows:
        return []
    tip = conn.execute(_TIP, {"tip": tip_id}).one()
    events = conn.execute(_EVENTS, {"tip": tip_id}).all()
    difficult = _is_difficult(conn, tip.commune_code, tip.received_hour)
    return [(row, _facts(row, tip, events, difficult)) for row in rows]


def queue_clocks(conn: Connection, tip_id: bytes, queue_id: str) -> tuple[Clock, ...]:
    """Every clock of a tip in one queue; for callers that have asked the gate (`tip_reading.visible_row`) before."""
    for row, facts in facts_of_rows(conn, tip_id):
        if row.queue_id == queue_id:
            return clocks(facts)
    return ()


def time_to_decide(conn: Connection, tip_id: bytes) -> DecisionClock | None:
    """The clock of the decision, whatever the tip is classified as; None before the tip has arrived."""
    found = facts_of_rows(conn, tip_id)
    if not found:
        return None
    facts = found[0][1]
    return decision_clock(facts.received_hour, facts.events, is_working_day)


def add_event(
    conn: Connection,
    tip_id: bytes,
    queue_id: str,
    act: ClockAct,
    hour: int,
    *,
    ground: str | None = None,
    until: date | None = None,
) -> None:
    """Note an act that a clock counts by; the tip is locked by the caller, and `refresh` comes after."""
    conn.execute(
        insert(clock_events).values(
            tip_id=tip_id,
            ordinal=conn.execute(_NEXT, {"tip": tip_id}).scalar_one(),
            queue_id=queue_id,
            act=act.value,
            hour=hour,
            ground=ground,
            until=until,
        )
    )


def drop_events(conn: Connection, tip_id: bytes, queue_id: str, act: ClockAct) -> None:
    """Forget that a queue's officers noted an act, because they took it back; `refresh` comes after."""
    conn.execute(
        delete(clock_events).where(
            clock_events.c.tip_id == tip_id,
            clock_events.c.queue_id == queue_id,
            clock_events.c.act == act.value,
        )
    )


def set_difficult(conn: Connection, communes: Iterable[DifficultCommune]) -> None:
    """Mark communes as difficult areas, or change since when and until when they are."""
    key = (difficult_communes.c.commune_code, difficult_communes.c.valid_from)
    for commune in communes:
        conn.execute(
            difficult_communes.delete().where(key[0] == commune.commune_code, key[1] == commune.valid_from)
        )
        conn.execute(
            insert(difficult_communes).values(
                commune_code=commune.commune_code, valid_from=commune.valid_from, valid_to=commune.valid_to
            )
        )


def _is_difficult(conn: Connection, commune_code: str, hour: int) -> bool:
    day = day_of_hour(hour)
    return bool(conn.execute(_DIFFICULT, {"commune": commune_code, "day": day}).scalar())


def _facts(row: Row[Any], tip: Row[Any], events: Iterable[Row[Any]], difficult: bool) -> ClockFacts:
    return ClockFacts(
        when=When(row.when),
        status=TipStatus(tip.status),
        classification=None if tip.classification is None else Classification(tip.classification),
        unit=UnitKind(row.kind),
        difficult=difficult,
        responsible=not row.copy,
        arrived_hour=row.received_hour,
        received_hour=tip.received_hour,
        first_viewed_hour=row.first_viewed_hour,
        first_word_hour=tip.first_word_hour,
        events=tuple(_event(event, row.queue_id) for event in events),
    )


def _event(event: Row[Any], queue_id: str) -> ClockEvent:
    return ClockEvent(
        ClockAct(event.act), event.hour, event.ground, event.until, here=event.queue_id == queue_id
    )
