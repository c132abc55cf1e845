"""A resident tells of bribes taken by a commune's officers; the province reads and answers it, and nothing on the commune's own screens ever moves."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import Officer, Resident
from tests.journeys.conftest import Demo

pytestmark = pytest.mark.journey

TOLD = "Công an xã đang nhận tiền của chủ sới bạc, KÍN-ĐÁO-6158."
ANSWER = "Thanh tra đã nhận tin. Ai đưa tiền? KÍN-ĐÁO-7246."
ADDED = "Ông chủ sới tự đưa, KÍN-ĐÁO-1937."
TABS = ("", "?tab=mine", "?tab=unassigned", "?tab=overdue", "?tab=closed", "?tab=held")
RECEIVED = "Tin này sẽ gửi tới: "


@dataclass(frozen=True)
class Seen:
    """What an officer of the commune can see of the queue: which tips stand where, and what the lists say they count."""

    tips: dict[str, list[str]]
    counts: list[str]
    unread: list[str]


def looks_around(officer: Officer, desk: str) -> Seen:
    """Turn every page of the queue."""
    page, found, counts = officer.page, {}, []
    for tab in TABS:
        page.goto(f"{desk}/{tab}")
        page.wait_for_selector("queue-live")
        found[tab] = [row.get_attribute("data-tip") or "" for row in page.locator("tr[data-tip]").all()]
        counts.append(page.locator(".tabs").inner_text())
    return Seen(found, counts, page.locator(".nav-count").all_inner_texts())


def tells(resident: Resident, conflict: str, when: str, receiver: str, words: str) -> str:
    """Make a whole report of Quỳnh Nhai; gives its code."""
    resident.tells_a_place("chiềng khoang", "Xã Quỳnh Nhai, Sơn La (cũ: Chiềng Khoang)")
    resident.presses(conflict)
    resident.presses(when)
    resident.reads(RECEIVED + receiver)
    resident.writes(words)
    resident.reads("🔒 Đã cất kín 1 mục, CHƯA GỬI")
    resident.presses("✅ Xong, sang bước gửi")
    resident.presses("Cờ bạc, lô đề, cá độ")
    code = resident.notes_the_code()
    resident.presses("📨 Gửi tin này")
    resident.reads(f"Đã gửi tới {receiver}")
    return code


def newest_number(officer: Officer, desk: str) -> int:
    """The highest number in the commune's queue."""
    officer.page.goto(desk)
    officer.page.wait_for_selector("queue-live")
    return max(
        int(row.get_attribute("data-number") or 0) for row in officer.page.locator("tr[data-tip]").all()
    )


@pytest.fixture(scope="module")
def told(demo: Demo, browser: Any) -> Any:
    """The whole way once; what was seen on it is asked by the tests below."""
    resident, one, another = (Resident(browser, demo) for _ in range(3))
    chief = Officer(browser, demo, "quy.dv")
    officer = Officer(browser, demo, "hanh.lt", width=390, height=844)
    inspector = Officer(browser, demo, "mai.ht")
    duty_desk = Officer(browser, demo, "tuan.cv")
    commune = (chief, officer)
    seen: dict[str, Any] = {}
    for person in (*commune, inspector, duty_desk):
        person.signs_in()

    # An ordinary tip before, and one after: between the two, nothing may have happened in the commune.
    tells(one, "Không có", "Đã xảy ra", "Công an xã Quỳnh Nhai", "Đánh bạc ở quán nước.")
    seen["number before"] = newest_number(chief, demo.desk_url)
    seen["before"] = [looks_around(person, demo.desk_url) for person in commune]
    for person in commune:
        person.page.goto(demo.desk_url)
        person.page.wait_for_selector("queue-live")
    last = chief.page.locator("queue-live").get_attribute("data-last")

    code = tells(resident, "Có", "Đang xảy ra", "Thanh tra Công an tỉnh", TOLD)
    inspector.page.goto(demo.desk_url)
    address = inspector.opens("Cờ bạc, lô đề, cá độ")
    tip = address.rsplit("/", 1)[-1]
    expect(inspector.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    inspector.page.get_by_role("button", name="Nhận tin").first.click()
    inspector.page.get_by_label("Câu trả lời gửi người báo").fill(ANSWER)
    inspector.page.get_by_role("button", name="Gửi trả lời").click()
    expect(inspector.page.locator("[data-thread]").get_by_text(ANSWER)).to_be_visible()
    resident.presses("🔎 Xem tin đã gửi")
    resident.reads("Gõ mã tin")
    resident.writes(code)
    resident.reads(ANSWER)
    resident.presses("✍️ Gửi thêm")
    resident.writes(ADDED)
    expect(inspector.page.locator("[data-thread]").get_by_text(ADDED)).to_be_visible()
    # What is happening now lies at the duty desk too: it can act, and the commune can't see that it does.
    duty_desk.page.goto(f"{demo.desk_url}/tips/{tip}")
    expect(duty_desk.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()

    seen["still open"] = [person.page.content() for person in commune]
    seen["arrivals"] = [
        person.page.locator("tr.is-new, [data-arrivals]:visible").count() for person in commune
    ]
    seen["changes"] = chief.page.request.get(f"{demo.desk_url}/changes?since={last}").text()
    seen["after"] = [looks_around(person, demo.desk_url) for person in commune]
    paths = ["", "/parts/report/1", "/parts/addition/1", "/parts/manifest/1"]
    seen["fetched"] = [person.fetches(f"/tips/{tip}{path}") for person in commune for path in paths]
    rest = ("/attention", "/unit", "/unit/duty", "/unit/beats", "/register", "/search", "/campaigns")
    seen["elsewhere"] = [
        person.page.request.get(f"{demo.desk_url}{path}").text() for person in commune for path in rest
    ]
    tells(another, "Không có", "Đã xảy ra", "Công an xã Quỳnh Nhai", "Lại đánh bạc ở quán nước.")
    seen["number after"] = newest_number(chief, demo.desk_url)
    seen["tip"] = tip
    seen["complaints"] = [
        complaint
        for person in (resident, one, another, *commune, inspector, duty_desk)
        for complaint in person.complaints
    ]
    yield seen
    for each in (resident, one, another, *commune, inspector, duty_desk):
        each.close()


def test_no_list_and_no_count_of_the_commune_moves(told: Any) -> None:
    """Every list names the same tips, and every number beside a list is the same, for officer and chief."""
    assert told["before"] == told["after"]
    assert any(told["before"][0].tips[""])
    assert any(re.search(r"\d", line) for line in told["before"][0].counts)


def test_nothing_comes_in_on_their_open_pages(told: Any) -> None:
    """The page that lay open said nothing, and neither it nor any other page or change names the tip."""
    assert told["arrivals"] == [0, 0]
    for said in (*told["still open"], told["changes"], *told["elsewhere"]):
        assert told["tip"] not in said
        assert "KÍN-ĐÁO" not in said


def test_who_knows_its_address_finds_nothing_there(told: Any) -> None:
    """Officer and chief get the answer that an address of nothing gets."""
    assert told["fetched"] == [404] * 8


def test_no_number_is_missing_in_the_communes_queue(told: Any) -> None:
    """The ordinary tip after it bears the number that follows the one before it."""
    assert told["number after"] == told["number before"] + 1


def test_nothing_of_it_is_stored_readable_and_no_page_complains(told: Any, demo: Demo) -> None:
    """Neither told words nor answer stand in any file, and no script failed on any of the pages."""
    marks = [mark.encode() for mark in re.findall(r"KÍN-ĐÁO-\d+", TOLD + ANSWER + ADDED)]
    assert len(marks) == 3
    assert [(path.name, mark) for path, content in demo.files() for mark in marks if mark in content] == []
    assert told["complaints"] == []
