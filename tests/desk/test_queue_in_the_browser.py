"""The queue at work: live arrival, keyboard, filters, widths, and being cut off."""

import pytest
from playwright.sync_api import Page, expect

from domain.tips import When
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, TestOfficer, text
from tests.desk.watching import Watch, too_wide_at


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Quàng Thế Phong", f"phong.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


def test_a_new_tip_appears_at_its_place_and_the_focus_stays(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    for number in range(3):
        live.house.tip([text(str(number))], hours_ago=number)
    live.sign_in(page, officer)
    watch = Watch(page, live.url)
    page.keyboard.press("j")
    page.keyboard.press("j")
    current = page.evaluate("() => document.activeElement.id")
    assert current.startswith("tip-")
    urgent = live.house.tip([text("Đánh nhau")], category="violence", when=When.NOW, copies=(DUTY,))
    expect(page.locator(f"#tip-{urgent.id.hex()}")).to_be_visible()
    assert page.locator(".category a").first.get_attribute("id") == f"tip-{urgent.id.hex()}"
    assert page.evaluate("() => document.activeElement.id") == current
    expect(page.locator("#announcer-urgent")).to_have_text("Có tin đang xảy ra.")
    watch.nothing_happened()


def test_the_whole_way_works_by_keyboard(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    live.house.tip([text("Chuyện ở chợ")], hours_ago=20)
    live.sign_in(page, officer)
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.locator(".toast")).to_have_text("Đã nhận tin")
    page.keyboard.press("Enter")
    page.wait_for_selector("tip-view")
    expect(page.locator("[data-seal] .chip-good")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("Phím tắt")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.go_back()
    page.wait_for_selector("queue-live")
    expect(page.locator(".is-mine").first).to_have_text("Tôi")


def test_the_address_holds_the_filter_and_a_filter_can_be_dropped(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    live.house.tip([text("a")], category="drugs", when=When.SOON)
    live.house.tip([text("b")], category="fraud", when=When.PAST)
    live.sign_in(page, officer)
    page.click("#filter-category")
    page.click("details[open] >> text=Ma túy")
    page.wait_for_url("**/?category=drugs")
    expect(page.locator(".category a").first).to_have_text("Ma túy")
    assert set(page.locator(".category a").all_inner_texts()) == {"Ma túy"}
    page.click("text=Bỏ lọc")
    page.wait_for_url(f"{live.url}/")
    assert {"Ma túy", "Lừa đảo, chiếm đoạt"} <= set(page.locator(".category a").all_inner_texts())


def test_tips_above_the_hours_limit_wait_in_the_held_lane(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    held = live.house.tip([text("dồn dập")], category="wanted", queue_limit=0)
    live.sign_in(page, officer)
    assert page.locator(f"#tip-{held.id.hex()}").count() == 0
    page.click("text=Xem làn giữ")
    expect(page.locator(f"#tip-{held.id.hex()}")).to_be_visible()
    page.click("[data-open-held]")
    expect(page.locator(f"#tip-{held.id.hex()}")).to_have_count(0)
    page.goto(f"{live.url}/")
    expect(page.locator(f"#tip-{held.id.hex()}")).to_be_visible()


def test_being_cut_off_is_said_and_the_list_stays(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    tip = live.house.tip([text("a")])
    live.sign_in(page, officer)
    page.route("**/changes*", lambda route: route.abort())
    expect(page.locator("[data-cut]:visible")).to_contain_text("Chưa nối được máy chủ")
    expect(page.locator("[data-live]:visible")).to_have_text("Mất kết nối")
    expect(page.locator(f"#tip-{tip.id.hex()}")).to_be_visible()
    page.unroute("**/changes*")
    page.click("text=Thử lại")
    expect(page.locator("[data-live]:visible")).to_contain_text("Trực tiếp")


@pytest.mark.parametrize("path", ["/", "/tips/{tip}", "/unit", "/sign-out-there-is-no-such-page"])
def test_no_page_scrolls_sideways(live: LiveDesk, page: Page, path: str) -> None:
    officer = live.house.officer("Nguyễn Hoàng Thị Phương Thảo", f"thao.{abs(hash(path))}")
    tip = live.house.tip([text("dòng dài " * 80)], category="violence", when=When.NOW, copies=(DUTY,))
    live.sign_in(page, officer)
    page.goto(live.url + path.format(tip=tip.id.hex()))
    page.wait_for_load_state("networkidle")
    assert too_wide_at(page, (360, 390, 641, 768, 900, 1024, 1280, 1440, 1680)) == []


def test_pages_after_the_first_show_every_tip_once(live: LiveDesk, page: Page) -> None:
    officer = live.house.officer("Lường Văn Duy", "duy.lv.trang", DUTY)
    sent = {live.house.tip([text("x")], unit=DUTY, hours_ago=at % 7).id.hex() for at in range(60)}
    live.sign_in(page, officer)
    rows = "rows => rows.map((row) => row.dataset.tip)"
    first = page.locator("[data-tip]").evaluate_all(rows)
    page.click("text=Trang sau")
    page.wait_for_url("**after=**")
    second = page.locator("[data-tip]").evaluate_all(rows)
    assert len(first) == 50
    assert set(first).isdisjoint(second)
    assert sent <= set(first) | set(second)
