"""Says in Vietnamese when a campaign is sent; must never leave out a rule's end."""

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from domain.campaign_schedule import Monthly, Peak, Weekly
from domain.campaigns import AtOnce, Once, Schedule, next_times
from web.desk.times import NBSP, VIETNAM

WEEKDAY = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
SCHEDULE_KIND: Mapping[str, str] = MappingProxyType(
    {
        "at_once": "Ngay khi được duyệt",
        "once": "Một lần, vào ngày giờ đã chọn",
        "weekly": "Hằng tuần",
        "monthly": "Hằng tháng",
        "peak": "Theo đợt cao điểm",
    }
)


def schedule_text(schedule: Schedule) -> str:
    """`19:00, thứ hai 23/11/2026, một lần`."""
    match schedule:
        case AtOnce():
            return "Ngay khi được duyệt"
        case Once(at=at):
            return f"{moment_text(at)}, một lần"
        case Weekly(weekdays=weekdays, at=at, first=first, last=last):
            days = ", ".join(WEEKDAY[day] for day in weekdays) or "chưa chọn ngày"
            return f"{at:%H:%M}, {days} hằng tuần, {_span(first, last)}"
        case Monthly(day=day, at=at, first=first, last=last):
            return f"{at:%H:%M}, ngày {day} hằng tháng, {_span(first, last)}"
        case Peak(first=first, last=last, at=at, every_days=every):
            pace = "mỗi ngày" if every == 1 else f"cách {every}{NBSP}ngày một lần"
            return f"{at:%H:%M}, {pace}, từ {day_text(first)} tới {day_text(last)}"


def coming(schedule: Schedule, now: datetime) -> tuple[str, ...]:
    """The next three moments of a rule that repeats."""
    if isinstance(schedule, AtOnce | Once):
        return ()
    return tuple(moment_text(moment) for moment in next_times(schedule, now, 3))


def moment_text(moment: datetime) -> str:
    """`19:00, thứ hai 23/11/2026`."""
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M}, {WEEKDAY[local.weekday()]} {day_text(local.date())}"


def day_text(day: date) -> str:
    """`23/11/2026`."""
    return f"{day:%d/%m/%Y}"


def schedule_fields(schedule: Schedule, now: datetime) -> Mapping[str, Any]:
    """The values of the editor's fields; those of other kinds hold what is sensible to begin with."""
    local = now.astimezone(VIETNAM)
    fields: dict[str, Any] = {
        "kind": "at_once",
        "day": local.date().isoformat(),
        "at": time(19).isoformat("minutes"),
        "first": local.date().isoformat(),
        "last": "",
        "weekdays": (local.weekday(),),
        "monthday": local.day,
        "every_days": 7,
    }
    match schedule:
        case Once(at=at):
            when = at.astimezone(VIETNAM)
            fields |= {"kind": "once", "day": when.date().isoformat(), "at": f"{when:%H:%M}"}
        case Weekly(weekdays=weekdays):
            fields |= {"kind": "weekly", "weekdays": weekdays, **_rule(schedule)}
        case Monthly(day=day):
            fields |= {"kind": "monthly", "monthday": day, **_rule(schedule)}
        case Peak(every_days=every):
            fields |= {"kind": "peak", "every_days": every, **_rule(schedule)}
    return fields


def _rule(schedule: Weekly | Monthly | Peak) -> dict[str, str]:
    last = schedule.last.isoformat() if schedule.last else ""
    return {"at": f"{schedule.at:%H:%M}", "first": schedule.first.isoformat(), "last": last}


def _span(first: date, last: date | None) -> str:
    return f"từ {day_text(first)}" + (f" tới {day_text(last)}" if last else "")
