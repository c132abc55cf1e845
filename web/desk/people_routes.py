"""The addresses of a unit's people and keys, each with the act that it asks for; must never leave one open but the invitation."""

from starlette.routing import Route

from domain.permissions import Action
from web.desk import invitation, people, renewing, unit
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed, anyone

_POST = ["POST"]


def people_routes(desk: Desk) -> list[Route]:
    """Every address of this room."""
    renew = Action.RENEW_QUEUE_KEY
    return [
        Route("/unit", allowed(desk, Action.SEE_UNIT, unit.page)),
        Route("/units/{unit}", allowed(desk, Action.SEE_UNIT, unit.page)),
        Route(
            "/units/{unit}/invitations",
            allowed(desk, Action.INVITE_OFFICERS, people.invite),
            methods=_POST,
        ),
        Route(
            "/officers/{officer}/invitation",
            allowed(desk, Action.INVITE_OFFICERS, people.invite_again),
            methods=_POST,
        ),
        Route(
            "/officers/{officer}/dismissal",
            allowed(desk, Action.DISMISS_OFFICERS, people.dismiss),
            methods=_POST,
        ),
        Route(
            "/officers/{officer}/grant",
            allowed(desk, Action.GRANT_QUEUE_KEY, people.grant),
            methods=_POST,
        ),
        Route("/unit/keys", allowed(desk, renew, renewing.begin, touches=Touches.OWN), methods=_POST),
        Route("/unit/former-wraps", allowed(desk, renew, renewing.former)),
        Route(
            "/unit/former-wraps", allowed(desk, renew, renewing.replace, touches=Touches.OWN), methods=_POST
        ),
        # The token stands behind the `#` of the link, which no browser sends; the page's script posts it.
        Route("/invitation", anyone(desk, invitation.page, touches=Touches.INVITATION)),
        Route(
            "/invitation/open",
            anyone(desk, invitation.opened, touches=Touches.INVITATION),
            methods=_POST,
        ),
        Route("/invitation", anyone(desk, invitation.join, touches=Touches.INVITATION), methods=_POST),
    ]
