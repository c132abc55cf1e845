"""What an officer's chat may ask of the own queue: what is new, what is due, one by its number; must never give content, a place or another queue's row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from domain.hours import VIETNAM_TIME, hour_of
from domain.permissions import Action
from storage.campaign_rows import awaiting_approval
from storage.clocks import NOTHING_DUE
from storage.engine import Connection
from storage.models import officers, queue_rows
from storage.queue_page import counts
from storage.queues import Lane
from storage.viewer import Viewer

DUE_WITHIN_HOURS = 24
MOST_COUNTED = 1_000
"""Counts that aren't kept stop here."""


@dataclass(frozen=True, slots=True)
class InboxTip:
    """One tip of the own queue, metadata only; hours since the epoch. `duty`: a `domain.deadlines.Duty`, or why it stands still."""

    tip_id: bytes
    number: int
    lane: Lane
    category: str | None
    when: str
    received_hour: int
    due_hour: int | None
    duty: str
    claimed_by: bytes | None
    claimed_name: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an officer at the beginning of a day; `due` ends with the day in Vietnam, `late` is before now."""

    new: int
    due: int
    late: int
    mine: int
    campaigns: int


def new_tips(conn: Connection, viewer: Viewer, now_hour: int, limit: int) -> tuple[tuple[InboxTip, ...], int]:
    """Open tips that nobody has claimed, what is due first on top, and how many there are."""
    if not viewer.reads_tips:
        return (), 0
    rows = conn.execute(_open(viewer).where(queue_rows.c.claimed_by.is_(None)).limit(limit))
    return tuple(map(_tip, rows)), counts(conn, viewer, now_hour).unassigned


def due_tips(conn: Connection, viewer: Viewer, now_hour: int, limit: int) -> tuple[tuple[InboxTip, ...], int]:
    """Open tips whose next duty is late or due within 24 hours, the latest on top, and how many there are (up to 1,000)."""
    if not viewer.reads_tips:
        return (), 0
    until = now_hour + DUE_WITHIN_HOURS
    rows = conn.execute(_open(viewer).where(queue_rows.c.due_hour <= until).limit(limit))
    return tuple(map(_tip, rows)), _due_by(conn, viewer, until)


def by_number(conn: Connection, viewer: Viewer, number: int) -> InboxTip | None:
    """The tip that the viewer's own queue calls by this number, in whichever lane."""
    if not viewer.reads_tips:
        return None
    here = (queue_rows.c.queue_id == viewer.unit_id, queue_rows.c.number == number)
    row = conn.execute(select(*_COLUMNS).select_from(_WITH_NAMES).where(*here)).first()
    return None if row is None else _tip(row)


def waiting(conn: Connection, viewer: Viewer, now: datetime) -> Waiting:
    """What the morning digest counts for this viewer."""
    hour = hour_of(now)
    found = counts(conn, viewer, hour)
    midnight = now.astimezone(VIETNAM_TIME).replace(hour=0, minute=0, second=0, microsecond=0)
    last_hour = hour_of(midnight + timedelta(days=1)) - 1
    by_tonight = _due_by(conn, viewer, last_hour) if viewer.reads_tips else 0
    may_approve = viewer.may(Action.APPROVE_CAMPAIGNS)
    return Waiting(
        new=found.unassigned,
        due=max(0, by_tonight - found.overdue),
        late=found.overdue,
        mine=found.mine,
        campaigns=awaiting_approval(conn, viewer) if may_approve else 0,
    )


_WITH_NAMES = queue_rows.outerjoin(officers, officers.c.id == queue_rows.c.claimed_by)
_COLUMNS = (
    queue_rows.c.tip_id,
    queue_rows.c.number,
    queue_rows.c.lane,
    queue_rows.c.category,
    queue_rows.c.when,
    queue_rows.c.received_hour,
    queue_rows.c.due_hour,
    queue_rows.c.duty,
    queue_rows.c.claimed_by,
    officers.c.name,
)


def _open(viewer: Viewer) -> Any:
    return (
        select(*_COLUMNS)
        .select_from(_WITH_NAMES)
        .where(queue_rows.c.queue_id == viewer.unit_id, queue_rows.c.lane == Lane.OPEN.value)
        .order_by(queue_rows.c.due_hour, queue_rows.c.number)
    )


def _due_by(conn: Connection, viewer: Viewer, hour: int) -> int:
    some = (
        select(queue_rows.c.number)
        .where(
            queue_rows.c.queue_id == viewer.unit_id,
            queue_rows.c.lane == Lane.OPEN.value,
            queue_rows.c.due_hour <= hour,
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    return conn.execute(select(func.count()).select_from(some)).scalar_one()


def _tip(row: Any) -> InboxTip:
    due = None if row.due_hour == NOTHING_DUE or row.lane == Lane.CLOSED.value else row.due_hour
    return InboxTip(
        row.tip_id,
        row.number,
        Lane(row.lane),
        row.category,
        row.when,
        row.received_hour,
        due,
        row.duty or "",
        row.claimed_by,
        row.name,
    )
