"""A locked desk holds no typed word anywhere: not in a dialog, a field, a sheet to print or the browser's memory; and says what it dropped."""

import pytest
from playwright.sync_api import Page, Route, expect

from storage import units
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, TestOfficer, text
from tests.desk.watching import Watch

WORDS = "Mấy tối nay có ba sà lan hút cát dưới chân cầu Pá Uôn."
TYPED = "TỪ-ĐANG-GÕ-4471"

EVERYTHING = """() => {
  const fields = [...document.querySelectorAll("input, textarea, select, option")];
  const values = fields.flatMap((field) => [field.value, field.defaultValue ?? "", field.textContent ?? ""]);
  const attributes = [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].map(({ value }) => value));
  const kept = [sessionStorage, localStorage].map((place) => JSON.stringify(place));
  return [document.documentElement.outerHTML, document.title, location.href, ...values, ...attributes, ...kept].join("\\n");
}"""
"""All that a page holds: markup, what fields show and would go back to, attributes, and what the browser keeps for it."""


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
    page = live.page()
    page.clock.install()
    return page


def with_a_tip(live: LiveDesk, page: Page, officer: TestOfficer) -> bytes:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    return tip.id


def locks_itself(page: Page) -> None:
    """Fifteen minutes go by without an act."""
    page.clock.fast_forward("15:10")
    expect(page.locator("#lock-title")).to_be_visible()


def unlocks(page: Page, officer: TestOfficer) -> None:
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("#unlock")).to_have_count(0)


def holds(page: Page, *words: str) -> list[str]:
    held = page.evaluate(EVERYTHING)
    return [word for word in words if word in held]


def test_what_is_typed_in_a_dialog_goes_and_the_officer_is_told(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """Why a tip is forwarded, set aside or given another status: each says something of the tip."""
    watch = Watch(page, live.url)
    with_a_tip(live, page, officer)
    page.click("[data-act=claim]")
    page.wait_for_selector("[data-open-status]")
    ways = {
        "#forward-more": ("[data-open-forward] >> visible=true",),
        "#aside-reason": (".acts-more summary", "[data-open-aside]"),
        "#reason": ("[data-open-status]", "[data-status-dialog] label:has(input:not([data-reason=none]))"),
    }
    for field, clicks in ways.items():
        for each in clicks:
            page.locator(each).first.click()
        page.fill(field, f"{TYPED} vì sao")
        assert holds(page, TYPED) == [TYPED]
        locks_itself(page)
        assert holds(page, TYPED, "sà lan") == []
        expect(page.locator("[data-lost]")).to_contain_text("không giữ lại")
        expect(page.locator("dialog[open]")).to_have_count(1)
        unlocks(page, officer)
        expect(page.locator("[data-report] .part-text")).to_have_text(WORDS)
    watch.nothing_happened()


def test_what_is_typed_on_a_page_that_is_locked_already_is_left_no_longer(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """The lock's dialog can be closed to look at the queue; a passphrase half typed isn't left standing either."""
    with_a_tip(live, page, officer)
    page.click("[data-act=claim]")
    page.wait_for_selector("[data-open-status]")
    locks_itself(page)
    page.keyboard.press("Escape")
    expect(page.locator("#unlock")).to_have_count(0)
    page.click("[data-open-status]")
    page.locator("[data-status-dialog] label:has(input:not([data-reason=none]))").first.click()
    page.fill("#reason", TYPED)
    page.clock.fast_forward("15:10")
    expect(page.locator("[data-lost]")).to_be_visible()
    assert holds(page, TYPED) == []
    page.fill("#unlock", TYPED)
    page.clock.fast_forward("15:10")
    expect(page.locator("#unlock")).to_have_value("")
    assert holds(page, TYPED) == []


def test_what_is_searched_for_among_units_goes_too(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    with_a_tip(live, page, officer)
    page.click("[data-open-forward]")
    page.fill("#forward-search", TYPED)
    locks_itself(page)
    assert holds(page, TYPED) == []


def test_answers_and_notes_come_back_and_nothing_is_said_to_be_lost(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    with_a_tip(live, page, officer)
    page.fill("[data-composer=reply] textarea", f"{TYPED} trả lời")
    page.fill("[data-composer=note] textarea", f"{TYPED} ghi chú")
    locks_itself(page)
    assert holds(page, TYPED, "sà lan") == []
    expect(page.locator("[data-lost]")).to_have_count(0)
    page.wait_for_function(
        "() => Object.keys(sessionStorage).filter((name) => name.startsWith('tinbao-draft')).length === 2"
    )
    assert holds(page, TYPED) == []
    unlocks(page, officer)
    expect(page.locator("[data-composer=reply] textarea")).to_have_value(f"{TYPED} trả lời")
    expect(page.locator("[data-composer=note] textarea")).to_have_value(f"{TYPED} ghi chú")


def test_what_is_searched_for_goes_with_what_was_found(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = with_a_tip(live, page, officer)
    del tip
    page.goto(f"{live.url}/search")
    page.fill("[name=words]", "sa lan")
    expect(page.locator(".search-result").first).to_be_visible()
    page.fill("[name=words]", TYPED)
    locks_itself(page)
    assert holds(page, TYPED, "sà lan", "sa lan") == []


def forwards(page: Page) -> None:
    page.evaluate("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }")
    page.click("[data-open-forward]")
    page.fill("#forward-search", "Thanh tra")
    page.click("#forward-choices >> text=Thanh tra Công an tỉnh Sơn La")
    page.fill("#forward-more", TYPED)
    page.click("dialog[open] button[type=submit]")
    expect(page.get_by_role("heading", name="Đã chuyển tới")).to_be_visible()


def test_a_slip_leaves_the_page_with_the_lock_and_isnt_printed_behind_it(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """A sheet that waits for the printer's dialog is in the page, unseen; the slip says why the tip went."""
    with_a_tip(live, page, officer)
    forwards(page)
    page.click("[data-print-slip]")
    page.wait_for_function("() => window.printed === 1")
    assert holds(page, TYPED) == [TYPED]
    locks_itself(page)
    assert holds(page, TYPED) == []
    expect(page.locator(".print-sheet, [data-print-slip]")).to_have_count(0)
    unlocks(page, officer)
    expect(page.get_by_text("phiếu chuyển không in được nữa")).to_be_visible()
    assert holds(page, TYPED) == []


def test_a_form_whose_print_is_on_its_way_to_the_record_isnt_made_behind_the_lock(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    with_a_tip(live, page, officer)
    page.evaluate("() => { window.print = () => { window.printed = 1; }; }")
    waiting: list[Route] = []
    page.route("**/printed", lambda route: waiting.append(route))  # noqa: PLW0108 - it must be a plain function
    page.click(".acts [data-print=form] >> nth=0")
    while not waiting:
        page.wait_for_timeout(20)
    locks_itself(page)
    assert len(waiting) == 1
    with page.expect_response("**/printed"):
        waiting[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator(".print-sheet")).to_have_count(0)
    assert holds(page, "sà lan") == []
    assert page.evaluate("() => window.printed") is None


def test_the_register_is_put_away_and_comes_back(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    with_a_tip(live, page, officer)
    page.goto(f"{live.url}/register")
    lines = page.locator(".register tbody tr")
    expect(lines.first).to_be_visible()
    before = lines.count()
    page.evaluate("() => { window.print = () => { window.printed = 1; }; }")
    locks_itself(page)
    expect(lines).to_have_count(0)
    assert holds(page, "register-number") == []
    expect(page.locator("[data-print-register]")).to_be_disabled()
    page.reload()
    expect(page.locator("[data-closed]")).to_be_visible()
    expect(lines).to_have_count(0)
    page.click("[data-closed] button")
    unlocks(page, officer)
    expect(lines).to_have_count(before)
    expect(page.locator("[data-print-register]")).to_be_enabled()
