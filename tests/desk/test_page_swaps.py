"""A page asked for comes whole and alone, whatever the live queue replaces and wherever else the officer presses meanwhile."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, text

HELD_LONG_ENOUGH_MS = 400


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Cầm Văn Dũng", f"dung.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk, officer: TestOfficer) -> Page:
    page = live.page()
    live.sign_in(page, officer)
    return page


def hold(page: Page, address: str) -> Callable[[], Route]:
    """Keep the answers of an address back; gives the request that waits there."""
    held: list[Route] = []
    page.route(f"**{address}", lambda route: held.append(route))  # noqa: PLW0108 - the browser marks its handlers

    def waiting() -> Route:
        while not held:
            page.wait_for_timeout(20)
        return held.pop()

    return waiting


def press(page: Page, name: str) -> None:
    page.locator(f'#nav a[data-name="{name}"]').click()


def is_alone(page: Page, title: str) -> None:
    expect(page.locator("h1")).to_have_text(title)
    page.wait_for_timeout(HELD_LONG_ENOUGH_MS)
    expect(page.locator("h1")).to_have_text(title)
    assert page.locator("#nav").count() == page.locator("#main").count() == 1


def something_arrives(live: LiveDesk, page: Page) -> None:
    with page.expect_response(f"{live.url}/"):
        live.house.tip([text("Có người cắt trộm dây điện.")])
    page.wait_for_timeout(HELD_LONG_ENOUGH_MS)


def test_a_page_comes_whole_though_a_tip_arrives_while_it_is_fetched(live: LiveDesk, page: Page) -> None:
    waiting = hold(page, "/search")
    press(page, "Tìm kiếm")
    route = waiting()
    something_arrives(live, page)
    route.continue_()
    is_alone(page, "Tìm trong tin")


def test_a_tip_that_arrived_meanwhile_shows_when_the_page_does_not_come(live: LiveDesk, page: Page) -> None:
    waiting = hold(page, "/search")
    press(page, "Tìm kiếm")
    route = waiting()
    before = page.locator("tr[data-tip]").count()
    something_arrives(live, page)
    assert page.locator("tr[data-tip]").count() == before
    route.abort()
    expect(page.locator("tr[data-tip]")).to_have_count(before + 1)
    expect(page.locator("#main > .page-error")).to_contain_text("Không tải được trang")
    page.unroute("**/search")
    press(page, "Tìm kiếm")
    is_alone(page, "Tìm trong tin")
    expect(page.locator(".page-error:visible")).to_have_count(0)


def test_who_presses_two_pages_in_a_row_gets_the_second(live: LiveDesk, page: Page) -> None:
    first, second = hold(page, "/search"), hold(page, "/unit")
    press(page, "Tìm kiếm")
    slow = first()
    press(page, "Đơn vị")
    chosen = second()
    slow.continue_()
    page.wait_for_timeout(HELD_LONG_ENOUGH_MS)
    chosen.continue_()
    page.wait_for_url("**/unit")
    assert page.locator("#nav [aria-current]").get_attribute("data-name") == "Đơn vị"
    assert page.locator("#nav").count() == page.locator("#main").count() == 1
    expect(page.locator("#main unit-page, #main h1").first).to_be_visible()
    assert page.title().startswith("Đơn vị")
