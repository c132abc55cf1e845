"""The chief puts an officer on the night; on a phone that officer sees what is happening now, claims and answers it; two officers on one tip stay kind."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import Officer, Resident

pytestmark = pytest.mark.journey

TOLD = "Nhóm thanh niên cầm gậy đuổi nhau ở sân bóng, ÁM-HIỆU-2291."
ANSWER = "Công an xã đang tới. Còn ai bị thương không? ÁM-HIỆU-8847."
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def night(demo: Any, browser: Any) -> Any:
    """The whole night once; what was seen is asked by the tests below."""
    chief = Officer(browser, demo, "quy.dv")
    guard = Officer(browser, demo, "phong.qt", **PHONE)
    resident = Resident(browser, demo)
    seen: dict[str, Any] = {}

    chief.signs_in()
    chief.page.goto(f"{demo.desk_url}/unit/duty")
    # The shift that is on now is either of this week's, or last Sunday's night.
    if chief.page.locator("td.is-now").count() == 0:
        chief.page.get_by_label("Tuần trước").click()
    now = chief.page.locator("td.is-now")
    now.locator("[data-slot]").click()
    for box in chief.page.locator("dialog input[name=officer]").all():
        box.uncheck()
    chief.page.get_by_label("Quàng Thế Phong").check()
    chief.page.get_by_role("button", name="Xếp ca trực").click()
    expect(now).to_contain_text("Quàng Thế Phong")
    expect(chief.page.locator("td.is-now").get_by_text("Đang trực")).to_be_visible()
    guard.signs_in()
    guard.page.goto(f"{demo.desk_url}/unit/duty")
    seen["on duty"] = guard.page.locator(".duty-now").inner_text()
    guard.page.goto(f"{demo.desk_url}/")
    urgent = guard.page.locator("tr", has=guard.page.locator(".chip-now"))
    before = urgent.count()

    resident.tells_a_place("chiềng khoang", "Xã Quỳnh Nhai, Sơn La (cũ: Chiềng Khoang)")
    resident.presses("Không có")
    resident.presses("Đang xảy ra")
    resident.reads("113")
    resident.writes(TOLD)
    resident.reads("🔒 Đã cất kín 1 mục, CHƯA GỬI")
    resident.presses("✅ Xong, sang bước gửi")
    resident.presses("Đánh nhau, gây rối, băng nhóm")
    code = resident.notes_the_code()
    resident.presses("📨 Gửi tin này")
    resident.reads("Đã gửi tới Công an xã Quỳnh Nhai")

    expect(urgent).to_have_count(before + 1)
    fresh = guard.page.locator("tr.is-new", has=guard.page.locator(".chip-now"))
    tip = fresh.get_attribute("data-tip")
    fresh.locator(".category a").click()
    expect(guard.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    seen["sideways"] = guard.page.evaluate("() => document.documentElement.scrollWidth")

    # The chief looks at the same tip, and is slower.
    chief.page.goto(f"{demo.desk_url}/")
    expect(chief.page.locator(f'tr[data-tip="{tip}"]')).to_contain_text("Quàng Thế Phong đang xem")
    chief.page.goto(f"{demo.desk_url}/tips/{tip}")
    expect(chief.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    expect(chief.page.locator("tip-company")).to_have_text("Quàng Thế Phong cũng đang xem tin này.")
    expect(guard.page.locator("tip-company")).to_have_text("Điêu Văn Quý cũng đang xem tin này.")
    # What the chief's page still has under way ends first: from here on it hears of nothing.
    expect(chief.page.locator(".history")).to_contain_text("Điêu Văn Quý")
    chief.page.route("**/changes*", lambda route: route.abort())
    expect(chief.page.locator("[data-notices]")).to_contain_text("Chưa nối được máy chủ")
    guard.page.get_by_role("button", name="Nhận tin").click()
    expect(guard.page.get_by_role("button", name="Đổi trạng thái")).to_be_visible()
    chief.page.get_by_role("button", name="Nhận tin").click()
    said = chief.page.locator("[data-act-said]")
    expect(said).to_contain_text("Quàng Thế Phong đã nhận tin này trước.")
    expect(chief.page.locator("#tip-head")).to_contain_text("Quàng Thế Phong đang giữ")
    seen["told"] = said.inner_text()
    chief.page.unroute("**/changes*")

    guard.page.get_by_label("Câu trả lời gửi người báo").fill(ANSWER)
    guard.page.get_by_role("button", name="Gửi trả lời").click()
    expect(guard.page.locator("[data-thread]").get_by_text(ANSWER)).to_be_visible()
    resident.presses("🔎 Xem tin đã gửi")
    resident.reads("Gõ mã tin")
    resident.writes(code)
    resident.reads(ANSWER)

    # In the morning the chief gives it to somebody else.
    chief.page.locator("[data-assign]:visible").click()
    chief.page.locator("dialog").get_by_text("Lò Thị Hạnh", exact=True).click()
    chief.page.get_by_role("button", name="Giao cho Lò Thị Hạnh").click()
    expect(guard.page.locator("#tip-aside .person")).to_contain_text("Lò Thị Hạnh")
    seen["history"] = chief.page.locator(".history").inner_text()
    expect(chief.page.locator(".history")).to_contain_text("Giao tin cho Lò Thị Hạnh")
    seen["complaints"] = guard.complaints + resident.complaints
    seen["chief complains"] = [each for each in chief.complaints if "ERR_FAILED" not in each]
    yield seen
    for person in (chief, guard, resident):
        person.close()


def test_the_officer_on_the_night_does_the_whole_job_on_a_phone(night: Any) -> None:
    """Seen without a reload, opened, claimed, answered, and the resident read it; nothing ran over the edge."""
    assert "Quàng Thế Phong" in night["on duty"]
    assert "Lò Thị Hạnh" not in night["on duty"]
    assert night["sideways"] <= PHONE["width"]


def test_the_slower_of_two_officers_is_told_kindly(night: Any) -> None:
    """The sentence names who was first and blames nobody."""
    assert "Cần phối hợp thì trao đổi với Quàng Thế Phong." in night["told"]
    assert "lỗi" not in night["told"].lower()


def test_no_page_complains_at_night(night: Any) -> None:
    """No script failed, no policy was broken, no stranger was asked."""
    assert night["complaints"] == []
    assert night["chief complains"] == []
