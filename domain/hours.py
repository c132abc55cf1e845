"""Turns moments into the coarse hours and days that may be stored; it must never let a finer time through."""

from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM_TIME = timezone(timedelta(hours=7), "UTC+7")
"""Vietnam keeps one fixed offset, without summer time, since 1975."""

_SECONDS_PER_HOUR = 3600
_MINUTES_PER_DAY = 24 * 60


def hour_of(now: datetime) -> int:
    """The hour that holds `now`, as whole hours since the Unix epoch in UTC.

    Raises ValueError for a datetime without a time zone: a naive one would silently shift every deadline.
    """
    return int(_aware(now).timestamp()) // _SECONDS_PER_HOUR


def start_of_hour(hour: int) -> datetime:
    """The first moment (UTC) of an hour counted by `hour_of`."""
    return datetime.fromtimestamp(hour * _SECONDS_PER_HOUR, UTC)


def day_of(now: datetime) -> date:
    """The calendar day in Vietnam at `now`; raises ValueError for a datetime without a time zone."""
    return _aware(now).astimezone(VIETNAM_TIME).date()


def day_of_hour(hour: int) -> date:
    """The calendar day in Vietnam on which an hour begins."""
    return day_of(start_of_hour(hour))


def release_time(now: datetime, minutes: int, jitter: float) -> datetime:
    """When a tip that isn't urgent becomes visible to its queue (UTC).

    It is the next full step of `minutes` on the clock, or the one after, chosen by `jitter` (a random number
    in [0, 1)): what a desk sees tells neither the minute of the sending nor the order within a step.
    `minutes=0` releases at once (the demo). Raises ValueError when `minutes` doesn't divide a day or `jitter`
    is outside its range, because such a grid would drift and give the time away.
    """
    moment = _aware(now)
    if not 0 <= jitter < 1:
        raise ValueError("jitter is a random number from 0 up to, not including, 1")
    if minutes == 0:
        return moment.astimezone(UTC)
    if minutes < 0 or _MINUTES_PER_DAY % minutes:
        raise ValueError("release minutes must divide a day evenly")
    step = minutes * 60
    steps_passed = int(moment.timestamp()) // step
    return datetime.fromtimestamp((steps_passed + 1 + int(jitter * 2)) * step, UTC)


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return now
