"""What is done is told as done though the page can't follow; what is at work is neither closed away nor begun twice."""

import time

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from storage.models import officers
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, text

PRESSED_LONG_ENOUGH_MS = 400


@pytest.fixture
def chief(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Điêu Văn Quý", f"quy.{abs(hash(request.node.name))}", role=Role.CHIEF)


@pytest.fixture
def page(live: LiveDesk, chief: TestOfficer) -> Page:
    page = live.page()
    live.sign_in(page, chief)
    return page


class Held:
    """Requests to an address that wait until they are let go."""

    def __init__(self, page: Page, address: str) -> None:
        self._page, self.routes = page, list[Route]()
        page.route(address, lambda route: self.routes.append(route))  # noqa: PLW0108 - the browser marks its handlers

    def first(self) -> Route:
        until = time.monotonic() + 30
        while not self.routes:
            assert time.monotonic() < until, "nothing was asked for"
            self._page.wait_for_timeout(20)
        return self.routes[0]


def named(live: LiveDesk, name: str) -> int:
    """How many people of this name the house has."""
    wanted = select(func.count()).select_from(officers).where(officers.c.name == name)
    return live.house.database.read_now(lambda conn: conn.execute(wanted).scalar_one())


def begin_inviting(live: LiveDesk, page: Page, name: str) -> None:
    page.goto(f"{live.url}/unit")
    page.click("[data-act=invite]")
    page.fill("#invite-name", name)


def no_page_follows(live: LiveDesk, page: Page) -> None:
    page.route(f"{live.url}/unit", lambda route: route.abort())


def test_a_slip_is_shown_though_the_list_does_not_follow(live: LiveDesk, page: Page) -> None:
    """The link stands on this slip alone: without it the officer would be invited twice."""
    begin_inviting(live, page, "Quàng Thế Một")
    no_page_follows(live, page)
    page.click("dialog button[type=submit]")
    expect(page.locator("[data-slip-link]")).to_contain_text("/invitation#")
    expect(page.locator("dialog.dialog:not(.slip-dialog)")).to_have_count(0)
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.locator("[data-slip-link]")).to_be_visible()
    assert named(live, "Quàng Thế Một") == 1


def test_what_was_taken_back_is_said_though_the_list_does_not_follow(live: LiveDesk, page: Page) -> None:
    begin_inviting(live, page, "Quàng Thế Hai")
    page.click("dialog button[type=submit]")
    page.get_by_role("button", name="Đóng, tôi đã in").click()
    line = page.locator(".people > li", has_text="Quàng Thế Hai")
    line.locator("summary").click()
    line.locator("[data-act=revoke]").click()
    no_page_follows(live, page)
    page.click("dialog button[type=submit]")
    expect(page.locator(".toast")).to_contain_text("Đã thu hồi lời mời")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_dialog_at_work_is_not_closed_and_says_how_it_ended(live: LiveDesk, page: Page) -> None:
    """Escape again and again is refused too: a browser heeds a page's refusal once."""
    begin_inviting(live, page, "")
    held = Held(page, "**/invitations")
    page.click("dialog button[type=submit]")
    route = held.first()
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.locator("dialog[open] button[type=submit]")).to_have_attribute("aria-busy", "true")
    later = page.get_by_role("button", name="Để sau")
    expect(later).to_be_disabled()
    route.abort()
    expect(page.locator("dialog[open] .error")).to_contain_text("chưa chắc đã lưu")
    expect(later).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_two_presses_open_one_dialog(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("Ở Bản Pắc Ma")])
    live.open_tip(page, tip.id)
    held = Held(page, "**/colleagues")
    opener = page.locator(".acts [data-assign]:visible").first
    opener.press("Enter")
    held.first()
    opener.press("Enter")
    page.wait_for_timeout(PRESSED_LONG_ENOUGH_MS)
    for route in held.routes:
        route.continue_()
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.wait_for_timeout(PRESSED_LONG_ENOUGH_MS)
    assert page.locator("dialog[open]").count() == 1


def test_a_long_list_of_hamlets_is_not_lost_to_escape(live: LiveDesk, page: Page) -> None:
    page.goto(f"{live.url}/unit/beats")
    page.locator("[data-add]").first.click()
    page.fill("#hamlet-names", "Bản Một\nBản Hai")
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.locator("#hamlet-names")).to_have_value("Bản Một\nBản Hai")
    page.fill("#hamlet-names", "")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_hamlet_that_could_not_be_given_stays_with_whom_it_was(
    live: LiveDesk, page: Page, chief: TestOfficer
) -> None:
    page.goto(f"{live.url}/unit/beats")
    page.locator("[data-add]").first.click()
    page.fill("#hamlet-names", "Bản Không Mạng")
    page.click("dialog button[type=submit]")
    choice = page.get_by_label("Người phụ trách Bản Không Mạng")
    expect(choice).to_have_value("")
    page.route("**/unit/beats**", lambda route: route.abort())
    choice.select_option(chief.id.hex())
    expect(page.locator(".toast").last).to_contain_text("chưa chắc đã lưu")
    expect(choice).to_have_value("")
