"""Moves a tip's status as the domain allows; must never let a queue that holds only a copy do it."""

from datetime import datetime

from sqlalchemy import update

from domain.hours import hour_of
from domain.tips import Classification, Decision, TipStatus, When, may_move, reason_needed
from storage.clocks import due_hour
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import tips
from storage.moments import minute_of
from storage.officer_history import record
from storage.parts import SealedPart
from storage.queues import ChangeKind, Lane, announce, change_row, rows_of
from storage.tip_reading import visible_row
from storage.tip_replies import add_note
from storage.tip_state import TipState, tip_state
from storage.viewer import Viewer


def change_status(
    conn: Connection,
    viewer: Viewer,
    tip_id: bytes,
    to: TipStatus,
    now: datetime,
    *,
    reason: SealedPart | None = None,
    classification: Classification | None = None,
    decision: Decision | None = None,
) -> Done | Failure:
    """Move the status; the responsible queue only.

    `reason` is a sealed note (role `note`, number `next_note`), whose number the history names: why a tip is closed
    says what it told, so it is never stored readable. A failure stores nothing of either.
    """
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.copy:
        return Failure(FailureReason.NOT_RESPONSIBLE)
    refusal = _refusal(tip, row.lane, to, reason, classification, decision)
    if refusal is not None:
        return Failure(refusal)
    detail = {"from": tip.status.value, "to": to.value}
    if reason is not None:
        noted = add_note(conn, viewer, tip_id, reason, now, listed=False)
        if isinstance(noted, Failure):
            return noted
        detail["reason_note"] = str(reason.number)
    values: dict[str, object] = {
        "status": to.value,
        "closed_hour": hour_of(now) if to is TipStatus.CLOSED else None,
    }
    if to is TipStatus.CLASSIFIED and classification is not None:
        values["classification"] = detail["classification"] = classification.value
    if to is TipStatus.DECIDED and decision is not None:
        values["decision"] = detail["decision"] = decision.value
    conn.execute(update(tips).where(tips.c.id == tip_id).values(**values))
    _move_rows(conn, tip, to, now)
    record(conn, viewer, tip_id, ChangeKind.STATUS.value, minute_of(now), detail)
    return Done()


def _refusal(
    tip: TipState,
    lane: str,
    to: TipStatus,
    reason: SealedPart | None,
    classification: Classification | None,
    decision: Decision | None,
) -> FailureReason | None:
    if lane == Lane.HELD.value:
        return FailureReason.NOT_OPEN
    if not may_move(tip.status, to):
        return FailureReason.MOVE_NOT_ALLOWED
    if to is TipStatus.CLASSIFIED and classification is None:
        return FailureReason.CLASSIFICATION_NEEDED
    if to is TipStatus.DECIDED and decision is None:
        return FailureReason.DECISION_NEEDED
    if reason is None and reason_needed(tip.status, to):
        return FailureReason.REASON_NEEDED
    return None


def _move_rows(conn: Connection, tip: TipState, to: TipStatus, now: datetime) -> None:
    hour = hour_of(now)
    for row in rows_of(conn, tip.tip_id):
        values: dict[str, object] = {"status": to.value}
        if to is TipStatus.CLOSED:
            # In the closed list the same column sorts by when the tip was closed.
            values |= {"lane": Lane.CLOSED.value, "due_hour": hour}
        elif row.lane == Lane.CLOSED.value:
            due = due_hour(
                row.received_hour,
                When(row.when),
                viewed=row.first_viewed_hour is not None,
                answered=tip.answered,
            )
            values |= {"lane": Lane.OPEN.value, "due_hour": due}
        change_row(conn, row, values)
        announce(conn, row.queue_id, tip.tip_id, ChangeKind.STATUS, hour)
