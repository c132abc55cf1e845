"""Brings sent tips into their queues, or into the held lane over the hour's bound, and tells who is on duty; must never drop one."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, text, update

from domain.escalation import on_grid
from domain.hours import hour_of, start_of_hour
from domain.routing import Alarm, AlarmKind
from domain.tips import When
from storage import notices, rota
from storage.clocks import arrival_values
from storage.engine import Connection
from storage.models import queue_counts, queue_rows, queues, tip_queues, tips
from storage.moments import minute_of
from storage.notices import NoticeKind
from storage.queues import ChangeKind, Lane, Position, announce, change_row, next_number, recount
from storage.tip_state import TipState


@dataclass(frozen=True, slots=True)
class Arrived:
    """A tip that has just come into a queue: what the officers may be told (never content)."""

    queue_id: str
    tip_id: bytes
    number: int
    held: bool


_TAKE_ROOM = text(
    "INSERT INTO arrivals (queue_id, hour, taken) VALUES (:queue, :hour, 1)"
    " ON CONFLICT (queue_id, hour) DO UPDATE SET taken = arrivals.taken + 1 WHERE arrivals.taken < :most"
)
_ADD_ALARM = text(
    "INSERT INTO alarms (tip_id, queue_id, kind, subject_queue_id, hour, cleared)"
    " VALUES (:tip, :queue, :kind, :subject, :hour, :cleared) ON CONFLICT DO NOTHING"
)
_KEEP_ARRIVAL = text(
    "INSERT INTO urgent_arrivals (tip_id, queue_id, grid_minute) VALUES (:tip_id, :queue_id, :grid_minute)"
    " ON CONFLICT DO NOTHING"
)
_ADD_ROW = insert(queue_rows)
_RECEIVED = (
    update(tips).where(tips.c.id == bindparam("tip")).values(sent=True, received_hour=bindparam("hour"))
)


def routing_alarms_text(alarms: tuple[Alarm, ...], holders: frozenset[str]) -> str:
    """Alarms of a routing decision as they are kept until the tip arrives; only queues that hold the tip are told."""
    kept = [{"kind": alarm.kind.value, "to": sorted(holders.intersection(alarm.to))} for alarm in alarms]
    return json.dumps(kept, separators=(",", ":"))


def arrive(
    conn: Connection, tip: TipState, hour: int, queue_limit: int, now: datetime | None = None
) -> tuple[Arrived, ...]:
    """Bring a tip into every queue that holds it, the recipient's result first.

    `now` matters for what is happening now alone (None: the beginning of the hour).
    """
    conn.execute(_RECEIVED, {"tip": tip.tip_id, "hour": hour})
    # Queues are locked in the order of their ids, whoever holds the tip.
    arrived = {
        holder.queue_id: arrive_in(conn, tip, holder.queue_id, hour, queue_limit, now)
        for holder in sorted(tip.holders, key=lambda holder: holder.queue_id)
    }
    return tuple(arrived[holder.queue_id] for holder in tip.holders)


def arrive_in(
    conn: Connection,
    tip: TipState,
    queue_id: str,
    hour: int,
    queue_limit: int | None,
    now: datetime | None = None,
) -> Arrived:
    """Bring a tip into one queue that holds it, with a number of its own; `queue_limit` None: never held (a forward)."""
    number = next_number(conn, queue_id)
    held = queue_limit is not None and not _take_room(conn, queue_id, hour, queue_limit)
    lane = Lane.HELD if held else Lane.OPEN
    conn.execute(
        _ADD_ROW,
        {
            "queue_id": queue_id,
            "number": number,
            "tip_id": tip.tip_id,
            "copy": queue_id != tip.recipient_id,
            "lane": lane.value,
            "commune_code": tip.commune_code,
            "when": tip.when.value,
            "category": tip.category,
            "status": tip.status.value,
            "received_hour": hour,
            "part_count": tip.reports + tip.last_addition,
            "news": False,
            **arrival_values(
                conn, queue_id, tip.commune_code, tip.when, hour, copy=queue_id != tip.recipient_id
            ),
        },
    )
    recount(conn, queue_id, None, Position(lane, None))
    announce(conn, queue_id, tip.tip_id, ChangeKind.HELD if held else ChangeKind.ARRIVED, hour)
    alarmed = [alarm["kind"] for alarm in json.loads(tip.routing_alarms) if queue_id in alarm["to"]]
    for kind in alarmed:
        add_alarm(conn, tip.tip_id, queue_id, kind, tip.recipient_id, hour)
    if tip.when is When.NOW:
        _keep_arrival(conn, tip.tip_id, queue_id, now or start_of_hour(hour))
    if tip.when is When.NOW or not held:
        unroutable = AlarmKind.NO_ACTIVE_QUEUE.value in alarmed
        _tell(conn, tip.tip_id, queue_id, number, tip.category, tip.when, hour, unroutable=unroutable)
    return Arrived(queue_id, tip.tip_id, number, held)


def take_over(conn: Connection, tip: TipState, row: Row[Any], now: datetime) -> None:
    """Let a queue that held a copy answer for a tip that was forwarded to it: open, whatever held it, and told anew."""
    change_row(conn, row, {"copy": False, "news": True, "lane": Lane.OPEN.value})
    came = row.lane == Lane.HELD.value
    hour = hour_of(now)
    announce(conn, row.queue_id, tip.tip_id, ChangeKind.ARRIVED if came else ChangeKind.FORWARDED, hour)
    # A key of its own: who was told of the copy is told once more, for now it is theirs to answer.
    key = f"{arrival_key(row.queue_id, tip.tip_id)}:{minute_of(now)}"
    _tell(conn, tip.tip_id, row.queue_id, row.number, row.category, tip.when, hour, key=key)


def add_alarm(
    conn: Connection, tip_id: bytes, queue_id: str, kind: str, subject_queue_id: str, hour: int
) -> bool:
    """Alarm a queue about a tip of `subject_queue_id`; False if it is alarmed of this already."""
    done = conn.execute(
        _ADD_ALARM,
        {
            "tip": tip_id,
            "queue": queue_id,
            "kind": kind,
            "subject": subject_queue_id,
            "hour": hour,
            "cleared": False,
        },
    )
    if done.rowcount != 1:
        return False
    announce(conn, queue_id, tip_id, ChangeKind.ALARM, hour)
    return True


def due_for_release(conn: Connection, now_minute: int, limit: int) -> tuple[bytes, ...]:
    """Tips whose release time has come."""
    rows = conn.execute(
        select(tip_queues.c.tip_id)
        .where(tip_queues.c.release_at_minute <= now_minute)
        .order_by(tip_queues.c.release_at_minute, tip_queues.c.tip_id)
        .limit(limit)
    )
    return tuple(dict.fromkeys(row.tip_id for row in rows))


def release(conn: Connection, tip: TipState, hour: int, queue_limit: int) -> tuple[Arrived, ...]:
    """Bring a waiting tip in and forget when it was due to come."""
    waiting = (tip_queues.c.tip_id == tip.tip_id) & tip_queues.c.release_at_minute.is_not(None)
    if conn.execute(update(tip_queues).where(waiting).values(release_at_minute=None)).rowcount == 0:
        return ()
    return arrive(conn, tip, hour, queue_limit)


def open_held(
    conn: Connection, queue_id: str, hour: int, queue_limit: int | None, limit: int = 1000
) -> tuple[Arrived, ...]:
    """Bring held tips into the open list, what is due first, as far as the hour has room (None: all)."""
    # The queue is locked first, so that two at once don't open the same row.
    conn.execute(select(queues.c.epoch).where(queues.c.queue_id == queue_id).with_for_update())
    held = conn.execute(
        select(queue_rows)
        .where(queue_rows.c.queue_id == queue_id, queue_rows.c.lane == Lane.HELD.value)
        .order_by(queue_rows.c.due_hour, queue_rows.c.number)
        .limit(limit)
    ).all()
    opened: list[Arrived] = []
    for row in held:
        if queue_limit is not None and not _take_room(conn, queue_id, hour, queue_limit):
            break
        change_row(conn, row, {"lane": Lane.OPEN.value})
        announce(conn, queue_id, row.tip_id, ChangeKind.ARRIVED, hour)
        _tell(conn, row.tip_id, queue_id, row.number, row.category, When(row.when), hour)
        opened.append(Arrived(queue_id, row.tip_id, row.number, held=False))
    return tuple(opened)


def queues_with_held(conn: Connection) -> tuple[str, ...]:
    """Queues whose held lane isn't empty."""
    rows = conn.execute(
        select(queue_counts.c.queue_id)
        .where(queue_counts.c.name == Lane.HELD.value, queue_counts.c.value > 0)
        .order_by(queue_counts.c.queue_id)
    )
    return tuple(row.queue_id for row in rows)


def arrival_key(queue_id: str, tip_id: bytes) -> str:
    """The key of the notice that a tip has come into a queue."""
    return f"arrived:{queue_id}:{tip_id.hex()}"


def _keep_arrival(conn: Connection, tip_id: bytes, queue_id: str, now: datetime) -> None:
    """What an hour is too coarse for; it goes once somebody of the queue has opened the tip (`storage.alarms`)."""
    conn.execute(
        _KEEP_ARRIVAL, {"tip_id": tip_id, "queue_id": queue_id, "grid_minute": on_grid(minute_of(now))}
    )


def _tell(
    conn: Connection,
    tip_id: bytes,
    queue_id: str,
    number: int,
    category: str | None,
    when: When,
    hour: int,
    *,
    unroutable: bool = False,
    key: str | None = None,
) -> None:
    """A notice for each officer on duty. Shifts change on full hours, so the hour says who that is."""
    kind = NoticeKind.HAPPENING_NOW if when is When.NOW else NoticeKind.NEW_TIP
    notices.post(
        conn,
        officer_ids=rota.on_duty(conn, queue_id, start_of_hour(hour)),
        key=arrival_key(queue_id, tip_id) if key is None else key,
        kind=NoticeKind.UNROUTABLE if unroutable and when is not When.NOW else kind,
        queue_id=queue_id,
        number=number,
        category=category,
        when=when.value,
        hour=hour,
        tip_id=tip_id,
    )


def _take_room(conn: Connection, queue_id: str, hour: int, most: int) -> bool:
    if most < 1:
        return False
    return conn.execute(_TAKE_ROOM, {"queue": queue_id, "hour": hour, "most": most}).rowcount == 1
