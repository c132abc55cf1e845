"""Counts the law's spans of time in Vietnam: hours, days, working days, months; must never read a clock or a calendar by itself."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.hours import VIETNAM_TIME, day_of_hour, hour_of

WorkingDay = Callable[[date], bool]
"""Whether public offices work on a day; `domain.working_days` has Vietnam's."""

_ONE_DAY = timedelta(days=1)


class SpanUnit(StrEnum):
    """What a span is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Span:
    """`Span(20, SpanUnit.DAYS)`: how long something may take."""

    amount: int
    unit: SpanUnit


def end_of(start_hour: int, span: Span, working: WorkingDay) -> int:
    """The last hour (see `domain.hours`) of a span that began in `start_hour`: it is over once that hour has passed.

    Source: criminal procedure code 2015, article 134. Days and months run out at the end of their last day, a month
    on the same day of a later month or on that month's last day, and then on a working day. Hours run out by the hour.
    """
    if span.unit is SpanUnit.HOURS:
        return start_hour + span.amount
    return last_hour_of(_last_day(day_of_hour(start_hour), span, working))


def last_hour_of(day: date) -> int:
    """The last hour of a day in Vietnam."""
    return hour_of(datetime.combine(day + _ONE_DAY, time(), VIETNAM_TIME)) - 1


def _last_day(first: date, span: Span, working: WorkingDay) -> date:
    if span.unit is SpanUnit.DAYS:
        return first + timedelta(days=span.amount)
    if span.unit is SpanUnit.WORKING_DAYS:
        day = first
        for _ in range(span.amount):
            day = _next_working_day(day + _ONE_DAY, working)
        return day
    return _next_working_day(_months_later(first, span.amount), working)


def _next_working_day(day: date, working: WorkingDay) -> date:
    while not working(day):
        day += _ONE_DAY
    return day


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
