"""Knows who asks by the session cookie, and turns everyone else away; must never put a token into a log or address."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from domain.permissions import Action
from sealing.secret_types import SecretText
from storage import campaigns, sessions
from storage.sessions import Session
from storage.tip_reading import visible_row
from storage.viewer import Viewer
from web.desk import texts
from web.desk.bodies import BODY_SECONDS, SAFE_METHODS, STRANGER_BODY_SECONDS, body_came, body_too_slow
from web.desk.inputs import hex_id, refused
from web.desk.pages import Pages
from web.desk.parts import DeskParts
from web.desk.route_rules import Rule, Touches, declare
from web.desk.sources import Sources

_COOKIE = "tinbao-desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every handler works with."""

    parts: DeskParts
    pages: Pages
    sources: Sources = field(default_factory=Sources)

    @property
    def now(self) -> datetime:
        """The time as aware UTC."""
        return self.parts.clock()

    @property
    def cookie_name(self) -> str:
        """With https the `__Host-` form, which no other host or path can set."""
        return f"__Host-{_COOKIE}" if self._secure else _COOKIE

    @property
    def _secure(self) -> bool:
        return self.parts.desk_origin.startswith("https://")

    def token_of(self, request: Request) -> SecretText | None:
        """The session token that came with a request."""
        value = request.cookies.get(self.cookie_name)
        return SecretText(value) if value else None

    async def session_of(self, request: Request, *, idle: bool = False) -> Session | None:
        """The live session of a request; notes at most once a minute that it is in use, unless it is `idle`."""
        token = self.token_of(request)
        if token is None:
            return None
        now = self.now
        found = await self.parts.database.read(lambda conn: sessions.session(conn, token, now))
        if found is not None and found.touch_due and not idle:
            await self.parts.database.write(lambda conn: sessions.touch(conn, token, now))
        return found

    def set_cookie(self, response: Response, token: SecretText) -> None:
        """Give the browser its session: no script reads it, no other site sends it."""
        response.set_cookie(
            self.cookie_name, token.reveal(), path="/", secure=self._secure, httponly=True, samesite="strict"
        )

    def clear_cookie(self, response: Response) -> None:
        """Take the session cookie away."""
        response.delete_cookie(
            self.cookie_name, path="/", secure=self._secure, httponly=True, samesite="strict"
        )


def new_token() -> SecretText:
    """A fresh session token of 256 bits."""
    return SecretText(token_urlsafe(32))


Open = Callable[[Desk, Request], Awaitable[Response]]
SignedIn = Callable[[Desk, Request, Session], Awaitable[Response]]
Handler = Callable[[Request], Awaitable[Response]]
Fits = Callable[[Viewer, Request], Awaitable[bool]]


def anyone(desk: Desk, handler: Open, *, touches: Touches | None = None) -> Handler:
    """Let everybody through, signed in or not: the sign-in page, an invitation."""

    async def opened(request: Request) -> Response:
        if not await body_came(request, STRANGER_BODY_SECONDS):
            return body_too_slow()
        return await handler(desk, request)

    rule = Rule(open=True, touches=touches)
    declared: Handler = declare(opened, rule)
    return declared


def signed_in(
    desk: Desk, handler: SignedIn, *, idle: bool = False, touches: Touches | None = None
) -> Handler:
    """Let only a live session through; the rest goes to the sign-in page, or gets 401 where a script asks.

    `idle`: what the page asks by itself doesn't count as use, so that a desk nobody sits at signs out in time.
    `touches`: whose things it works with, where its address alone doesn't say.
    """

    async def guarded(request: Request) -> Response:
        return await _enter(desk, request, handler, _any_officer, idle=idle)

    declared: Handler = declare(guarded, Rule(touches=touches))
    return declared


def allowed(
    desk: Desk, action: Action, handler: SignedIn, *, idle: bool = False, touches: Touches | None = None
) -> Handler:
    """As `signed_in`, and only for roles that may do this; for the others there is nothing here.

    A tip in the address must be one of the viewer's queue, a campaign one of the viewer's reach: that is seen to here,
    before anything of the request is read, so that every act on another's is answered like one on none.
    """

    async def fits(viewer: Viewer, request: Request) -> bool:
        return viewer.may(action) and await _within_reach(desk, request, viewer, touches)

    async def guarded(request: Request) -> Response:
        return await _enter(desk, request, handler, fits, idle=idle)

    declared: Handler = declare(guarded, Rule(action, touches=touches))
    return declared


async def _enter(desk: Desk, request: Request, handler: SignedIn, fits: Fits, *, idle: bool) -> Response:
    """Ask who it is before anything of the body is read, and once more when all of it is there.

    A body may take minutes. Whoever is dismissed, signed out or given another role meanwhile acts no more: the handler
    gets the viewer of now, not of when the request began.
    """
    session = await desk.session_of(request, idle=idle)
    if session is None:
        return _turned_away(request)
    if not await fits(session.viewer, request):
        return not_found(desk, request, session.viewer)
    if request.method not in SAFE_METHODS:
        if not await body_came(request, BODY_SECONDS):
            return body_too_slow()
        session = await desk.session_of(request, idle=True)
        if session is None:
            return _turned_away(request)
        if not await fits(session.viewer, request):
            return not_found(desk, request, session.viewer)
    return await handler(desk, request, session)


async def _any_officer(viewer: Viewer, request: Request) -> bool:
    del viewer, request
    return True


def _turned_away(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=200, headers={"hx-redirect": "/sign-in"})
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/sign-in", status_code=303)
    return JSONResponse({"error": texts.refusal("signed_out")}, status_code=401)


async def _within_reach(desk: Desk, request: Request, viewer: Viewer, touches: Touches | None) -> bool:
    """Whether the tip or campaign that the address names is one that the viewer may see; what it names else is its handler's."""
    named, read = request.path_params, desk.parts.database.read
    if "tip" in named and touches in {None, Touches.TIP}:
        tip_id = hex_id(named["tip"])
        return tip_id is not None and await read(lambda conn: visible_row(conn, viewer, tip_id) is not None)
    if "campaign" in named and touches in {None, Touches.CAMPAIGN}:
        campaign_id = hex_id(named["campaign"])
        return campaign_id is not None and await read(
            lambda conn: campaigns.is_visible(conn, viewer, campaign_id)
        )
    return True


def not_found(desk: Desk, request: Request, viewer: Viewer) -> Response:
    """The same answer for what doesn't exist and for what isn't this unit's."""
    del viewer
    if "text/html" not in request.headers.get("accept", "") and request.headers.get("hx-request") != "true":
        return refused("not_visible", 404)
    return desk.pages.render(request, "not_found.html", status=404)
