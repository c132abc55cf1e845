"""A person can do with the phone page what people do with a phone, and the demo page keeps its promises."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.sandbox import SandboxServer, create_sandbox
from bot.sandbox.serving import sandbox_server
from tests.browser import browsing
from tests.sandbox.conftest import BUILD, OFFICERS_TOKEN, TOKEN, BotClient
from tests.sandbox.scripted_bot import CODE, ScriptedBot

AXE = Path(__file__).parents[2] / "web" / "client" / "node_modules" / "axe-core" / "axe.min.js"
OFFICERS_BOT = "tinbao_thu_1_bot"
SECRET = pyotp.random_base32()
OFFICERS = [
    {
        "name": "hanh.lt",
        "full_name": "Lò Thị Hạnh",
        "passphrase": "thuyền sương gạo đồi lụa",
        "totp_secret": SECRET,
        "unit": "Công an xã Quỳnh Nhai",
        "role": "officer",
    },
    {
        "name": "phong.qt",
        "full_name": "Quàng Thế Phong",
        "passphrase": "mây bến chum lúa sáo",
        "totp_secret": pyotp.random_base32(),
        "unit": "Trực ban Công an tỉnh Sơn La",
        "role": "duty_desk",
    },
]
_FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium, the system's own."""
    with browsing(*_FLAGS) as running:
        yield running


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The demo page with a scripted bot behind it and another sandbox in the desk's place."""
    assert (BUILD / "phone.js").exists(), "run `make setup` first"
    with SandboxServer(create_sandbox(["1:desk"], BUILD)) as other:
        landing = {
            "desk_url": f"{other.url}/sandbox/ready",
            "officers": OFFICERS,
            "officers_bot": OFFICERS_BOT,
        }
        bots = {TOKEN: "Tin Báo", OFFICERS_TOKEN: "Tin Báo cho cán bộ"}
        with SandboxServer(create_sandbox(bots, BUILD, landing)) as server, ScriptedBot(server.url, TOKEN):
            yield server.url


@pytest.fixture
def trouble() -> list[str]:
    """What the page complained about, and requests that left the sandbox."""
    return []


def watched(context: BrowserContext, address: str, trouble: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda said: trouble.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))

    def note(url: str) -> None:
        if urlsplit(url).scheme != "blob" and urlsplit(url).hostname != "127.0.0.1":
            trouble.append(url)

    page.on("request", lambda request: note(request.url))
    page.goto(address)
    return page


@pytest.fixture
def page(browser: Browser, address: str, trouble: list[str]) -> Iterator[Page]:
    """The demo page at desktop width, with a microphone; afterwards it must have had no trouble."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        permissions=["microphone", "clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    yield watched(context, address, trouble)
    context.close()
    assert trouble == []


def small_picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(target, "JPEG")
    return target.getvalue()


def start(page: Page) -> None:
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_text("Chào anh/chị")).to_be_visible()


def write(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Tin nhắn")
    field.fill(text)
    field.press("Enter")


def choose(page: Page, text: str, act: str) -> None:
    bubble = page.locator(".bubble", has_text=text).first
    bubble.click(button="right")
    page.get_by_role("menuitem", name=act).click()


def test_a_report_can_be_told_with_text_photo_and_voice(page: Page) -> None:
    """A resident starts, picks a place, sends a photo and a voice note, and reads the code in a box of its own."""
    expect(page.get_by_text("Không hỏi tên")).to_be_visible()
    start(page)
    write(page, "quynh nhai")
    page.get_by_role("button", name="Xã Quỳnh Nhai, Sơn La").click()
    expect(page.locator(".words strong", has_text="Công an xã Quỳnh Nhai")).to_be_visible()
    page.locator("#choose-media").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": small_picture()}]
    )
    expect(page.locator(".tray-picture")).to_be_visible()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("img", name="Ảnh")).to_be_visible()
    assert page.locator(".picture").evaluate(
        "async (image) => { await image.decode(); return image.naturalWidth }"
    )
    page.get_by_role("button", name="Ghi âm").click()
    expect(page.locator("#recording-time")).to_have_text(re.compile(r"0:(0[1-9]|[1-5]\d)"))
    page.get_by_role("button", name="Gửi bản ghi").click()
    expect(page.get_by_role("button", name="Nghe ghi âm")).to_be_visible()
    page.get_by_role("button", name="✅ Xong, sang bước gửi").last.click()
    expect(page.locator(".code-box")).to_have_text(CODE)


def test_a_recorded_voice_note_is_what_the_public_service_sends(page: Page, address: str) -> None:
    """The microphone's recording reaches the bot as Opus in Ogg, not in the browser's own container."""
    start(page)
    page.get_by_role("button", name="Ghi âm").click()
    expect(page.locator("#recording-time")).to_have_text(re.compile(r"0:(0[1-9]|[1-5]\d)"))
    page.get_by_role("button", name="Gửi bản ghi").click()
    expect(page.get_by_role("button", name="Nghe ghi âm")).to_be_visible()
    head = page.evaluate(
        """async () => {
          const kept = JSON.parse(sessionStorage.getItem("tinbao-residents"));
          const view = await (await fetch(`/sandbox/residents/${kept.people[kept.current]}`)).json();
          const voice = view.messages.find((message) => message.voice).voice;
          const bytes = await (await fetch(`/sandbox/files/${voice.file_unique_id}`)).arrayBuffer();
          return [voice.mime_type, new TextDecoder("latin1").decode(bytes.slice(0, 64))];
        }"""
    )
    assert head[0] == "audio/ogg"
    assert head[1].startswith("OggS")
    assert "OpusHead" in head[1]


def test_an_album_a_file_and_a_position_can_be_sent(page: Page) -> None:
    """Two pictures stand together, a file shows its name and size, a position its numbers."""
    start(page)
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": small_picture()}
    page.locator("#choose-media").set_input_files([picture, {**picture, "name": "b.jpg"}])
    write(page, "hai ảnh")
    expect(page.locator(".album .picture")).to_have_count(2)
    page.locator("#choose-file").set_input_files(
        [{"name": "don.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 500}]
    )
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator(".fact", has_text="don.pdf")).to_contain_text("2 KB")
    page.get_by_role("button", name="Đính kèm").click()
    page.get_by_role("menuitem", name="Vị trí").click()
    page.get_by_label("Nơi có sẵn").select_option(label="Tống Sơn, Thanh Hóa")
    page.get_by_role("button", name="Gửi vị trí").click()
    expect(page.locator(".fact", has_text="Vị trí")).to_contain_text("20,0144; 105,7860")


def test_an_own_message_can_be_edited_and_deleted(page: Page) -> None:
    """What was sent wrongly is put right, and the bot hears of it; a deleted message is gone."""
    start(page)
    write(page, "sai chữ")
    expect(page.locator(".bubble", has_text="sai chữ")).to_be_visible()
    choose(page, "sai chữ", "Sửa")
    write(page, "đúng chữ")
    expect(page.get_by_text("Đã thấy sửa: đúng chữ")).to_be_visible()
    expect(page.locator(".row-mine", has_text="đúng chữ")).to_contain_text("đã sửa")
    choose(page, "Đã thấy sửa", "Xóa ở cả hai bên")
    expect(page.get_by_text("Đã thấy sửa")).to_have_count(0)


def test_messages_that_the_bot_deletes_vanish_with_its_keyboard(page: Page) -> None:
    """After the bot has wiped the chat nothing of it stands on the page."""
    start(page)
    expect(page.get_by_role("button", name="🚨 Khẩn cấp")).to_be_visible()
    write(page, "xóa hết")
    expect(page.locator(".bubble")).to_have_count(0)
    expect(page.get_by_role("button", name="🚨 Khẩn cấp")).to_have_count(0)
    expect(page.get_by_role("button", name="Bắt đầu")).to_be_visible()


def test_the_bot_can_answer_a_button_with_a_dialog(page: Page) -> None:
    """An alert stands until it is closed, and the edited message takes the place of the old one."""
    start(page)
    page.locator("#choose-file").set_input_files(
        [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}]
    )
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("button", name="🗑 Hủy tin này").click()
    expect(page.get_by_role("dialog")).to_contain_text("Tin này chưa gửi đi.")
    page.get_by_role("button", name="Đã hiểu").click()
    expect(page.get_by_text("Đã hủy tin này.")).to_be_visible()
    expect(page.get_by_role("button", name="🗑 Hủy tin này")).to_have_count(0)


def test_several_residents_have_chats_of_their_own_and_all_can_start_again(page: Page) -> None:
    """A second person sees nothing of the first; a reload keeps the chats; starting again forgets both."""
    start(page)
    page.get_by_role("button", name="Lệnh và người dân").click()
    page.get_by_role("menuitem", name="Thêm một người dân").click()
    expect(page.locator(".bubble")).to_have_count(0)
    page.get_by_role("button", name="Lệnh và người dân").click()
    page.get_by_role("menuitemradio", name="Người dân 1").click()
    expect(page.get_by_text("Chào anh/chị")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Chào anh/chị")).to_be_visible()
    page.get_by_role("button", name="Làm lại từ đầu").click()
    expect(page.locator(".bubble")).to_have_count(0)
    page.get_by_role("button", name="Lệnh và người dân").click()
    expect(page.get_by_role("menuitemradio")).to_have_count(1)


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    """From the field over the buttons of a message to its menu, no mouse is needed."""
    page.get_by_role("button", name="Bắt đầu").press("Enter")
    expect(page.get_by_text("Chào anh/chị")).to_be_visible()
    page.keyboard.press("Tab")
    write(page, "quynh nhai")
    page.get_by_role("button", name="Xã Mường Chiên, Sơn La").press("Enter")
    expect(page.get_by_text("Tin này sẽ gửi tới")).to_be_visible()
    page.locator(".row-mine", has_text="quynh nhai").get_by_role("button").press("Enter")
    expect(page.get_by_role("menuitem", name="Sửa")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Sao chép")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)


def test_the_sign_in_data_belong_to_the_picked_officer(page: Page) -> None:
    """Name, words and the code of this moment stand there and can be copied; no secret reaches the page."""
    expect(page.locator("#officer-name")).to_have_text("hanh.lt")
    expect(page.locator("#officer-left")).to_contain_text("giây")
    shown = page.locator("#officer-code").inner_text().replace("\u00a0", "")
    assert pyotp.TOTP(SECRET).verify(shown, valid_window=1)
    page.get_by_role("button", name="Chép mật khẩu").click()
    expect(page.locator("#page-note")).to_have_text("Đã chép mật khẩu")
    assert page.evaluate("navigator.clipboard.readText()") == OFFICERS[0]["passphrase"]
    page.get_by_label("Chọn cán bộ").select_option(label="Quàng Thế Phong, Trực ban")
    expect(page.get_by_role("heading", name="Trực ban Công an tỉnh Sơn La")).to_be_visible()
    expect(page.locator("#officer-name")).to_have_text("phong.qt")
    told = page.evaluate("async () => (await fetch('/sandbox/officers')).text()")
    assert SECRET not in told + page.content()


def test_the_desk_stands_beside_the_phone_or_behind_a_tab(
    browser: Browser, address: str, trouble: list[str]
) -> None:
    """Wide: both halves. Narrow: one at a time, nothing wider than the screen."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = watched(context, address, trouble)
    start(page)
    expect(page.locator("#desk")).to_be_hidden()
    page.get_by_role("tab", name="Bàn làm việc").click()
    expect(page.frame_locator("#desk").get_by_text("ready")).to_be_visible()
    expect(page.locator("#phone")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#phone")).to_be_visible()
    expect(page.locator("#desk")).to_be_visible()
    assert page.locator("#phone").bounding_box()["width"] == 384  # type: ignore[index]
    context.close()
    assert trouble == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_passes_axe(browser: Browser, address: str, scheme: str, width: int) -> None:
    """No rule of WCAG 2.2 AA that a machine can check is broken, with a chat on the screen and a menu open."""
    # The check itself is put into the page, which its policy forbids; everything else runs under the policy.
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    start(page)
    write(page, "quynh nhai")
    page.get_by_role("button", name="Xã Quỳnh Nhai, Sơn La").click()
    expect(page.get_by_text("Tin này sẽ gửi tới")).to_be_visible()
    page.add_script_tag(path=AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for _ in range(2):
        found = page.evaluate(
            "async (tags) => (await axe.run(document, {runOnly: tags, iframes: false})).violations"
            ".map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`)",
            tags,
        )
        assert found == []
        page.get_by_role("button", name="Lệnh và người dân").click()
    context.close()


def test_the_phone_is_light_whatever_the_theme_is(page: Page) -> None:
    """The theme button turns the page dark, remembers it, and leaves the phone as it is."""
    background = "(element) => getComputedStyle(element).backgroundColor"
    before = page.locator("#chat").evaluate(background)
    body = page.locator("body").evaluate(background)
    page.get_by_role("button", name="Giao diện tối").click()
    expect(page.locator("body")).not_to_have_css("background-color", body)
    expect(page.locator("#chat")).to_have_css("background-color", before)
    page.reload()
    expect(page.get_by_role("button", name="Giao diện sáng")).to_be_visible()


def test_the_server_listens_on_this_machine_alone() -> None:
    """The sandbox's own server configuration names the loopback address."""
    assert sandbox_server(create_sandbox([TOKEN], BUILD)).config.host == "127.0.0.1"


def test_an_officers_phone_talks_to_the_second_bot(page: Page, address: str) -> None:
    """It opens in a tab of its own, without the desk, and what is typed there reaches that bot alone."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Điện thoại cán bộ").click()
    phone = opened.value
    expect(phone.get_by_role("heading", name="Cán bộ")).to_be_visible()
    expect(phone.locator("#desk")).to_have_count(0)
    expect(phone.get_by_role("button", name="Bắt đầu")).to_be_visible()
    phone.get_by_role("textbox", name="Tin nhắn").fill("ABCDE 12345")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("ABCDE 12345")).to_be_visible()
    client = BotClient(address, OFFICERS_TOKEN)
    assert [message["text"] for message in client.updates("message")] == ["ABCDE 12345"]
    client.close()
