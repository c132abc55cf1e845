"""The time to decide on a tip, through lengthening, extension and standing still; must never give less time back than was left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.hours import day_of_hour
from domain.legal_terms import TERMS, Term, TermName, term_on
from domain.spans import WorkingDay, end_of, last_hour_of
from domain.tips import StopGround


class ClockAct(StrEnum):
    """What an officer did that a clock counts by."""

    REPORTED = "reported"
    PROCURACY_TOLD = "procuracy_told"
    HANDED_OVER = "handed_over"
    EXTENSION_ASKED = "extension_asked"
    LENGTHENED = "lengthened"
    EXTENDED = "extended"
    STOPPED = "stopped"
    RESUMED = "resumed"
    DECIDED = "decided"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """An act in its hour. `until`: the last day that a lengthening or extension names, None for all that the law gives.

    `here`: done in the queue that is looked at, not in one that had the tip before.
    """

    act: ClockAct
    hour: int
    ground: str | None = None
    until: date | None = None
    here: bool = True


@dataclass(frozen=True, slots=True)
class DecisionClock:
    """`due_hour` is the last hour to decide in; while it stands still, what is left is `due_hour - stopped_hour`.

    `stood` hours it has stood still so far. Nothing shortens it: neither a stop nor a date that lies too early.
    """

    start_hour: int
    due_hour: int
    stood: int = 0
    stopped_hour: int | None = None
    stopped_for: StopGround | None = None
    lengthened: bool = False
    extended: bool = False
    asked_hour: int | None = None
    done_hour: int | None = None

    @property
    def may_be_extended(self) -> bool:
        """Whether the procuracy may still extend it."""
        return self.lengthened and not self.extended


def decision_clock(
    received_hour: int, events: Iterable[ClockEvent], working: WorkingDay, table: Iterable[Term] = TERMS
) -> DecisionClock:
    """The clock after these acts, oldest first; the terms in force on the day of receipt hold for the whole tip."""
    terms = tuple(table)
    clock = _begun(received_hour, working, terms)
    for event in events:
        clock = _after(clock, event, working, terms)
    return clock


def longest_hour(
    clock: DecisionClock, act: ClockAct, working: WorkingDay, table: Iterable[Term] = TERMS
) -> int:
    """The last hour up to which a lengthening (from receipt) or an extension (from the present end) may go."""
    day = day_of_hour(clock.start_hour)
    if act is ClockAct.LENGTHENED:
        span = term_on(TermName.DECIDE_COMPLEX, day, table).span
        return end_of(clock.start_hour, span, working) + clock.stood
    return end_of(clock.due_hour, term_on(TermName.EXTENSION, day, table).span, working)


def ask_due_hour(clock: DecisionClock, table: Iterable[Term] = TERMS) -> int:
    """The last hour in which the procuracy may be asked: so many days before the time to decide is over."""
    before = term_on(TermName.ASK_BEFORE, day_of_hour(clock.start_hour), table).span
    return last_hour_of(day_of_hour(clock.due_hour) - timedelta(days=before.amount))


def _begun(start_hour: int, working: WorkingDay, terms: tuple[Term, ...]) -> DecisionClock:
    base = term_on(TermName.DECIDE, day_of_hour(start_hour), terms).span
    return DecisionClock(start_hour, end_of(start_hour, base, working))


def _after(
    clock: DecisionClock, event: ClockEvent, working: WorkingDay, terms: tuple[Term, ...]
) -> DecisionClock:
    match event.act:
        case ClockAct.LENGTHENED if not clock.lengthened:
            changed = replace(clock, lengthened=True, due_hour=_stretched(clock, event, working, terms))
        case ClockAct.EXTENDED if not clock.extended:
            changed = replace(clock, extended=True, due_hour=_stretched(clock, event, working, terms))
        case ClockAct.STOPPED if clock.stopped_hour is None:
            ground = StopGround(event.ground) if event.ground else None
            changed = replace(clock, stopped_hour=event.hour, stopped_for=ground)
        case ClockAct.RESUMED if clock.stopped_hour is not None:
            changed = _resumed(clock, max(0, event.hour - clock.stopped_hour))
        case ClockAct.EXTENSION_ASKED:
            changed = replace(clock, asked_hour=event.hour)
        case ClockAct.DECIDED:
            changed = replace(clock, done_hour=event.hour)
        case ClockAct.REOPENED if clock.done_hour is not None:
            # Something new came after the decision: it is counted like what has just been received.
            changed = _begun(event.hour, working, terms)
        case _:
            changed = clock
    return changed


def _resumed(clock: DecisionClock, stood: int) -> DecisionClock:
    return replace(
        clock,
        due_hour=clock.due_hour + stood,
        stood=clock.stood + stood,
        stopped_hour=None,
        stopped_for=None,
    )


def _stretched(clock: DecisionClock, event: ClockEvent, working: WorkingDay, terms: tuple[Term, ...]) -> int:
    longest = longest_hour(clock, event.act, working, terms)
    asked = longest if event.until is None else min(longest, last_hour_of(event.until))
    return max(clock.due_hour, asked)
