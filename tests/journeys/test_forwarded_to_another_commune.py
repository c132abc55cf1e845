"""A resident told the wrong commune; its officer forwards the tip, and what the resident adds then is opened by the new one alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import Officer, Resident

pytestmark = pytest.mark.journey

TOLD = "Xe tải đổ phế thải ở bãi sông, DẤU-HIỆU-4418."
ADDED = "Tối nay họ đổ tiếp, DẤU-HIỆU-9027."
WHY = "Bãi đổ ở bờ xã bên, DẤU-HIỆU-3306."


@pytest.fixture(scope="module")
def told(demo, browser):
    """The whole way once; what was seen on it is asked by the tests below."""
    resident = Resident(browser, demo)
    former = Officer(browser, demo, "huong.pt")
    receiver = Officer(browser, demo, "thu.tt", width=390, height=844)
    seen: dict[str, object] = {}

    resident.tells_a_place("ha trung thanh hoa", "Xã Hà Trung, Thanh Hóa")
    resident.presses("Không có")
    resident.presses("Vẫn hay xảy ra")
    resident.reads("Tin này sẽ gửi tới: Công an xã Hà Trung")
    resident.writes(TOLD)
    resident.reads("🔒 Đã cất kín 1 mục, CHƯA GỬI")
    resident.presses("✅ Xong, sang bước gửi")
    resident.presses("Bỏ qua bước này")
    code = resident.notes_the_code()
    resident.presses("📨 Gửi tin này")
    resident.reads("Đã gửi tới Công an xã Hà Trung")

    former.signs_in()
    address = former.opens("Chưa chọn loại")
    path = "/tips/" + address.rsplit("/", 1)[-1]
    expect(former.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    former.page.get_by_role("button", name="Nhận tin").first.click()
    expect(former.page.get_by_role("button", name="Đổi trạng thái")).to_be_visible()
    former.page.get_by_role("button", name="Chuyển", exact=True).click()
    dialog = former.page.get_by_role("dialog")
    dialog.get_by_label("Chuyển tới").fill("tong son")
    dialog.get_by_text("Công an xã Tống Sơn").click()
    expect(dialog).to_contain_text("Khóa còn hạn, đã đối chiếu.")
    dialog.get_by_label("Ghi thêm").fill(WHY)
    dialog.get_by_role("button", name="Chuyển tới Công an xã Tống Sơn").click()
    expect(former.page.get_by_role("heading", name="Đã chuyển tới Công an xã Tống Sơn")).to_be_visible()
    seen["former's page"] = former.page.content()

    resident.presses("🔎 Xem tin đã gửi")
    resident.reads("Gõ mã tin")
    resident.writes(code.replace(" ", ""))
    resident.reads("Đã chuyển nơi xử lý")
    resident.presses("✍️ Gửi thêm")
    resident.writes(ADDED)

    receiver.signs_in()
    receiver.opens("Chưa chọn loại")
    expect(receiver.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    expect(receiver.page.locator("[data-thread]").get_by_text(ADDED)).to_be_visible()
    expect(receiver.page.locator("[data-notes]")).to_contain_text(WHY)
    seen["receiver's page"] = receiver.page.content()
    seen["former may fetch"] = [
        former.fetches(f"{path}{part}") for part in ("", "/parts/report/1", "/parts/addition/1")
    ]
    former.page.goto(f"{demo.desk_url}/register")
    seen["register"] = former.page.locator("main").inner_text()
    seen["complaints"] = resident.complaints + former.complaints + receiver.complaints
    yield seen
    for person in (resident, former, receiver):
        person.close()


def test_the_former_commune_has_nothing_but_a_line_in_its_register(told):
    """Its page went at once, its session fetches nothing of the tip any more, and the register says where it went."""
    assert told["former may fetch"] == [404, 404, 404]
    assert "DẤU-HIỆU" not in told["former's page"]
    assert "Đã chuyển tới Công an xã Tống Sơn" in told["register"]
    assert "DẤU-HIỆU" not in told["register"]


def test_the_new_commune_reads_who_forwarded_by_unit_and_role_alone(told):
    """The history is kept, the names of the former commune's people aren't."""
    assert "Cán bộ, Công an xã Hà Trung" in told["receiver's page"]
    assert "Phạm Thị Hương" not in told["receiver's page"]


def test_nothing_of_it_is_stored_readable_and_no_page_complains(told, demo):
    """Neither the tip, nor why it was forwarded, nor what was added stands in any file."""
    marks = [mark.encode() for mark in re.findall(r"DẤU-HIỆU-\d+", TOLD + ADDED + WHY)]
    assert len(marks) == 3
    found = [(Path(path).name, mark) for path, content in demo.files() for mark in marks if mark in content]
    assert found == []
    assert told["complaints"] == []
