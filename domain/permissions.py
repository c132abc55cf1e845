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
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """Every act that asks for a role, whatever it is done with: the desk, a bot or a file."""

    READ_TIPS = "read_tips"
    """See a queue, open its tips, follow its changes."""
    WORK_ON_TIPS = "work_on_tips"
    """Claim, return what is one's own, change the status, answer, note, open the held lane."""
    RETURN_FOR_ANOTHER = "return_for_another"
    """Give a tip back to the queue that a colleague holds."""
    ASSIGN_TIPS = "assign_tips"
    """Give a tip to a colleague, or take it from one."""
    FORWARD_TIPS = "forward_tips"
    """Send a tip on to another unit, sealed anew for it."""
    SAMPLE_TIPS = "sample_tips"
    """Check what another unit set aside as groundless, where chance brought it up."""
    PRINT_TIPS = "print_tips"
    """Print a tip's form, a hand-over slip, the register."""
    ASK_DELETION = "ask_deletion"
    """Ask for a closed tip's deletion before its time."""
    DELETE_EARLY = "delete_early"
    """Confirm or decline the deletion that somebody else asked for."""
    PLAN_DUTY = "plan_duty"
    """Change the duty rota and the beats."""
    LINK_CHAT = "link_chat"
    """Link an own chat to the officers' bot."""
    GRANT_QUEUE_KEY = "grant_queue_key"
    """Seal the queue's key to a colleague who reads tips too."""
    RENEW_QUEUE_KEY = "renew_queue_key"
    """Make the queue's next key, so that who left can't open what comes."""
    INVITE_OFFICERS = "invite_officers"
    """Invite an officer, or one whose five words are lost, anew."""
    DISMISS_OFFICERS = "dismiss_officers"
    """End an officer's membership and every session of theirs."""
    CERTIFY_KEYS = "certify_keys"
    """Sign queue keys with the province's key, in the browser."""
    SEE_UNIT = "see_unit"
    """See the unit's officers and its key's state."""
    SEE_HEALTH = "see_health"
    """See whether the worker and the channels run."""
    READ_AUDIT = "read_audit"
    """Read and print the audit record."""
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

    Another unit's is in reach from a unit of the province alone (duty desk, inspectorate), and never a tip: tips go
    by queue, not by rank.
    """

    own_unit: bool = False
    other_unit: bool = False


_OWN, _REACH = Allowed(own_unit=True), Allowed(own_unit=True, other_unit=True)
_A = Action
_EVERYBODY = {_A.SEE_UNIT: _OWN, _A.PRINT_POSTERS: _OWN, _A.SEE_HEALTH: _OWN}
_READS = {
    **_EVERYBODY,
    _A.READ_TIPS: _OWN,
    _A.WORK_ON_TIPS: _OWN,
    _A.FORWARD_TIPS: _OWN,
    _A.PRINT_TIPS: _OWN,
    _A.ASK_DELETION: _OWN,
    _A.LINK_CHAT: _OWN,
    _A.GRANT_QUEUE_KEY: _OWN,
}
_LEADS = {
    **_READS,
    _A.RETURN_FOR_ANOTHER: _OWN,
    _A.ASSIGN_TIPS: _OWN,
    _A.DELETE_EARLY: _OWN,
    _A.PLAN_DUTY: _OWN,
    _A.RENEW_QUEUE_KEY: _OWN,
    _A.INVITE_OFFICERS: _OWN,
    _A.DISMISS_OFFICERS: _OWN,
    _A.READ_AUDIT: _OWN,
}
_WARNS = {
    **_EVERYBODY,
    _A.LINK_CHAT: _OWN,
    _A.SEE_CAMPAIGNS: _REACH,
    _A.TEST_CAMPAIGNS: _REACH,
    _A.STEER_CAMPAIGNS: _REACH,
}
_ADMINISTERS = {
    _A.SEE_UNIT: _REACH,
    _A.PRINT_POSTERS: _REACH,
    _A.SEE_HEALTH: _REACH,
    _A.INVITE_OFFICERS: _REACH,
    _A.DISMISS_OFFICERS: _REACH,
    _A.CERTIFY_KEYS: _REACH,
}

PERMISSIONS: Mapping[Role, Mapping[Action, Allowed]] = MappingProxyType(
    {
        Role.OFFICER: MappingProxyType({**_READS, _A.SEE_CAMPAIGNS: _OWN}),
        Role.CHIEF: MappingProxyType({**_LEADS, _A.SEE_CAMPAIGNS: _OWN}),
        Role.DUTY_DESK: MappingProxyType({**_LEADS, _A.SAMPLE_TIPS: _OWN, _A.SEE_CAMPAIGNS: _REACH}),
        Role.INSPECTORATE: MappingProxyType({**_LEADS, _A.SAMPLE_TIPS: _OWN, _A.READ_AUDIT: _REACH}),
        Role.AWARENESS: MappingProxyType({**_WARNS, _A.WRITE_CAMPAIGNS: _REACH}),
        Role.APPROVER: MappingProxyType({**_WARNS, _A.APPROVE_CAMPAIGNS: _REACH}),
        Role.ADMINISTRATOR: MappingProxyType(_ADMINISTERS),
    }
)
"""What isn't named here is forbidden. Nobody both writes and approves; who warns or administers sees no tip (product, roles)."""

ROLES_OF_UNIT: Mapping[UnitKind, frozenset[Role]] = MappingProxyType(
    {
        UnitKind.COMMUNE: frozenset({Role.OFFICER, Role.CHIEF, Role.AWARENESS, Role.APPROVER}),
        UnitKind.DUTY_DESK: frozenset({Role.DUTY_DESK, Role.AWARENESS, Role.APPROVER, Role.ADMINISTRATOR}),
        UnitKind.INSPECTORATE: frozenset({Role.INSPECTORATE}),
    }
)
"""Which roles there are in which unit; the inspectorate has none that leads outside, since nobody may see what it works on."""


def may(role: Role, action: Action, *, own_unit: bool) -> bool:
    """Whether a role may do this to something of the own unit, or (`own_unit` False) of another one in its reach."""
    allowed = PERMISSIONS[role].get(action, Allowed())
    return allowed.own_unit if own_unit else allowed.other_unit
