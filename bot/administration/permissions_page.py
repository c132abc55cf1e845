"""Draws docs/permissions.md from the table of permissions; it must never say more than the table does."""

from pathlib import Path

from domain.permissions import PERMISSIONS, ROLES_OF_UNIT, Action, Role, may

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"

_ROLES = {
    Role.OFFICER: "commune police officer",
    Role.CHIEF: "chief of a commune's police",
    Role.DUTY_DESK: "province duty desk",
    Role.INSPECTORATE: "province inspectorate",
    Role.AWARENESS: "awareness officer",
    Role.APPROVER: "approver of warnings",
    Role.ADMINISTRATOR: "administrator of a province, who sees no content",
}
_ACTIONS = {
    Action.READ_TIPS: "see the queue, open its tips",
    Action.WORK_ON_TIPS: "claim, return, change the status, answer, note, open the held lane",
    Action.RETURN_FOR_ANOTHER: "return a tip that a colleague holds",
    Action.ASSIGN_TIPS: "give a tip to a colleague, take it from one",
    Action.FORWARD_TIPS: "send a tip on to another unit",
    Action.SAMPLE_TIPS: "check what another unit set aside as groundless, where chance brought it up",
    Action.PRINT_TIPS: "print a tip's form, a hand-over slip, the register",
    Action.ASK_DELETION: "ask for a closed tip's deletion before its time",
    Action.DELETE_EARLY: "confirm or decline the deletion that somebody else asked for",
    Action.PLAN_DUTY: "change the duty rota and the beats",
    Action.LINK_CHAT: "link an own chat to the officers' bot",
    Action.GRANT_QUEUE_KEY: "give the queue's key to a colleague who reads tips",
    Action.RENEW_QUEUE_KEY: "make the queue's next key",
    Action.INVITE_OFFICERS: "invite an officer, also anew",
    Action.DISMISS_OFFICERS: "end an officer's membership",
    Action.CERTIFY_KEYS: "sign queue keys with the province's key",
    Action.SEE_UNIT: "see the unit's officers and the state of its key",
    Action.SEE_HEALTH: "see whether the worker and the channels run",
    Action.READ_AUDIT: "read and print the audit record",
    Action.PRINT_POSTERS: "print the posters of the unit's places",
    Action.SEE_CAMPAIGNS: "see campaigns, their progress and report",
    Action.WRITE_CAMPAIGNS: "write, change, ask for approval, correct",
    Action.TEST_CAMPAIGNS: "link an own chat, get a test there",
    Action.APPROVE_CAMPAIGNS: "approve or give back what somebody else wrote",
    Action.STEER_CAMPAIGNS: "pause, resume, cancel",
}


def page() -> str:
    """The whole page, as it has to stand in docs/permissions.md."""
    head = " | ".join(f"`{role}`" for role in Role)
    rows = "\n".join(
        f"| {meaning} (`{action}`) | " + " | ".join(_cell(role, action) for role in Role) + " |"
        for action, meaning in _ACTIONS.items()
    )
    roles = "\n".join(f"- `{role}`: {meaning}, in {_units(role)}" for role, meaning in _ROLES.items())
    return f"""# Permissions

Drawn from the table in `domain/permissions.py`; don't edit by hand, run `python -m bot.administration.permissions_page`.
A test compares this page with the table, and another asks the table about every role, act and unit.

`own`: what the own unit holds. `reach`: that, and what other units of the province hold; it takes effect in a unit of
the province (`duty_desk`, `inspectorate`) alone. Empty: forbidden. Beyond the table, nobody approves a campaign that they wrote any of.

{roles}

| act | {head} |
|---|{"---|" * len(Role)}
{rows}
"""


def _cell(role: Role, action: Action) -> str:
    if may(role, action, own_unit=False):
        return "reach"
    return "own" if may(role, action, own_unit=True) else ""


def _units(role: Role) -> str:
    return " and ".join(f"`{kind}`" for kind, roles in ROLES_OF_UNIT.items() if role in roles)


if __name__ == "__main__":
    assert set(PERMISSIONS) == set(_ROLES)
    PAGE.write_text(page(), encoding="utf-8")
