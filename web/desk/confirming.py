"""Asks whoever is signed in for a second factor once more; must never be a way to try codes that the sign-in isn't."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.requests import Request

from storage import officers, sign_in
from storage.engine import Connection
from storage.viewer import Viewer
from web.desk.sessions import Desk
from web.desk.sign_in import SecondFactor

WRONG = frozenset({"wrong_code", "wrong_passkey"})
"""Reasons that count against the place that they come from."""

_AT = "second_factor_change"


def confirmed(
    desk: Desk, conn: Connection, viewer: Viewer, factor: SecondFactor, wrong: str, now: datetime
) -> str | None:
    """Use a second factor of the viewer's up; else the reason why not: `wrong`, or too many tries.

    Counted with the viewer's sign-ins, under the same lock and on the same record: a session in a stranger's hands is no
    way around their throttle.
    """
    name = officers.officer_or_raise(conn, viewer.officer_id).sign_in_name or ""
    if not sign_in.begin_attempt(conn, name, now):
        return "too_many_codes"
    use_up = factor.check(desk, conn, officers.by_sign_in_name(conn, name), now)
    if use_up is None or not use_up():
        sign_in.note_failure(conn, name, now, _AT)
        return wrong
    sign_in.note_success(conn, name)
    return None


async def slowed(desk: Desk, request: Request, act: Callable[[], Awaitable[str | None]]) -> str | None:
    """Do what asks for a second factor, unless this place has failed too often; its reason why not."""
    with desk.sources.a_try(request, desk.now) as this:
        if this is None:
            return "too_many_codes"
        reason = await act()
        this.failed = reason in WRONG
        return reason
