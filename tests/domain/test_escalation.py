"""Who is told when, said a second time: a change of the rules has to be meant twice."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.escalation import (
    AHEAD_MINUTES,
    NEVER,
    RULES,
    EscalationRule,
    Level,
    Lying,
    Step,
    due_steps,
    levels_above,
    next_step_minute,
    on_grid,
    steps_of,
)
from domain.health import Beat, Pulse, State, judge, judge_all, troubles
from domain.retention import RetentionRule, kept_days, purge_hour
from domain.tips import Classification
from domain.units import UnitKind

TODAY = date(2026, 3, 2)
END = 30_000_000


def told(lying: Lying, minutes: int) -> list[str]:
    return [step.level.value for step in due_steps(steps_of(lying, TODAY), 0, END, END + minutes)]


def test_what_happens_now_reaches_duty_at_once_the_chief_after_15_minutes_then_the_level_above() -> None:
    assert told(Lying.HAPPENING_NOW, 0) == ["on_duty"]
    assert told(Lying.HAPPENING_NOW, 14) == ["on_duty"]
    assert told(Lying.HAPPENING_NOW, 15) == ["on_duty", "chief"]
    assert told(Lying.HAPPENING_NOW, 30) == ["on_duty", "chief", "above"]


def test_a_service_clock_reminds_inside_the_unit_and_goes_up_when_it_has_run_out() -> None:
    for lying, first in ((Lying.UNOPENED, "on_duty"), (Lying.UNANSWERED, "holder")):
        assert told(lying, -24 * 60 - 1) == []
        assert told(lying, -4 * 60) == [first, "chief"]
        assert told(lying, -1) == [first, "chief"]
        assert told(lying, 0) == [first, "chief", "above"]


def test_a_legal_clock_goes_up_once_its_hour_is_over_and_the_tip_was_opened() -> None:
    steps = steps_of(Lying.OVERDUE, TODAY)
    assert told(Lying.OVERDUE, 0) == ["holder", "chief"]
    assert told(Lying.OVERDUE, 60) == ["holder", "chief", "holder", "chief", "above"]
    closed = due_steps(steps, 0, END, END + 60, opened=False)
    assert Level.ABOVE not in [step.level for step in closed]
    waiting = due_steps(steps, len(closed), END, END + 600)
    assert [step.level for step in waiting] == [Level.ABOVE]


def test_a_rule_holds_from_its_day_on() -> None:
    later = EscalationRule(date(2027, 1, 1), Lying.UNOPENED, (Step(Level.ABOVE, 0),))
    rules = (*RULES, later)
    assert len(steps_of(Lying.UNOPENED, date(2026, 12, 31), rules)) == 3
    assert steps_of(Lying.UNOPENED, date(2027, 1, 1), rules) == later.steps
    assert steps_of(Lying.UNOPENED, date(2020, 1, 1), rules), (
        "nothing lies silent before the first rule either"
    )


def test_every_rule_has_its_steps_in_order_ends_above_and_lies_within_reach() -> None:
    assert {rule.lying for rule in RULES} == set(Lying)
    for rule in RULES:
        minutes = [step.minutes for step in rule.steps]
        assert minutes == sorted(minutes)
        assert minutes[0] >= -AHEAD_MINUTES
        assert rule.steps[-1].level is Level.ABOVE


@given(lying=st.sampled_from(Lying), stops=st.lists(st.integers(-2000, 2000), max_size=8))
def test_however_often_the_worker_comes_each_step_is_taken_once_and_none_is_left_out(
    lying: Lying, stops: list[int]
) -> None:
    steps, taken = steps_of(lying, TODAY), 0
    walked: list[Step] = []
    for stop in [*sorted(stops), 5000]:
        assert taken == len(steps) or next_step_minute(steps, taken, END) == END + steps[taken].minutes
        due = due_steps(steps, taken, END, END + stop)
        walked += due
        taken += len(due)
    assert tuple(walked) == steps
    assert next_step_minute(steps, taken, END) == NEVER


def test_a_conflict_stays_between_inspectorate_and_duty_desk() -> None:
    assert levels_above(UnitKind.INSPECTORATE, "d", "i") == ("d",)
    assert levels_above(UnitKind.DUTY_DESK, "d", "i") == ("i",)
    assert levels_above(UnitKind.COMMUNE, "d", "i") == ("d", "i")
    assert levels_above(UnitKind.COMMUNE, None, None) == ()


def test_an_arrival_is_kept_on_five_minutes_and_never_later_than_it_was() -> None:
    assert [on_grid(minute) for minute in (100, 101, 104, 105)] == [100, 100, 100, 105]


def test_a_part_is_dead_after_five_silent_minutes_and_failing_after_five_bad_ones() -> None:
    assert judge(Pulse.WORKER, Beat(100), 105).state is State.WELL
    assert judge(Pulse.WORKER, Beat(100), 106).state is State.SILENT
    assert judge(Pulse.RESIDENTS, Beat(100, failing_since=101, error="X"), 105).state is State.WELL
    assert judge(Pulse.RESIDENTS, Beat(100, failing_since=101, error="X"), 106).state is State.FAILING
    assert [finding.state for finding in judge_all({}, 100)] == [State.NEVER]
    assert troubles(judge_all({Pulse.OFFICERS: Beat(1)}, 100))[0].pulse is Pulse.OFFICERS


def test_a_tip_is_kept_by_the_rule_of_the_day_it_ended_and_from_its_last_news_on() -> None:
    rules = (RetentionRule(date(2025, 7, 1), 90, 730), RetentionRule(date(2026, 3, 2), 30, 365))
    assert kept_days(date(2026, 3, 1), Classification.NO_GROUND, rules) == 90
    assert kept_days(TODAY, Classification.NO_GROUND, rules) == 30
    assert kept_days(TODAY, None, rules) == 365
    assert kept_days(date(2020, 1, 1), None, rules) == 730
    hour = 490_000
    assert purge_hour(hour, None, Classification.NO_GROUND) == hour + 90 * 24
    assert purge_hour(hour, hour + 5, Classification.NO_GROUND) == hour + 5 + 90 * 24
    assert purge_hour(hour, hour - 5, Classification.NO_GROUND) == hour + 90 * 24
