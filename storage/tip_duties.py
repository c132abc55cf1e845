"""Notes duties that are done outside the desk (a report, a word to the procuracy); must never end a clock that doesn't run."""

from dataclasses import dataclass
from datetime import datetime

from domain.deadlines import MARKED_BY_HAND, Clock, Duty
from domain.decision_clock import ClockAct, DecisionClock
from domain.hours import hour_of
from storage.clocks import add_event, queue_clocks, refresh, time_to_decide
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.moments import minute_of
from storage.officer_history import record
from storage.queues import ChangeKind, Lane, announce, rows_of
from storage.tip_reading import NotVisible, visible_row
from storage.tip_state import tip_state
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class TipClocks:
    """Every clock of a tip as one queue has them, in the order in which they are due, and the time to decide by itself.

    `decide` is there whatever the tip is classified as: a move may ask by how much it can be stretched.
    """

    clocks: tuple[Clock, ...]
    decide: DecisionClock | None


def tip_clocks(conn: Connection, viewer: Viewer, tip_id: bytes) -> TipClocks | NotVisible:
    """The clocks of a tip in the viewer's queue."""
    if visible_row(conn, viewer, tip_id) is None:
        return NotVisible()
    return TipClocks(queue_clocks(conn, tip_id, viewer.unit_id), time_to_decide(conn, tip_id))


def mark_duty(conn: Connection, viewer: Viewer, tip_id: bytes, duty: Duty, now: datetime) -> Done | Failure:
    """Note that the viewer's unit has done a duty that nothing here shows. Done as well when it was done before."""
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.copy:
        return Failure(FailureReason.NOT_RESPONSIBLE)
    if row.lane != Lane.OPEN.value:
        return Failure(FailureReason.NOT_OPEN)
    act = MARKED_BY_HAND.get(duty)
    clock = next((each for each in queue_clocks(conn, tip_id, viewer.unit_id) if each.duty is duty), None)
    if act is None or clock is None:
        return Failure(FailureReason.NO_SUCH_DUTY)
    if clock.done_hour is not None:
        return Done()
    _note(conn, viewer, tip_id, act, now)
    record(conn, viewer, tip_id, ChangeKind.DUTY.value, minute_of(now), {"duty": duty.value})
    return Done()


def _note(conn: Connection, viewer: Viewer, tip_id: bytes, act: ClockAct, now: datetime) -> None:
    add_event(conn, tip_id, viewer.unit_id, act, hour_of(now))
    refresh(conn, tip_id)
    for row in rows_of(conn, tip_id):
        announce(conn, row.queue_id, tip_id, ChangeKind.DUTY, hour_of(now))
