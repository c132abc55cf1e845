"""A resident with the demo's phone and officers at the desk, who do what people do and see what people see."""

import re
import time

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Demo

CODE = re.compile(r"(?:\d{4} ){5}\d{4}")
PATIENCE = 60_000
_RESIDENT = re.compile(r"/sandbox/residents/(\d{5,})")
expect.set_options(timeout=PATIENCE)
_TYPED: dict[tuple[str, str], str] = {}
"""The last code of each officer of a demo: one is good once, and journeys share a demo."""


class Watched:
    """A page whose complaints are kept: content-policy reports, script errors, requests to strangers."""

    def __init__(self, browser: Browser, demo: Demo, width: int, height: int) -> None:
        self._context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        self._context.set_default_timeout(PATIENCE)
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        allowed = (demo.url, demo.desk_url, "blob:", "data:")
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error.name}"))
        self.page.on(
            "request",
            lambda request: (
                None if request.url.startswith(allowed) else self.complaints.append("a stranger was asked")
            ),
        )
        self.page.on(
            "console",
            lambda line: (
                self.complaints.append("content policy") if "Content Security Policy" in line.text else None
            ),
        )

    def close(self) -> None:
        """Put the device away."""
        self._context.close()


class Resident(Watched):
    """Someone with the phone on the left."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        super().__init__(browser, demo, 1440, 900)
        self.page.goto(demo.url)
        self.page.get_by_role("button", name="Bắt đầu").click()

    @property
    def chat_id(self) -> int:
        """The id under which the platform knows this resident; no file may hold it."""
        with self.page.expect_request(_RESIDENT) as asked:
            self.page.reload()
        found = _RESIDENT.search(asked.value.url)
        assert found
        return int(found[1])

    @property
    def chat(self) -> Locator:
        """The bubbles."""
        return self.page.locator("#chat")

    def reads(self, text: str) -> None:
        """Wait until the newest part of the chat holds a text."""
        expect(self.chat.get_by_text(text).last).to_be_visible()

    def presses(self, label: str) -> None:
        """Press the newest button of this name."""
        self.page.locator("#phone").get_by_role("button", name=label, exact=True).last.click()

    def writes(self, text: str) -> None:
        """Type and send."""
        self.page.fill("#message-field", text)
        self.page.locator("#message-field").press("Enter")

    def sends_photo(self, content: bytes) -> None:
        """Choose a photo and send it."""
        self.page.set_input_files(
            "#choose-media", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}
        )
        self.page.get_by_role("button", name="Gửi", exact=True).click()

    def sends_voice(self, content: bytes) -> None:
        """Send a voice note."""
        self.page.set_input_files(
            "#choose-audio", {"name": "ghi.ogg", "mimeType": "audio/ogg", "buffer": content}
        )

    def tells_a_place(self, typed: str, chosen: str) -> None:
        """Go from the menu to the question after the place."""
        self.presses("📝 Gửi tin báo")
        self.presses("Tiếp tục")
        self.reads("Việc xảy ra ở xã, phường nào?")
        self.writes(typed)
        self.presses(chosen)

    def notes_the_code(self) -> str:
        """Read the receipt code off the screen."""
        shown = self.chat.get_by_text(CODE).last
        expect(shown).to_be_visible()
        found = CODE.search(shown.inner_text())
        assert found
        return found[0]


class Officer(Watched):
    """Someone who signs in at the desk, in a browser of their own."""

    def __init__(
        self, browser: Browser, demo: Demo, name: str, *, width: int = 1280, height: int = 900
    ) -> None:
        super().__init__(browser, demo, width, height)
        self._demo = demo
        self._name = name
        self.page.goto(f"{demo.desk_url}/sign-in")

    def signs_in(self) -> None:
        """Type name, five words and the six digits of the moment."""
        self.types_what_signs_in()
        expect(self.page.get_by_role("heading", name="Hàng tin", level=1)).to_be_visible()

    def types_what_signs_in(self) -> None:
        """The same without waiting for what comes."""
        known = self._unused()
        self.page.fill("input[name=name]", known["name"])
        self.page.fill("input[name=passphrase]", known["passphrase"])
        self.page.fill("input[name=totp]", known["code"])
        self.page.get_by_role("button", name="Đăng nhập và mở khóa").click()

    def _unused(self) -> dict[str, str]:
        """What the demo shows for signing in, once its code is another than this officer typed in an earlier journey."""
        who = self._demo.url, self._name
        while (known := self._demo.officers()[self._name])["code"] == _TYPED.get(who):
            time.sleep(0.5)
        _TYPED[who] = known["code"]
        return known

    def opens(self, category: str) -> str:
        """Open the newest tip of a category; gives its address."""
        self.page.locator("table a", has_text=category).last.click()
        expect(self.page.get_by_role("heading", name=category, level=1)).to_be_visible()
        return self.page.url

    def fetches(self, path: str) -> int:
        """Ask for an address with this officer's own session; gives the status."""
        return int(self.page.request.get(f"{self._demo.desk_url}{path}").status)


def wait_for_code(demo: Demo, seconds: int = 3) -> None:
    """Wait into a fresh 30-second step when the present one is about to end."""
    left = 30 - int(time.time()) % 30
    if left <= seconds:
        time.sleep(left)
    httpx.get(f"{demo.url}/sandbox/ready", trust_env=False)
