"""What a subscriber may choose and when a warning may reach them; it must never know who they are or what they reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.hours import VIETNAM_TIME, hour_of

EVERY_TOPIC = "*"
MOST_PLACES = 40
"""Places of one subscription; more than that is a list nobody chose by hand."""
WEEKLY_CAP = 3
"""Warnings a subscriber gets in one week (Monday to Sunday in Vietnam) before the rest is left out; urgent ones and corrections aside."""
_FIRST_MONDAY = date(1970, 1, 5)


class SubscriberState(StrEnum):
    """Where a subscriber stands; one who stops is deleted and has no state."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    """The bot was blocked; writing to it again brings them back."""
    GONE = "gone"
    """The platform says that the chat no longer exists."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A whole province (`commune_code` None) or one commune of it; two-digit and five-digit codes."""

    province_code: str
    commune_code: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What sorts and compares: the province's code, then the commune's or nothing."""
        return (self.province_code, self.commune_code or "")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of the day in Vietnam (0 to 23) from which and until which nothing ordinary is sent; equal ones mean none."""

    start: int = 21
    end: int = 7

    def __post_init__(self) -> None:
        if not (0 <= self.start < 24 and 0 <= self.end < 24):
            raise ValueError("quiet hours are hours of a day, 0 to 23")

    def holds_at(self, hour_of_day: int) -> bool:
        """Whether this hour of the day is quiet; the range may pass midnight."""
        if self.start <= self.end:
            return self.start <= hour_of_day < self.end
        return hour_of_day >= self.start or hour_of_day < self.end

    def open_hour(self, now: datetime) -> int:
        """The first hour (as in `domain.hours`) from now on that isn't quiet."""
        local = now.astimezone(VIETNAM_TIME).hour
        wait = (self.end - local) % 24 if self.holds_at(local) else 0
        return hour_of(now) + wait


def week_of(day: date) -> int:
    """Whole weeks since the first Monday of 1970; a week runs from Monday to Sunday."""
    return (day - _FIRST_MONDAY).days // 7


def week_begins(week: int) -> date:
    """The Monday of a week counted by `week_of`."""
    return _FIRST_MONDAY + timedelta(weeks=week)


def tidy_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """In order and once each; a commune whose whole province is chosen as well goes."""
    chosen = set(places)
    whole = {place.province_code for place in chosen if place.commune_code is None}
    kept = (place for place in chosen if place.commune_code is None or place.province_code not in whole)
    return tuple(sorted(kept, key=lambda place: place.key))


def tidy_topics(topics: Iterable[str]) -> tuple[str, ...]:
    """In order and once each; nothing chosen, or the star among them, means every topic."""
    chosen = set(topics)
    return (EVERY_TOPIC,) if not chosen or EVERY_TOPIC in chosen else tuple(sorted(chosen))
