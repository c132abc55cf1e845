"""When officers get their morning digest; it must never come twice on a day, nor after the morning."""

from datetime import date, datetime

from domain.hours import VIETNAM_TIME

MORNING_BEGINS, MORNING_ENDS = 7, 11
"""Hours in Vietnam: after the night's tips, before the day is spent; a bot that was down till noon waits for tomorrow."""


def morning_of(now: datetime) -> date | None:
    """The day in Vietnam whose morning it is at `now`, None outside the morning.

    Raises ValueError for a datetime without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = now.astimezone(VIETNAM_TIME)
    return local.date() if MORNING_BEGINS <= local.hour < MORNING_ENDS else None
