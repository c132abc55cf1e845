"""An answer or a note whose confirmation is lost on the way is there once, however often the officer presses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from storage.models import parts
from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, TestTip, text

WORDS = "Công an xã đã nhận tin."


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


def opened(live: LiveDesk, officer: TestOfficer) -> tuple[Page, TestTip]:
    """A page with a tip opened, and that tip."""
    tip = live.house.tip([text("Ba sà lan hút cát")])
    page = live.page()
    page.route("**/changes*", lambda route: route.abort())
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    return page, tip


def stored(live: LiveDesk, tip: TestTip, role: str) -> int:
    """How many parts of this role the tip has."""
    wanted = select(func.count()).select_from(parts).where(parts.c.tip_id == tip.id, parts.c.role == role)
    return live.house.database.read_now(lambda conn: conn.execute(wanted).scalar_one())


def press(page: Page, box: str) -> None:
    page.click(f"[data-composer={box}] button[type=submit]")


def write(page: Page, box: str, words: str = WORDS) -> None:
    page.fill(f"[data-composer={box}] textarea", words)
    press(page, box)


def answer_is_lost(page: Page, address: str) -> Callable[[], None]:
    """The server takes what is posted there and its answer never comes; gives what ends that."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(address, lose)
    return lambda: page.unroute(address, lose)


@pytest.mark.parametrize(
    ("box", "address", "view"),
    [("reply", "**/replies", "[data-thread]"), ("note", "**/notes", "[data-notes]")],
)
def test_what_arrived_without_an_answer_is_not_sent_again(
    live: LiveDesk, officer: TestOfficer, box: str, address: str, view: str
) -> None:
    page, tip = opened(live, officer)
    comes_back = answer_is_lost(page, address)
    write(page, box)
    expect(page.locator(f"[data-composer={box}] .error")).to_contain_text("chưa chắc đã lưu")
    assert stored(live, tip, box) == 1
    comes_back()
    press(page, box)
    expect(page.locator(f"[data-composer={box}] textarea")).to_have_value("")
    expect(page.locator(view)).to_contain_text(WORDS)
    assert stored(live, tip, box) == 1


def test_what_cant_be_told_is_not_sent_again(live: LiveDesk, officer: TestOfficer) -> None:
    """The tip says that there is an answer, and its bytes don't come: it may be this one."""
    page, tip = opened(live, officer)
    comes_back = answer_is_lost(page, "**/replies")
    write(page, "reply")
    expect(page.locator("[data-composer=reply] .error")).to_contain_text("chưa chắc đã lưu")
    comes_back()
    page.route("**/parts/reply/1", lambda route: route.abort())
    press(page, "reply")
    expect(page.locator("[data-composer=reply] .error")).to_contain_text("Chưa biết lần trước")
    expect(page.locator("[data-composer=reply] textarea")).to_have_value(WORDS)
    assert stored(live, tip, "reply") == 1


def test_what_never_arrived_is_sent_when_pressed_again(live: LiveDesk, officer: TestOfficer) -> None:
    page, tip = opened(live, officer)
    page.route("**/replies", lambda route: route.abort())
    write(page, "reply")
    expect(page.locator("[data-composer=reply] .error")).to_contain_text("chưa chắc đã lưu")
    assert stored(live, tip, "reply") == 0
    page.unroute("**/replies")
    press(page, "reply")
    expect(page.locator("[data-thread]")).to_contain_text(WORDS)
    assert stored(live, tip, "reply") == 1


def test_a_page_that_cant_be_loaded_after_the_send_doesnt_ask_for_it_again(
    live: LiveDesk, officer: TestOfficer
) -> None:
    page, tip = opened(live, officer)
    page.route(f"**/tips/{tip.id.hex()}", lambda route: route.abort())
    write(page, "reply")
    expect(page.locator("[data-composer=reply] textarea")).to_have_value("")
    expect(page.locator("[data-composer=reply] .error")).to_be_hidden()
    assert stored(live, tip, "reply") == 1


def test_the_same_words_may_be_sent_twice_on_purpose(live: LiveDesk, officer: TestOfficer) -> None:
    page, tip = opened(live, officer)
    for count in (1, 2):
        write(page, "note", "Đã gọi, chưa ai nghe máy.")
        expect(page.locator("[data-notes] .part-text")).to_have_count(count)
    assert stored(live, tip, "note") == 2


def test_a_key_held_down_on_the_button_sends_once(live: LiveDesk, officer: TestOfficer) -> None:
    """While it is on its way the button takes no second press, and the box no more words that would go with it."""
    page, tip = opened(live, officer)
    held: list[Route] = []
    page.route("**/replies", lambda route: held.append(route))  # noqa: PLW0108 - the browser marks its handlers
    box = page.locator("[data-composer=reply] textarea")
    box.fill(WORDS)
    page.focus("[data-composer=reply] button[type=submit]")
    for _ in range(4):
        page.keyboard.press("Enter")
    while not held:
        page.wait_for_timeout(20)
    page.keyboard.press("Enter")
    box.press_sequentially("Thêm")
    expect(box).to_have_value(WORDS)
    page.wait_for_timeout(300)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("[data-thread]")).to_contain_text(WORDS)
    expect(box).to_have_value("")
    box.fill("Câu khác")
    expect(box).to_have_value("Câu khác")
    assert stored(live, tip, "reply") == 1


def leaves_and_comes_back(live: LiveDesk, page: Page, tip: TestTip) -> None:
    """By the page's own links: the browser stays the same document."""
    page.locator('#nav a[data-name="Hàng tin"]').click()
    page.wait_for_selector("queue-live")
    page.locator(f'a[href="/tips/{tip.id.hex()}"]:visible').first.click()
    page.wait_for_selector("[data-seal] .chip-good")
    expect(page.locator("[data-composer=reply] textarea")).to_be_enabled()


def test_who_leaves_while_it_is_sent_finds_it_on_its_way_and_sends_it_once(
    live: LiveDesk, officer: TestOfficer
) -> None:
    page, tip = opened(live, officer)
    held: list[Route] = []
    page.route("**/replies", lambda route: held.append(route))  # noqa: PLW0108 - the browser marks its handlers
    draft = f"tinbao-draft-{tip.id.hex()}-reply"
    page.fill("[data-composer=reply] textarea", WORDS)
    page.wait_for_function("(name) => sessionStorage.getItem(name) !== null", arg=draft)
    press(page, "reply")
    while not held:
        page.wait_for_timeout(20)
    leaves_and_comes_back(live, page, tip)
    box, button = (
        page.locator(f"[data-composer=reply] {part}") for part in ("textarea", "button[type=submit]")
    )
    expect(box).to_have_value(WORDS)
    expect(button).to_have_attribute("aria-busy", "true")
    expect(box).not_to_be_editable()
    button.press("Enter")
    held[0].continue_()
    expect(box).to_have_value("")
    expect(box).to_be_editable()
    assert len(held) == stored(live, tip, "reply") == 1
    assert page.evaluate("(name) => sessionStorage.getItem(name)", draft) is None


def test_what_failed_after_its_page_was_left_is_said_on_the_next_one(
    live: LiveDesk, officer: TestOfficer
) -> None:
    page, tip = opened(live, officer)
    held: list[Route] = []
    page.route("**/replies", lambda route: held.append(route))  # noqa: PLW0108 - the browser marks its handlers
    page.fill("[data-composer=reply] textarea", WORDS)
    page.wait_for_function(
        "(name) => sessionStorage.getItem(name) !== null", arg=f"tinbao-draft-{tip.id.hex()}-reply"
    )
    press(page, "reply")
    while not held:
        page.wait_for_timeout(20)
    leaves_and_comes_back(live, page, tip)
    held[0].abort()
    expect(page.locator("[data-composer=reply] .error")).to_contain_text("chưa chắc đã lưu")
    expect(page.locator("[data-composer=reply] textarea")).to_have_value(WORDS)
    expect(page.locator("[data-composer=reply] textarea")).to_be_editable()


def test_what_arrived_without_an_answer_is_not_sent_again_after_its_page_was_left(
    live: LiveDesk, officer: TestOfficer
) -> None:
    page, tip = opened(live, officer)
    comes_back = answer_is_lost(page, "**/replies")
    write(page, "reply")
    expect(page.locator("[data-composer=reply] .error")).to_contain_text("chưa chắc đã lưu")
    comes_back()
    page.wait_for_function(
        "(name) => sessionStorage.getItem(name) !== null", arg=f"tinbao-draft-{tip.id.hex()}-reply"
    )
    leaves_and_comes_back(live, page, tip)
    expect(page.locator("[data-composer=reply] textarea")).to_have_value(WORDS)
    press(page, "reply")
    expect(page.locator("[data-composer=reply] textarea")).to_have_value("")
    assert stored(live, tip, "reply") == 1


def test_a_chosen_file_stays_chosen_while_the_key_is_locked(live: LiveDesk, officer: TestOfficer) -> None:
    page, _ = opened(live, officer)
    name = "bien-ban.txt"
    page.set_input_files(
        "[data-composer=note] [data-file-input]",
        files=[{"name": name, "mimeType": "text/plain", "buffer": b"Noi dung"}],
    )
    expect(page.locator("[data-composer=note] [data-file]")).to_contain_text(name)
    page.get_by_role("button", name="Khóa ngay").click()
    page.wait_for_selector("#unlock")
    assert name not in page.content()
    page.fill("#unlock", officer.passphrase)
    page.click("lock-dialog button[type=submit]")
    expect(page.locator("[data-composer=note] [data-file]")).to_contain_text(name)
