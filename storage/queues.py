"""What numbers, counts and announces within one queue; must never touch a queue that doesn't hold the tip."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, text, update

from storage.engine import Connection
from storage.models import changes, queue_rows, queues


class Lane(StrEnum):
    """Where a tip stands in a queue once it has arrived."""

    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"


class ChangeKind(StrEnum):
    """What a change sequence tells; never content."""

    ARRIVED = "arrived"
    HELD = "held"
    VIEWED = "viewed"
    CLAIMED = "claimed"
    UNCLAIMED = "unclaimed"
    ASSIGNED = "assigned"
    STATUS = "status"
    DUTY = "duty"
    REPLY = "reply"
    NOTE = "note"
    ADDITION = "addition"
    ALARM = "alarm"
    FORWARDED = "forwarded"
    LINKED = "linked"
    UNLINKED = "unlinked"
    SAMPLE = "sample"
    PRINTED = "printed"


UNASSIGNED = "unassigned"


def claimed_count(officer_id: bytes) -> str:
    """The name of the count of an officer's open tips."""
    return f"claimed:{officer_id.hex()}"


@dataclass(frozen=True, slots=True)
class Position:
    """What the counts of a queue depend on."""

    lane: Lane
    claimed_by: bytes | None

    def counts(self) -> Counter[str]:
        """The counts that a row in this position belongs to."""
        names = Counter({self.lane.value: 1})
        if self.lane is Lane.OPEN:
            names[UNASSIGNED if self.claimed_by is None else claimed_count(self.claimed_by)] = 1
        return names


_NEXT_NUMBER = (
    update(queues)
    .where(queues.c.queue_id == bindparam("queue"))
    .values(last_number=queues.c.last_number + 1)
    .returning(queues.c.last_number)
)
_NEXT_CHANGE = (
    update(queues)
    .where(queues.c.queue_id == bindparam("queue"))
    .values(last_change=queues.c.last_change + 1)
    .returning(queues.c.last_change)
)
_ADD_CHANGE = insert(changes)
_COUNT = text(
    "INSERT INTO queue_counts (queue_id, name, value) VALUES (:queue, :name, :by)"
    " ON CONFLICT (queue_id, name) DO UPDATE SET value = queue_counts.value + excluded.value"
)
_ROW = select(queue_rows).where(
    queue_rows.c.tip_id == bindparam("tip"), queue_rows.c.queue_id == bindparam("queue")
)
_ROWS = select(queue_rows).where(queue_rows.c.tip_id == bindparam("tip")).order_by(queue_rows.c.queue_id)


def next_number(conn: Connection, queue_id: str) -> int:
    """The next number of this queue; on PostgreSQL the queue is locked until the commit."""
    number: int = conn.execute(_NEXT_NUMBER, {"queue": queue_id}).scalar_one()
    return number


def announce(conn: Connection, queue_id: str, tip_id: bytes, kind: ChangeKind, hour: int) -> None:
    """Add to the queue's change sequence."""
    seq = conn.execute(_NEXT_CHANGE, {"queue": queue_id}).scalar_one()
    conn.execute(
        _ADD_CHANGE,
        {"queue_id": queue_id, "seq": seq, "tip_id": tip_id, "kind": kind.value, "hour": hour},
    )


def recount(conn: Connection, queue_id: str, before: Position | None, after: Position | None) -> None:
    """Move a row from one position's counts to another's (None: it isn't there), in the transaction that moves the row."""
    change = Counter[str]() if after is None else after.counts()
    if before is not None:
        change.subtract(before.counts())
    moved = [{"queue": queue_id, "name": name, "by": by} for name, by in sorted(change.items()) if by]
    if moved:
        conn.execute(_COUNT, moved)


def row_of(conn: Connection, queue_id: str, tip_id: bytes) -> Row[Any] | None:
    """A tip's row in one queue, None before it has arrived there."""
    return conn.execute(_ROW, {"tip": tip_id, "queue": queue_id}).first()


def rows_of(conn: Connection, tip_id: bytes) -> list[Row[Any]]:
    """A tip's rows in every queue where it has arrived, in the order in which queues are locked."""
    return list(conn.execute(_ROWS, {"tip": tip_id}))


def remove_row(conn: Connection, row: Row[Any]) -> None:
    """Take a tip out of a queue and out of its counts; its number isn't used again."""
    conn.execute(
        delete(queue_rows).where(queue_rows.c.queue_id == row.queue_id, queue_rows.c.number == row.number)
    )
    recount(conn, row.queue_id, Position(Lane(row.lane), row.claimed_by), None)


def change_row(conn: Connection, row: Row[Any], values: Mapping[str, Any]) -> None:
    """Change a row and with it the counts of its queue."""
    before = Position(Lane(row.lane), row.claimed_by)
    after = Position(Lane(values.get("lane", row.lane)), values.get("claimed_by", row.claimed_by))
    conn.execute(
        update(queue_rows)
        .where(queue_rows.c.queue_id == row.queue_id, queue_rows.c.number == row.number)
        .values(**values)
    )
    if before != after:
        recount(conn, row.queue_id, before, after)
