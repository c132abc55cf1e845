"""Which clocks of a tip run, which comes next, which stand still: service and law; must never read a clock or invent a term."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.decision_clock import ClockAct, ClockEvent, DecisionClock, ask_due_hour, decision_clock
from domain.hours import day_of_hour
from domain.legal_terms import TERMS, Term, TermName, term_on
from domain.spans import WorkingDay, end_of
from domain.tips import Classification, StopGround, TipStatus, When, first_view_due, first_word_due
from domain.units import UnitKind
from domain.working_days import is_working_day


class Duty(StrEnum):
    """What has to be done by an hour; of two that are due together the earlier one here comes first."""

    FIRST_VIEW = "first_view"
    REPORT = "report"
    FIRST_WORD = "first_word"
    PROCURACY = "procuracy"
    HAND_OVER = "hand_over"
    ASK_EXTENSION = "ask_extension"
    DECIDE = "decide"


SERVICE_DUTIES = frozenset({Duty.FIRST_VIEW, Duty.FIRST_WORD})
"""The product's own promise; the other duties are the law's."""

MARKED_BY_HAND: dict[Duty, ClockAct] = {
    Duty.REPORT: ClockAct.REPORTED,
    Duty.PROCURACY: ClockAct.PROCURACY_TOLD,
    Duty.ASK_EXTENSION: ClockAct.EXTENSION_ASKED,
}
"""Duties done outside the desk: an officer says so; the others are done by what the desk sees anyway."""

SKIPPED_BY_HAND = frozenset({Duty.ASK_EXTENSION})
"""Duties that an officer may find to be needless: who decides in time asks for no extension."""

_ORDER = {duty: place for place, duty in enumerate(Duty)}


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What the clocks of a tip in one queue look at; hours as in `domain.hours`, events oldest first.

    `arrived_hour`: when it came into this queue. `received_hour`: when the first queue received it. `responsible`: this
    queue answers for it; one that holds a copy has service clocks alone. `difficult`: see `domain.legal_terms`.
    """

    when: When
    status: TipStatus
    classification: Classification | None
    unit: UnitKind
    difficult: bool
    responsible: bool
    arrived_hour: int
    received_hour: int
    first_viewed_hour: int | None
    first_word_hour: int | None
    events: tuple[ClockEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. Done when `done_hour` is set; standing still when `stopped_hour` is, `due_hour` then moves on with it.

    `noted`: this queue's officers said that it is done (`MARKED_BY_HAND`), and may take that back.
    """

    duty: Duty
    start_hour: int
    due_hour: int
    done_hour: int | None = None
    stopped_hour: int | None = None
    stopped_for: StopGround | None = None
    noted: bool = False

    @property
    def runs(self) -> bool:
        """Whether its time is passing."""
        return self.done_hour is None and self.stopped_hour is None


@dataclass(frozen=True, slots=True)
class NextDuty:
    """What a tip waits for: a duty with its hour, or, when the last clock stands still, its ground and no hour."""

    due_hour: int | None
    duty: Duty | StopGround | None


def clocks(
    facts: ClockFacts, working: WorkingDay = is_working_day, table: Iterable[Term] = TERMS
) -> tuple[Clock, ...]:
    """Every clock of the tip, done ones too, in the order in which they are due."""
    found = [
        Clock(
            Duty.FIRST_VIEW,
            facts.arrived_hour,
            first_view_due(facts.arrived_hour, facts.when),
            facts.first_viewed_hour,
        ),
        Clock(
            Duty.FIRST_WORD,
            facts.arrived_hour,
            first_word_due(facts.arrived_hour, facts.when),
            facts.first_word_hour,
        ),
    ]
    if facts.responsible:
        noted = {event.act for event in facts.events if event.here}
        found += (
            replace(clock, noted=MARKED_BY_HAND.get(clock.duty) in noted)
            for clock in _legal(facts, working, tuple(table))
        )
    return tuple(sorted(found, key=lambda clock: (clock.due_hour, _ORDER[clock.duty])))


def next_duty(found: Iterable[Clock], status: TipStatus) -> NextDuty:
    """The first clock that runs; a closed tip waits for nothing."""
    if status is TipStatus.CLOSED:
        return NextDuty(None, None)
    waiting = [clock for clock in found if clock.done_hour is None]
    running = next((clock for clock in waiting if clock.runs), None)
    if running is not None:
        return NextDuty(running.due_hour, running.duty)
    return NextDuty(None, next((clock.stopped_for for clock in waiting), None))


def _legal(facts: ClockFacts, working: WorkingDay, table: tuple[Term, ...]) -> Iterator[Clock]:
    handed_over = _first(facts, ClockAct.HANDED_OVER, here=True)
    decided = _first(facts, ClockAct.DECIDED)
    reported = _first(facts, ClockAct.REPORTED, here=True)
    told = _first(facts, ClockAct.PROCURACY_TOLD)
    ended = {
        # A file that was passed on, or a decision, says more than a first report.
        TermName.REPORT: _earliest(reported, handed_over, decided),
        TermName.HAND_OVER: _earliest(handed_over, decided),
        TermName.PROCURACY: told,
    }
    for name, done in ended.items():
        own = name is not TermName.PROCURACY
        start = facts.arrived_hour if own else facts.received_hour
        term = term_on(name, day_of_hour(start), table)
        if term.runs_for(facts.classification, facts.unit):
            due = end_of(start, term.span_in(difficult=facts.difficult), working)
            yield Clock(Duty(name.value), start, due, done)
    decide = term_on(TermName.DECIDE, day_of_hour(facts.received_hour), table)
    if decide.runs_for(facts.classification, facts.unit):
        yield from _deciding(decision_clock(facts.received_hour, facts.events, working, table), table)


def _deciding(clock: DecisionClock, table: tuple[Term, ...]) -> Iterator[Clock]:
    stop = (clock.stopped_hour, clock.stopped_for)
    yield Clock(Duty.DECIDE, clock.start_hour, clock.due_hour, clock.done_hour, *stop)
    if clock.may_be_extended:
        done = _earliest(clock.asked_hour, clock.done_hour)
        yield Clock(Duty.ASK_EXTENSION, clock.start_hour, ask_due_hour(clock, table), done, *stop)


def _first(facts: ClockFacts, act: ClockAct, *, here: bool = False) -> int | None:
    return next((event.hour for event in facts.events if event.act is act and (event.here or not here)), None)


def _earliest(*hours: int | None) -> int | None:
    return min((hour for hour in hours if hour is not None), default=None)
