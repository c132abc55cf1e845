"""A change that the page couldn't show at once is shown later: after a menu or dialog, after a fetch that failed, after the line came back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from domain.tips import When
from storage import tips
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, TestOfficer, TestTip, text

CUT = "Chưa nối được máy chủ"


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Cầm Văn Dũng", f"dung.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk, officer: TestOfficer) -> Page:
    page = live.page()
    live.sign_in(page, officer)
    return page


@pytest.fixture
def reassign(live: LiveDesk, request: pytest.FixtureRequest) -> Callable[[TestTip, TestOfficer], None]:
    """What a chief does elsewhere."""
    chief = live.house.officer(
        "Tòng Văn Chính", f"chinh.{abs(hash(request.node.name))}", role=Role.CHIEF
    ).viewer

    def give(tip: TestTip, to: TestOfficer) -> None:
        now = live.house.now
        live.house.database.write_now(lambda conn: tips.assign(conn, chief, tip.id, to.id, now))

    return give


def page_asks(page: Page, times: int) -> None:
    """The page has been told of all that had happened before: its first answer may be older, the later ones aren't."""
    for _ in range(times):
        with page.expect_response("**/changes*"):
            pass


def fail(page: Page, address: str) -> Callable[[], None]:
    """Let requests for an address fail until the function is called that comes back; it waits for one more that has."""
    failed: list[Route] = []

    def refuse(route: Route) -> None:
        failed.append(route)
        route.abort()

    page.route(address, refuse)

    def mend() -> None:
        failed.clear()
        while not failed:
            page.wait_for_timeout(20)
        page.unroute(address)

    return mend


def row(tip: TestTip) -> str:
    return f"#tip-{tip.id.hex()}"


@pytest.mark.parametrize("menu", ["#filter-category", "#sort", "#views"])
def test_what_arrives_while_a_menu_is_open_shows_and_is_said_when_it_closes(
    live: LiveDesk, page: Page, menu: str
) -> None:
    page.click(menu)
    urgent = live.house.tip([text("Đánh nhau")], category="violence", when=When.NOW, copies=(DUTY,))
    page_asks(page, 3)
    expect(page.locator(row(urgent))).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(row(urgent))).to_be_visible()
    expect(page.locator("#announcer-urgent")).to_have_text("Có tin đang xảy ra.")


def test_a_list_that_could_not_be_loaded_once_is_loaded_with_the_next_asking(
    live: LiveDesk, page: Page
) -> None:
    mend = fail(page, f"{live.url}/")
    tip = live.house.tip([text("a")])
    expect(page.locator("[data-cut]")).to_be_visible()
    mend()
    expect(page.locator(row(tip))).to_be_visible()
    expect(page.locator("[data-cut]")).to_be_hidden()
    expect(page.locator("[data-live]:visible")).to_contain_text("Trực tiếp")


def test_pressing_again_loads_a_list_that_could_not_be_loaded(live: LiveDesk, page: Page) -> None:
    mend = fail(page, f"{live.url}/")
    tip = live.house.tip([text("a")])
    expect(page.locator("[data-cut]")).to_be_visible()
    page_asks(page, 1)
    expect(page.locator("[data-cut]:visible")).to_contain_text(CUT)
    mend()
    page.click("[data-retry]")
    expect(page.locator(row(tip))).to_be_visible()
    expect(page.locator("[data-cut]")).to_be_hidden()


def test_an_addition_whose_page_could_not_be_loaded_once_comes_later(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("a")])
    live.open_tip(page, tip.id)
    mend = fail(page, f"{live.url}/tips/{tip.id.hex()}")
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    expect(page.locator("[data-notices]")).to_contain_text(CUT)
    mend()
    expect(page.locator("[data-thread] .part-text")).to_have_text("Họ vừa quay lại.")
    expect(page.locator("[data-notices]")).to_be_empty()
    expect(page.locator("[data-seal] .chip-good")).to_be_visible()


def test_a_change_under_an_open_status_dialog_shows_when_it_closes(
    live: LiveDesk, page: Page, reassign: Callable[[TestTip, TestOfficer], None]
) -> None:
    tip = live.house.tip([text("a")])
    other = live.house.officer("Lường Văn Duy", "duy.status")
    live.open_tip(page, tip.id)
    page.click("[data-act=claim]")
    page.click("[data-open-status]")
    with page.expect_response(f"**/tips/{tip.id.hex()}"):
        reassign(tip, other)
    page_asks(page, 1)
    expect(page.locator("[data-status-dialog]")).to_be_visible()
    page.click("[data-status-dialog] button[data-close] >> nth=0")
    expect(page.locator("#tip-head")).to_contain_text("Lường Văn Duy đang giữ")
    expect(page.locator("#tip-aside .person")).to_contain_text("Lường Văn Duy")
    # The act that the dialog was opened with isn't there any more: the keyboard goes on at the tip's head.
    expect(page.locator("#tip-head h1")).to_be_focused()


def test_the_focus_goes_back_to_what_a_dialog_was_opened_with_though_the_tip_changed(
    live: LiveDesk, page: Page
) -> None:
    tip = live.house.tip([text("a")])
    live.open_tip(page, tip.id)
    page.click("[data-act=claim]")
    page.wait_for_selector("[data-open-status]")
    page.locator("[data-open-forward]").first.click()
    page.wait_for_selector("dialog[open]")
    page.evaluate("() => { document.getElementById('tip-head').dataset.before = ''; }")
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    expect(page.locator("[data-thread] .part-text")).to_have_text("Họ vừa quay lại.")
    page.keyboard.press("Escape")
    expect(page.locator("#tip-head[data-before]")).to_have_count(0)
    expect(page.locator("[data-open-forward]").first).to_be_focused()


def test_an_act_of_the_head_keeps_the_focus_while_the_tip_changes(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("a")])
    live.open_tip(page, tip.id)
    page.locator("[data-act=claim]").focus()
    page.evaluate("() => { document.getElementById('tip-head').dataset.before = ''; }")
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    expect(page.locator("#tip-head[data-before]")).to_have_count(0)
    expect(page.locator("[data-act=claim]")).to_be_focused()


def test_a_list_that_comes_late_never_replaces_a_newer_one(live: LiveDesk, page: Page) -> None:
    late: list[tuple[Route, APIResponse]] = []

    def first_comes_late(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route(f"{live.url}/", first_comes_late)
    live.house.tip([text("a")])
    while not late:
        page.wait_for_timeout(20)
    newer = live.house.tip([text("b")])
    expect(page.locator(row(newer))).to_be_visible()
    route, older = late[0]
    assert newer.id.hex() not in older.text()
    route.fulfill(response=older)
    page.wait_for_timeout(500)
    expect(page.locator(row(newer))).to_be_visible()
