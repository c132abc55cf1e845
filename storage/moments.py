"""Turns officers' moments into minutes; must never be used for what a resident did (hours: `domain.hours`)."""

from datetime import datetime

_SECONDS_PER_MINUTE = 60


def minute_of(now: datetime) -> int:
    """Whole minutes since 1970 in UTC. Raises ValueError for a datetime without a time zone."""
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return int(now.timestamp()) // _SECONDS_PER_MINUTE
