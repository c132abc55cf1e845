"""Moves a tip's status as the domain allows; must never let a queue that holds only a copy do it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from domain.decision_clock import ClockAct, longest_hour
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
from storage.clocks import add_event, refresh, time_to_decide
from storage.early_deletion import forget_request
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

_TAKEN_UP = func.nullif(tips.c.classification, Classification.NO_GROUND.value)
"""What is verified isn't groundless any more: unclassified, it has the law's clocks again and is kept as long as others."""


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

    def classified(self) -> dict[str, str]:
        """What the tip keeps of the move besides its status."""
        if self.to is TipStatus.CLASSIFIED and self.classification is not None:
            return {"classification": self.classification.value}
        if self.to is TipStatus.DECIDED and self.decision is not None:
            return {"decision": self.decision.value}
        return {}

    def detail(self) -> dict[str, str]:
        """What the history keeps besides: codes and numbers alone."""
        known = {
            "reason_note": None if self.reason is None else str(self.reason.number),
            "ground": None if self.ground is None else self.ground.value,
            "until": None if self.until is None else self.until.isoformat(),
        }
        return {name: value for name, value in known.items() if value is not None}


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
    if refusal is None and not aside:
        refusal = _sample_refusal(conn, tip, to)
    if refusal is not None:
        return Failure(refusal)
    if reason is not None:
        noted = add_note(conn, viewer, tip_id, reason, now, listed=False)
        if isinstance(noted, Failure):
            return noted
    closed_hour = hour_of(now) if to is TipStatus.CLOSED else None
    values: dict[str, object] = {"status": to.value, "closed_hour": closed_hour, **move.classified()}
    if to is TipStatus.VERIFYING:
        values["classification"] = _TAKEN_UP
    conn.execute(update(tips).where(tips.c.id == tip_id).values(values))
    if tip.status is TipStatus.CLOSED:
        end_samples(conn, tip_id)
        forget_request(conn, tip_id, tip.recipient_id)
    _note_for_clocks(conn, viewer, tip, move, hour_of(now))
    _move_rows(conn, tip, to, hour_of(now))
    detail = {"from": tip.status.value, "to": to.value, **move.classified(), **move.detail()}
    record(conn, viewer, tip_id, ChangeKind.STATUS.value, minute_of(now), detail)
    return Done()


def reopen(conn: Connection, viewer: Viewer, tip: TipState, now: datetime) -> None:
    """Take a closed tip up again at its queue, on the word of the level above; the caller writes the history."""
    conn.execute(
        update(tips)
        .where(tips.c.id == tip.tip_id)
        .values(status=TipStatus.VERIFYING.value, closed_hour=None, classification=_TAKEN_UP)
    )
    end_samples(conn, tip.tip_id)
    forget_request(conn, tip.tip_id, tip.recipient_id)
    add_event(conn, tip.tip_id, viewer.unit_id, ClockAct.REOPENED, hour_of(now))
    _move_rows(conn, tip, TipStatus.VERIFYING, hour_of(now))


def _sample_refusal(conn: Connection, tip: TipState, to: TipStatus) -> FailureReason | None:
    """Refuse to end as groundless what nobody above may look at; what was decided on ends by its decision."""
    if to is not TipStatus.CLOSED or tip.status is TipStatus.DECIDED:
        return None
    found = conn.execute(select(tips.c.classification).where(tips.c.id == tip.tip_id)).scalar()
    return FailureReason.SAMPLE_NEEDED if found == Classification.NO_GROUND.value else None


def _refusal(tip: TipState, lane: str, move: _Move) -> FailureReason | None:
    allowed = move_between(tip.status, move.to)
    if lane == Lane.HELD.value:
        return FailureReason.NOT_OPEN
    if allowed is None:
        return FailureReason.MOVE_NOT_ALLOWED
    ground_fits = move.ground in allowed.grounds if allowed.grounds else move.ground is None
    missing = {
        FailureReason.CLASSIFICATION_NEEDED: move.to is TipStatus.CLASSIFIED and move.classification is None,
        FailureReason.DECISION_NEEDED: move.to is TipStatus.DECIDED and move.decision is None,
        FailureReason.REASON_NEEDED: allowed.reason is ReasonNeed.REQUIRED and move.reason is None,
        FailureReason.GROUND_NEEDED: not ground_fits,
    }
    return next((reason for reason, lacks in missing.items() if lacks), None)


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
