"""Deletes a closed tip before its time when two people of its queue want it; must never let one person do it alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, text

from domain.hours import hour_of
from domain.permissions import Action, Role, may
from domain.retention import EarlyReason
from storage import notices, purging
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import officers
from storage.moments import minute_of
from storage.notice_tables import deletion_requests
from storage.notices import NoticeKind
from storage.officer_history import record
from storage.queues import Lane
from storage.tip_reading import visible_row
from storage.tip_state import tip_state
from storage.viewer import Viewer

_ASK = text(
    "INSERT INTO deletion_requests (tip_id, queue_id, asked_by, asked_minute, reason)"
    " VALUES (:tip, :queue, :by, :minute, :reason) ON CONFLICT (tip_id) DO NOTHING"
)
_DECIDERS = tuple(role.value for role in Role if may(role, Action.DELETE_EARLY, own_unit=True))


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """What waits for a second person; `asked_minute` since 1970."""

    asked_by: bytes
    asked_name: str
    asked_minute: int
    reason: EarlyReason


@dataclass(frozen=True, slots=True)
class Deleted:
    """The tip is gone; its blobs are to be deleted after the commit."""

    blob_names: tuple[str, ...]


def request_of(conn: Connection, viewer: Viewer, tip_id: bytes) -> DeletionRequest | None:
    """What somebody asked for of a tip that the viewer may see."""
    if visible_row(conn, viewer, tip_id) is None:
        return None
    row = conn.execute(
        select(deletion_requests, officers.c.name)
        .join(officers, officers.c.id == deletion_requests.c.asked_by)
        .where(deletion_requests.c.tip_id == tip_id, deletion_requests.c.queue_id == viewer.unit_id)
    ).first()
    if row is None:
        return None
    return DeletionRequest(row.asked_by, row.name, row.asked_minute, EarlyReason(row.reason))


def ask(
    conn: Connection, viewer: Viewer, tip_id: bytes, reason: EarlyReason, now: datetime
) -> Done | Failure:
    """Ask for a closed tip's deletion; those who may decide are told. Asking again changes nothing."""
    refusal = _refusal(conn, viewer, tip_id, Action.ASK_DELETION)
    if refusal is not None:
        return refusal
    asked = conn.execute(
        _ASK,
        {
            "tip": tip_id,
            "queue": viewer.unit_id,
            "by": viewer.officer_id,
            "minute": minute_of(now),
            "reason": reason.value,
        },
    )
    if asked.rowcount == 1:
        record(conn, viewer, tip_id, "deletion_asked", minute_of(now), {"reason": reason.value})
        _tell_others(conn, viewer, tip_id, now)
    return Done()


def withdraw(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Take the own request back, or decline another's."""
    request = request_of(conn, viewer, tip_id)
    own = request is not None and request.asked_by == viewer.officer_id
    refusal = _refusal(conn, viewer, tip_id, Action.ASK_DELETION if own else Action.DELETE_EARLY)
    if refusal is not None:
        return refusal
    mine = deletion_requests.c.tip_id == tip_id
    if conn.execute(delete(deletion_requests).where(mine)).rowcount:
        record(conn, viewer, tip_id, "deletion_withdrawn", minute_of(now))
        notices.withdraw(conn, tip_id, viewer.unit_id, (NoticeKind.DELETION_WAITS,))
    return Done()


def forget_request(conn: Connection, tip_id: bytes, queue_id: str) -> None:
    """The tip is worked on again: what somebody asked for of it as it was then holds no more, whoever gets it next."""
    conn.execute(delete(deletion_requests).where(deletion_requests.c.tip_id == tip_id))
    notices.withdraw(conn, tip_id, queue_id, (NoticeKind.DELETION_WAITS,))


def confirm(conn: Connection, viewer: Viewer, tip_id: bytes, mark: bytes, now: datetime) -> Deleted | Failure:
    """Delete what a colleague asked for. Failure(OWN_WORK) for whoever asked, NOBODY when nobody did."""
    refusal = _refusal(conn, viewer, tip_id, Action.DELETE_EARLY)
    if refusal is not None:
        return refusal
    request = request_of(conn, viewer, tip_id)
    if request is None:
        return Failure(FailureReason.NOBODY)
    if request.asked_by == viewer.officer_id:
        return Failure(FailureReason.OWN_WORK)
    record(conn, viewer, tip_id, "deletion_confirmed", minute_of(now), {"reason": request.reason.value})
    purging.note(conn, mark)
    return Deleted(purging.purge(conn, tip_id, now, early=True))


def _refusal(conn: Connection, viewer: Viewer, tip_id: bytes, action: Action) -> Failure | None:
    # Locking the tip first makes two who decide at once follow one another.
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if tip is None or row is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if not viewer.may(action):
        return Failure(FailureReason.NOT_ALLOWED)
    if row.copy:
        return Failure(FailureReason.NOT_RESPONSIBLE)
    return None if row.lane == Lane.CLOSED.value else Failure(FailureReason.MOVE_NOT_ALLOWED)


def _tell_others(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> None:
    row = visible_row(conn, viewer, tip_id)
    if row is None:
        return
    others = conn.execute(
        select(officers.c.id).where(
            officers.c.unit_id == viewer.unit_id,
            officers.c.state == "active",
            officers.c.role.in_(_DECIDERS),
            officers.c.id != viewer.officer_id,
        )
    )
    notices.post(
        conn,
        officer_ids=tuple(others.scalars()),
        key=f"deletion:{tip_id.hex()}:{minute_of(now)}",
        kind=NoticeKind.DELETION_WAITS,
        queue_id=viewer.unit_id,
        number=row.number,
        category=row.category,
        when=row.when,
        hour=hour_of(now),
        tip_id=tip_id,
    )
