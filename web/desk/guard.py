"""Sets the headers that fence every answer and refuses unsafe requests from elsewhere; must never let one through."""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.desk.bodies import SAFE_METHODS

_STATIC = "/static/"
MOST_BODY_BYTES = 1_000_000
"""Larger than any sealed answer or note (a text of 4,000 characters) with all its wraps."""
MOST_PICTURE_BODY_BYTES = 6_000_000
"""A little more than a campaign's picture may have, so that one too large is refused with its own sentence."""
MOST_KEYS_BODY_BYTES = 4_000_000
"""Room for the keys of 2,000 parts, sealed again for a forward or a look (1,168 bytes each, in base64)."""
MOST_FILE_BODY_BYTES = 24_200_000
"""A sealed file of 20 MB with its head."""
_LARGER = (
    (re.compile(r"/campaigns/[0-9a-f]{32}/picture"), MOST_PICTURE_BODY_BYTES),
    (re.compile(r"/tips/[0-9a-f]{32}/(forward|aside)"), MOST_KEYS_BODY_BYTES),
    (re.compile(r"/tips/[0-9a-f]{32}/note-files"), MOST_FILE_BODY_BYTES),
)


MOST_PATH = 300
"""Letters of an address before its question; the longest of the desk's own has about 110."""


def content_security_policy(frame_ancestors: Sequence[str]) -> str:
    """The desk's policy: own scripts, styles and fonts; pictures and players only from memory; nothing else.

    `wasm-unsafe-eval` is for the passphrase's Argon2id, which is WebAssembly. No form is ever submitted by the
    browser itself: what is typed goes through the page's scripts, which seal it.
    """
    rules = {
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "worker-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' blob:",
        "media-src": "blob:",
        "connect-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": " ".join(frame_ancestors) or "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Guard:
    """ASGI middleware around the whole desk."""

    def __init__(self, app: ASGIApp, origin: str, frame_ancestors: Sequence[str]) -> None:
        self._app = app
        self._origin = origin
        self._fence = {
            "content-security-policy": content_security_policy(frame_ancestors),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
            "x-robots-tag": "noindex, nofollow",
        }
        if origin.startswith("https://"):
            self._fence["strict-transport-security"] = "max-age=31536000"
        if not frame_ancestors:
            self._fence["x-frame-options"] = "DENY"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse what doesn't come from the desk's own pages."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._fence.items():
                    headers[name] = value
                if not scope["path"].startswith(_STATIC):
                    headers["cache-control"] = "no-store"
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, fenced)
            return
        await self._app(scope, receive, fenced)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if "\x00" in scope["path"] or b"%00" in scope["query_string"] or len(scope["path"]) > MOST_PATH:
            # No page of the desk makes such an address; PostgreSQL takes no NUL, Python no number of thousands of digits.
            return PlainTextResponse("Địa chỉ không hợp lệ.", status_code=400)
        if scope["method"] in SAFE_METHODS:
            return None
        headers = Headers(scope=scope)
        if headers.get("origin") != self._origin:
            return PlainTextResponse("Yêu cầu không đến từ trang này.", status_code=403)
        length = headers.get("content-length", "")
        # Where both are given, the length is a mere claim: the body would be read in pieces without an end.
        if not length.isdecimal() or "transfer-encoding" in headers:
            return PlainTextResponse("Thiếu độ dài yêu cầu.", status_code=411)
        larger = (most for path, most in _LARGER if path.fullmatch(scope["path"]))
        most = next(larger, MOST_BODY_BYTES)
        if int(length) > most:
            return PlainTextResponse("Yêu cầu quá lớn.", status_code=413)
        return None
