"""Deadlines across an extension and a suspension, as an officer of Quỳnh Nhai meets them in a real Chromium."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.deadlines import Duty
from domain.hours import day_of, day_of_hour
from domain.tips import TipStatus
from storage import clocks
from tests.desk.axe import findings
from tests.desk.conftest import LiveDesk
from tests.desk.house import QUYNH_NHAI, TestOfficer, TestTip, text
from tests.desk.watching import Watch
from web.desk.texts import STATUS

pytestmark = pytest.mark.journey

WHY = "Chờ kết quả từ phòng giám định."


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Điêu Văn Quý", f"quy.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Iterator[Page]:
    yield live.page()
    live.house.offset = timedelta()


def days_pass(live: LiveDesk, page: Page, officer: TestOfficer, tip: TestTip, days: int) -> None:
    """The clock goes on; whoever was signed in has to sign in again."""
    # Nobody looks at the desk meanwhile: a page that asks what is new would be told that its session is over.
    page.goto("about:blank")
    live.house.offset += timedelta(days=days)
    page.context.clear_cookies()
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code(live.house.now))
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/")
    page.wait_for_selector("queue-live")
    live.open_tip(page, tip.id)


def change(page: Page, to: TipStatus, *, why: str = "", **chosen: str) -> None:
    """Open the dialog, choose, write and press the button that names the act."""
    page.click("[data-open-status]")
    page.check(f"[data-status-dialog] input[value={to}]")
    for field, value in chosen.items():
        page.locator(f"#{field.replace('_', '-')}").select_option(value)
    if why:
        page.fill("#reason", why)
    before = page.locator(".history li").count()
    page.click("[data-submit]")
    expect(page.locator("[data-status-dialog][open]")).to_have_count(0)
    expect(page.locator(".history li")).not_to_have_count(before)
    expect(page.locator(".facts .strong")).to_contain_text(STATUS[to])


def clock(page: Page, duty: Duty) -> Locator:
    return page.locator(f".clock[data-duty={duty}]")


def done(page: Page, duty: Duty) -> None:
    clock(page, duty).locator(".clock-foot button").first.click()
    expect(clock(page, duty)).to_have_attribute("data-state", "done")


def last_day(live: LiveDesk, tip: TestTip) -> date:
    found = live.house.database.read_now(lambda conn: clocks.time_to_decide(conn, tip.id))
    assert found is not None
    return day_of_hour(found.due_hour)


def test_deadlines_across_an_extension_and_a_suspension(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """From the first view to the decision; the row, the card and the dialog say the same all the way."""
    watch = Watch(page, live.url)
    tip = live.house.tip([text("Xe khách đón trả khách giữa dốc, tuần nào cũng suýt va chạm.")], hours_ago=3)
    live.sign_in(page, officer)
    row = page.locator(f"tr[data-tip='{tip.id.hex()}']")
    expect(row.locator(".duty")).to_have_text("Xem lần đầu")
    live.open_tip(page, tip.id)

    # Nobody has classified it: the clocks of a crime run, and say so.
    expect(clock(page, Duty.FIRST_VIEW)).to_have_attribute("data-state", "done")
    expect(clock(page, Duty.FIRST_VIEW)).to_contain_text(re.compile(r"Sau\s[34]\sgiờ"))
    expect(page.locator(".clock-note")).to_contain_text("Chưa phân loại")
    expect(clock(page, Duty.REPORT).locator("button")).to_have_count(0)
    page.click("text=Nhận tin")
    change(page, TipStatus.CLASSIFIED, classification="crime")
    expect(page.locator(".clock-note")).to_have_count(0)
    page.fill("[data-composer=reply] textarea", "Công an xã đã nhận tin. Xe của nhà nào?")
    page.click("[data-composer=reply] button[type=submit]")
    expect(clock(page, Duty.FIRST_WORD)).to_have_attribute("data-state", "done")
    done(page, Duty.REPORT)
    done(page, Duty.PROCURACY)
    expect(page.locator(".history")).to_contain_text("Đã báo Viện kiểm sát")

    # Pressed by mistake: taken back, the clock runs again; the history keeps both.
    clock(page, Duty.PROCURACY).get_by_label("Hủy ghi nhận").click()
    expect(clock(page, Duty.PROCURACY)).to_have_attribute("data-state", "calm")
    expect(page.locator(".history")).to_contain_text("Hủy ghi nhận: đã báo Viện kiểm sát")
    done(page, Duty.PROCURACY)
    change(page, TipStatus.TRANSFERRED)
    expect(clock(page, Duty.HAND_OVER)).to_have_attribute("data-state", "done")
    change(page, TipStatus.VERIFYING)
    received = day_of(live.house.now - timedelta(hours=3))
    assert last_day(live, tip) == received + timedelta(days=20)

    # Complex: two months, and no day later than the law allows.
    days_pass(live, page, officer, tip, 10)
    page.click("[data-open-status]")
    page.check("[data-status-dialog] input[value=extended]")
    most = page.get_attribute("day-field:has(#until) [type=date]", "max")
    assert most is not None
    expect(page.locator("#ground-extended option")).to_have_text(
        ["Nhiều tình tiết phức tạp", "Phải kiểm tra, xác minh ở nhiều nơi"]
    )
    page.fill("#until", f"{date.fromisoformat(most) + timedelta(days=1):%d/%m/%Y}")
    page.fill("#reason", WHY)
    page.click("[data-submit]")
    expect(page.locator("#until-error")).to_contain_text("không quá ngày luật cho")
    assert findings(page) == []
    page.fill("#until", f"{date.fromisoformat(most):%d/%m/%Y}")
    page.click("[data-submit]")
    expect(clock(page, Duty.ASK_EXTENSION)).to_be_visible()
    assert last_day(live, tip) == date.fromisoformat(most)
    expect(page.locator(".history")).to_contain_text("Nhiều tình tiết phức tạp")
    clock(page, Duty.ASK_EXTENSION).get_by_label("Không cần").click()
    expect(clock(page, Duty.ASK_EXTENSION)).to_have_attribute("data-state", "done")
    expect(page.locator(".history")).to_contain_text("Không cần gia hạn")

    # The expert takes a month: the clock stands, hatched, and says why; the row too.
    change(page, TipStatus.SUSPENDED, why=WHY, ground_suspended="expert_opinion")
    standing = clock(page, Duty.DECIDE)
    expect(standing).to_have_attribute("data-state", "stopped")
    expect(standing).to_contain_text("Dừng tính, còn")
    expect(standing).to_contain_text("Giám định")
    expect(page.locator(".facts .chip").first).to_have_text("Dừng tính: giám định")
    assert "repeating-linear-gradient" in standing.locator("meter").evaluate(
        "meter => getComputedStyle(meter).backgroundImage"
    )
    assert findings(page) == []
    left = standing.locator(".muted").inner_text()
    days_pass(live, page, officer, tip, 30)
    assert clock(page, Duty.DECIDE).locator(".muted").inner_text() == left
    page.goto(live.url)
    expect(row.locator(".due-cell")).to_contain_text("Dừng tính")
    expect(row.locator(".duty")).to_have_text("Giám định")

    # It goes on with what was left, and the procuracy gives two months more, once.
    live.open_tip(page, tip.id)
    change(page, TipStatus.RESUMED)
    expect(clock(page, Duty.DECIDE)).to_contain_text(left.removeprefix("Dừng tính, ").capitalize())
    assert last_day(live, tip) == date.fromisoformat(most) + timedelta(days=30)
    change(page, TipStatus.EXTENDED, why=WHY, ground_extended="procuracy")
    page.click("[data-open-status]")
    expect(page.locator("[data-status-dialog] input[value=extended]")).to_have_count(0)
    page.keyboard.press("Escape")

    # Decided and closed: nothing runs, and a closed tip isn't given back to the queue.
    change(page, TipStatus.DECIDED, decision="no_case")
    expect(clock(page, Duty.DECIDE)).to_have_attribute("data-state", "done")
    expect(clock(page, Duty.DECIDE)).to_contain_text("ngày")
    change(page, TipStatus.CLOSED)
    expect(page.locator(".facts")).to_contain_text("Kết thúc")
    expect(page.locator("[data-act=unclaim]")).to_have_count(0)
    assert not any("giám định" in sent for sent in watch.sent)
    watch.nothing_happened()


def test_the_fields_of_the_dialog_follow_the_move(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    """A ground where one is asked for, words where they are asked for, neither where they aren't."""
    tip = live.house.tip([text("a")], unit=QUYNH_NHAI)
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.click("text=Nhận tin")
    change(page, TipStatus.CLASSIFIED, classification="crime")
    page.click("[data-open-status]")
    page.check("[data-status-dialog] input[value=verifying]")
    expect(page.locator("[data-reason-field]")).to_be_hidden()
    page.check("[data-status-dialog] input[value=transferred]")
    expect(page.locator("[data-reason-kind]")).to_have_text("(không bắt buộc)")
    page.click("[data-status-dialog] [data-close] >> nth=0")
    change(page, TipStatus.VERIFYING)
    page.click("[data-open-status]")
    page.check("[data-status-dialog] input[value=suspended]")
    expect(page.locator("#ground-suspended")).to_be_visible()
    expect(page.locator("#until")).to_be_hidden()
    expect(page.locator("[data-reason-kind]")).to_have_text("(cần ghi)")
    page.click("[data-submit]")
    expect(page.locator("#reason-error")).to_contain_text("Cần ghi lý do")


def test_a_closed_tip_is_taken_up_again_by_a_colleague_of_who_closed_it(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """Whoever ended it may be away when something new comes; nobody is offered to give it back to the queue."""
    tip = live.house.tip([text("a")])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.click("text=Nhận tin")
    change(page, TipStatus.CLASSIFIED, classification="administrative")
    expect(page.locator(".clock")).to_have_count(3)
    change(page, TipStatus.CLOSED, why="Đã nhắc nhở tại chỗ.")
    expect(page.locator("[data-act=unclaim]")).to_have_count(0)

    colleague, other = live.house.officer("Quàng Thế Phong", "phong.mo.lai"), live.page()
    live.sign_in(other, colleague)
    live.open_tip(other, tip.id)
    expect(other.locator("[data-act=unclaim]")).to_have_count(0)
    expect(other.locator("[data-open-status]")).to_have_text("Mở lại tin")
    change(other, TipStatus.VERIFYING, why="Người báo gửi thêm ảnh.")
    expect(clock(other, Duty.HAND_OVER)).to_have_attribute("data-state", "calm")
