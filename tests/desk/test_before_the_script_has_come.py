"""A slow line brings the page before its script: nothing that is pressed or typed meanwhile is lost without a word."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from domain.campaigns import CampaignContent, Words
from storage import campaigns
from tests.desk.campaign_house import awareness, campaign_parts, enter
from tests.desk.conftest import LiveDesk, served_live
from tests.desk.house import TestOfficer

SCRIPTS = "**/part-*.js"
WEB = Path(__file__).parents[2] / "web"
TITLE = "Không ai cập nhật VNeID qua điện thoại"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    with served_live(tmp_path_factory.mktemp("slow"), migrated_sqlite, campaign_parts) as desk:
        desk.house.offset = timedelta(hours=(14 - (desk.house.now.hour + 7)) % 24)
        yield desk


@pytest.fixture(scope="module")
def writer(live: LiveDesk) -> TestOfficer:
    return awareness(live.house)


@pytest.fixture
def page(live: LiveDesk, writer: TestOfficer) -> Page:
    """The list of campaigns, whole."""
    page = live.page()
    enter(live, page, writer)
    page.wait_for_selector("campaign-page:defined")
    live.house.offset += timedelta(seconds=30)
    return page


class SlowLine:
    """Keeps the page's scripts back until they are let through."""

    def __init__(self, page: Page, address: str) -> None:
        self._held: list[Route] = []
        self._open = False
        page.route(SCRIPTS, self._scripts)
        page.goto(address, wait_until="commit")
        page.wait_for_selector("[data-create], #title-vi")
        while not self._held:
            page.wait_for_timeout(20)

    def lets_scripts_through(self) -> None:
        self._open = True
        for route in self._held:
            route.continue_()

    def _scripts(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._held.append(route)


def a_campaign(live: LiveDesk, writer: TestOfficer) -> campaigns.Campaign:
    house = live.house
    made = house.database.write_now(
        lambda conn: campaigns.create(
            conn, writer.viewer, CampaignContent(words={"vi": Words("", "")}), house.now
        )
    )
    assert isinstance(made, campaigns.Campaign)
    return made


def test_a_button_takes_no_press_that_nothing_would_hear(live: LiveDesk, page: Page) -> None:
    line = SlowLine(page, f"{live.url}/campaigns")
    with pytest.raises(PlaywrightTimeout):
        page.click("[data-create]", timeout=700)
    line.lets_scripts_through()
    page.click("[data-create]")
    expect(page.locator("campaign-editor")).to_be_attached()


def test_what_was_typed_before_the_editor_came_is_saved(
    live: LiveDesk, page: Page, writer: TestOfficer
) -> None:
    made = a_campaign(live, writer)
    line = SlowLine(page, f"{live.url}/campaigns/{made.id.hex()}")
    page.fill("#title-vi", TITLE)
    page.select_option("#valid", "72")
    line.lets_scripts_through()
    expect(page.locator(".chat-telegram [data-preview-title]")).to_have_text(TITLE)
    expect(page.locator("[data-saved]")).to_have_text("Đã lưu")
    page.reload()
    expect(page.locator("#title-vi")).to_have_value(TITLE)
    expect(page.locator("#valid")).to_have_value("72")


def test_an_editor_that_nobody_touched_saves_nothing(live: LiveDesk, page: Page, writer: TestOfficer) -> None:
    made = a_campaign(live, writer)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/change") else None)
    page.goto(f"{live.url}/campaigns/{made.id.hex()}")
    page.wait_for_selector("campaign-editor:defined")
    page.wait_for_timeout(900)
    assert asked == []


def the_editors_own(live: LiveDesk, page: Page) -> str:
    """The address of the one script that is fetched once a campaign's page is shown."""
    script = page.request.get(f"{live.url}/static/desk.js").text()
    fetched_later = re.findall(r"import\(\"\./(part-\w+\.js)\"", script)
    assert len(fetched_later) == 1
    return f"**/{fetched_later[0]}"


def test_who_leaves_before_the_editor_came_leaves_with_the_words_saved(
    live: LiveDesk, page: Page, writer: TestOfficer
) -> None:
    made = a_campaign(live, writer)
    address = f"{live.url}/campaigns/{made.id.hex()}"
    held: list[Route] = []
    page.route(the_editors_own(live, page), lambda route: held.append(route))  # noqa: PLW0108 - it must be a plain function
    page.goto(address)
    page.fill("#title-vi", TITLE)
    page.locator("#nav a[href='/campaigns']").first.click()
    page.wait_for_timeout(300)
    expect(page.locator("#title-vi")).to_have_value(TITLE)
    held[0].continue_()
    page.wait_for_url(f"{live.url}/campaigns")
    page.goto(address)
    expect(page.locator("#title-vi")).to_have_value(TITLE)


def test_who_leaves_an_editor_that_does_not_come_is_asked(
    live: LiveDesk, page: Page, writer: TestOfficer
) -> None:
    made = a_campaign(live, writer)
    page.route(the_editors_own(live, page), lambda route: route.abort())
    page.goto(f"{live.url}/campaigns/{made.id.hex()}")
    expect(page.locator("[data-page-error]")).to_contain_text("Trang chưa tải xong")
    page.fill("#title-vi", TITLE)
    with page.expect_event("dialog", lambda dialog: dialog.dismiss() is None):
        page.locator("#nav a[href='/campaigns']").first.click()
    expect(page.locator("#title-vi")).to_have_value(TITLE)
    with page.expect_event("dialog", lambda dialog: dialog.accept() is None):
        page.locator("#nav a[href='/campaigns']").first.click()
    page.wait_for_url(f"{live.url}/campaigns")


def test_an_editor_that_does_not_come_is_said(live: LiveDesk, page: Page) -> None:
    page.route(the_editors_own(live, page), lambda route: route.abort())
    page.goto(f"{live.url}/campaigns")
    expect(page.locator("[data-page-error]")).to_contain_text("Trang chưa tải xong")


def test_no_tag_waits_for_a_script_that_never_comes() -> None:
    """A tag that nothing defines would keep its buttons from being pressed for good, unless the style names it."""
    scripts = "".join(path.read_text("utf-8") for path in (WEB / "client" / "desk").glob("*.ts"))
    pages = "".join(path.read_text("utf-8") for path in (WEB / "desk" / "templates").glob("*.html"))
    used = {*re.findall(r"<([a-z]+-[a-z-]+)", pages), *re.findall(r'make\("([a-z]+-[a-z-]+)"', scripts)}
    defined = set(re.findall(r'customElements\.define\("([a-z-]+)"', scripts))
    style = (WEB / "client" / "styles" / "base.css").read_text("utf-8")
    (named,) = re.findall(r":not\(:defined, ([a-z, -]+)\) button", style)
    assert len(used) > 20
    assert used - defined == set(named.split(", "))
