"""The campaign pages in a real browser: previews at every keystroke, saving, falling back, clear words, no complaint of axe."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.campaigns import Button, CampaignContent, CampaignKind, Words
from handlers.bulletin_text import bulletin_text
from handlers.wording import Wordings
from storage import campaigns
from tests.desk.axe import well_made
from tests.desk.campaign_house import (
    BODY,
    MUONG_CHIEN,
    QUYNH_NHAI_PLACE,
    approver,
    awareness,
    campaign_parts,
    enter,
    subscribe,
)
from tests.desk.conftest import LiveDesk, served_live
from tests.desk.house import QUYNH_NHAI, TestOfficer
from tests.desk.watching import Watch

WORDINGS = Wordings.load()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    with served_live(tmp_path_factory.mktemp("campaigns"), migrated_sqlite, campaign_parts) as desk:
        # A fixed hour of the day, so that nobody's quiet hours change what the pages say.
        desk.house.offset = timedelta(hours=(14 - (desk.house.now.hour + 7)) % 24)
        subscribe(desk.house, 30)
        subscribe(desk.house, 8, MUONG_CHIEN)
        yield desk


def write(page: Page, title: str = "Không ai cập nhật VNeID qua điện thoại", body: str = BODY) -> None:
    """Begin a campaign and write it."""
    page.click("[data-create]")
    page.wait_for_selector("campaign-editor:defined")
    page.fill("#title-vi", title)
    page.fill("#body-vi", body)
    saved(page)


def saved(page: Page) -> None:
    """Wait until the editor says that everything is saved; it says otherwise from the first keystroke on."""
    expect(page.locator("[data-saved]")).to_have_text("Đã lưu")


def make(live: LiveDesk, writer: TestOfficer, *, ask: bool = False) -> campaigns.Campaign:
    """A written campaign, without the browser."""
    from domain.campaigns import Audience

    house = live.house
    content = CampaignContent(
        words={"vi": Words("Vay nóng qua mạng", BODY), "en": Words("Loan sharks", "Don't borrow there.")},
        audience=Audience((QUYNH_NHAI_PLACE, MUONG_CHIEN)),
        kind=CampaignKind.URGENT,
        urgent_reason="Chiều nay ba nhà vừa bị lừa",
    )
    made = house.database.write_now(lambda conn: campaigns.create(conn, writer.viewer, content, house.now))
    assert isinstance(made, campaigns.Campaign)
    if ask:
        house.database.write_now(lambda conn: campaigns.ask_approval(conn, writer.viewer, made.id, house.now))
    return made


def test_previews_follow_every_keystroke_and_are_what_is_sent(live: LiveDesk) -> None:
    """Telegram's bubble, Zalo's and the sheet hold what was typed before anything is saved."""
    page = live.page()
    watch = Watch(page, live.url)
    enter(live, page, awareness(live.house, "Lò Thị Hoa", "preview"))
    write(page)
    page.locator("#title-vi").press("End")
    page.locator("#title-vi").press_sequentially(" 1")
    for place in page.locator("[data-preview] [data-preview-title]").all():
        expect(place).to_have_text("Không ai cập nhật VNeID qua điện thoại 1")
    page.fill("#body-vi", "Dòng một.\n\n<b>Dòng hai</b> {reason} $&")
    page.check("input[name=button][value=topic]")
    page.check("input[name=kind][value=urgent]")
    page.fill("#urgent-reason", "Vừa có ba nhà bị lừa $&")
    content = CampaignContent(
        words={
            "vi": Words(
                "Không ai cập nhật VNeID qua điện thoại 1", "Dòng một.\n\n<b>Dòng hai</b> {reason} $&"
            )
        },
        kind=CampaignKind.URGENT,
        urgent_reason="Vừa có ba nhà bị lừa $&",
        buttons=tuple(Button),
    )
    sent = bulletin_text(WORDINGS, "vi", content, "x")
    shown = page.evaluate(
        "['title', 'body', 'end'].map((name) =>"
        " document.querySelector(`.chat-telegram [data-preview-${name}]`).textContent)"
    )
    assert f"{shown[0]}\n{shown[1]}\n\n{shown[2]}" == sent.text.text
    assert page.locator(".chat-telegram [data-preview-buttons] span").all_inner_texts() == [
        choice.label for choice in sent.choices
    ]
    assert page.title() == "Soạn cảnh báo · Tin Báo"
    page.context.close()
    watch.nothing_happened()


def test_nobody_is_blamed_for_a_field_before_being_there(live: LiveDesk) -> None:
    """What is missing stands there calmly; red once the field was left empty, everything once approval is asked for."""
    page = live.page()
    enter(live, page, awareness(live.house, "Lò Thị Hiên", "calm"))
    page.click("[data-create]")
    page.wait_for_selector("campaign-editor:defined")
    missing = page.locator("#remarks-text .remark-error")
    expect(missing).to_have_count(2)
    blamed = page.locator("#remarks-text .remark-error:not([data-waiting])")
    expect(blamed).to_have_count(0)
    page.focus("#title-vi")
    page.keyboard.press("Tab")
    expect(blamed).to_have_text("Cần sửa: Thiếu tiêu đề tiếng Việt.")
    assert blamed.evaluate("line => getComputedStyle(line).color") != missing.nth(1).evaluate(
        "line => getComputedStyle(line).color"
    )
    page.click("[data-act=ask]")
    expect(blamed).to_have_count(2)
    page.fill("#title-vi", "Giả danh công an")
    expect(blamed).to_have_count(1)
    page.context.close()


def test_the_count_follows_the_places(live: LiveDesk) -> None:
    """A place more, a place less, with the keyboard alone."""
    page = live.page()
    enter(live, page, awareness(live.house, "Lò Thị Hồng", "count"))
    write(page)
    expect(page.locator("#audience-count")).to_have_text("30\xa0người")
    page.focus("[data-open-places]")
    page.keyboard.press("Enter")
    page.keyboard.type("muong chien")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab") if page.evaluate("document.activeElement.type") != "checkbox" else None
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#audience-count")).to_have_text("38\xa0người")
    assert page.evaluate("document.activeElement.dataset.openPlaces !== undefined")
    page.click("button[aria-label='Bỏ Xã Quỳnh Nhai']")
    expect(page.locator("#audience-count")).to_have_text("8\xa0người")
    page.click("button[aria-label='Bỏ Xã Mường Chiên']")
    expect(page.locator("#remarks-audience")).to_contain_text("Chưa chọn nơi, nên chưa có ai nhận.")


def test_a_change_after_asking_falls_back_and_says_so(live: LiveDesk) -> None:
    """The page warns before the change and tells after it."""
    page = live.page()
    enter(live, page, awareness(live.house, "Lò Thị Huệ", "falling"))
    write(page)
    page.click("[data-act=ask]")
    expect(page.locator("#campaign-notices")).to_contain_text("Đang chờ người thứ hai duyệt")
    page.click("text=Sửa")
    expect(page.locator("[data-will-fall]")).to_contain_text("phải duyệt lại")
    page.fill("#title-vi", "Lời khác hẳn")
    expect(page.locator("[data-fell]")).to_be_visible()
    expect(page.locator("[data-fell]")).to_contain_text("trở về bước Soạn")
    expect(page.locator("[data-act=ask]")).to_be_visible()
    expect(page.locator("#steps [aria-current=step]")).to_contain_text("Soạn")


def test_what_is_wrong_is_said_beside_its_field(live: LiveDesk, tmp_path: Path) -> None:
    """A date in the past, a rule that never fires, an image too large or of another kind, a text too long."""
    page = live.page()
    enter(live, page, awareness(live.house, "Lò Thị Hiền", "wrong"))
    write(page)
    page.select_option("#schedule", "once")
    page.fill("#once-day", "03/02/2025")
    expect(page.locator("#remarks-time")).to_contain_text("Giờ gửi đã qua. Chọn giờ khác.")
    page.fill("#once-day", "")
    expect(page.locator("[data-schedule-error]")).to_contain_text("Chọn ngày gửi.")
    expect(page.locator("[data-saved]")).to_have_text("Chưa lưu")
    page.select_option("#schedule", "monthly")
    page.fill("#month-day", "31")
    page.fill("#first", "1/2/2027")
    page.fill("#last", "20.02.2027")
    expect(page.locator("#remarks-time")).to_contain_text("Lịch này không bao giờ tới lượt gửi")
    large = tmp_path / "anh.png"
    large.write_bytes(b"\x89PNG" + bytes(5 * 1024 * 1024))
    page.set_input_files("#picture", large)
    expect(page.locator("#picture-error")).to_contain_text("Ảnh nặng 5,2 MB, nhiều nhất 5 MB.")
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    page.set_input_files("#picture", tmp_path / "a.gif")
    expect(page.locator("#picture-error")).to_contain_text("Ảnh phải là JPEG hoặc PNG.")
    page.fill("#body-vi", "lời " * 600)
    expect(page.locator("#remarks-text")).to_contain_text("Quá dài cho Zalo")
    page.click("[data-act=ask]")
    expect(page.locator("[data-page-error]")).to_contain_text("Còn chỗ chưa đạt")


def test_two_officers_who_write_at_once_lose_nothing_silently(live: LiveDesk) -> None:
    """The second one hears that the first was faster."""
    writer = awareness(live.house, "Lò Thị Hằng", "twice")
    page = live.page()
    enter(live, page, writer)
    write(page)
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("#title-vi", "Lời thứ nhất")
    saved(page)
    other.fill("#title-vi", "Lời thứ hai")
    expect(other.locator("[data-page-error]")).to_contain_text("vừa được người khác sửa")
    expect(other.locator("[data-saved]")).to_have_text("Chưa lưu")


def test_axe_finds_nothing(live: LiveDesk) -> None:
    """List, editor with its dialogs, approval with its dialogs, and the report."""
    house, mark = live.house, "axe"
    writer = awareness(house, "Lò Thị Hạnh", f"w.{mark}")
    judge = approver(house, "Cầm Bá Lộc", f"j.{mark}")
    waiting = make(live, writer, ask=True)
    page = live.page()
    enter(live, page, writer)
    well_made(page, widths=(1280, 768, 390))
    write(page, "Xem https://lua.top ngay")
    well_made(page, widths=(1280, 768, 390))
    page.click("[data-open-places]")
    page.wait_for_selector("[data-places-dialog][open]")
    well_made(page, widths=(1280, 768, 390))
    page.keyboard.press("Escape")
    page.click("[data-test]")
    page.wait_for_selector("[data-dialog-of=test][open]")
    well_made(page, widths=(1280, 768, 390))
    again = live.page()
    enter(live, again, judge)
    again.goto(f"{live.url}/campaigns/{waiting.id.hex()}")
    well_made(again, widths=(1280, 768, 390))
    again.click("[data-dialog=approve]")
    again.wait_for_selector("[data-dialog-of=approve][open]")
    well_made(again, widths=(1280, 768, 390))
    again.click("[data-dialog-of=approve] [data-act=approve]")
    expect(again.locator("#campaign-head .chip").first).to_have_text("Chờ tới giờ gửi")
    now = house.now + timedelta(minutes=2)
    house.database.write_now(lambda conn: campaigns.start_due(conn, now))
    run = house.database.read_now(campaigns.open_runs)[-1]
    house.database.write_now(lambda conn: campaigns.fill_step(conn, run.id, now))
    for number in range(6):
        house.database.write_now(
            lambda conn, key=bytes([number]) * 16: campaigns.count_met(conn, run.campaign_id, key, "03703")
        )
    again.goto(f"{live.url}/campaigns/{run.campaign_id.hex()}")
    again.wait_for_selector("#running .run-bar")
    well_made(again, widths=(1280, 768, 390))
    assert QUYNH_NHAI.name in again.content()


def test_an_approver_approves_and_a_pause_is_seen_by_both(live: LiveDesk) -> None:
    """Asked, approved, begun, paused from the running bar: each sees it without loading the page again."""
    house = live.house
    writer, judge = awareness(house, "Lò Thị Hà", "both.w"), approver(house, "Cầm Bá Lân", "both.j")
    made = make(live, writer, ask=True)
    page, again = live.page(), live.page()
    enter(live, page, writer)
    enter(live, again, judge)
    address = f"{live.url}/campaigns/{made.id.hex()}"
    page.goto(address)
    again.goto(address)
    again.click("[data-dialog=approve]")
    again.click("[data-dialog-of=approve] [data-act=approve]")
    expect(again.locator(".toast")).to_contain_text("Đã duyệt")
    now = house.now + timedelta(minutes=2)
    house.database.write_now(lambda conn: campaigns.start_due(conn, now))
    pause = again.locator(f"#pause-{made.id.hex()}")
    expect(pause).to_be_visible()
    pause.click()
    expect(again.locator(f"#resume-{made.id.hex()}")).to_be_visible()
    expect(page.locator(f"#resume-{made.id.hex()}")).to_be_visible()
    page.locator("summary[aria-label='Việc khác']").click()
    page.click("[data-dialog=cancel]")
    page.click("[data-dialog-of=cancel] [data-act=cancel]")
    expect(page.locator("#campaign-head .chip").first).to_have_text("Đã hủy")
