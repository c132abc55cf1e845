"""A resident reports sand thieves with a text, a photo and a voice note; the commune's officer opens it, answers, and the answer is read with the code."""

import re

import pytest
from playwright.sync_api import expect

from tests.file_cleaning import samples
from tests.journeys.actors import Officer, Resident, Watched

pytestmark = pytest.mark.journey

TOLD = "Ba sà lan hút cát dưới chân cầu Pá Uôn, biển hiệu KỲ-LẠ-7731."
ADDED = "Tối qua họ quay lại, MẬT-HIỆU-5502."
ANSWER = "Công an xã đã nhận tin. Thuyền màu gì? TRẢ-LỜI-9964."
# Long marks only: three letters stand somewhere in a few megabytes of sealed bytes by chance.
PLACE_IN_PHOTO = (b"\x00\x00\x00\x15\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00\x01", b"CameraMARK")


@pytest.fixture(scope="module")
def told(demo, browser):
    """The whole way once; what was seen on it is asked by the tests below."""
    resident = Resident(browser, demo)
    officer = Officer(browser, demo, "hanh.lt")
    stranger = Officer(browser, demo, "huong.pt")
    duty_desk = Officer(browser, demo, "tuan.cv")
    seen: dict[str, object] = {}

    resident.tells_a_place("chiềng khoang", "Xã Quỳnh Nhai, Sơn La (cũ: Chiềng Khoang)")
    resident.presses("Không có")
    resident.presses("Vẫn hay xảy ra")
    resident.reads("Tin này sẽ gửi tới: Công an xã Quỳnh Nhai")
    resident.writes(TOLD)
    resident.reads("🔒 Đã cất kín 1 mục, CHƯA GỬI")
    resident.sends_photo(samples.photo_with_place())
    resident.reads("🔒 Đã cất kín 2 mục, CHƯA GỬI")
    resident.sends_voice(samples.voice_note())
    resident.reads("🔒 Đã cất kín 3 mục, CHƯA GỬI")
    resident.presses("✅ Xong, sang bước gửi")
    resident.presses("Bỏ qua bước này")
    code = resident.notes_the_code()

    officer.signs_in()
    before = officer.page.locator("table a", has_text="Chưa chọn loại").count()
    resident.presses("📨 Gửi tin này")
    resident.reads("Đã gửi tới Công an xã Quỳnh Nhai")
    expect(officer.page.locator("table a", has_text="Chưa chọn loại")).to_have_count(before + 1)

    address = officer.opens("Chưa chọn loại")
    parts = officer.page.locator("[data-report]")
    expect(parts.get_by_text(TOLD)).to_be_visible()
    expect(officer.page.get_by_text("Đủ 3/3 mục, đúng như lúc gửi")).to_be_visible()
    picture = parts.locator("img")
    expect(picture).to_be_visible()
    seen["picture width"] = picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
    seen["players"] = parts.get_by_role("button", name=re.compile("Nghe|Phát")).count()
    officer.page.get_by_role("button", name="Nhận tin").first.click()
    expect(officer.page.get_by_text("Lò Thị Hạnh").first).to_be_visible()
    officer.page.get_by_label("Câu trả lời gửi người báo").fill(ANSWER)
    officer.page.get_by_role("button", name="Gửi trả lời").click()
    expect(officer.page.locator("[data-thread]").get_by_text(ANSWER)).to_be_visible()

    resident.presses("🔎 Xem tin đã gửi")
    resident.reads("Gõ mã tin")
    resident.writes(code.replace(" ", ""))
    resident.reads("Công an đã xem")
    resident.reads(ANSWER)
    resident.presses("✍️ Gửi thêm")
    resident.writes(ADDED)
    officer.page.reload()
    expect(officer.page.locator("[data-thread]").get_by_text(ADDED)).to_be_visible()

    path = "/tips/" + address.rsplit("/", 1)[-1]
    for other in (stranger, duty_desk):
        other.signs_in()
    seen["others"] = [other.fetches(path) for other in (stranger, duty_desk)]
    seen["others' pages"] = "".join(other.page.content() for other in (stranger, duty_desk))
    seen["complaints"] = [person.complaints for person in (resident, officer, stranger, duty_desk)]
    seen["chat id"] = resident.chat_id
    seen["code"] = code
    yield seen
    for person in (resident, officer, stranger, duty_desk):
        _put_away(person)


def _put_away(person: Watched) -> None:
    person.close()


def _as_written(chat_id: int) -> tuple[bytes, ...]:
    """A chat's id as digits and as a database or a struct would hold it."""
    return (str(chat_id).encode(), chat_id.to_bytes(8, "big"), chat_id.to_bytes(8, "little"))


def test_picture_and_voice_open_in_place(told):
    """The photo is decoded upright in the officer's browser, the voice note has a player."""
    assert told["picture width"] == 300
    assert told["players"] == 1


def test_nobody_else_opens_it(told):
    """For another commune's officer and the province's duty desk there is no such tip."""
    assert told["others"] == [404, 404]
    assert "KỲ-LẠ" not in told["others' pages"]


def test_no_page_complains(told):
    """No script failed, no policy was broken, no stranger was asked."""
    assert told["complaints"] == [[], [], [], []]


def test_what_is_stored_says_nothing(told, demo):
    """Database, write-ahead log, blobs, process log and temporary files hold none of the words, no place of the photo, no code and no chat's id."""
    code = told["code"]
    secrets = [
        *(mark.encode(form) for mark in ("KỲ-LẠ-7731", "MẬT-HIỆU-5502", "TRẢ-LỜI-9964") for form in ("utf-8", "utf-16-le")),
        code.encode(), code.replace(" ", "").encode(), *PLACE_IN_PHOTO, *_as_written(told["chat id"]),
    ]  # fmt: skip
    files = dict(demo.files())
    names = " ".join(path.name for path in files)
    assert "tinbao.db" in names
    assert [
        (path.name, secret) for path, content in files.items() for secret in secrets if secret in content
    ] == []
