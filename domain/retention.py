"""How long a closed tip is kept, as effective-dated data; it must never let a tip go that something new has come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.hours import day_of_hour
from domain.tips import Classification

_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Days a closed tip is kept, in force for tips closed from `valid_from` on."""

    valid_from: date
    groundless_days: int
    """Without ground, junk included."""
    other_days: int


RETENTION_RULES: tuple[RetentionRule, ...] = (
    RetentionRule(valid_from=date(2025, 7, 1), groundless_days=90, other_days=730),
)
"""Effective-dated, oldest first. [B]: the product's own choice, to be confirmed by counsel before a deployment relies on it."""


class EarlyReason(StrEnum):
    """Why a tip may go before its time; two people have to see it so."""

    UNLAWFUL_CONTENT = "unlawful_content"
    """Content that nobody may keep."""
    NAMES_ITS_SENDER = "names_its_sender"
    """The content says who sent it, or lets it be seen."""
    ORDERED = "ordered"
    """An authority that may has ordered it."""
    DUPLICATE = "duplicate"


def kept_days(
    closed_on: date, classification: Classification | None, rules: Sequence[RetentionRule] = RETENTION_RULES
) -> int:
    """For how many days a tip closed on this day is kept; before the first rule the first one holds."""
    in_force = [rule for rule in rules if rule.valid_from <= closed_on]
    rule = max(in_force, key=lambda each: each.valid_from) if in_force else rules[0]
    return rule.groundless_days if classification is Classification.NO_GROUND else rule.other_days


def purge_hour(
    closed_hour: int,
    last_news_hour: int | None,
    classification: Classification | None,
    rules: Sequence[RetentionRule] = RETENTION_RULES,
) -> int:
    """The hour from which a tip may go: its time counts from the closing, or from what the resident added after it."""
    since = closed_hour if last_news_hour is None else max(closed_hour, last_news_hour)
    return since + kept_days(day_of_hour(closed_hour), classification, rules) * _HOURS_A_DAY


def shortest_days(rules: Sequence[RetentionRule] = RETENTION_RULES) -> tuple[int, int]:
    """The shortest times of all rules (groundless, others): nothing younger needs to be looked at."""
    return min(rule.groundless_days for rule in rules), min(rule.other_days for rule in rules)
