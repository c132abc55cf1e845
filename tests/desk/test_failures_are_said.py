"""Whatever fails is said in Vietnamese, to a person; nothing fails without a word."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, text


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Cầm Văn Dũng", f"dung.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk, officer: TestOfficer) -> Page:
    page = live.page()
    live.sign_in(page, officer)
    return page


def follow(page: Page, name: str) -> None:
    page.locator(f'#nav a[data-name="{name}"]').click()


def test_a_status_whose_reason_cant_be_sealed_is_said(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("Ba sà lan hút cát")])
    live.open_tip(page, tip.id)
    page.click("[data-act=claim]")
    page.click("[data-open-status]")
    page.select_option("#classification", "crime")
    page.click("[data-submit]")
    expect(page.locator(".facts")).to_contain_text("Đã phân loại: tội phạm")
    page.click("[data-open-status]")
    page.evaluate("() => void (crypto.subtle.encrypt = () => Promise.reject(new Error('operation failed')))")
    page.check("input[value=closed]")
    page.fill("#reason", "Đã xác minh")
    page.click("[data-status-dialog] [data-submit]")
    expect(page.locator("#status-error")).to_have_text("Chưa niêm phong được. Tải lại trang rồi thử lại.")


def test_a_browser_that_cant_stretch_the_words_is_said(page: Page, officer: TestOfficer) -> None:
    page.get_by_role("button", name="Khóa ngay").click()
    page.route("**/argon2_worker.js*", lambda route: route.abort())
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("#unlock-error")).to_contain_text("Trình duyệt chưa chạy được phần niêm phong")


def test_a_search_that_fails_is_said(page: Page) -> None:
    page.route("**/search/tips*", lambda route: route.fulfill(json={}))
    follow(page, "Tìm kiếm")
    expect(page.locator("[data-search-error]")).to_have_text("Có lỗi. Tải lại trang rồi thử lại.")


def test_a_page_that_takes_too_long_is_said(live: LiveDesk, page: Page) -> None:
    """The page's patience is twenty seconds; here it is half of one."""

    def impatient(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"timeout":20000', '"timeout":500'))

    page.route(f"{live.url}/", impatient)
    page.goto(f"{live.url}/")
    page.wait_for_selector("queue-live")
    page.route(f"{live.url}/search", lambda route: None)
    follow(page, "Tìm kiếm")
    expect(page.locator("#main > .page-error")).to_contain_text(
        "Không tải được trang. Xem lại mạng rồi bấm lần nữa."
    )


def test_going_back_without_a_line_is_said(live: LiveDesk, page: Page) -> None:
    follow(page, "Tìm kiếm")
    page.wait_for_url("**/search")
    expect(page.locator("h1")).to_have_text("Tìm trong tin")
    page.route(f"{live.url}/", lambda route: route.abort())
    page.evaluate("history.back()")
    expect(page.locator("#main > .page-error")).to_contain_text("Không tải được trang.")
    page.unroute(f"{live.url}/")
    page.reload()
    expect(page.locator("h1")).to_have_text("Hàng tin")


def test_going_back_to_a_page_that_is_refused_once_asks_for_it_as_a_whole(live: LiveDesk, page: Page) -> None:
    follow(page, "Tìm kiếm")
    page.wait_for_url("**/search")
    expect(page.locator("h1")).to_have_text("Tìm trong tin")
    page.route(f"{live.url}/", lambda route: route.fulfill(status=500, body=""), times=1)
    page.evaluate("history.back()")
    expect(page.locator("h1")).to_have_text("Hàng tin")
    expect(page.locator("queue-live")).to_be_attached()
