"""The one table of permissions: complete, as the product says it, and drawn in the docs as it is."""

import re
from itertools import product

import pytest

from bot.administration.permissions_page import PAGE, page
from domain.permissions import PERMISSIONS, ROLES_OF_UNIT, Action, Role, may
from domain.units import UnitKind

A, R = Action, Role
READERS = {R.OFFICER, R.CHIEF, R.DUTY_DESK, R.INSPECTORATE}
LEADERS = READERS - {R.OFFICER}
WARNERS = {R.AWARENESS, R.APPROVER}
OWN = {
    A.READ_TIPS: READERS,
    A.WORK_ON_TIPS: READERS,
    A.RETURN_FOR_ANOTHER: LEADERS,
    A.ASSIGN_TIPS: LEADERS,
    A.FORWARD_TIPS: READERS,
    A.SAMPLE_TIPS: {R.DUTY_DESK, R.INSPECTORATE},
    A.PRINT_TIPS: READERS,
    A.ASK_DELETION: READERS,
    A.DELETE_EARLY: LEADERS,
    A.PLAN_DUTY: LEADERS,
    A.LINK_CHAT: READERS | WARNERS,
    A.GRANT_QUEUE_KEY: READERS,
    A.RENEW_QUEUE_KEY: LEADERS,
    A.INVITE_OFFICERS: LEADERS | {R.ADMINISTRATOR},
    A.DISMISS_OFFICERS: LEADERS | {R.ADMINISTRATOR},
    A.CERTIFY_KEYS: {R.ADMINISTRATOR},
    A.SEE_UNIT: set(Role),
    A.PRINT_POSTERS: set(Role),
    A.SEE_HEALTH: set(Role),
    A.READ_AUDIT: LEADERS,
    A.SEE_CAMPAIGNS: set(Role) - {R.INSPECTORATE, R.ADMINISTRATOR},
    A.WRITE_CAMPAIGNS: {R.AWARENESS},
    A.TEST_CAMPAIGNS: WARNERS,
    A.APPROVE_CAMPAIGNS: {R.APPROVER},
    A.STEER_CAMPAIGNS: WARNERS,
}
REACH = {
    A.INVITE_OFFICERS: {R.ADMINISTRATOR},
    A.DISMISS_OFFICERS: {R.ADMINISTRATOR},
    A.CERTIFY_KEYS: {R.ADMINISTRATOR},
    A.SEE_UNIT: {R.ADMINISTRATOR},
    A.PRINT_POSTERS: {R.ADMINISTRATOR},
    A.SEE_HEALTH: {R.ADMINISTRATOR},
    A.READ_AUDIT: {R.INSPECTORATE},
    A.SEE_CAMPAIGNS: WARNERS | {R.DUTY_DESK},
    A.WRITE_CAMPAIGNS: {R.AWARENESS},
    A.TEST_CAMPAIGNS: WARNERS,
    A.APPROVE_CAMPAIGNS: {R.APPROVER},
    A.STEER_CAMPAIGNS: WARNERS,
}


@pytest.mark.parametrize(("role", "action", "own_unit"), list(product(Role, Action, (True, False))))
def test_each_role_may_do_exactly_what_the_product_says(role: Role, action: Action, own_unit: bool) -> None:
    """Written down a second time, by act: a change of the table has to be meant twice."""
    wanted = OWN if own_unit else REACH
    assert may(role, action, own_unit=own_unit) == (role in wanted.get(action, set()))


def test_no_role_reaches_the_tips_of_another_unit() -> None:
    """Tips go by queue; no rank opens another unit's."""
    tips = (
        A.READ_TIPS,
        A.WORK_ON_TIPS,
        A.RETURN_FOR_ANOTHER,
        A.ASSIGN_TIPS,
        A.FORWARD_TIPS,
        A.SAMPLE_TIPS,
        A.PRINT_TIPS,
        A.ASK_DELETION,
        A.DELETE_EARLY,
        A.GRANT_QUEUE_KEY,
        A.RENEW_QUEUE_KEY,
    )
    assert not any(may(role, action, own_unit=False) for role, action in product(Role, tips))


def test_nobody_writes_and_approves_and_who_warns_sees_no_tip() -> None:
    """Two persons for every warning, and neither of them needs a tip for it."""
    for role in Role:
        both = may(role, A.WRITE_CAMPAIGNS, own_unit=True) and may(role, A.APPROVE_CAMPAIGNS, own_unit=True)
        assert not both
        warns = may(role, A.WRITE_CAMPAIGNS, own_unit=True) or may(role, A.APPROVE_CAMPAIGNS, own_unit=True)
        assert not (warns and may(role, A.READ_TIPS, own_unit=True))


def test_an_administrator_sees_no_content() -> None:
    """Who sets up units and certifies keys gets no tip and no key to one."""
    acts = {action for action in Action if may(R.ADMINISTRATOR, action, own_unit=True)}
    assert not acts & {A.READ_TIPS, A.WORK_ON_TIPS, A.GRANT_QUEUE_KEY, A.RENEW_QUEUE_KEY, A.SAMPLE_TIPS}


def test_what_is_allowed_elsewhere_is_allowed_at_home() -> None:
    """Nobody may do to another unit's what they may not do to their own."""
    for role, action in product(Role, Action):
        assert may(role, action, own_unit=True) or not may(role, action, own_unit=False)


def test_every_role_stands_in_the_table_and_in_some_unit() -> None:
    """A new role can't be forgotten; the inspectorate's people do nothing else."""
    assert set(PERMISSIONS) == set(Role)
    assert set().union(*ROLES_OF_UNIT.values()) == set(Role)
    assert set(ROLES_OF_UNIT) == set(UnitKind)
    assert ROLES_OF_UNIT[UnitKind.INSPECTORATE] == {R.INSPECTORATE}


def test_the_page_in_the_docs_is_current() -> None:
    """docs/permissions.md is exactly what the table draws; renew it with `python -m bot.administration.permissions_page`."""
    assert PAGE.read_text(encoding="utf-8") == page()
    assert set(re.findall(r"\(`(\w+)`\) \|", page())) == {action.value for action in Action}
