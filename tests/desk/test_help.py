"""The page of help: for everybody who signed in, with what concerns their work, and in the menu of every page."""

import re

import pytest

from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, House
from web.desk import help_texts

UNITS = {Role.DUTY_DESK: DUTY, Role.INSPECTORATE: INSPECTORATE, Role.ADMINISTRATOR: DUTY}


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_finds_help_in_the_menu_and_only_what_concerns_them(
    desk: DeskClient, house: House, role: Role
) -> None:
    person = house.officer("Lò Thị Hạnh", f"help.{role.value}", UNITS.get(role, QUYNH_NHAI), role)
    await desk.sign_in(person)
    page = (await desk.get("/help")).text
    assert '<a class="menu-item" href="/help"' in page
    for each in help_texts.ANSWERS:
        assert (each.question in page) == (person.viewer.reads_tips or not each.reads)
    assert all(line in page for line in help_texts.NEVER)


async def test_nobody_reads_it_without_signing_in(desk: DeskClient) -> None:
    answer = await desk.get("/help")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in"


def test_ten_questions_are_answered() -> None:
    assert len(help_texts.ANSWERS) == 10


@pytest.mark.parametrize("role", list(Role))
async def test_the_bar_of_a_phone_has_at_most_five_entries(
    desk: DeskClient, house: House, role: Role
) -> None:
    """Those of the navigation that a phone shows, and the officer's own menu."""
    person = house.officer("Lò Thị Hạnh", f"bar.{role.value}", UNITS.get(role, QUYNH_NHAI), role)
    await desk.sign_in(person)
    page = (await desk.get("/help")).text
    nav = page[page.index('<nav class="nav"') :]
    entries = re.findall(r"<a\b[^>]*>", nav[: nav.index("</nav>")])
    on_a_phone = [entry for entry in entries if "wide-only" not in entry]
    assert 1 <= len(on_a_phone) <= 4
    for hidden in set(entries) - set(on_a_phone):
        [address] = re.findall(r'href="([^"]+)"', hidden)
        assert f'<a class="menu-item phone-only" href="{address}"' in page, "it is in the officer's menu then"
