"""Moves a tip's status as the domain allows; must never let a queue that holds only a copy do it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from domain.decision_clock import ClockAct, DecisionClock, decision_clock, longest_hour
from domain.hours import day_of_hour, hour_of
from domain.tips import (
    Classification,
    Decision,
    ExtensionGround,
    ReasonNeed,
    StopGround,
    TipStatus,
    move_between,
)
from domain.working_days import is_working_day
from storage.clocks import add_event, facts_of_rows, refresh
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import tips
from storage.moments import minute_of
from storage.officer_history import record
from storage.parts import SealedPart
from storage.queues import ChangeKind, Lane, announce, change_row, rows_of
from storage.resealing import end_samples
from storage.tip_reading import visible_row
from storage.tip_replies import add_note
from storage.tip_state import TipState, tip_state
from storage.viewer import Viewer

_ACTS = {
    TipStatus.TRANSFERRED: ClockAct.HANDED_OVER,
    TipStatus.SUSPENDED: ClockAct.STOPPED,
    TipStatus.RESUMED: ClockAct.RESUMED,
    TipStatus.DECIDED: ClockAct.DECIDED,
}


@dataclass(frozen=True, slots=True)
class _Move:
    to: TipStatus
    reason: SealedPart | None
    classification: Classification | None
    decision: Decision | None
    ground: StopGround | ExtensionGround | None
    until: date | None

    @property
    def stretch(self) -> ClockAct:
        return ClockAct.EXTENDED if self.ground is ExtensionGround.PROCURACY else ClockAct.LENGTHENED


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
    ground: StopGround | ExtensionGround | None = None,
    until: date | None = None,
    aside: bool = False,
) -> Done | Failure:
    """Move the status; the responsible queue only.

    What was found groundless is closed through `storage.samples.set_aside` alone (`aside`), so that chance may have it
    looked at one level up: SAMPLE_NEEDED else.

    `reason` is a sealed note (role `note`, number `next_note`), whose number the history names: why a tip is closed
    says what it told, so it is never stored readable. `ground` is the code that stopping and extending ask for,
    `until` the last day that an extension names (None: all that the law gives). A failure stores nothing of them.
    """
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.copy:
        return Failure(FailureReason.NOT_RESPONSIBLE)
    move = _Move(to, reason, classification, decision, ground, until)
    refusal = _refusal(tip, row.lane, move) or _clock_refusal(conn, tip, move)
    if refusal is None and to is TipStatus.CLOSED and not aside and _is_groundless(conn, tip_id):
        refusal = FailureReason.SAMPLE_NEEDED
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
    if ground is not None:
        detail["ground"] = ground.value
    if until is not None:
        detail["until"] = until.isoformat()
    conn.execute(update(tips).where(tips.c.id == tip_id).values(**values))
    if tip.status is TipStatus.CLOSED:
        end_samples(conn, tip_id)
    _note_for_clocks(conn, viewer, tip, move, hour_of(now))
    _move_rows(conn, tip, to, hour_of(now))
    record(conn, viewer, tip_id, ChangeKind.STATUS.value, minute_of(now), detail)
    return Done()


def reopen(conn: Connection, viewer: Viewer, tip: TipState, now: datetime) -> None:
    """Take a closed tip up again at its queue, on the word of the level above; the caller writes the history."""
    conn.execute(
        update(tips)
        .where(tips.c.id == tip.tip_id)
        .values(status=TipStatus.VERIFYING.value, closed_hour=None)
    )
    end_samples(conn, tip.tip_id)
    add_event(conn, tip.tip_id, viewer.unit_id, ClockAct.REOPENED, hour_of(now))
    _move_rows(conn, tip, TipStatus.VERIFYING, hour_of(now))


def _is_groundless(conn: Connection, tip_id: bytes) -> bool:
    found = conn.execute(select(tips.c.classification).where(tips.c.id == tip_id)).scalar()
    return found == Classification.NO_GROUND.value


def _refusal(tip: TipState, lane: str, move: _Move) -> FailureReason | None:
    allowed = move_between(tip.status, move.to)
    if lane == Lane.HELD.value:
        return FailureReason.NOT_OPEN
    if allowed is None:
        return FailureReason.MOVE_NOT_ALLOWED
    if move.to is TipStatus.CLASSIFIED and move.classification is None:
        return FailureReason.CLASSIFICATION_NEEDED
    if move.to is TipStatus.DECIDED and move.decision is None:
        return FailureReason.DECISION_NEEDED
    if move.reason is None and allowed.reason is ReasonNeed.REQUIRED:
        return FailureReason.REASON_NEEDED
    if (allowed.grounds and move.ground is None) or (move.ground and move.ground not in allowed.grounds):
        return FailureReason.GROUND_NEEDED
    return None


def _clock_refusal(conn: Connection, tip: TipState, move: _Move) -> FailureReason | None:
    """What the law says of lengthening and extending: each once, in this order, and no longer than it gives."""
    if move.to is not TipStatus.EXTENDED:
        return FailureReason.UNTIL_OUTSIDE if move.until is not None else None
    clock = time_to_decide(conn, tip.tip_id)
    if clock is None or clock.extended or clock.lengthened is (move.stretch is ClockAct.LENGTHENED):
        return FailureReason.NOT_EXTENDABLE
    longest = longest_hour(clock, move.stretch, is_working_day)
    first, last = day_of_hour(clock.due_hour), day_of_hour(longest)
    if move.until is not None and not first <= move.until <= last:
        return FailureReason.UNTIL_OUTSIDE
    return None


def time_to_decide(conn: Connection, tip_id: bytes) -> DecisionClock | None:
    """The clock of the decision, whatever the tip is classified as; None before the tip has arrived."""
    found = facts_of_rows(conn, tip_id)
    if not found:
        return None
    facts = found[0][1]
    return decision_clock(facts.received_hour, facts.events, is_working_day)


def _note_for_clocks(conn: Connection, viewer: Viewer, tip: TipState, move: _Move, hour: int) -> None:
    if tip.status is TipStatus.CLOSED:
        act: ClockAct | None = ClockAct.REOPENED
    elif move.to is TipStatus.EXTENDED:
        act = move.stretch
    else:
        act = _ACTS.get(move.to)
    if act is not None:
        ground = None if move.ground is None else move.ground.value
        add_event(conn, tip.tip_id, viewer.unit_id, act, hour, ground=ground, until=move.until)


def _move_rows(conn: Connection, tip: TipState, to: TipStatus, hour: int) -> None:
    for row in rows_of(conn, tip.tip_id):
        values: dict[str, object] = {"status": to.value}
        if to is TipStatus.CLOSED:
            # In the closed list the same column sorts by when the tip was closed.
            values |= {"lane": Lane.CLOSED.value, "due_hour": hour, "duty": None}
        elif row.lane == Lane.CLOSED.value:
            values["lane"] = Lane.OPEN.value
        change_row(conn, row, values)
        announce(conn, row.queue_id, tip.tip_id, ChangeKind.STATUS, hour)
    refresh(conn, tip.tip_id)
