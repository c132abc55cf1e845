"""Says times as coarsely as they are stored; must never show a resident's act finer than an hour."""

from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
NBSP = "\N{NO-BREAK SPACE}"


def at_hour(hour: int) -> datetime:
    """The Vietnamese time at which an hour (whole hours since 1970, UTC) begins."""
    return datetime.fromtimestamp(hour * 3600, UTC).astimezone(VIETNAM)


def hour_text(hour: int, now_hour: int) -> str:
    """`Khoảng 10 giờ, 21/11`, with the year when it is another one."""
    moment = at_hour(hour)
    return f"Khoảng {moment.hour}{NBSP}giờ, {_day(moment.date(), at_hour(now_hour).date())}"


def minute_text(minute: int, now_hour: int) -> str:
    """`21/11, 15:12`: officers' own acts alone carry minutes (whole minutes since 1970, UTC)."""
    moment = datetime.fromtimestamp(minute * 60, UTC).astimezone(VIETNAM)
    return f"{_day(moment.date(), at_hour(now_hour).date())}, {moment:%H:%M}"


def day_text(day: date, now_hour: int) -> str:
    """`21/11`, with the year when it is another one."""
    return _day(day, at_hour(now_hour).date())


def age_text(hours: int) -> str:
    """`dưới 1 giờ`, `22 giờ`, `3 ngày`."""
    if hours < 1:
        return f"dưới{NBSP}1{NBSP}giờ"
    return span_text(hours)


def span_text(hours: int) -> str:
    """`2 giờ` up to a day, then whole `3 ngày`; never less than one hour."""
    if hours < 24:
        return f"{max(hours, 1)}{NBSP}giờ"
    return f"{hours // 24}{NBSP}ngày"


def size_text(count: int) -> str:
    """`1,2 MB` with a decimal comma, `12 KB`; for sealed sizes, which are padded anyway."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}MB"
    return f"{max(1, round(count / 1000))}{NBSP}KB"


def _day(day: date, today: date) -> str:
    return f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"
