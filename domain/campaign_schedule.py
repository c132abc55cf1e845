"""When a campaign runs: at once, once, week by week, month by month, or through a peak period; it must never read a clock."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from domain.hours import VIETNAM_TIME, day_of

HORIZON_DAYS = 366 * 9
"""How far a rule is followed before it counts as never firing; nine years hold every leap day."""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """As soon as it is approved."""


@dataclass(frozen=True, slots=True)
class Once:
    """At one moment (aware)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Weekly:
    """On days of the week (0 = Monday) at a time in Vietnam, from the first day on, up to and with the last one."""

    weekdays: tuple[int, ...]
    at: time
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Monthly:
    """On one day of each month that has it, at a time in Vietnam."""

    day: int
    at: time
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Peak:
    """A peak period: on its first day and then every few days up to and with its last."""

    first: date
    last: date
    at: time
    every_days: int = 7


Schedule = AtOnce | Once | Weekly | Monthly | Peak


def next_times(schedule: Schedule, after: datetime, count: int = 1) -> tuple[datetime, ...]:
    """The next moments (UTC) later than `after`; fewer than `count`, or none, where the rule ends.

    `AtOnce` has none of its own: the approval is its moment.
    """
    return tuple(islice((moment for moment in _moments(schedule, after) if moment > after), count))


def fires_at_all(schedule: Schedule) -> bool:
    """Whether the rule ever has a moment, whatever the day is today."""
    if isinstance(schedule, AtOnce | Once):
        return True
    eve = datetime.combine(schedule.first, time(), VIETNAM_TIME) - timedelta(seconds=1)
    return bool(next_times(schedule, eve))


def last_moment(schedule: Schedule) -> datetime | None:
    """The end of a rule that has one: the end of its last day, or its only moment."""
    match schedule:
        case Once(at=at):
            return at
        case Weekly(last=last) | Monthly(last=last) | Peak(last=last) if last is not None:
            return datetime.combine(last + timedelta(days=1), time(), VIETNAM_TIME)
    return None


def _moments(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    match schedule:
        case AtOnce():
            return
        case Once(at=at):
            yield at.astimezone(UTC)
        case Weekly() | Monthly() | Peak():
            today = day_of(after)
            begin = max(schedule.first, today)
            end = begin + timedelta(days=HORIZON_DAYS)
            if schedule.last is not None:
                end = min(end, schedule.last)
            for offset in range((end - begin).days + 1):
                day = begin + timedelta(days=offset)
                if _falls_on(schedule, day):
                    yield datetime.combine(day, schedule.at, VIETNAM_TIME).astimezone(UTC)


def _falls_on(schedule: Weekly | Monthly | Peak, day: date) -> bool:
    match schedule:
        case Weekly(weekdays=weekdays):
            return day.weekday() in weekdays
        case Monthly(day=number):
            return day.day == number and number <= calendar.monthrange(day.year, day.month)[1]
        case Peak(first=first, every_days=every):
            return every > 0 and (day - first).days % every == 0
    return False


def schedule_to_json(schedule: Schedule) -> list[Any]:
    """A schedule as plain JSON values, one spelling for each."""
    match schedule:
        case AtOnce():
            return ["at_once"]
        case Once(at=at):
            return ["once", at.astimezone(UTC).isoformat(timespec="minutes")]
        case Weekly():
            days = sorted(set(schedule.weekdays))
            return ["weekly", days, _clock(schedule.at), str(schedule.first), _day(schedule.last)]
        case Monthly():
            return ["monthly", schedule.day, _clock(schedule.at), str(schedule.first), _day(schedule.last)]
        case Peak():
            return [
                "peak",
                str(schedule.first),
                str(schedule.last),
                _clock(schedule.at),
                schedule.every_days,
            ]


def schedule_from_json(values: list[Any]) -> Schedule:
    """Read what `schedule_to_json` wrote. Raises ValueError for anything else."""
    match values:
        case ["at_once"]:
            return AtOnce()
        case ["once", at]:
            return Once(datetime.fromisoformat(at))
        case ["weekly", days, at, first, last]:
            return Weekly(tuple(days), time.fromisoformat(at), date.fromisoformat(first), _read_day(last))
        case ["monthly", day, at, first, last]:
            return Monthly(day, time.fromisoformat(at), date.fromisoformat(first), _read_day(last))
        case ["peak", first, last, at, every]:
            begin, end = date.fromisoformat(first), date.fromisoformat(last)
            return Peak(begin, end, time.fromisoformat(at), every)
    raise ValueError("not a schedule")


def _clock(at: time) -> str:
    return at.isoformat(timespec="minutes")


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
