"""A locked page neither shows what came out of sealed parts nor says of a seal what nobody has looked at."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sealing.frames import Content, MediaKind
from sealing.secret_types import SecretBytes
from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, TestTip, text

CUT = "Chưa nối được máy chủ"


def photo() -> Content:
    held = io.BytesIO()
    Image.new("RGB", (32, 20), (20, 60, 90)).save(held, "JPEG")
    body = SecretBytes(held.getvalue())
    return Content(kind=MediaKind.PHOTO, body=body, mime="image/jpeg", width=32, height=20)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


def open_from_the_queue(page: Page, tip: TestTip) -> None:
    page.click(f"#tip-{tip.id.hex()}")
    expect(page.locator("[data-seal] .chip-good")).to_be_visible()
    # What the first view changes on the page has come too: the page is at rest.
    expect(page.locator("#tip-aside")).to_contain_text("Xem lần đầu")


def lock(page: Page) -> None:
    page.click("key-box >> text=Khóa ngay")
    page.wait_for_selector("#unlock")
    page.keyboard.press("Escape")
    expect(page.locator("#unlock")).to_have_count(0)


def loses_the_line_and_has_it_back(page: Page) -> None:
    page.route("**/changes*", lambda route: route.abort())
    expect(page.locator("[data-notices]")).to_contain_text(CUT)
    page.unroute("**/changes*")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.locator("[data-notices]")).not_to_contain_text(CUT)


def test_a_locked_tip_raises_no_alarm_when_the_line_comes_back(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("a"), photo()])
    live.sign_in(page, officer)
    open_from_the_queue(page, tip)
    lock(page)
    loses_the_line_and_has_it_back(page)
    expect(page.locator("[data-notices]")).to_be_empty()
    expect(page.locator("[data-seal]")).to_have_text("Đang niêm phong")
    page.locator("[data-report] button").click()
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("[data-seal]")).to_have_text("Đủ 2/2 mục, đúng như lúc gửi")


def test_why_a_tip_cannot_be_opened_stands_there_again_when_the_line_comes_back(
    live: LiveDesk, page: Page
) -> None:
    newcomer = live.house.officer("Cà Thị Mai", "mai.khong.khoa.2", holds_key=False)
    tip = live.house.tip([text("a")])
    live.sign_in(page, newcomer)
    page.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(page.locator("[data-notices]")).to_contain_text("Nhờ đồng nghiệp")
    loses_the_line_and_has_it_back(page)
    expect(page.locator("[data-notices]")).to_contain_text("Nhờ đồng nghiệp")
    expect(page.locator("[data-seal]")).to_have_text("Đang niêm phong")


def test_an_opened_tip_says_the_same_of_its_seal_when_the_line_comes_back(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("a")])
    live.sign_in(page, officer)
    open_from_the_queue(page, tip)
    loses_the_line_and_has_it_back(page)
    expect(page.locator("[data-notices]")).to_be_empty()
    expect(page.locator("[data-seal]")).to_have_text("Đủ 1/1 mục, đúng như lúc gửi")


def test_the_kinds_of_an_opened_tip_leave_the_queue_with_the_lock(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("a"), photo(), photo()])
    live.sign_in(page, officer)
    kinds = page.locator(f"tr:has(#tip-{tip.id.hex()}) [data-parts]")
    sealed = kinds.inner_html()
    open_from_the_queue(page, tip)
    page.locator("[data-back]:visible").first.click()
    expect(kinds).to_contain_text("Ảnh: 2")
    lock(page)
    assert kinds.inner_html() == sealed
    page.click("key-box button")
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("#unlock")).to_have_count(0)
    assert kinds.inner_html() == sealed


def test_a_queue_that_is_opened_locked_never_shows_what_was_opened_before(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("a"), photo()])
    live.sign_in(page, officer)
    kinds = page.locator(f"tr:has(#tip-{tip.id.hex()}) [data-parts]")
    sealed = kinds.inner_html()
    open_from_the_queue(page, tip)
    lock(page)
    page.evaluate(
        "() => { window.seen = ''; new MutationObserver(() => {"
        " for (const cell of document.querySelectorAll('[data-parts]')) window.seen += cell.textContent;"
        " }).observe(document.body, { childList: true, subtree: true }); }"
    )
    page.locator("[data-back]:visible").first.click()
    expect(kinds).to_be_visible()
    # By the time that the queue asks for news it has long looked at the lock.
    with page.expect_response("**/changes*"):
        pass
    assert kinds.inner_html() == sealed
    assert "Ảnh" not in page.evaluate("() => window.seen")
