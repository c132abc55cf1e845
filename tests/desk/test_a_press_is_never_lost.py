"""What changes by itself never takes a button away from under the finger or key that is pressing it."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.desk.conftest import LiveDesk
from tests.desk.house import text

CLAIM = "#head-claim"
MARK = "node => { node.marked = true; }"
IS_MARKED = "selector => document.querySelector(selector)?.marked === true"


@pytest.fixture
def page(live: LiveDesk, request: pytest.FixtureRequest) -> Page:
    page = live.page()
    live.sign_in(page, live.house.officer("Lò Thị Hạnh", f"hanh.{len(request.node.name)}"))
    return page


def _opened_while_viewing_is_under_way(live: LiveDesk, page: Page) -> Route:
    """A tip whose first viewing hasn't been answered yet: its head is replaced once it is."""
    _, tip = live.house.tip([text("Ba sà lan")]), live.house.tip([text("Bãi cát sau bến")])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/viewed", hold)
    live.open_tip(page, tip.id)
    while not held:
        page.wait_for_timeout(20)
    page.eval_on_selector(CLAIM, MARK)
    return held[0]


def test_a_button_stays_under_the_finger_while_the_tip_follows_what_changed(
    live: LiveDesk, page: Page
) -> None:
    viewing = _opened_while_viewing_is_under_way(live, page)
    page.hover(CLAIM)
    page.mouse.down()
    with page.expect_response("**/tips/*"):
        viewing.continue_()
    page.wait_for_timeout(300)
    assert page.evaluate(IS_MARKED, CLAIM)
    page.mouse.up()
    expect(page.locator("#head-status")).to_be_visible()


def test_a_button_stays_under_the_space_bar(live: LiveDesk, page: Page) -> None:
    viewing = _opened_while_viewing_is_under_way(live, page)
    page.focus(CLAIM)
    page.keyboard.down(" ")
    with page.expect_response("**/tips/*"):
        viewing.continue_()
    page.wait_for_timeout(300)
    assert page.evaluate(IS_MARKED, CLAIM)
    page.keyboard.up(" ")
    expect(page.locator("#head-status")).to_be_visible()


def test_what_changed_is_shown_once_the_press_has_ended_elsewhere(live: LiveDesk, page: Page) -> None:
    viewing = _opened_while_viewing_is_under_way(live, page)
    page.hover(CLAIM)
    page.mouse.down()
    with page.expect_response("**/tips/*"):
        viewing.continue_()
    page.mouse.move(5, 890)
    page.mouse.up()
    page.wait_for_function("selector => document.querySelector(selector).marked !== true", arg=CLAIM)
    expect(page.locator(CLAIM)).to_be_visible()


def test_a_tab_stays_under_the_finger_while_the_list_follows(live: LiveDesk, page: Page) -> None:
    page.eval_on_selector("#queue-body .tabs a >> nth=1", MARK)
    page.hover("#queue-body .tabs a >> nth=1")
    page.mouse.down()
    tip = live.house.tip([text("Ba sà lan")])
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        pass
    page.wait_for_timeout(300)
    assert page.eval_on_selector("#queue-body .tabs a >> nth=1", "node => node.marked === true")
    page.mouse.move(5, 890)
    page.mouse.up()
    expect(page.locator(f"[data-tip='{tip.id.hex()}']")).to_be_visible()


def test_a_locked_tip_that_follows_leaves_its_unlocking_button_alone(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("Ba sà lan")])
    with page.expect_response("**/viewed"):
        live.open_tip(page, tip.id)
    page.click("key-box >> text=Khóa ngay")
    page.wait_for_selector("#unlock")
    page.keyboard.press("Escape")
    unlocking = "[data-report] button"
    page.wait_for_selector(unlocking)
    page.hover(unlocking)
    page.mouse.down()
    with page.expect_response(f"**/tips/{tip.id.hex()}"):
        live.house.addition(tip, 1, text("Họ vừa quay lại."))
    page.wait_for_timeout(300)
    page.mouse.up()
    expect(page.locator("#unlock")).to_be_visible()


@pytest.mark.parametrize("idle", ["02:10", "14:30"])
def test_one_press_locks_after_a_while_without_use(
    live: LiveDesk, request: pytest.FixtureRequest, idle: str
) -> None:
    """The press counts as use: what the box says of the time that is left changes under the finger."""
    page = live.page()
    page.clock.install()
    live.sign_in(page, live.house.officer("Lò Thị Hạnh", f"hanh.idle.{len(request.node.name)}.{idle[:2]}"))
    page.clock.fast_forward(idle)
    expect(page.locator("key-box")).to_contain_text("Tự khóa sau")
    page.click("key-box >> text=Khóa ngay")
    expect(page.locator("key-box")).to_contain_text("Khóa đã đóng")
