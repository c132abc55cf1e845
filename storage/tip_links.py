"""Tips of one queue that belong together: proposed from metadata, decided by an officer; must never name a tip of another queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select

from domain.hours import hour_of
from domain.permissions import Action
from domain.tips import TipStatus
from storage.case_tables import tip_links
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import queue_rows
from storage.moments import minute_of
from storage.officer_history import record
from storage.queues import ChangeKind, Lane, announce
from storage.tip_reading import visible_row
from storage.tip_state import tip_state
from storage.viewer import Viewer

SAME_WEEK_HOURS = 7 * 24
"""Two tips of one place and category are proposed when they came within a week of each other (the product's rule)."""
_NEIGHBOURS = 1000
"""Numbers looked at on either side: the queue's numbers grow with the hours, so a long queue needn't be read whole."""
_MOST = 5


@dataclass(frozen=True, slots=True)
class LinkedTip:
    """Another tip of the same queue, metadata alone; `linked` False: only proposed."""

    tip_id: bytes
    number: int
    category: str | None
    status: TipStatus
    received_hour: int
    linked: bool


def linked_tips(conn: Connection, viewer: Viewer, tip_id: bytes) -> tuple[LinkedTip, ...]:
    """Linked tips by number, then up to five proposals: same place, same week, same category, nearest in time first."""
    row = visible_row(conn, viewer, tip_id)
    if row is None:
        return ()
    joined = _rows(viewer).join(
        tip_links,
        (tip_links.c.queue_id == queue_rows.c.queue_id) & (tip_links.c.other_id == queue_rows.c.tip_id),
    )
    linked = [
        _linked(each, linked=True)
        for each in conn.execute(joined.where(tip_links.c.tip_id == tip_id).order_by(queue_rows.c.number))
    ]
    known = {tip_id, *(tip.tip_id for tip in linked)}
    if row.category is None:
        return tuple(linked)
    near = conn.execute(
        _rows(viewer).where(
            queue_rows.c.number.between(row.number - _NEIGHBOURS, row.number + _NEIGHBOURS),
            queue_rows.c.lane != Lane.HELD.value,
            queue_rows.c.commune_code == row.commune_code,
            queue_rows.c.category == row.category,
            queue_rows.c.received_hour.between(
                row.received_hour - SAME_WEEK_HOURS, row.received_hour + SAME_WEEK_HOURS
            ),
        )
    )
    proposed = [_linked(each, linked=False) for each in near if each.tip_id not in known]
    proposed.sort(key=lambda tip: (abs(tip.received_hour - row.received_hour), tip.number))
    return (*linked, *proposed[:_MOST])


def link(conn: Connection, viewer: Viewer, tip_id: bytes, other_id: bytes, now: datetime) -> Done | Failure:
    """Say that two tips of the viewer's queue belong together; both pages show it. Done as well when it was said before."""
    # Both are locked, in one order whoever asks for which.
    for each in sorted((tip_id, other_id)):
        tip_state(conn, each)
    mine, other = visible_row(conn, viewer, tip_id), visible_row(conn, viewer, other_id)
    if mine is None or other is None or tip_id == other_id or not viewer.may(Action.WORK_ON_TIPS):
        return Failure(FailureReason.NOT_VISIBLE)
    if Lane.HELD.value in (mine.lane, other.lane):
        return Failure(FailureReason.NOT_OPEN)
    known = select(tip_links.c.tip_id).where(
        tip_links.c.queue_id == viewer.unit_id,
        tip_links.c.tip_id == tip_id,
        tip_links.c.other_id == other_id,
    )
    if conn.execute(known).first() is not None:
        return Done()
    conn.execute(
        insert(tip_links),
        [
            {
                "queue_id": viewer.unit_id,
                "tip_id": one,
                "other_id": two,
                "officer_id": viewer.officer_id,
                "at_minute": minute_of(now),
            }
            for one, two in ((tip_id, other_id), (other_id, tip_id))
        ],
    )
    _tell(conn, viewer, ChangeKind.LINKED, (tip_id, other.number), (other_id, mine.number), now)
    return Done()


def unlink(conn: Connection, viewer: Viewer, tip_id: bytes, other_id: bytes, now: datetime) -> Done | Failure:
    """Take a link back, on both pages."""
    for each in sorted((tip_id, other_id)):
        tip_state(conn, each)
    mine, other = visible_row(conn, viewer, tip_id), visible_row(conn, viewer, other_id)
    if mine is None or other is None or not viewer.may(Action.WORK_ON_TIPS):
        return Failure(FailureReason.NOT_VISIBLE)
    pair = (tip_id, other_id)
    gone = conn.execute(
        delete(tip_links).where(
            tip_links.c.queue_id == viewer.unit_id,
            tip_links.c.tip_id.in_(pair),
            tip_links.c.other_id.in_(pair),
        )
    )
    if gone.rowcount:
        _tell(conn, viewer, ChangeKind.UNLINKED, (tip_id, other.number), (other_id, mine.number), now)
    return Done()


def _tell(
    conn: Connection,
    viewer: Viewer,
    kind: ChangeKind,
    one: tuple[bytes, int],
    two: tuple[bytes, int],
    now: datetime,
) -> None:
    """Into both histories, each with the other's number in this queue."""
    for tip_id, number in sorted((one, two)):
        record(conn, viewer, tip_id, kind.value, minute_of(now), {"with": str(number)})
        announce(conn, viewer.unit_id, tip_id, kind, hour_of(now))


def _rows(viewer: Viewer) -> Select[Any]:
    return select(
        queue_rows.c.tip_id,
        queue_rows.c.number,
        queue_rows.c.category,
        queue_rows.c.status,
        queue_rows.c.received_hour,
    ).where(queue_rows.c.queue_id == viewer.unit_id)


def _linked(row: Row[Any], *, linked: bool) -> LinkedTip:
    return LinkedTip(row.tip_id, row.number, row.category, TipStatus(row.status), row.received_hour, linked)
