"""Notes duties that are done outside the desk (a report, a word to the procuracy); must never end a clock that doesn't run."""

from dataclasses import dataclass
from datetime import datetime

from domain.deadlines import MARKED_BY_HAND, SKIPPED_BY_HAND, Clock, Duty
from domain.decision_clock import DecisionClock
from domain.hours import hour_of
from storage.clocks import add_event, drop_events, queue_clocks, refresh, time_to_decide
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


NOT_NEEDED = "not_needed"
"""The ground of a duty that was found needless."""


def mark_duty(
    conn: Connection, viewer: Viewer, tip_id: bytes, duty: Duty, now: datetime, *, needed: bool = True
) -> Done | Failure:
    """Note that the viewer's unit has done a duty that nothing here shows. Done as well when it was done before.

    `needed=False`: it isn't needed, which can be said of few (`SKIPPED_BY_HAND`).
    """
    act, clock = MARKED_BY_HAND.get(duty), _open_clock(conn, viewer, tip_id, duty)
    if isinstance(clock, Failure):
        return clock
    if act is None or not (needed or duty in SKIPPED_BY_HAND):
        return Failure(FailureReason.NO_SUCH_DUTY)
    if clock.done_hour is not None:
        return Done()
    add_event(conn, tip_id, viewer.unit_id, act, hour_of(now), ground=None if needed else NOT_NEEDED)
    _told(conn, viewer, tip_id, now, {"duty": duty.value} if needed else {"duty": duty.value, "needed": "no"})
    return Done()


def take_back(conn: Connection, viewer: Viewer, tip_id: bytes, duty: Duty, now: datetime) -> Done | Failure:
    """Take back what the viewer's unit has noted of a duty: its clock runs again. The history keeps both."""
    act, clock = MARKED_BY_HAND.get(duty), _open_clock(conn, viewer, tip_id, duty)
    if isinstance(clock, Failure):
        return clock
    if act is None or not clock.noted:
        return Failure(FailureReason.NO_SUCH_DUTY)
    drop_events(conn, tip_id, viewer.unit_id, act)
    _told(conn, viewer, tip_id, now, {"duty": duty.value, "taken_back": "yes"})
    return Done()


def _open_clock(conn: Connection, viewer: Viewer, tip_id: bytes, duty: Duty) -> Clock | Failure:
    """The clock of a tip that the viewer's queue answers for and has open; the tip is locked."""
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.copy:
        return Failure(FailureReason.NOT_RESPONSIBLE)
    if row.lane != Lane.OPEN.value:
        return Failure(FailureReason.NOT_OPEN)
    found = queue_clocks(conn, tip_id, viewer.unit_id)
    return next((clock for clock in found if clock.duty is duty), Failure(FailureReason.NO_SUCH_DUTY))


def _told(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime, detail: dict[str, str]) -> None:
    refresh(conn, tip_id)
    record(conn, viewer, tip_id, ChangeKind.DUTY.value, minute_of(now), detail)
    for row in rows_of(conn, tip_id):
        announce(conn, row.queue_id, tip_id, ChangeKind.DUTY, hour_of(now))
