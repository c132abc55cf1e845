"""The states of a campaign and the moves between them, in one table; it must never be asked who may move it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    """Approved, and waiting for its (next) moment."""
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Its time was over before it could begin."""


_S = CampaignState

ALLOWED_MOVES: Mapping[CampaignState, frozenset[CampaignState]] = MappingProxyType(
    {
        _S.DRAFT: frozenset({_S.AWAITING_APPROVAL, _S.CANCELLED}),
        _S.AWAITING_APPROVAL: frozenset({_S.DRAFT, _S.SCHEDULED, _S.CANCELLED}),
        _S.SCHEDULED: frozenset({_S.DRAFT, _S.RUNNING, _S.PAUSED, _S.CANCELLED, _S.EXPIRED}),
        _S.RUNNING: frozenset({_S.PAUSED, _S.SCHEDULED, _S.FINISHED, _S.CANCELLED}),
        _S.PAUSED: frozenset({_S.RUNNING, _S.SCHEDULED, _S.FINISHED, _S.CANCELLED, _S.EXPIRED}),
        _S.FINISHED: frozenset(),
        _S.CANCELLED: frozenset(),
        _S.EXPIRED: frozenset(),
    }
)
"""Which state may follow which. A text is only changed in a state that may go back to a draft, or is one."""

ENDED = frozenset({_S.FINISHED, _S.CANCELLED, _S.EXPIRED})


def may_move(current: CampaignState, to: CampaignState) -> bool:
    """Whether a campaign may go from one state to another."""
    return to in ALLOWED_MOVES[current]


def may_change(current: CampaignState) -> bool:
    """Whether its content may still be changed; once a run has begun only a correction can follow."""
    return current is CampaignState.DRAFT or may_move(current, CampaignState.DRAFT)
