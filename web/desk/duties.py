"""Says which service duty of a tip comes next and how urgent it is; must never change or store a deadline."""

from dataclasses import dataclass
from enum import StrEnum

from domain.tips import TipStatus, When, first_view_due, first_word_due
from web.desk import texts
from web.desk.times import NBSP, at_hour, span_text


class Urgency(StrEnum):
    """How a duty looks: neutral, amber, red, or red with `Xem ngay`."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Clock:
    """One service clock: its duty, how far it is, and what to print. `used` is 0-100 of its time."""

    duty: str
    name: str
    text: str
    urgency: Urgency
    done: bool
    used: int
    due_hour: int


@dataclass(frozen=True, slots=True)
class TipFacts:
    """What the clocks look at: hours since 1970 (UTC), None while something hasn't happened."""

    when: When
    status: TipStatus
    received_hour: int
    first_viewed_hour: int | None
    first_word_hour: int | None


def clocks(facts: TipFacts, now_hour: int) -> tuple[Clock, ...]:
    """The service clocks of a tip, in the order in which they are due."""
    view = first_view_due(facts.received_hour, facts.when)
    word = first_word_due(facts.received_hour, facts.when)
    return (
        _clock("first_view", facts, view, facts.first_viewed_hour, now_hour),
        _clock("first_word", facts, word, facts.first_word_hour, now_hour),
    )


def next_clock(facts: TipFacts, now_hour: int) -> Clock | None:
    """The next clock that still runs; None when all are kept or the tip has ended."""
    if facts.status is TipStatus.CLOSED:
        return None
    return next((clock for clock in clocks(facts, now_hour) if not clock.done), None)


def group_of(clock: Clock | None, now_hour: int) -> str:
    """The group of the queue in which a tip with this next clock stands (a key of `texts.GROUPS`)."""
    if clock is None:
        return "calm"
    if clock.urgency is Urgency.NOW:
        return "now"
    if clock.due_hour < now_hour:
        return "late"
    return "today" if at_hour(clock.due_hour).date() <= at_hour(now_hour).date() else "later"


def clock_until(duty: str, when: When, received_hour: int, due_hour: int, now_hour: int) -> Clock:
    """A clock that runs: how much of its time is used, and how it looks (soon within its last quarter)."""
    name = texts.DUTY[duty]
    if duty == "first_view" and when is When.NOW:
        return Clock(duty, name, f"Xem{NBSP}ngay", Urgency.NOW, False, 100, due_hour)
    left, total = due_hour - now_hour, max(due_hour - received_hour, 1)
    if left < 0:
        return Clock(duty, name, f"Quá{NBSP}{span_text(-left)}", Urgency.LATE, False, 100, due_hour)
    urgency = Urgency.SOON if left * 4 <= total else Urgency.CALM
    used = min(100, max(0, round(100 * (now_hour - received_hour) / total)))
    return Clock(duty, name, f"Còn{NBSP}{span_text(left)}", urgency, False, used, due_hour)


def _clock(duty: str, facts: TipFacts, due: int, done_hour: int | None, now_hour: int) -> Clock:
    if done_hour is None:
        return clock_until(duty, facts.when, facts.received_hour, due, now_hour)
    took = done_hour - facts.received_hour
    text = f"Sau{NBSP}{span_text(took)}" if took > 0 else "Ngay trong giờ đầu"
    return Clock(duty, texts.DUTY[duty], text, Urgency.CALM, True, 100, due)
