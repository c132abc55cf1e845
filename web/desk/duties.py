"""Says which duty of a tip comes next and how urgent it is; must never change, store or work out a deadline."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain import deadlines
from domain.deadlines import SKIPPED_BY_HAND, Duty
from domain.tips import StopGround, When
from web.desk.clock_texts import DONE_BY_HAND, DUTY, SKIP, STOPPED, STOPS
from web.desk.times import NBSP, at_hour, span_text

NIGHT_HOURS = 12
"""What runs out within so many hours stands under today's heading, on whichever side of midnight: it can't wait for the morning."""


class Urgency(StrEnum):
    """How a duty looks: neutral, amber, red, or red with `Xem ngay`."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: its duty (or why it stands still), how far it is, and what to print. `used` is 0-100 of its time.

    `stopped`: why it stands still, empty while it runs. `mark`, `skip`: what the buttons say that note it as done or
    needless, empty where the desk sees that by itself. `noted`: somebody pressed one of them and may take it back.
    """

    duty: str
    name: str
    text: str
    urgency: Urgency
    done: bool
    used: int
    due_hour: int
    stopped: str = ""
    mark: str = ""
    skip: str = ""
    noted: bool = False


def clocks(found: Iterable[deadlines.Clock], when: When, now_hour: int) -> tuple[Clock, ...]:
    """The clocks of a tip as they are printed, in the order in which they are due."""
    return tuple(_clock(clock, when, now_hour) for clock in found)


def next_clock(found: Iterable[Clock], *, closed: bool) -> Clock | None:
    """The next clock that still runs, else why the rest stands still; None when all are kept or the tip has ended."""
    waiting = [] if closed else [clock for clock in found if not clock.done]
    running = next((clock for clock in waiting if not clock.stopped), None)
    if running is not None or not waiting:
        return running
    return replace(waiting[0], name=STOPS, text=waiting[0].stopped)


def row_duty(
    duty: Duty | StopGround | None, when: When, received_hour: int, due_hour: int | None, now_hour: int
) -> Clock | None:
    """What a row of the queue waits for; None when nothing runs."""
    if isinstance(duty, StopGround):
        return Clock(duty, STOPPED[duty], STOPS, Urgency.CALM, False, 0, 0, stopped=STOPPED[duty])
    if duty is None or due_hour is None:
        return None
    return clock_until(duty, when, received_hour, due_hour, now_hour)


def group_of(clock: Clock | None, now_hour: int) -> str:
    """The group of the queue in which a tip with this next clock stands (a key of `texts.GROUPS`).

    What waits for nothing, or stands still, comes at the end of the last one, as it does in the order of what is due.
    """
    if clock is None or clock.stopped:
        return "later"
    if clock.urgency is Urgency.NOW:
        return "now"
    if clock.due_hour < now_hour:
        return "late"
    today = at_hour(clock.due_hour).date() == at_hour(now_hour).date()
    return "today" if today or clock.due_hour - now_hour <= NIGHT_HOURS else "later"


def clock_until(duty: Duty, when: When, start_hour: int, due_hour: int, now_hour: int) -> Clock:
    """A clock that runs: how much of its time is used, and how it looks (soon within its last quarter)."""
    name = DUTY[duty]
    if duty is Duty.FIRST_VIEW and when is When.NOW:
        return Clock(duty, name, f"Xem{NBSP}ngay", Urgency.NOW, False, 100, due_hour)
    left, total = due_hour - now_hour, max(due_hour - start_hour, 1)
    if left < 0:
        late = f"Quá{NBSP}{span_text(-left)}"
        return Clock(duty, name, late, Urgency.LATE, False, 100, due_hour)
    urgency = Urgency.SOON if left * 4 <= total else Urgency.CALM
    text = f"Còn{NBSP}{span_text(left)}"
    return Clock(duty, name, text, urgency, False, _used(start_hour, due_hour, now_hour), due_hour)


def _clock(clock: deadlines.Clock, when: When, now_hour: int) -> Clock:
    name, due = DUTY[clock.duty], clock.due_hour
    if clock.done_hour is not None:
        took = clock.done_hour - clock.start_hour
        text = f"Sau{NBSP}{span_text(took)}" if took > 0 else "Ngay trong giờ đầu"
        return Clock(clock.duty, name, text, Urgency.CALM, True, 100, due, noted=clock.noted)
    if clock.stopped_hour is None:
        running = clock_until(clock.duty, when, clock.start_hour, due, now_hour)
        skip = SKIP if clock.duty in SKIPPED_BY_HAND else ""
        return replace(running, mark=DONE_BY_HAND.get(clock.duty, ""), skip=skip)
    left = due - clock.stopped_hour
    rest = f"còn{NBSP}{span_text(left)}" if left >= 0 else f"quá{NBSP}{span_text(-left)}"
    why = "" if clock.stopped_for is None else STOPPED[clock.stopped_for]
    used = _used(clock.start_hour, due, clock.stopped_hour)
    return Clock(clock.duty, name, f"{STOPS}, {rest}", Urgency.CALM, False, used, due, stopped=why or STOPS)


def _used(start_hour: int, due_hour: int, at_hour_: int) -> int:
    return min(100, max(0, round(100 * (at_hour_ - start_hour) / max(due_hour - start_hour, 1))))
