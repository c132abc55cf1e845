"""The states of a tip, what a resident may know of them, its service clocks; it must never hold content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from domain.hours import day_of_hour


class When(StrEnum):
    """The resident's answer to the question of when it happens."""

    NOW = "now"
    RECURRING = "recurring"
    SOON = "soon"
    PAST = "past"


class TipStatus(StrEnum):
    """The desk's statuses, in the order of criminal procedure code articles 144-148."""

    RECEIVED = "received"
    CLASSIFIED = "classified"
    TRANSFERRED = "transferred"
    VERIFYING = "verifying"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DECIDED = "decided"
    CLOSED = "closed"


class Classification(StrEnum):
    """What an officer classified a tip as; an anonymous one starts unclassified (`tin phản ánh`)."""

    CRIME = "crime"
    ADMINISTRATIVE = "administrative"
    COMPLAINT = "complaint"
    NO_GROUND = "no_ground"


class Decision(StrEnum):
    """How the verification of a tip about a crime ended."""

    CASE_OPENED = "case_opened"
    NO_CASE = "no_case"


class VagueStatus(StrEnum):
    """The only five statuses that a resident ever sees; none carries an operational detail."""

    ARRIVED = "arrived"
    SEEN = "seen"
    VERIFYING = "verifying"
    MOVED = "moved"
    ENDED = "ended"


ALLOWED_MOVES: Mapping[TipStatus, frozenset[TipStatus]] = MappingProxyType(
    {
        TipStatus.RECEIVED: frozenset({TipStatus.CLASSIFIED}),
        TipStatus.CLASSIFIED: frozenset(
            {TipStatus.CLASSIFIED, TipStatus.TRANSFERRED, TipStatus.VERIFYING, TipStatus.CLOSED}
        ),
        TipStatus.TRANSFERRED: frozenset({TipStatus.VERIFYING, TipStatus.CLOSED}),
        TipStatus.VERIFYING: frozenset(
            {TipStatus.TRANSFERRED, TipStatus.EXTENDED, TipStatus.SUSPENDED, TipStatus.DECIDED}
        ),
        TipStatus.EXTENDED: frozenset({TipStatus.SUSPENDED, TipStatus.DECIDED}),
        TipStatus.SUSPENDED: frozenset({TipStatus.RESUMED}),
        TipStatus.RESUMED: frozenset({TipStatus.EXTENDED, TipStatus.SUSPENDED, TipStatus.DECIDED}),
        TipStatus.DECIDED: frozenset({TipStatus.CLOSED}),
        TipStatus.CLOSED: frozenset({TipStatus.VERIFYING}),
    }
)
"""Which status may follow which; only an officer takes up a closed tip again, when something new came."""

_MOVES_WITH_REASON = frozenset({TipStatus.EXTENDED, TipStatus.SUSPENDED})

_VAGUE: Mapping[TipStatus, VagueStatus] = MappingProxyType(
    {
        TipStatus.RECEIVED: VagueStatus.SEEN,
        TipStatus.CLASSIFIED: VagueStatus.SEEN,
        TipStatus.TRANSFERRED: VagueStatus.MOVED,
        TipStatus.VERIFYING: VagueStatus.VERIFYING,
        TipStatus.EXTENDED: VagueStatus.VERIFYING,
        TipStatus.SUSPENDED: VagueStatus.VERIFYING,
        TipStatus.RESUMED: VagueStatus.VERIFYING,
        TipStatus.DECIDED: VagueStatus.ENDED,
        TipStatus.CLOSED: VagueStatus.ENDED,
    }
)


def vague_status(status: TipStatus, viewed: bool) -> VagueStatus:
    """What the resident is told; a tip nobody has opened has only arrived, whatever else is recorded."""
    return _VAGUE[status] if viewed else VagueStatus.ARRIVED


def may_move(current: TipStatus, to: TipStatus) -> bool:
    """Whether the desk may move a tip from `current` to `to`."""
    return to in ALLOWED_MOVES[current]


def reason_needed(current: TipStatus, to: TipStatus) -> bool:
    """Whether a move needs a written reason: what stretches, stops, ends early, corrects or reopens a tip."""
    if to in _MOVES_WITH_REASON or current is to or current is TipStatus.CLOSED:
        return True
    if to is TipStatus.CLOSED:
        return current is not TipStatus.DECIDED
    return current is TipStatus.VERIFYING and to is TipStatus.TRANSFERRED


@dataclass(frozen=True, slots=True)
class ServiceClocks:
    """The product's own deadlines, apart from the legal ones, in force from a day on.

    Hours, except `chief_after_minutes`: how long the officer on duty has for what is happening now before the
    chief is told.
    """

    valid_from: date
    first_view_hours: int
    first_word_hours: int
    chief_after_minutes: int


SERVICE_CLOCKS: tuple[ServiceClocks, ...] = (
    ServiceClocks(
        valid_from=date(2025, 7, 1), first_view_hours=24, first_word_hours=72, chief_after_minutes=15
    ),
)
"""Effective-dated, oldest first; source: the product's service promise (first view 24 h, first word 72 h)."""


def service_clocks(day: date, table: tuple[ServiceClocks, ...] = SERVICE_CLOCKS) -> ServiceClocks:
    """The clocks in force on `day`; before the first row the first row holds: no tip is without a clock."""
    in_force = [clocks for clocks in table if clocks.valid_from <= day]
    return max(in_force, key=lambda clocks: clocks.valid_from) if in_force else table[0]


def first_view_due(received_hour: int, when: When) -> int:
    """The hour (see `domain.hours`) by which a tip must have been opened; what happens now is due at once."""
    if when is When.NOW:
        return received_hour
    return received_hour + service_clocks(day_of_hour(received_hour)).first_view_hours


def first_word_due(received_hour: int, when: When) -> int:
    """The hour by which the resident must have had a first word; the same for every answer to `when`."""
    del when
    return received_hour + service_clocks(day_of_hour(received_hour)).first_word_hours
