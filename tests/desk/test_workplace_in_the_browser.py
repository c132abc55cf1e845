"""Officers at work in Chromium: choosing several, assigning, two on one tip, rota and beats, keyboard, saved lists."""

from playwright.sync_api import Page, expect

from storage import tips
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, TestOfficer, text
from tests.desk.watching import Watch, too_wide_at


def people(live: LiveDesk, tag: str) -> tuple[TestOfficer, TestOfficer]:
    """A chief and an officer of the commune, new for each test: a code is good once."""
    chief = live.house.officer(f"Tòng Văn Chính {tag}", f"chinh.{tag.lower()}", role=Role.CHIEF)
    return chief, live.house.officer(f"Lò Thị Hạnh {tag}", f"hanh.{tag.lower()}")


def row(page: Page, tip_id: bytes) -> str:
    return f'tr[data-tip="{tip_id.hex()}"]'


def test_several_tips_are_chosen_by_keyboard_and_claimed_and_the_refused_one_is_named(live: LiveDesk) -> None:
    chief, other = people(live, "A")
    made = [live.house.tip([text(str(n))], unit=DUTY, hours_ago=n) for n in range(3)]
    me = live.house.officer("Cầm Văn Tuấn", "tuan.a", DUTY, Role.DUTY_DESK)
    faster = live.house.officer("Lường Văn Duy", "duy.a", DUTY, Role.DUTY_DESK)
    page = live.page()
    live.sign_in(page, me)
    watch = Watch(page, live.url)
    page.route("**/changes*", lambda route: route.abort())
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 3 tin")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 2 tin")
    page.keyboard.press("x")
    now = live.house.now
    live.house.database.write_now(lambda conn: tips.claim(conn, faster.viewer, made[1].id, now))
    page.click("[data-bulk-claim]")
    report = page.locator("[data-bulk-report]")
    expect(report).to_contain_text("Đã nhận 2 tin. Còn 1 tin chưa nhận được:")
    expect(report).to_contain_text("Lường Văn Duy đã nhận trước.")
    expect(page.locator(row(page, made[1].id)).locator(".who-cell")).to_have_text("Lường Văn Duy")
    expect(page.locator(row(page, made[0].id)).locator(".who-cell")).to_have_text("Tôi")
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 1 tin")
    page.click("[data-report-close]")
    expect(report).to_be_hidden()
    page.click("[data-bulk-end]")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    assert [line for line in watch.complaints if "net::ERR_FAILED" not in line] == []
    del chief, other


def test_a_chosen_row_stays_chosen_when_a_new_tip_arrives(live: LiveDesk) -> None:
    _, officer = people(live, "B")
    tip = live.house.tip([text("a")])
    page = live.page()
    live.sign_in(page, officer)
    page.click("button[data-choosing]")
    page.locator(row(page, tip.id)).locator("[data-choose]").check()
    fresh = live.house.tip([text("b")])
    expect(page.locator(row(page, fresh.id))).to_be_visible()
    expect(page.locator(row(page, tip.id)).locator("[data-choose]")).to_be_checked()
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 1 tin")


def test_a_chief_assigns_by_hamlet_which_never_leaves_the_browser(live: LiveDesk) -> None:
    chief, officer = people(live, "C")
    tip = live.house.tip([text("Ở Bản Pắc Ma")])
    page = live.page()
    live.sign_in(page, chief)
    page.goto(f"{live.url}/unit/beats")
    page.click("[data-add]")
    page.fill("#hamlet-names", "Bản Pắc Ma\nBản Bon C\n")
    page.click("dialog button[type=submit]")
    expect(page.locator(".hamlet", has_text="Bản Pắc Ma")).to_be_visible()
    page.get_by_label("Người phụ trách Bản Pắc Ma").select_option(officer.name)
    expect(page.locator(".toast").last).to_have_text("Đã lưu người phụ trách")
    live.open_tip(page, tip.id)
    watch = Watch(page, live.url)
    # By what isn't content: the officer has a hamlet of this commune.
    expect(page.locator("tip-suggestion")).to_contain_text(
        f"Gợi ý giao {officer.name}: phụ trách địa bàn ở xã này"
    )
    page.locator(".acts [data-assign]:visible").click()
    page.fill("#assign-hamlet", "ban pac ma")
    expect(page.locator("dialog [role=status]")).to_have_text("Gợi ý: phụ trách Bản Pắc Ma.")
    expect(page.locator("dialog button[type=submit]")).to_have_text(f"Giao cho {officer.name}")
    page.click("dialog button[type=submit]")
    expect(page.locator("#tip-aside .person")).to_contain_text(officer.name)
    expect(page.locator(".history")).to_contain_text(officer.name)
    sent = " ".join(watch.sent).lower()
    assert "pac ma" not in sent
    assert "pắc ma" not in sent
    watch.nothing_happened()


def test_of_two_officers_on_one_tip_each_sees_the_other_and_the_slower_one_is_told_kindly(
    live: LiveDesk,
) -> None:
    one, two = people(live, "D")
    tip = live.house.tip([text("Ba sà lan")])
    first, second = live.page(), live.page()
    live.sign_in(first, one)
    live.sign_in(second, two)
    live.open_tip(first, tip.id)
    expect(second.locator(row(second, tip.id)).locator("[data-open-by]")).to_contain_text(
        f"{one.name} đang xem"
    )
    live.open_tip(second, tip.id)
    expect(second.locator("tip-company")).to_have_text(f"{one.name} cũng đang xem tin này.")
    expect(first.locator("tip-company")).to_have_text(f"{two.name} cũng đang xem tin này.")
    # What the second page still has under way ends first: from here on it hears of nothing.
    expect(second.locator(".history")).to_contain_text(two.name)
    second.route("**/changes*", lambda route: route.abort())
    expect(second.locator("[data-notices]")).to_contain_text("Chưa nối được máy chủ")
    first.click("text=Nhận tin")
    expect(first.locator("[data-open-status]")).to_be_visible()
    second.locator('[data-act="claim"]').click()
    expect(second.locator("[data-act-said]")).to_contain_text(f"{one.name} đã nhận tin này trước.")
    expect(second.locator("#tip-head")).to_contain_text(f"{one.name} đang giữ")
    expect(second.locator('[data-act="claim"]')).to_have_count(0)
    second.unroute("**/changes*")
    first.goto(f"{live.url}/")
    expect(second.locator("tip-company")).to_have_text("")


def test_the_slower_one_in_the_queue_is_told_too_and_the_row_shows_who(live: LiveDesk) -> None:
    one, two = people(live, "E")
    tip = live.house.tip([text("x")], category="wanted")
    page = live.page()
    live.sign_in(page, two)
    page.route("**/changes*", lambda route: route.abort())
    now = live.house.now
    live.house.database.write_now(lambda conn: tips.claim(conn, one.viewer, tip.id, now))
    page.locator(f"#tip-{tip.id.hex()}").focus()
    page.keyboard.press("n")
    expect(page.locator("[data-bulk-report]")).to_contain_text(f"{one.name} đã nhận tin này trước.")
    expect(page.locator(row(page, tip.id)).locator(".who-cell")).to_have_text(one.name)


def test_assignment_by_the_chief_appears_at_the_officers_without_a_reload(live: LiveDesk) -> None:
    chief, officer = people(live, "F")
    tip = live.house.tip([text("x")], category="weapons")
    page = live.page()
    live.sign_in(page, officer)
    now = live.house.now
    live.house.database.write_now(lambda conn: tips.assign(conn, chief.viewer, tip.id, officer.id, now))
    expect(page.locator(row(page, tip.id)).locator(".who-cell")).to_have_text("Tôi")
    expect(page.locator("#tab-mine b")).to_have_text("1")
    number = page.locator(row(page, tip.id)).get_attribute("data-number")
    expect(page.locator("#announcer")).to_have_text(f"Vừa được giao tin số {number}.")


def test_a_chief_takes_over_what_a_colleague_holds_and_the_colleague_sees_it(live: LiveDesk) -> None:
    chief, officer = people(live, "K")
    tip = live.house.tip([text("x")], category="wanted")
    now = live.house.now
    live.house.database.write_now(lambda conn: tips.claim(conn, officer.viewer, tip.id, now))
    page, theirs = live.page(), live.page()
    live.sign_in(theirs, officer)
    expect(theirs.locator(row(theirs, tip.id)).locator(".who-cell")).to_have_text("Tôi")
    live.sign_in(page, chief)
    live.open_tip(page, tip.id)
    page.click("[data-take]")
    expect(page.locator(".toast").last).to_have_text("Đã nhận thay")
    expect(page.locator("[data-open-status]")).to_be_visible()
    expect(theirs.locator(row(theirs, tip.id)).locator(".who-cell")).to_have_text(chief.name)


def test_shortcuts_can_be_switched_off_and_on_again(live: LiveDesk) -> None:
    _, officer = people(live, "G")
    live.house.tip([text("x")])
    page = live.page()
    live.sign_in(page, officer)
    page.keyboard.press("?")
    for key in ("J", "K", "Enter", "N", "X", "G", "/", "?"):
        expect(page.locator("dialog kbd", has_text=key).first).to_be_visible()
    page.uncheck("#shortcuts-on")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.keyboard.press("?")
    page.check("#shortcuts-on")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 1 tin")


def test_a_list_is_printed_with_the_chosen_rows_alone(live: LiveDesk) -> None:
    _, officer = people(live, "H")
    chosen, left = (
        live.house.tip([text("x")], category="fire"),
        live.house.tip([text("y")], category="traffic"),
    )
    page = live.page()
    page.add_init_script("window.print = () => { document.body.dataset.printed = 'yes'; }")
    live.sign_in(page, officer)
    page.click("button[data-choosing]")
    page.locator(row(page, chosen.id)).locator("[data-choose]").check()
    page.click("[data-bulk-print]")
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    page.emulate_media(media="print")
    expect(page.locator(row(page, chosen.id))).to_be_visible()
    expect(page.locator(row(page, left.id))).to_be_hidden()
    expect(page.locator("[data-bulk]")).to_be_hidden()
    expect(page.locator(".print-only")).to_contain_text("Danh sách không có nội dung tin.")


def test_the_chief_changes_one_shift_and_the_page_says_it_is_for_this_day(live: LiveDesk) -> None:
    chief, officer = people(live, "I")
    page = live.page()
    live.sign_in(page, chief)
    page.goto(f"{live.url}/unit/duty")
    page.locator("[data-slot]").last.click()
    page.get_by_label(officer.name).check()
    page.click("dialog button[type=submit]")
    last = page.locator(".duty td").last
    expect(last).to_contain_text(officer.name)
    expect(last).to_contain_text("Riêng ngày này")
    page.click("[aria-label='Tuần sau']")
    page.wait_for_url("**/unit/duty?week=*")
    expect(page.locator(".duty td").last).not_to_contain_text(officer.name)


def test_a_list_is_saved_under_a_name_opened_and_forgotten(live: LiveDesk) -> None:
    _, officer = people(live, "J")
    live.house.tip([text("x")], category="gambling")
    page = live.page()
    live.sign_in(page, officer)
    page.goto(f"{live.url}/?category=gambling&sort=newest")
    page.click("#views")
    page.click("[data-save-view]")
    page.fill("#view-name", "Cờ bạc mới")
    page.click("dialog button[type=submit]")
    expect(page.locator(".toast").last).to_have_text("Đã lưu danh sách")
    page.goto(f"{live.url}/")
    page.click("#views")
    page.click("text=Cờ bạc mới")
    page.wait_for_url("**category=gambling**")
    page.click("#views")
    page.click("[data-forget-view]")
    expect(page.locator(".toast").last).to_have_text("Đã xóa danh sách")


def test_the_units_pages_and_choosing_never_scroll_sideways(live: LiveDesk) -> None:
    chief = live.house.officer("Nguyễn Hoàng Thị Phương Thảo", "thao.widths", role=Role.CHIEF)
    live.house.tip([text("x")], category="violence")
    widths = (360, 390, 641, 900, 1280)
    page = live.page(widths[0], 800)
    live.sign_in(page, chief)
    page.click("button[data-choosing]")
    page.locator("[data-choose]").first.check()
    assert too_wide_at(page, widths) == []
    for path in ("/unit/duty", "/unit/beats"):
        page.goto(live.url + path)
        page.wait_for_load_state("networkidle")
        assert too_wide_at(page, widths) == [], path
