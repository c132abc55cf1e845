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


class StopGround(StrEnum):
    """Why the solving of a tip may stand still: code article 148; force majeure since law 02/2021/QH15."""

    EXPERT_OPINION = "expert_opinion"
    VALUATION = "valuation"
    FOREIGN_ASSISTANCE = "foreign_assistance"
    KEY_DOCUMENTS = "key_documents"
    FORCE_MAJEURE = "force_majeure"


class ExtensionGround(StrEnum):
    """Why it may take longer: code article 147(2); the first two are the police's own word, the last the procuracy's."""

    COMPLEX = "complex"
    MANY_PLACES = "many_places"
    PROCURACY = "procuracy"


class ReasonNeed(StrEnum):
    """Whether a move asks for words (sealed as a note): none, as the officer likes, or it isn't made without."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move. `grounds`: one of these codes must be named as well, empty: none is asked for."""

    current: TipStatus
    to: TipStatus
    reason: ReasonNeed
    grounds: tuple[StopGround | ExtensionGround, ...] = ()


_STOP, _STRETCH = tuple(StopGround), tuple(ExtensionGround)
_S, _NO, _MAY, _MUST = TipStatus, ReasonNeed.NONE, ReasonNeed.OPTIONAL, ReasonNeed.REQUIRED

MOVES: tuple[Move, ...] = (
    Move(_S.RECEIVED, _S.CLASSIFIED, _MAY),
    Move(_S.CLASSIFIED, _S.CLASSIFIED, _MUST),
    Move(_S.CLASSIFIED, _S.TRANSFERRED, _MAY),
    Move(_S.CLASSIFIED, _S.VERIFYING, _NO),
    Move(_S.CLASSIFIED, _S.CLOSED, _MUST),
    Move(_S.TRANSFERRED, _S.VERIFYING, _MAY),
    Move(_S.TRANSFERRED, _S.CLOSED, _MUST),
    Move(_S.VERIFYING, _S.TRANSFERRED, _MUST),
    Move(_S.VERIFYING, _S.EXTENDED, _MUST, _STRETCH),
    Move(_S.VERIFYING, _S.SUSPENDED, _MUST, _STOP),
    Move(_S.VERIFYING, _S.DECIDED, _MAY),
    Move(_S.EXTENDED, _S.EXTENDED, _MUST, _STRETCH),
    Move(_S.EXTENDED, _S.SUSPENDED, _MUST, _STOP),
    Move(_S.EXTENDED, _S.DECIDED, _MAY),
    Move(_S.SUSPENDED, _S.RESUMED, _MAY),
    Move(_S.RESUMED, _S.EXTENDED, _MUST, _STRETCH),
    Move(_S.RESUMED, _S.SUSPENDED, _MUST, _STOP),
    Move(_S.RESUMED, _S.DECIDED, _MAY),
    Move(_S.DECIDED, _S.CLOSED, _NO),
    Move(_S.CLOSED, _S.VERIFYING, _MUST),
)
"""Every move a desk may make; what stretches, stops, ends early, corrects or reopens a tip says why.

Only an officer takes up a closed tip again, when something new came. docs/clocks.md is drawn from here.
"""

_BY_STATUSES: Mapping[tuple[TipStatus, TipStatus], Move] = MappingProxyType(
    {(move.current, move.to): move for move in MOVES}
)

ALLOWED_MOVES: Mapping[TipStatus, frozenset[TipStatus]] = MappingProxyType(
    {status: frozenset(move.to for move in MOVES if move.current is status) for status in TipStatus}
)
"""Which status may follow which, read from the table of moves."""

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


def move_between(current: TipStatus, to: TipStatus) -> Move | None:
    """The move from `current` to `to`, None where the table has none."""
    return _BY_STATUSES.get((current, to))


def may_move(current: TipStatus, to: TipStatus) -> bool:
    """Whether the desk may move a tip from `current` to `to`."""
    return (current, to) in _BY_STATUSES


def reason_needed(current: TipStatus, to: TipStatus) -> bool:
    """Whether a move isn't made without a written reason."""
    move = move_between(current, to)
    return move is not None and move.reason is ReasonNeed.REQUIRED


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
