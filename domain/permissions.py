"""Which role may do what, in one table that every room asks; it must never be answered from a request, nor beside this table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from domain.units import UnitKind


class Role(StrEnum):
    """What an officer is there for; the values are those of the table of officers and of the command line."""

    OFFICER = "officer"
    CHIEF = "chief"
    DUTY_DESK = "duty_desk"
    INSPECTORATE = "inspectorate"
    AWARENESS = "awareness"
    APPROVER = "approver"


class Action(StrEnum):
    """Every act that asks for a role, whatever it is done with: the desk, a bot or a file."""

    READ_TIPS = "read_tips"
    """See a queue, open its tips, follow its changes."""
    WORK_ON_TIPS = "work_on_tips"
    """Claim, return what is one's own, change the status, answer, note, open the held lane."""
    RETURN_FOR_ANOTHER = "return_for_another"
    """Give a tip back to the queue that a colleague holds."""
    GRANT_QUEUE_KEY = "grant_queue_key"
    """Seal the queue's key to a colleague who reads tips too."""
    SEE_UNIT = "see_unit"
    """See the unit's officers and its key's state."""
    PRINT_POSTERS = "print_posters"
    """Print posters and sheets for the unit's places."""
    SEE_CAMPAIGNS = "see_campaigns"
    """See campaigns with their progress and report."""
    WRITE_CAMPAIGNS = "write_campaigns"
    """Write, change, ask for approval, correct."""
    TEST_CAMPAIGNS = "test_campaigns"
    """Link one's own chat and get a campaign there."""
    APPROVE_CAMPAIGNS = "approve_campaigns"
    """Approve or give back what somebody else wrote."""
    STEER_CAMPAIGNS = "steer_campaigns"
    """Pause, resume, cancel."""


class Allowed(NamedTuple):
    """Whether an act is allowed on what the own unit holds, and on what another unit of its reach holds.

    Another unit's is in reach of a province's desk alone, and only for campaigns: tips go by queue, never by rank.
    """

    own_unit: bool = False
    other_unit: bool = False


_OWN, _REACH = Allowed(own_unit=True), Allowed(own_unit=True, other_unit=True)
_A = Action
_READS = {
    _A.READ_TIPS: _OWN,
    _A.WORK_ON_TIPS: _OWN,
    _A.GRANT_QUEUE_KEY: _OWN,
    _A.SEE_UNIT: _OWN,
    _A.PRINT_POSTERS: _OWN,
}
_LEADS = {**_READS, _A.RETURN_FOR_ANOTHER: _OWN}
_WARNS = {
    _A.SEE_UNIT: _OWN,
    _A.PRINT_POSTERS: _OWN,
    _A.SEE_CAMPAIGNS: _REACH,
    _A.TEST_CAMPAIGNS: _REACH,
    _A.STEER_CAMPAIGNS: _REACH,
}

PERMISSIONS: Mapping[Role, Mapping[Action, Allowed]] = MappingProxyType(
    {
        Role.OFFICER: MappingProxyType({**_READS, _A.SEE_CAMPAIGNS: _OWN}),
        Role.CHIEF: MappingProxyType({**_LEADS, _A.SEE_CAMPAIGNS: _OWN}),
        Role.DUTY_DESK: MappingProxyType({**_LEADS, _A.SEE_CAMPAIGNS: _REACH}),
        Role.INSPECTORATE: MappingProxyType(_LEADS),
        Role.AWARENESS: MappingProxyType({**_WARNS, _A.WRITE_CAMPAIGNS: _REACH}),
        Role.APPROVER: MappingProxyType({**_WARNS, _A.APPROVE_CAMPAIGNS: _REACH}),
    }
)
"""What isn't named here is forbidden. Nobody both writes and approves; who works on warnings sees no tip (product, roles)."""

ROLES_OF_UNIT: Mapping[UnitKind, frozenset[Role]] = MappingProxyType(
    {
        UnitKind.COMMUNE: frozenset({Role.OFFICER, Role.CHIEF, Role.AWARENESS, Role.APPROVER}),
        UnitKind.DUTY_DESK: frozenset({Role.DUTY_DESK, Role.AWARENESS, Role.APPROVER}),
        UnitKind.INSPECTORATE: frozenset({Role.INSPECTORATE}),
    }
)
"""Which roles there are in which unit; the inspectorate has none that leads outside, since nobody may see what it works on."""


def may(role: Role, action: Action, *, own_unit: bool) -> bool:
    """Whether a role may do this to something of the own unit, or (`own_unit` False) of another one in its reach."""
    allowed = PERMISSIONS[role].get(action, Allowed())
    return allowed.own_unit if own_unit else allowed.other_unit
