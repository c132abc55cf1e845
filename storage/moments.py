"""Turns officers' moments into minutes; must never be used for what a resident did (hours: `domain.hours`)."""

from datetime import UTC, date, datetime

from domain.hours import day_of

_SECONDS_PER_MINUTE = 60


def minute_of(now: datetime) -> int:
    """Whole minutes since 1970 in UTC. Raises ValueError for a datetime without a time zone."""
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return int(now.timestamp()) // _SECONDS_PER_MINUTE


def day_of_minute(minute: int) -> date:
    """The day in Vietnam of a minute counted by `minute_of`."""
    return day_of(datetime.fromtimestamp(minute * _SECONDS_PER_MINUTE, UTC))


def hour_of_minute(minute: int) -> int:
    """The hour (as in `domain.hours`) of a minute counted by `minute_of`."""
    return minute // 60
