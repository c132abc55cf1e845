"""Who is told when a tip lies still, as effective-dated data; it must never name the commune where the tip isn't the commune's."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.units import UnitKind

GRID_MINUTES = 5
"""Arrivals of what is happening now are kept on this grid, rounded down: the chief is told after ten to fifteen minutes
where the rule says fifteen, never later (domain-facts.md says fifteen; the coarser grid is the product's own choice)."""


class Lying(StrEnum):
    """What nobody has done yet."""

    HAPPENING_NOW = "happening_now"
    """Nobody of the queue has opened what is happening now."""
    UNOPENED = "unopened"
    UNANSWERED = "unanswered"
    OVERDUE = "overdue"
    """A legal clock."""


class Level(StrEnum):
    """Whom a step reaches. Where nobody is there, the next level is told instead."""

    ON_DUTY = "on_duty"
    HOLDER = "holder"
    """Whoever has the tip in hand; nobody has: the officer on duty."""
    CHIEF = "chief"
    ABOVE = "above"
    """The queue one level up, with an alarm at its desk."""


@dataclass(frozen=True, slots=True)
class Step:
    """`minutes` from the moment at which the clock runs out (for what is happening now: from the arrival)."""

    level: Level
    minutes: int


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """The steps of one clock, in force from a day on, earliest first, the level above last."""

    valid_from: date
    lying: Lying
    steps: tuple[Step, ...]


_SINCE = date(2025, 7, 1)
_HOUR = 60

RULES: tuple[EscalationRule, ...] = (
    EscalationRule(
        _SINCE,
        Lying.HAPPENING_NOW,
        (Step(Level.ON_DUTY, 0), Step(Level.CHIEF, 15), Step(Level.ABOVE, 30)),
    ),
    EscalationRule(
        _SINCE,
        Lying.UNOPENED,
        (Step(Level.ON_DUTY, -12 * _HOUR), Step(Level.CHIEF, -4 * _HOUR), Step(Level.ABOVE, 0)),
    ),
    EscalationRule(
        _SINCE,
        Lying.UNANSWERED,
        (Step(Level.HOLDER, -24 * _HOUR), Step(Level.CHIEF, -4 * _HOUR), Step(Level.ABOVE, 0)),
    ),
    EscalationRule(
        _SINCE,
        Lying.OVERDUE,
        (
            Step(Level.HOLDER, -4 * _HOUR),
            Step(Level.CHIEF, -1 * _HOUR),
            Step(Level.HOLDER, 1 * _HOUR),
            Step(Level.CHIEF, 1 * _HOUR),
            Step(Level.ABOVE, 1 * _HOUR),
        ),
    ),
)
"""Source: the product's service promise (first view 24 h, first word 72 h, then one level up; what happens now: officer on
duty at once, chief after 15 minutes). The reminders before that are the product's own choice. A due hour is over when the
next one begins, hence the hour after a legal clock."""

AHEAD_MINUTES = 24 * _HOUR
"""No step lies further before its clock's end than this."""


def steps_of(lying: Lying, day: date, rules: tuple[EscalationRule, ...] = RULES) -> tuple[Step, ...]:
    """The steps in force on `day`; before the first rule the first one holds: nothing lies silent."""
    mine = [rule for rule in rules if rule.lying is lying]
    in_force = [rule for rule in mine if rule.valid_from <= day]
    rule = max(in_force, key=lambda each: each.valid_from) if in_force else mine[0]
    return rule.steps


NEVER = 2_000_000_000
"""Stands after every real minute: no step is left."""


def due_steps(
    steps: tuple[Step, ...], taken: int, end_minute: int, now_minute: int, *, opened: bool = True
) -> tuple[Step, ...]:
    """The next steps after the first `taken` whose time has come.

    While nobody has opened a tip, the level above hears of that alone: a legal clock goes up once it is `opened`.
    """
    due = tuple(step for step in steps[taken:] if end_minute + step.minutes <= now_minute)
    return due if opened else tuple(step for step in due if step.level is not Level.ABOVE)


def next_step_minute(steps: tuple[Step, ...], taken: int, end_minute: int) -> int:
    """When the first step after the first `taken` is to be taken; `NEVER` when all are."""
    return end_minute + steps[taken].minutes if taken < len(steps) else NEVER


def levels_above(kind: UnitKind, duty_desk: str | None, inspectorate: str | None) -> tuple[str, ...]:
    """The queues that may be told of a unit's tip, the nearest first.

    The two upper queues watch each other, so what the local police must not know of stays between them.
    """
    if kind is UnitKind.INSPECTORATE:
        order: tuple[str | None, ...] = (duty_desk,)
    elif kind is UnitKind.DUTY_DESK:
        order = (inspectorate,)
    else:
        order = (duty_desk, inspectorate)
    return tuple(queue for queue in order if queue is not None)


def on_grid(minute: int) -> int:
    """A minute as it may be kept of an arrival of what is happening now."""
    return minute - minute % GRID_MINUTES
