"""The clocks of a tip: which run, when they are due, and that standing still never costs time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines import Clock, ClockFacts, Duty, clocks, next_duty
from domain.decision_clock import ClockAct, ClockEvent, decision_clock, longest_hour
from domain.hours import VIETNAM_TIME, day_of_hour, hour_of
from domain.legal_terms import (
    STOP_SOURCES,
    TERMS,
    Certainty,
    Term,
    TermName,
    term_on,
)
from domain.spans import Span, SpanUnit, last_hour_of
from domain.tips import Classification, StopGround, TipStatus, When
from domain.units import UnitKind
from domain.working_days import is_working_day

RECEIVED = hour_of(datetime(2026, 11, 21, 10, tzinfo=VIETNAM_TIME))
FACTS = ClockFacts(
    when=When.PAST,
    status=TipStatus.RECEIVED,
    classification=None,
    unit=UnitKind.COMMUNE,
    difficult=False,
    responsible=True,
    arrived_hour=RECEIVED,
    received_hour=RECEIVED,
    first_viewed_hour=None,
    first_word_hour=None,
)

acts = st.sampled_from(
    [ClockAct.LENGTHENED, ClockAct.EXTENDED, ClockAct.STOPPED, ClockAct.RESUMED, ClockAct.EXTENSION_ASKED]
)
days = st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1))


@st.composite
def histories(draw: st.DrawFn) -> tuple[ClockEvent, ...]:
    """Acts in any order, each at or after the one before."""
    hour, events = RECEIVED, []
    for act in draw(st.lists(acts, max_size=8)):
        hour += draw(st.integers(0, 24 * 30))
        ground = StopGround.VALUATION.value if act is ClockAct.STOPPED else None
        events.append(ClockEvent(act, hour, ground, draw(days)))
    return tuple(events)


def of(found: tuple[Clock, ...], duty: Duty) -> Clock:
    return next(clock for clock in found if clock.duty is duty)


def duties(facts: ClockFacts) -> list[Duty]:
    return [clock.duty for clock in clocks(facts)]


def end(year: int, month: int, day: int) -> int:
    return last_hour_of(date(year, month, day))


def test_a_tip_about_a_crime_has_every_clock_in_the_order_of_their_ends() -> None:
    found = clocks(replace(FACTS, classification=Classification.CRIME))
    assert [(clock.duty, clock.due_hour) for clock in found] == [
        (Duty.REPORT, RECEIVED + 12),
        (Duty.FIRST_VIEW, RECEIVED + 24),
        (Duty.FIRST_WORD, RECEIVED + 72),
        (Duty.PROCURACY, end(2026, 11, 26)),
        (Duty.HAND_OVER, end(2026, 11, 28)),
        (Duty.DECIDE, end(2026, 12, 11)),
    ]
    assert found == clocks(replace(FACTS, classification=None)), "waiting to classify gains no time"


def test_in_a_difficult_area_the_report_has_a_day_and_the_view_comes_before_it() -> None:
    found = clocks(replace(FACTS, difficult=True))
    assert [clock.duty for clock in found[:2]] == [Duty.FIRST_VIEW, Duty.REPORT]
    assert of(found, Duty.REPORT).due_hour == of(found, Duty.FIRST_VIEW).due_hour == RECEIVED + 24


@pytest.mark.parametrize(
    "kind", [Classification.ADMINISTRATIVE, Classification.COMPLAINT, Classification.NO_GROUND]
)
def test_what_is_no_crime_has_service_clocks_and_the_hand_over_alone(kind: Classification) -> None:
    assert duties(replace(FACTS, classification=kind)) == [Duty.FIRST_VIEW, Duty.FIRST_WORD, Duty.HAND_OVER]


def test_a_copy_has_service_clocks_alone_and_a_province_unit_no_communes_duty() -> None:
    assert duties(replace(FACTS, responsible=False)) == [Duty.FIRST_VIEW, Duty.FIRST_WORD]
    assert {Duty.REPORT, Duty.HAND_OVER}.isdisjoint(duties(replace(FACTS, unit=UnitKind.INSPECTORATE)))


def test_the_next_duty_is_the_first_that_nobody_has_done() -> None:
    facts = replace(FACTS, classification=Classification.CRIME, difficult=True)

    def after(**changes: object) -> Duty | StopGround | None:
        nonlocal facts
        facts = replace(facts, **changes)  # type: ignore[arg-type]
        return next_duty(clocks(facts), facts.status).duty

    def done(act: ClockAct) -> tuple[ClockEvent, ...]:
        return (*facts.events, ClockEvent(act, RECEIVED + 30))

    assert after() is Duty.FIRST_VIEW
    assert after(first_viewed_hour=RECEIVED + 2) is Duty.REPORT
    assert after(events=done(ClockAct.REPORTED)) is Duty.FIRST_WORD
    assert after(first_word_hour=RECEIVED + 40) is Duty.PROCURACY
    assert after(events=done(ClockAct.PROCURACY_TOLD)) is Duty.HAND_OVER
    assert after(events=done(ClockAct.HANDED_OVER)) is Duty.DECIDE
    assert after(events=done(ClockAct.LENGTHENED)) is Duty.ASK_EXTENSION
    assert after(events=done(ClockAct.EXTENSION_ASKED)) is Duty.DECIDE
    stopped = (*facts.events, ClockEvent(ClockAct.STOPPED, RECEIVED + 50, StopGround.VALUATION.value))
    assert after(events=stopped, status=TipStatus.SUSPENDED) is StopGround.VALUATION
    assert after(events=done(ClockAct.RESUMED), status=TipStatus.RESUMED) is Duty.DECIDE
    assert after(events=done(ClockAct.DECIDED), status=TipStatus.DECIDED) is None
    assert after(status=TipStatus.CLOSED, first_word_hour=None) is None


def test_what_another_queue_reported_or_handed_over_is_not_this_queues_doing() -> None:
    before = tuple(
        ClockEvent(act, RECEIVED + 1, here=False)
        for act in (ClockAct.REPORTED, ClockAct.HANDED_OVER, ClockAct.PROCURACY_TOLD)
    )
    found = clocks(replace(FACTS, arrived_hour=RECEIVED + 5, events=before))
    assert of(found, Duty.REPORT).due_hour == RECEIVED + 17
    assert of(found, Duty.REPORT).done_hour is of(found, Duty.HAND_OVER).done_hour is None
    assert of(found, Duty.PROCURACY).done_hour == RECEIVED + 1
    assert of(found, Duty.DECIDE).due_hour == end(2026, 12, 11), "a forward gains no time to decide"


def test_complex_cases_get_two_months_and_the_procuracy_two_more_once() -> None:
    lengthened = ClockEvent(ClockAct.LENGTHENED, RECEIVED + 48, "complex")
    extended = ClockEvent(ClockAct.EXTENDED, RECEIVED + 24 * 50, "procuracy")
    assert _due() == end(2026, 12, 11)
    assert _due(lengthened) == end(2027, 1, 21)
    assert _due(lengthened, extended) == end(2027, 3, 22), "21 March 2027 is a Sunday"
    assert _due(lengthened, extended, extended, lengthened) == _due(lengthened, extended)
    asked = of(clocks(replace(FACTS, events=(lengthened,))), Duty.ASK_EXTENSION)
    assert asked.due_hour == end(2027, 1, 16)
    assert Duty.ASK_EXTENSION not in duties(replace(FACTS, events=(lengthened, extended)))


def test_an_extension_ends_on_the_day_it_names_but_never_later_than_the_law_allows() -> None:
    def named(day: date) -> int:
        return _due(ClockEvent(ClockAct.LENGTHENED, RECEIVED + 1, "complex", day))

    assert named(date(2026, 12, 31)) == end(2026, 12, 31)
    assert named(date(2027, 12, 31)) == end(2027, 1, 21)
    assert named(date(2026, 11, 25)) == end(2026, 12, 11), "it doesn't shorten"


def test_a_suspended_clock_goes_on_with_what_was_left() -> None:
    stop, go = RECEIVED + 24 * 5, RECEIVED + 24 * 45
    stopped = ClockEvent(ClockAct.STOPPED, stop, StopGround.EXPERT_OPINION.value)
    clock = decision_clock(RECEIVED, (stopped,), is_working_day)
    assert (clock.stopped_hour, clock.stopped_for) == (stop, StopGround.EXPERT_OPINION)
    assert _due(stopped, ClockEvent(ClockAct.RESUMED, go)) - go == clock.due_hour - stop


def _due(*events: ClockEvent) -> int:
    return decision_clock(RECEIVED, events, is_working_day).due_hour


@given(histories())
def test_nothing_that_happens_shortens_the_time_that_is_left(events: tuple[ClockEvent, ...]) -> None:
    """At every act what is left is as long as before it or longer, whether the clock runs or stands."""
    for at in range(len(events)):
        before = decision_clock(RECEIVED, events[:at], is_working_day)
        after = decision_clock(RECEIVED, events[: at + 1], is_working_day)
        now = events[at].hour
        left = before.due_hour - (now if before.stopped_hour is None else before.stopped_hour)
        assert after.due_hour - (now if after.stopped_hour is None else after.stopped_hour) >= left
        assert after.due_hour >= before.due_hour


@given(histories())
def test_time_is_given_at_most_twice_and_no_longer_than_the_law_says(events: tuple[ClockEvent, ...]) -> None:
    clock = decision_clock(RECEIVED, events, is_working_day)
    begun = decision_clock(RECEIVED, (), is_working_day)
    most = longest_hour(begun, ClockAct.LENGTHENED, is_working_day)
    if clock.extended:
        most = longest_hour(replace(begun, due_hour=most + clock.stood), ClockAct.EXTENDED, is_working_day)
    assert clock.due_hour - clock.stood <= most + 24 * 10, (
        "ten days: an end that falls on Tết moves behind it"
    )
    if not (clock.lengthened or clock.extended):
        assert clock.due_hour == begun.due_hour + clock.stood


@given(st.integers(0, 24 * 400), st.booleans(), st.sampled_from(UnitKind))
def test_what_arrives_later_is_never_due_earlier(later: int, difficult: bool, unit: UnitKind) -> None:
    early = replace(FACTS, difficult=difficult, unit=unit)
    late = replace(early, arrived_hour=RECEIVED + later, received_hour=RECEIVED + later)
    due = {clock.duty: clock.due_hour for clock in clocks(early)}
    assert all(clock.due_hour >= due[clock.duty] for clock in clocks(late))


@given(histories(), st.sampled_from(TipStatus), st.sampled_from([None, *Classification]))
def test_clocks_come_in_the_order_of_their_ends_and_a_done_one_is_never_next(
    events: tuple[ClockEvent, ...], status: TipStatus, kind: Classification | None
) -> None:
    facts = replace(FACTS, events=events, status=status, classification=kind, first_viewed_hour=RECEIVED)
    found = clocks(facts)
    assert [clock.due_hour for clock in found] == sorted(clock.due_hour for clock in found)
    waits_for = next_duty(found, status)
    if waits_for.due_hour is not None:
        clock = next(each for each in found if each.duty is waits_for.duty)
        assert clock.runs
        assert clock.due_hour == waits_for.due_hour == min(each.due_hour for each in found if each.runs)


def test_a_tip_that_is_taken_up_again_after_its_decision_counts_from_then() -> None:
    reopened = RECEIVED + 24 * 100
    early = ClockEvent(ClockAct.REOPENED, RECEIVED + 30)
    assert _due(early) == _due(), "closing and opening again without a decision gains no time"
    clock = decision_clock(
        RECEIVED,
        (ClockEvent(ClockAct.DECIDED, RECEIVED + 99), ClockEvent(ClockAct.REOPENED, reopened)),
        is_working_day,
    )
    assert (clock.start_hour, clock.done_hour) == (reopened, None)
    assert day_of_hour(clock.due_hour) == date(2027, 3, 21)


def test_terms_change_on_their_day_and_hold_for_what_was_received_before() -> None:
    newer = Term(
        TermName.DECIDE, date(2026, 12, 1), Span(30, SpanUnit.DAYS), "a law to come", Certainty.SOURCED
    )
    table = (*TERMS, newer)
    assert term_on(TermName.DECIDE, date(2026, 11, 30), table).span.amount == 20
    assert term_on(TermName.DECIDE, date(2026, 12, 1), table) is newer
    assert term_on(TermName.REPORT, date(2020, 1, 1)).span.amount == 12, "no tip is without a clock"
    assert of(clocks(FACTS, table=table), Duty.DECIDE).due_hour == end(2026, 12, 11)
    after = hour_of(datetime(2026, 12, 1, 3, tzinfo=UTC))
    late = replace(FACTS, arrived_hour=after, received_hour=after)
    assert of(clocks(late, table=table), Duty.DECIDE).due_hour == end(2026, 12, 31)


def test_every_term_and_every_ground_says_where_it_stands() -> None:
    assert {term.name for term in TERMS} == set(TermName)
    assert set(STOP_SOURCES) == set(StopGround)
    assert all(term.source and term.span.amount > 0 for term in TERMS)
    unsure = {term.name for term in TERMS if term.certainty is Certainty.BACKGROUND}
    assert unsure == {TermName.PROCURACY, TermName.ASK_BEFORE}
