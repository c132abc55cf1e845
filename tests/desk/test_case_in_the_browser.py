"""Files in notes, links, setting aside and the look from above, prints: all in a real browser, nothing readable leaves it."""

import io
import secrets

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from sealing.frames import Content, MediaKind
from sealing.secret_types import SecretBytes
from storage import units
from storage.audit_tables import audit_rows
from storage.engine import Connection
from storage.models import parts
from storage.samples import waiting_samples
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, TestOfficer, text
from tests.desk.watching import Watch

WORDS = "Mấy tối nay có ba sà lan hút cát dưới chân cầu Pá Uôn."
HOSTILE = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"


@pytest.fixture(scope="module", autouse=True)
def province(live: LiveDesk) -> None:
    live.house.database.write_now(
        lambda conn: units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)
    )


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


@pytest.fixture
def watch(live: LiveDesk, page: Page) -> Watch:
    return Watch(page, live.url)


def photo() -> Content:
    held = io.BytesIO()
    Image.new("RGB", (320, 200), (20, 60, 90)).save(held, "JPEG")
    return Content(
        kind=MediaKind.PHOTO, body=SecretBytes(held.getvalue()), mime="image/jpeg", width=320, height=200
    )


def attach(page: Page, name: str, mime: str, body: bytes) -> None:
    page.set_input_files("[data-file-input]", {"name": name, "mimeType": mime, "buffer": body})


def test_a_file_goes_sealed_into_a_note_small_ones_and_large_ones(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    attach(page, "hiện trường.jpg", "image/jpeg", photo().body.reveal())
    expect(page.locator("[data-file]")).to_contain_text("hiện trường.jpg")
    page.fill("[data-composer=note] textarea", "Chụp ở bến lúc sáng.")
    page.click("[data-composer=note] button[type=submit]")
    expect(page.locator("[data-notes] .part-text")).to_have_text("Chụp ở bến lúc sáng.")
    assert (
        page.eval_on_selector("[data-notes] img", "image => image.decode().then(() => image.naturalWidth)")
        == 320
    )
    expect(page.locator("[data-notes]")).not_to_contain_text("Đã xóa nơi chụp")
    expect(page.locator("[data-file]")).to_be_hidden()

    large = b"%PDF-1.4 " + secrets.token_bytes(3_000_000)
    attach(page, "so-xe.pdf", "application/pdf", large)
    page.click("[data-composer=note] button[type=submit]")
    expect(page.locator("[data-notes] .part-file-name")).to_have_text("so-xe.pdf")
    with page.expect_download() as saved:
        page.click("[data-notes] >> text=Tải về")
    with open(saved.value.path(), "rb") as file:  # noqa: PTH123 - a path that Playwright gives
        assert file.read() == large
    expect(page.locator(".history")).to_contain_text("Thêm tệp vào ghi chú nội bộ")

    rows = live.house.database.read_now(
        lambda conn: conn.execute(
            select(parts.c.blob_name, parts.c.body).where(parts.c.tip_id == tip.id, parts.c.role == "note")
        ).all()
    )
    assert sorted(row.blob_name is None for row in rows) == [False, True]
    for file in live.house.folder.rglob("*"):
        if file.is_file():
            held = file.read_bytes()
            assert b"so-xe.pdf" not in held
            assert large[100:160] not in held
    watch.nothing_happened()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    attach(page, "phim.mp4", "video/mp4", bytes(20 * 2**20 + 1))
    expect(page.locator("[data-composer=note] .error")).to_contain_text("lớn hơn 20 MB")
    expect(page.locator("[data-file]")).to_be_hidden()


def test_a_proposed_tip_is_linked_and_unlinked(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    other = live.house.tip([text("Sà lan lại tới.")], category="wanted")
    tip = live.house.tip([text(WORDS)], category="wanted")
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    related = page.locator("section[aria-labelledby=links-title]")
    expect(related).to_contain_text("Có thể liên quan")
    related.get_by_role("button", name="Gắn tin số").click()
    expect(related.get_by_role("button", name="Bỏ gắn tin số")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("Gắn với tin liên quan số")
    related.get_by_role("link").click()
    expect(page).to_have_url(f"{live.url}/tips/{other.id.hex()}")
    expect(page.locator("section[aria-labelledby=links-title] [data-unlink]")).to_be_visible()
    page.click("[data-unlink]")
    expect(page.locator("[data-link]")).to_be_visible()


def set_aside(page: Page, mark: str, reason: str) -> None:
    page.click("text=Nhận tin")
    page.click(".acts-more summary")
    page.click("[data-open-aside]")
    page.check(f"dialog[open] input[value={mark}]")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open] .error")).to_contain_text("Cần ghi lý do")
    page.fill("#aside-reason", reason)
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".facts .strong")).to_have_text("Kết thúc")


def test_what_is_set_aside_may_be_looked_at_one_level_up_and_opened_again(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.desk.setting_aside.secrets.randbelow", lambda most: 0)
    tip = live.house.tip([text(WORDS), photo()])
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    set_aside(page, "junk", "Người gửi thử máy.")
    assert not any("gửi thử máy" in sent for sent in watch.sent)
    expect(page.locator(".history")).to_contain_text("Xếp lại: tin rác")
    watch.nothing_happened()

    duty = live.house.officer("Lường Văn Duy", "duy.lv.sample", DUTY, Role.DUTY_DESK)
    above = live.page()
    look = Watch(above, live.url)
    live.sign_in(above, duty)
    above.click("nav >> text=Soát lại")
    above.click(".sample-list a")
    expect(above.locator("[data-seal]")).to_have_text("Đủ 2/2 mục, đúng như lúc gửi")
    assert above.locator("[data-report] .part-text").all_inner_texts() == [WORDS]
    expect(above.locator("[data-thread]")).to_contain_text("Đúng khóa của mã tin")
    expect(above.locator("[data-notes]")).to_contain_text("Người gửi thử máy.")
    assert above.locator("textarea").count() == 0
    above.click("key-box >> text=Khóa ngay")
    above.wait_for_selector("#unlock")
    assert "sà lan" not in above.content()
    expect(above.locator("[data-verdict=right]")).to_be_disabled()
    above.fill("#unlock", duty.passphrase)
    above.click("lock-dialog button[type=submit]")
    expect(above.locator("[data-report] .part-text")).to_have_text(WORDS)
    above.click("[data-verdict=reopened]")
    expect(above.locator("main")).to_contain_text("Không có tin chờ soát lại")
    look.nothing_happened()
    assert above.request.get(f"{live.url}/samples/{tip.id.hex()}/parts/report/1").status == 404
    above.context.close()

    expect(page.locator(".facts .strong")).to_have_text("Đang kiểm tra, xác minh")
    expect(page.locator(".history")).to_contain_text("Cấp trên mở lại tin")
    assert "Lường Văn Duy" not in page.content()


def test_what_chance_passes_by_is_nowhere_above(
    live: LiveDesk, officer: TestOfficer, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.desk.setting_aside.secrets.randbelow", lambda most: most - 1)
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    set_aside(page, "no_ground", "Đã xuống xem, không có gì.")
    duty = live.house.officer("Lường Văn Duy", "duy.lv.none", DUTY, Role.DUTY_DESK)
    assert live.house.database.read_now(lambda conn: waiting_samples(conn, duty.viewer)) == ()


def printed_text(page: Page) -> str:
    """What was on the sheet at the moment of printing."""
    page.wait_for_function("() => window.printed !== undefined")
    return str(page.evaluate("() => window.printed"))


def watch_print(page: Page) -> None:
    page.add_init_script(
        "window.print = () => { const sheet = document.querySelector('.print-sheet') ?? document.querySelector('.register');"
        " window.pictures = sheet.querySelectorAll('img').length; window.printed = sheet.textContent; }"
    )


def test_the_form_is_made_in_the_browser_after_it_is_on_record(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch
) -> None:
    watch_print(page)
    voice = Content(kind=MediaKind.VOICE, body=SecretBytes(b"OggS"), mime="audio/ogg", seconds=42)
    tip = live.house.tip([text(WORDS), photo(), voice, text(HOSTILE)])
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.fill("[data-composer=note] textarea", "Ghi chú không in.")
    page.click("[data-composer=note] button[type=submit]")
    expect(page.locator("[data-notes] .part-text")).to_have_text("Ghi chú không in.")
    page.click(".acts [data-print=form] >> nth=0")
    sheet = printed_text(page)
    order = [
        sheet.index(each)
        for each in ("Phiếu in tin phản ánh", WORDS, "Mục 2 · Ảnh", "42 giây", HOSTILE, "Họ vừa quay lại.")
    ]
    assert order == sorted(order)
    assert "Công an xã Quỳnh Nhai" in sheet
    assert "Ghi chú không in" not in sheet
    assert page.evaluate("() => window.pictures") == 1
    assert page.title() != "ran"
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    expect(page.locator(".history")).to_contain_text("In phiếu")
    page.click("key-box >> text=Khóa ngay")
    page.wait_for_selector("#unlock")
    assert "sà lan" not in page.content()
    watch.nothing_happened()
    assert not any("sà lan" in sent for sent in watch.sent)


def test_nothing_is_printed_that_the_record_doesnt_take(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    watch_print(page)
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.route("**/printed", lambda route: route.abort())
    page.click(".acts [data-print=form] >> nth=0")
    expect(page.locator("[data-act-said]")).to_contain_text("Chưa nối được máy chủ")
    assert page.evaluate("() => window.printed") is None


def test_the_register_prints_metadata_and_is_on_record(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    watch_print(page)
    live.house.tip([text(WORDS)], category="smuggling")
    live.sign_in(page, officer)
    page.goto(f"{live.url}/register")
    page.click("[data-print-register]")
    sheet = printed_text(page)
    assert "Sổ theo dõi tin" in sheet
    assert "Buôn lậu, hàng giả" in sheet
    assert "sà lan" not in sheet

    def acts(conn: Connection) -> list[str]:
        mine = select(audit_rows.c.act).where(audit_rows.c.officer_id == officer.id)
        return list(conn.execute(mine).scalars())

    assert "register_printed" in live.house.database.read_now(acts)
