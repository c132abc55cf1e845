"""An officer opens, answers and locks a tip in a real browser."""

import io
import math
import struct
import wave

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from domain.hours import day_of
from sealing.derivation import new_key
from sealing.errors import WrongKeyOrPlace
from sealing.frames import Content, MediaKind
from sealing.parts import Place, open_part
from sealing.parts import Role as PartRole
from sealing.replies import open_reply_key
from sealing.secret_types import SecretBytes, SecretText
from storage import threads
from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, TestTip, text
from tests.desk.watching import Watch

WORDS = "Mấy tối nay có ba sà lan hút cát dưới chân cầu Pá Uôn."


def photo() -> Content:
    held = io.BytesIO()
    Image.new("RGB", (320, 200), (20, 60, 90)).save(held, "JPEG")
    return Content(
        kind=MediaKind.PHOTO, body=SecretBytes(held.getvalue()), mime="image/jpeg", width=320, height=200
    )


def voice() -> Content:
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(at / 9))) for at in range(8000)))
    return Content(kind=MediaKind.VOICE, body=SecretBytes(held.getvalue()), mime="audio/wav", seconds=1)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


@pytest.fixture
def watch(live: LiveDesk, page: Page) -> Watch:
    return Watch(page, live.url)


def opened_text(page: Page) -> list[str]:
    return page.locator("[data-report] .part-text:visible").all_inner_texts()


def test_a_tip_opens_in_place_from_the_queue(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch
) -> None:
    pdf = Content(
        kind=MediaKind.DOCUMENT,
        body=SecretBytes(b"%PDF-1.4"),
        mime="application/pdf",
        name=SecretText("so-xe.pdf"),
    )
    tip = live.house.tip([text(WORDS), photo(), voice(), pdf])
    live.sign_in(page, officer)
    page.click(f"#tip-{tip.id.hex()}")
    expect(page.locator("[data-seal]")).to_have_text("Đủ 4/4 mục, đúng như lúc gửi")
    assert opened_text(page) == [WORDS]
    assert (
        page.eval_on_selector("[data-report] img", "image => image.decode().then(() => image.naturalWidth)")
        == 320
    )
    expect(page.locator("sound-player time")).to_have_text("0:00 / 0:01")
    with page.expect_download() as saved:
        page.click("text=Tải về")
    assert saved.value.suggested_filename == "so-xe.pdf"
    expect(page.locator("#tip-aside")).to_contain_text("Xem lần đầu")
    watch.nothing_happened()
    assert not any("sà lan" in sent for sent in watch.sent)


def test_opening_tells_the_resident_that_it_was_seen(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator(".history")).to_contain_text("Lò Thị Hạnh")
    thread = live.house.database.read_now(lambda conn: threads.open_thread(conn, tip.receipt.mailbox))
    assert thread is not None
    assert thread.first_viewed == day_of(live.house.now)


def test_an_answer_is_sealed_in_the_browser_and_opens_with_the_code(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.fill("[data-composer=reply] textarea", "Thuyền có chữ hoặc số nào không?")
    page.click("[data-composer=reply] button[type=submit]")
    expect(page.locator("[data-thread] .part-text")).to_have_text("Thuyền có chữ hoặc số nào không?")
    page.fill("[data-composer=note] textarea", "Tối nay xem lại khúc sông.")
    page.click("[data-composer=note] button[type=submit]")
    expect(page.locator("[data-notes] .part-text")).to_have_text("Tối nay xem lại khúc sông.")
    assert not any("Thuyền" in sent or "khúc sông" in sent for sent in watch.sent)
    assert read_by_the_resident(live, tip) == ["Thuyền có chữ hoặc số nào không?"]
    watch.nothing_happened()


def read_by_the_resident(live: LiveDesk, tip: TestTip) -> list[str]:
    thread = live.house.database.read_now(lambda conn: threads.open_thread(conn, tip.receipt.mailbox))
    assert thread is not None
    words = []
    for reply in thread.replies:
        place = Place(live.house.deployment, tip.id, reply.number, PartRole.REPLY)
        key = open_reply_key(place, reply.sealed_key, tip.receipt.mailbox, tip.receipt.reply_seed)
        assert reply.body is not None
        words.append(open_part(place, key, reply.body).body.reveal().decode())
        with pytest.raises(WrongKeyOrPlace):
            open_reply_key(place, reply.sealed_key, tip.receipt.mailbox, new_key())
    return words


def test_what_the_resident_adds_shows_whether_a_code_of_this_tip_signed_it(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.house.addition(tip, 1, text("Một chiếc sơn mũi xanh."))
    live.house.addition(tip, 2, text("Lời của kẻ khác."), signer=new_key())
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    real, forged = page.locator("[data-thread] thread-item").all()
    expect(real).to_contain_text("Một chiếc sơn mũi xanh.")
    expect(real).to_contain_text("Đúng khóa của mã tin")
    expect(forged).to_contain_text("có thể không phải người báo")


def test_an_addition_appears_while_the_tip_is_open(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.fill("[data-composer=reply] textarea", "đang viết")
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    expect(page.locator("[data-thread] .part-text")).to_have_text("Họ vừa quay lại.")
    assert page.input_value("[data-composer=reply] textarea") == "đang viết"


def test_an_edited_message_stands_where_the_older_one_stood(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("Biển số 26A"), text("Xe màu đỏ"), text("Biển số 26B", amends=1)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    assert opened_text(page) == ["Biển số 26B", "Xe màu đỏ"]
    page.click("text=Bản trước khi người báo sửa")
    assert opened_text(page) == ["Biển số 26B", "Biển số 26A", "Xe màu đỏ"]


def test_locking_takes_every_word_off_the_page_and_keeps_the_draft_sealed(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS), photo()])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.fill("[data-composer=reply] textarea", "Thư viết dở")
    page.click("key-box >> text=Khóa ngay")
    page.wait_for_selector("#unlock")
    page.wait_for_function(
        "() => Object.keys(sessionStorage).some((name) => name.startsWith('tinbao-draft'))"
    )
    assert "sà lan" not in page.content()
    assert page.locator("[data-report] img").count() == 0
    assert page.input_value("[data-composer=reply] textarea") == ""
    assert "Thư viết dở" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.fill("#unlock", "gấu nâu hồ hiếm nai tròn tôm vuông thang cứng")
    page.click("lock-dialog >> text=Mở khóa")
    expect(page.locator("#unlock-error")).to_contain_text("Chưa khớp")
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("[data-report] .part-text")).to_have_text(WORDS)
    expect(page.locator("[data-composer=reply] textarea")).to_have_value("Thư viết dở")


def test_fifteen_idle_minutes_lock_the_key(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    page.clock.install()
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.clock.fast_forward("14:30")
    expect(page.locator("key-box")).to_contain_text("giây")
    page.clock.fast_forward("00:40")
    expect(page.locator("lock-dialog")).to_contain_text("Không dùng trong 15 phút")
    assert "sà lan" not in page.content()


def test_the_key_outlives_a_reload_but_not_the_sign_out(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.reload()
    expect(page.locator("[data-report] .part-text")).to_have_text(WORDS)
    page.click(".who summary")
    page.click("text=Đăng xuất")
    page.wait_for_url(f"{live.url}/sign-in")
    assert page.evaluate("sessionStorage.length") == 0
    kept = page.evaluate(
        "async () => { let count = 0; for (const { name } of await indexedDB.databases()) {"
        " const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });"
        " for (const store of db.objectStoreNames) count += await new Promise((done) => {"
        " const asked = db.transaction(store).objectStore(store).count(); asked.onsuccess = () => done(asked.result); }); }"
        " return count; }"
    )
    assert kept == 0


def test_an_officer_without_the_queues_key_is_told_what_to_do(live: LiveDesk, page: Page) -> None:
    newcomer = live.house.officer("Cà Thị Mai", "mai.khong.khoa", holds_key=False)
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, newcomer)
    page.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(page.locator("[data-notices]")).to_contain_text("Nhờ đồng nghiệp")
    assert "sà lan" not in page.content()


def test_claiming_and_changing_the_status_says_what_follows(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.click("text=Nhận tin")
    page.click("text=Đổi trạng thái")
    expect(page.locator("[data-status-dialog]")).to_contain_text("Người báo thấy: Công an đã xem.")
    page.select_option("#classification", "crime")
    page.click("text=Ghi phân loại")
    expect(page.locator(".facts")).to_contain_text("Đã phân loại: tội phạm")
    page.click("[data-open-status]")
    page.check("input[value=closed]")
    page.click("[data-submit]")
    expect(page.locator("#reason-error")).to_contain_text("Cần ghi lý do")
    page.fill("#reason", "Trùng với tin trước")
    page.click("[data-submit]")
    expect(page.locator("[data-notes] .part-text")).to_have_text("Trùng với tin trước")
    expect(page.locator(".facts")).to_contain_text("Kết thúc")
    assert not any("Trùng với" in sent for sent in watch.sent)
    watch.nothing_happened()
