"""What officers do with a tip: open, claim, give back, open the held lane; must never act for a viewer whose queue doesn't hold it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from domain.hours import day_of, hour_of
from domain.permissions import Action
from storage.alarms import clear_news, clear_unopened
from storage.arrivals import open_held
from storage.audit import AuditAct
from storage.audit import record as record_act
from storage.clocks import refresh
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.kept_wraps import PartName, forget_opened
from storage.models import tips
from storage.moments import minute_of
from storage.officer_history import has_done, record
from storage.queues import ChangeKind, Lane, announce, change_row
from storage.resealing import held_parts
from storage.tip_reading import visible_row
from storage.tip_state import tip_state
from storage.viewer import Viewer


def mark_viewed(
    conn: Connection,
    viewer: Viewer,
    tip_id: bytes,
    now: datetime,
    opened: Collection[PartName] = (),
) -> Done | Failure:
    """Note that the viewer opened the tip: once per officer in the history, the first time as the tip's first view.

    `opened` names parts that the viewer's browser has opened: what a unit that had the tip before kept of them goes.
    """
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None:
        return Failure(FailureReason.NOT_VISIBLE)
    first_here = row.first_viewed_hour is None
    if first_here or row.news:
        values: dict[str, object] = {"news": False}
        clear_news(conn, tip_id, viewer.unit_id)
        if first_here:
            values["first_viewed_hour"] = hour_of(now)
            clear_unopened(conn, tip_id, viewer.unit_id)
        change_row(conn, row, values)
        if first_here:
            refresh(conn, tip_id)
        announce(conn, viewer.unit_id, tip_id, ChangeKind.VIEWED, hour_of(now))
    if opened and not row.copy:
        forget_opened(conn, held_parts(conn, tip_id, viewer.unit_id), opened)
    if not tip.first_viewed:
        conn.execute(update(tips).where(tips.c.id == tip_id).values(first_viewed_day=day_of(now)))
    if not has_done(conn, viewer, tip_id, ChangeKind.VIEWED.value):
        record(conn, viewer, tip_id, ChangeKind.VIEWED.value, minute_of(now))
    return Done()


def claim(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Take the tip in hand, in the viewer's queue. Done as well when it is already the viewer's."""
    # Locking the tip first makes the second of two officers who race wait and then see the first one's claim.
    tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.lane != Lane.OPEN.value:
        return Failure(FailureReason.NOT_OPEN)
    if row.claimed_by == viewer.officer_id:
        return Done()
    if row.claimed_by is not None:
        return Failure(FailureReason.ALREADY_CLAIMED)
    change_row(conn, row, {"claimed_by": viewer.officer_id})
    record(conn, viewer, tip_id, ChangeKind.CLAIMED.value, minute_of(now))
    announce(conn, viewer.unit_id, tip_id, ChangeKind.CLAIMED, hour_of(now))
    return Done()


def unclaim(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Give a claimed tip back; its holder, a chief, or any officer of duty desk and inspectorate may."""
    tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.lane == Lane.CLOSED.value:
        # Who ended it stays on it; taking it up again is another move.
        return Failure(FailureReason.NOT_OPEN)
    if row.claimed_by is None:
        return Failure(FailureReason.NOT_CLAIMED)
    if row.claimed_by != viewer.officer_id and not viewer.may(Action.RETURN_FOR_ANOTHER):
        return Failure(FailureReason.NOT_ALLOWED)
    change_row(conn, row, {"claimed_by": None})
    record(conn, viewer, tip_id, ChangeKind.UNCLAIMED.value, minute_of(now))
    announce(conn, viewer.unit_id, tip_id, ChangeKind.UNCLAIMED, hour_of(now))
    return Done()


def open_held_lane(conn: Connection, viewer: Viewer, now: datetime) -> int:
    """Bring every held tip of the viewer's queue into the open list; returns how many."""
    if not viewer.may(Action.WORK_ON_TIPS):
        return 0
    opened = 0
    while arrived := open_held(conn, viewer.unit_id, hour_of(now), None):
        opened += len(arrived)
    if opened:
        record_act(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=AuditAct.HELD_OPENED,
            now=now,
            detail={"tips": str(opened)},
        )
    return opened
