"""Watches a page for what must never happen: a complaint of the policy, an error, a request to somewhere else, a word that leaves unsealed."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request


class Watch:
    """Collects, from the moment it is made, what one page does."""

    def __init__(self, page: Page, url: str) -> None:
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.sent: list[str] = []
        self._origin = urlsplit(url).netloc
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("dialog", self._dialog)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) =>"
            " console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
        )

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append("dialog")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss"):
            self.sent.append(f"{request.url} {request.post_data or ''}")
            if parts.netloc != self._origin:
                self.elsewhere.append(request.url)

    def nothing_happened(self) -> None:
        """Fail unless the page stayed silent and at home."""
        assert self.complaints == [], self.complaints
        assert self.elsewhere == [], self.elsewhere


def too_wide_at(page: Page, widths: Iterable[int]) -> list[int]:
    """At which of these widths of the window (px) the page would scroll sideways."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        # Laid out anew and painted once: whatever follows the window's width has followed it.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if page.evaluate("() => document.documentElement.scrollWidth") > width:
            found.append(width)
    return found
