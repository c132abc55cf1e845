"""Days on the desk: day, month, year in a browser of any language, strictly read, never moved to another day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.desk.campaign_house import awareness, campaign_parts
from tests.desk.conftest import LiveDesk, served_live
from tests.desk.test_campaign_pages import enter, saved, write


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    with served_live(tmp_path_factory.mktemp("days"), migrated_sqlite, campaign_parts) as desk:
        yield desk


@pytest.fixture(scope="module")
def editor(live: LiveDesk) -> Page:
    """A campaign that is sent once, in a browser that speaks American English."""
    context = live.browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    enter(live, page, awareness(live.house))
    write(page)
    page.select_option("#schedule", "once")
    saved(page)
    return page


CARRIED = "day-field:has(#once-day) input[type=date]"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/2/2027", "03/02/2027"),
        ("03-02-2027", "03/02/2027"),
        ("03.02.2027", "03/02/2027"),
        ("29/02/2028", "29/02/2028"),
        ("31122098", "31/12/2098"),
        (" 1/12/2027 ", "01/12/2027"),
    ],
)
def test_a_day_is_read_day_first(editor: Page, typed: str, day: str) -> None:
    editor.fill("#once-day", typed)
    editor.press("#once-day", "Tab")
    expect(editor.locator("#once-day")).to_have_value(day)
    expect(editor.locator(CARRIED)).to_have_value("-".join(reversed(day.split("/"))))
    expect(editor.locator("#once-day-unreadable")).to_be_hidden()
    expect(editor.locator("#plan")).to_contain_text(day)


@pytest.mark.parametrize(
    "typed",
    ["31/02/2027", "29/02/2027", "2027-02-03", "13/13/2027", "3/2/27", "3/2-2027", "mai", "00/01/2027"],
)
def test_what_is_no_day_is_said_and_not_saved(editor: Page, typed: str) -> None:
    editor.fill("#once-day", typed)
    editor.press("#once-day", "Tab")
    expect(editor.locator("#once-day-unreadable")).to_contain_text("Ví dụ 25/12/2026")
    expect(editor.locator("#once-day")).to_have_value(typed)
    expect(editor.locator(CARRIED)).to_have_value("")
    expect(editor.locator("[data-saved]")).to_have_text("Chưa lưu")


def test_the_strokes_come_by_themselves_on_a_keypad_of_digits(editor: Page) -> None:
    editor.fill("#once-day", "")
    editor.locator("#once-day").press_sequentially("05062027")
    expect(editor.locator("#once-day")).to_have_value("05/06/2027")
    editor.fill("#once-day", "")
    editor.locator("#once-day").press_sequentially("05/06/2027")
    expect(editor.locator("#once-day")).to_have_value("05/06/2027")
    saved(editor)


def test_a_day_of_the_calendar_is_shown_as_it_is_typed(editor: Page) -> None:
    editor.locator(CARRIED).evaluate(
        "input => { input.value = '2027-08-09'; input.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(editor.locator("#once-day")).to_have_value("09/08/2027")
    expect(editor.locator("#plan")).to_contain_text("09/08/2027")


@pytest.mark.parametrize(
    ("typed", "said"), [("7:05", "07:05"), ("19h", "19:00"), ("1930", "19:30"), ("8h15", "08:15")]
)
def test_a_time_is_of_twenty_four_hours(editor: Page, typed: str, said: str) -> None:
    editor.fill("#at", typed)
    expect(editor.locator("#plan")).to_contain_text(f"{said}, ")


@pytest.mark.parametrize("typed", ["7:05 PM", "24:00", "19:60", "7", ""])
def test_what_is_no_time_is_said(editor: Page, typed: str) -> None:
    editor.fill("#at", typed)
    expect(editor.locator("[data-schedule-error]")).to_contain_text("Ví dụ 19:00")
