"""The morning digest has its hours in Vietnam, whatever the machine's own time."""

from datetime import UTC, date, datetime

import pytest

from domain.mornings import morning_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 3, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 4, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 22, 17, 30, tzinfo=UTC), None),
    ],
)
def test_it_is_morning_from_seven_to_eleven_in_vietnam(moment: datetime, day: date | None) -> None:
    assert morning_of(moment) == day


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        morning_of(datetime(2026, 11, 22, 7, 0))  # noqa: DTZ001 - what is refused
