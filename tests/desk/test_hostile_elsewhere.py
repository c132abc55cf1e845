"""Hostile content where else it is shown: search, notes and their files, the forward dialog, prints; it runs nothing and stays in its box."""

import pytest
from playwright.sync_api import Page, expect

from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.frames import Content, MediaKind
from sealing.secret_types import SecretBytes, SecretText
from storage import units
from storage.engine import Connection
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, TestOfficer, TestTip, text
from tests.desk.test_broken_and_hostile import HOSTILE
from tests.desk.test_case_in_the_browser import attach
from tests.desk.watching import Watch

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>document.title=1</script></svg>'
LONG = "A" * 4000
TURNED = "\u202e" + "gnol " * 300
FILE = '"><img src=x onerror=alert(1)>' + "B" * 120 + "\u202egpj.html"
HOSTILE_UNIT = Unit("c-ten-la", UnitKind.COMMUNE, f"Công an xã {HOSTILE}", "14")
RAN = "script, iframe, object, embed, [onerror], [onload], svg script"


@pytest.fixture(scope="module", autouse=True)
def province(live: LiveDesk) -> None:
    """Sơn La is served, and one of its units has a name that wants to run."""

    def serve(conn: Connection) -> None:
        units.upsert_units(conn, [HOSTILE_UNIT])
        live.house.queue_seeds[HOSTILE_UNIT.id] = new_key()
        live.house.add_queue_key(conn, HOSTILE_UNIT)
        units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)

    live.house.database.write_now(serve)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture(params=[1280, 390])
def page(live: LiveDesk, request: pytest.FixtureRequest) -> Page:
    return live.page(request.param, 800)


@pytest.fixture
def watch(live: LiveDesk, page: Page) -> Watch:
    return Watch(page, live.url)


@pytest.fixture(scope="module")
def tip(live: LiveDesk) -> TestTip:
    markup = SecretBytes(HOSTILE.encode())
    tip = live.house.tip(
        [
            text(HOSTILE),
            text(LONG),
            text(TURNED),
            Content(
                kind=MediaKind.PHOTO, body=SecretBytes(SVG), mime="image/svg+xml", caption=SecretText(HOSTILE)
            ),
            Content(kind=MediaKind.PHOTO, body=markup, mime="image/jpeg"),
            Content(kind=MediaKind.VOICE, body=markup, mime="audio/ogg", seconds=3),
            Content(kind=MediaKind.VIDEO, body=markup, mime="video/mp4"),
            Content(kind=MediaKind.DOCUMENT, body=markup, mime="text/html", name=SecretText(FILE)),
        ]
    )
    live.house.addition(tip, 1, text(HOSTILE + LONG))
    return tip


def in_its_box(page: Page, place: str) -> None:
    """Nothing of it became a part of the page, and the page is as wide as its screen."""
    page.wait_for_timeout(300)
    assert page.locator(place).locator(RAN).count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert "ran" not in page.title()


def test_what_search_finds_is_shown_and_never_run(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch, tip: TestTip
) -> None:
    live.sign_in(page, officer)
    with page.expect_response("**/viewed"):
        live.open_tip(page, tip.id)
    page.goto(f"{live.url}/search")
    for typed, found in (
        ("onerror", "onerror"),
        ("A" * 200, "AAAA"),
        ("gnol", "gnol"),
        (HOSTILE, "document"),
    ):
        page.fill("#search-words", typed)
        if typed != "A" * 200:
            expect(page.locator(".search-result").first).to_contain_text(found)
        in_its_box(page, "[data-results]")
    watch.nothing_happened()


def test_a_note_and_the_name_of_its_file_are_words_and_nothing_else(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch, tip: TestTip
) -> None:
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    attach(page, FILE, "text/html", HOSTILE.encode())
    in_its_box(page, "[data-composer=note]")
    page.fill("[data-composer=note] textarea", HOSTILE + "\n" + LONG[:1500] + TURNED)
    notes = page.locator("[data-notes] thread-item")
    before = notes.count()
    page.click("[data-composer=note] button[type=submit]")
    expect(notes).to_have_count(before + 1)
    expect(notes.last.locator(".part-text")).to_contain_text("<script>")
    name = notes.last.locator(".part-file-name")
    expect(name).to_contain_text("img src=x")
    assert "\u202e" not in name.inner_text()
    in_its_box(page, "[data-notes]")
    in_its_box(page, "[data-thread]")
    watch.nothing_happened()


def test_a_units_name_in_the_forward_dialog_is_a_name(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch, tip: TestTip
) -> None:
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.click("[data-open-forward]")
    page.fill("#forward-search", "script")
    page.locator("#forward-choices .choice").first.click()
    expect(page.locator("dialog[open]")).to_contain_text("<script>")
    expect(page.locator("dialog[open]")).to_contain_text("đã đối chiếu.")
    in_its_box(page, "dialog[open]")
    for part in (".dialog-body", ".dialog-foot"):
        wide = page.eval_on_selector(f"dialog[open] {part}", "part => part.scrollWidth - part.clientWidth")
        assert wide <= 0, part
    watch.nothing_happened()


def test_a_printed_tip_runs_nothing_and_fits_its_sheet(
    live: LiveDesk, officer: TestOfficer, page: Page, watch: Watch, tip: TestTip
) -> None:
    live.sign_in(page, officer)
    page.set_viewport_size({"width": 1280, "height": 900})
    live.open_tip(page, tip.id)
    page.evaluate("() => { window.print = () => undefined }")
    page.locator("[data-print=form]:visible").first.click()
    page.wait_for_selector(".print-sheet", state="attached")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 640, "height": 900})
    expect(page.locator(".print-sheet")).to_contain_text("<script>")
    in_its_box(page, ".print-sheet")
    assert page.eval_on_selector(".print-sheet", "sheet => sheet.scrollWidth - sheet.clientWidth") <= 0
    watch.nothing_happened()
