"""Lets only this machine in, and only pages that came from here; it never answers a stranger's page."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


class LoopbackGuard:
    """Refuses (403) other machines, other host names (a page that rebinds its name) and other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "http" and not _is_local(scope):
            await PlainTextResponse("The sandbox serves this machine only.\n", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    client = scope.get("client")
    if client is not None and client[0] not in _NAMES:
        return False
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in _NAMES:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host
