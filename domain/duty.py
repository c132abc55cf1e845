"""Shifts of the duty rota in Vietnam's time; it must never know who is on them."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.hours import VIETNAM_TIME


class Shift(StrEnum):
    """The two halves of a day and night on duty; a night belongs to the day on which it begins."""

    DAY = "day"
    NIGHT = "night"


DAY_BEGINS, NIGHT_BEGINS = 7, 19
"""Hours of the clock in Vietnam at which a shift takes over from the other (the product's own choice)."""


def shift_at(now: datetime) -> tuple[date, Shift]:
    """The day and shift that are on at `now`. Raises ValueError for a datetime without a time zone."""
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    here = now.astimezone(VIETNAM_TIME)
    if here.hour < DAY_BEGINS:
        return here.date() - timedelta(days=1), Shift.NIGHT
    return here.date(), Shift.DAY if here.hour < NIGHT_BEGINS else Shift.NIGHT


def week_of(day: date) -> tuple[date, ...]:
    """The seven days, Monday first, of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=n) for n in range(7))
