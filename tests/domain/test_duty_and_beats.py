"""Shifts begin and end where the clock in Vietnam says; a suggestion goes by category, place and load, and says why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.beats import Candidate, Reason, suggest
from domain.duty import Shift, shift_at, week_of

MOMENTS = st.integers(0, 10 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 7, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        ("2026-11-22T00:00", (date(2026, 11, 22), Shift.DAY)),
        ("2026-11-22T11:59", (date(2026, 11, 22), Shift.DAY)),
        ("2026-11-22T12:00", (date(2026, 11, 22), Shift.NIGHT)),
        ("2026-11-22T17:30", (date(2026, 11, 22), Shift.NIGHT)),
        ("2026-11-22T23:59", (date(2026, 11, 22), Shift.NIGHT)),
        ("2026-12-31T23:59", (date(2026, 12, 31), Shift.NIGHT)),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_began(moment: str, on: tuple[date, Shift]) -> None:
    """Times are UTC: 00:00 there is 7:00 in Vietnam, 12:00 is 19:00."""
    assert shift_at(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == on


@given(MOMENTS)
def test_twelve_hours_later_the_other_shift_is_on(moment: datetime) -> None:
    day, shift = shift_at(moment)
    later_day, later_shift = shift_at(moment + timedelta(hours=12))
    assert later_shift is not shift
    assert later_day == (day if shift is Shift.DAY else day + timedelta(days=1))


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        shift_at(datetime(2026, 11, 22))  # noqa: DTZ001 - this is what is refused


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_week_runs_from_monday_and_holds_its_day(day: date) -> None:
    week = week_of(day)
    assert day in week
    assert [each.weekday() for each in week] == list(range(7))


def candidate(
    name: bytes, communes: str = "", categories: str = "", load: int = 0, *, leads: bool = False
) -> Candidate:
    return Candidate(name, frozenset(communes.split()), frozenset(categories.split()), load, leads)


def test_who_has_both_category_and_beat_comes_before_the_rest_whatever_they_hold() -> None:
    people = [
        candidate(b"nothing", load=0),
        candidate(b"beat", "03703", load=0),
        candidate(b"kind", "", "drugs", load=0),
        candidate(b"both", "03703", "drugs", load=9),
    ]
    found = suggest(people, "03703", "drugs")
    assert found is not None
    assert (found.officer_id, found.reason) == (b"both", Reason.BEAT_AND_CATEGORY)


def test_among_equals_the_least_loaded_is_suggested() -> None:
    people = [candidate(b"a", "03703", load=3), candidate(b"b", "03703", load=1), candidate(b"c", load=0)]
    found = suggest(people, "03703", None)
    assert found is not None
    assert (found.officer_id, found.reason) == (b"b", Reason.BEAT)


def test_without_any_beats_the_load_decides_and_the_chief_comes_last() -> None:
    people = [candidate(b"chief", load=0, leads=True), candidate(b"b", load=5), candidate(b"c", load=2)]
    found = suggest(people, "03703", "drugs")
    assert found is not None
    assert (found.officer_id, found.reason) == (b"c", Reason.LOAD)
    alone = suggest(people[:1], "03703", "drugs")
    assert alone is not None
    assert alone.officer_id == b"chief"


def test_nobody_is_suggested_where_nobody_is() -> None:
    assert suggest([], "03703", "drugs") is None
