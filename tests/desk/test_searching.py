"""An officer searches in the browser what the own queue can open; the server never learns a word of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import LiveDesk
from tests.desk.house import HA_TRUNG, TestOfficer, text
from tests.desk.watching import Watch

BOATS = "Mấy tối nay có ba sà lan hút cát dưới chân cầu Pá Uôn."
DOGS = "Có nhóm trộm chó đi xe máy biển số 26B1-123.45 ở bản Phát."


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"tim.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


def follow(page: Page, name: str, title: str) -> None:
    """Go to another page of the navigation, once the former swap is through."""
    expect(page.locator("#nav")).to_have_count(1)
    page.locator(f'#nav a[data-name="{name}"]').click()
    expect(page.locator("h1")).to_have_text(title)


def search(page: Page, words: str) -> None:
    page.fill("[name=words]", words)


def test_words_are_found_without_marks_in_tips_of_the_own_queue_alone(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    watch = Watch(page, live.url)
    boats = live.house.tip([text(BOATS), text("Ghe hút cát đậu gần bến đò.")])
    live.house.tip([text(DOGS)], category="theft")
    live.house.tip([text("Sà lan hút cát ở Hà Trung.")], unit=HA_TRUNG)
    live.sign_in(page, officer)
    with page.expect_response("**/viewed"):
        page.goto(f"{live.url}/tips/{boats.id.hex()}")
    page.goto(f"{live.url}/search")
    expect(page.locator("[data-count]")).to_contain_text("tin để tìm")
    search(page, "sa lan hut cat")
    expect(page.locator(".search-result")).to_have_count(1)
    expect(page.locator(".search-result mark")).to_have_text(["sà", "lan", "hút", "cát"])
    # Nobody has opened the other one yet: it is found by what its line says, and its words aren't even read.
    search(page, "26b1 123")
    expect(page.locator("[data-count]")).to_contain_text("Không tin nào")
    search(page, "trom cap")
    expect(page.locator(".search-result")).to_have_count(1)
    expect(page.get_by_text("Chưa ai mở tin này.")).to_be_visible()
    search(page, "không có đâu")
    expect(page.locator("[data-count]")).to_contain_text("Không tin nào")
    assert not [line for line in watch.sent if "sa lan" in line or "hut" in line or "26b1" in line]
    search(page, "sà lan")
    page.locator(".search-result").click()
    expect(page.get_by_text(BOATS)).to_be_visible()
    assert "lan" not in page.url.rpartition("/")[2]
    watch.nothing_happened()


def test_what_comes_later_is_found_and_a_locked_page_holds_no_word(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(BOATS)])
    live.sign_in(page, officer)
    with page.expect_response("**/viewed"):
        page.goto(f"{live.url}/tips/{tip.id.hex()}")
    follow(page, "Tìm kiếm", "Tìm trong tin")
    search(page, "thuyen truong")
    expect(page.locator("[data-count]")).to_contain_text("Không tin nào")
    live.house.addition(tip, 1, text("Thuyền trưởng hay mặc áo phao cam."))
    follow(page, "Hàng tin", "Hàng tin")
    follow(page, "Tìm kiếm", "Tìm trong tin")
    search(page, "thuyen truong")
    expect(page.locator(".search-result mark")).to_have_text(["Thuyền", "trưởng"])
    page.get_by_role("button", name="Khóa ngay").click()
    expect(page.locator(".search-result")).to_have_count(0)
    assert "Thuyền" not in page.content()
    assert page.input_value("[name=words]") == ""


def test_a_lock_on_another_page_forgets_what_was_searched_too(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(BOATS)])
    live.sign_in(page, officer)
    with page.expect_response("**/viewed"):
        page.goto(f"{live.url}/tips/{tip.id.hex()}")
    follow(page, "Tìm kiếm", "Tìm trong tin")
    search(page, "sa lan")
    expect(page.locator(".search-result")).not_to_have_count(0)
    follow(page, "Hàng tin", "Hàng tin")
    page.get_by_role("button", name="Khóa ngay").click()
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("#unlock")).to_have_count(0)
    # Nothing can be read anew: whatever is found now was kept behind the lock.
    page.route("**/search/tips*", lambda route: route.abort())
    follow(page, "Tìm kiếm", "Tìm trong tin")
    expect(page.locator("[data-search-error]")).to_be_visible()
    assert page.input_value("[name=words]") == ""
    search(page, "sa lan")
    expect(page.locator("[data-count]")).to_contain_text("Không tin nào")
    expect(page.locator(".search-result")).to_have_count(0)
