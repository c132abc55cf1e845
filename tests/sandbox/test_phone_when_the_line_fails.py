"""What the demo phone couldn't send stays with the person who wrote it, and is said."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.sandbox import SandboxServer, create_sandbox
from tests.browser import browsing
from tests.sandbox.conftest import BUILD, TOKEN
from tests.sandbox.scripted_bot import ScriptedBot

pytestmark = pytest.mark.journey

FILE = {"name": "don.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 500}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream") as running:
        yield running


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A phone with a scripted bot behind it."""
    assert (BUILD / "phone.js").exists(), "run `make setup` first"
    with (
        SandboxServer(create_sandbox({TOKEN: "Tin Báo"}, BUILD)) as server,
        ScriptedBot(server.url, TOKEN),
    ):
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(permissions=["microphone"], reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_text("Chào anh/chị")).to_be_visible()
    yield page
    context.close()


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Tin nhắn")


def line_fails(page: Page, act: str) -> None:
    page.route(f"**/sandbox/residents/*/{act}", lambda route: route.abort())


def is_said(page: Page) -> None:
    expect(page.locator("#phone-note")).to_have_text("Chưa nối được máy chủ thử.")


def test_files_that_could_not_go_stand_ready_again(page: Page) -> None:
    page.locator("#choose-file").set_input_files([FILE])
    field(page).fill("đơn của tôi")
    line_fails(page, "files")
    page.get_by_role("button", name="Gửi", exact=True).click()
    is_said(page)
    expect(page.locator("#tray .tray-item")).to_contain_text("don.pdf")
    expect(field(page)).to_have_value("đơn của tôi")
    page.unroute_all()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator(".fact", has_text="don.pdf")).to_be_visible()
    expect(page.locator("#tray .tray-item")).to_have_count(0)


def test_what_was_typed_meanwhile_stays_behind_what_could_not_go(page: Page) -> None:
    with page.expect_request("**/text"):
        held = []
        page.route("**/sandbox/residents/*/text", lambda route: held.append(route))  # noqa: PLW0108 - the browser marks its handlers
        field(page).fill("câu một")
        field(page).press("Enter")
    field(page).fill("câu hai")
    held[0].abort()
    expect(field(page)).to_have_value("câu một\ncâu hai")


def test_a_change_that_failed_is_still_a_change(page: Page) -> None:
    field(page).fill("sai chữ")
    field(page).press("Enter")
    bubble = page.locator(".row-mine .bubble", has_text="sai chữ").first
    bubble.click(button="right")
    page.get_by_role("menuitem", name="Sửa").click()
    line_fails(page, "edit")
    field(page).fill("đúng chữ")
    field(page).press("Enter")
    is_said(page)
    expect(page.locator("#edit-bar")).to_be_visible()
    page.unroute_all()
    field(page).press("Enter")
    expect(page.locator(".row-mine", has_text="đúng chữ")).to_contain_text("đã sửa")
    expect(page.locator("#edit-bar")).to_be_hidden()
    expect(field(page)).to_have_value("")


def test_a_voice_note_that_could_not_go_stands_ready_again(page: Page) -> None:
    line_fails(page, "files")
    page.get_by_role("button", name="Ghi âm").click()
    expect(page.locator("#recording-time")).to_have_text(re.compile(r"0:(0[1-9]|[1-5]\d)"))
    page.get_by_role("button", name="Gửi bản ghi").click()
    is_said(page)
    expect(page.locator("#tray .tray-item")).to_contain_text("ghi-am.webm")
    page.unroute_all()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("button", name="Nghe ghi âm")).to_be_visible()


def test_a_position_that_could_not_go_is_said(page: Page) -> None:
    line_fails(page, "body")
    page.get_by_role("button", name="Đính kèm").click()
    page.get_by_role("menuitem", name="Vị trí").click()
    page.get_by_role("button", name="Gửi vị trí").click()
    is_said(page)
