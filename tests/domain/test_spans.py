"""Spans of time as the law counts them in Vietnam: ends of days, months, working days, holidays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hours import VIETNAM_TIME, day_of_hour, hour_of, start_of_hour
from domain.spans import Span, SpanUnit, end_of, last_hour_of
from domain.working_days import is_working_day

hours = st.integers(hour_of(datetime(2025, 7, 1, tzinfo=UTC)), hour_of(datetime(2029, 12, 31, tzinfo=UTC)))
spans = st.builds(Span, st.integers(0, 90), st.sampled_from(SpanUnit))


def at(year: int, month: int, day: int, hour: int) -> int:
    """An hour by Vietnam's clock."""
    return hour_of(datetime(year, month, day, hour, tzinfo=VIETNAM_TIME))


def last_day(start: int, amount: int, unit: SpanUnit) -> date:
    end = end_of(start, Span(amount, unit), is_working_day)
    assert end == last_hour_of(day_of_hour(end)), "the span doesn't run to the end of its day"
    return day_of_hour(end)


@given(hours, spans)
def test_no_span_ends_before_it_begins_and_a_longer_one_never_ends_earlier(start: int, span: Span) -> None:
    end = end_of(start, span, is_working_day)
    assert end >= start
    assert end_of(start, Span(span.amount + 1, span.unit), is_working_day) >= end


@given(hours, spans, st.integers(0, 24 * 40))
def test_what_begins_later_never_ends_earlier(start: int, span: Span, later: int) -> None:
    assert end_of(start + later, span, is_working_day) >= end_of(start, span, is_working_day)


@given(hours, st.integers(1, 30))
def test_a_span_of_working_days_holds_just_so_many_of_them(start: int, amount: int) -> None:
    first, last = day_of_hour(start), last_day(start, amount, SpanUnit.WORKING_DAYS)
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(is_working_day(day) for day in between) == amount
    assert is_working_day(last)


def test_twelve_hours_are_counted_by_the_hour_and_days_to_their_end() -> None:
    start = at(2026, 11, 21, 22)
    assert end_of(start, Span(12, SpanUnit.HOURS), is_working_day) == at(2026, 11, 22, 10)
    assert end_of(start, Span(7, SpanUnit.DAYS), is_working_day) == at(2026, 11, 28, 23)
    assert last_day(start, 20, SpanUnit.DAYS) == date(2026, 12, 11)


def test_the_day_is_vietnams() -> None:
    """18:00 UTC is one o'clock of the next day in Vietnam: the first day of a span is that one."""
    start = hour_of(datetime(2026, 3, 2, 18, tzinfo=UTC))
    assert last_day(start, 7, SpanUnit.DAYS) == date(2026, 3, 10)
    assert start_of_hour(last_hour_of(date(2026, 3, 10))) == datetime(2026, 3, 10, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 3, 2), 2, date(2026, 5, 4)),
        ((2025, 12, 31), 2, date(2026, 3, 2)),
        ((2026, 4, 10), 2, date(2026, 6, 10)),
        ((2026, 12, 15), 2, date(2027, 2, 15)),
    ],
    ids=["ends on a Saturday", "no such day in February, which ends on a Saturday", "plain", "over the year"],
)
def test_months_end_on_the_same_day_or_the_last_and_then_on_a_working_day(
    start: tuple[int, int, int], months: int, end: date
) -> None:
    assert last_day(at(*start, 9), months, SpanUnit.MONTHS) == end


def test_working_days_skip_tet_of_2026_and_2027() -> None:
    """The new year was on 17 February 2026 and is on 6 February 2027."""
    tet = [date(2026, 2, day) for day in range(14, 23)]
    assert not any(is_working_day(day) for day in tet)
    assert is_working_day(date(2026, 2, 13))
    assert last_day(at(2026, 2, 12, 9), 3, SpanUnit.WORKING_DAYS) == date(2026, 2, 24)
    assert not any(is_working_day(date(2027, 2, day)) for day in range(5, 10))
    assert last_day(at(2027, 2, 2, 9), 3, SpanUnit.WORKING_DAYS) > date(2027, 2, 9)


def test_holidays_days_given_off_for_them_and_saturdays_made_up() -> None:
    off = [
        (2026, 1, 1),
        (2026, 4, 27),
        (2026, 4, 30),
        (2026, 5, 1),
        (2026, 9, 1),
        (2026, 9, 2),
        (2026, 8, 31),
    ]
    assert not any(is_working_day(date(*day)) for day in off)
    assert is_working_day(date(2026, 8, 22)), "a Saturday worked for the Monday before National Day"
    assert not is_working_day(date(2026, 8, 29))
