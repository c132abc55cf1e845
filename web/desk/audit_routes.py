"""The addresses of the audit record; must never be open to a role that may not read it."""

from starlette.routing import Route

from domain.permissions import Action
from web.desk import audit
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed


def audit_routes(desk: Desk) -> list[Route]:
    """The record, its rows for an export, its anchors."""
    see = Action.READ_AUDIT
    return [
        Route("/audit", allowed(desk, see, audit.page, touches=Touches.UNIT)),
        Route("/audit/rows", allowed(desk, see, audit.rows, touches=Touches.UNIT)),
        Route("/audit/anchors", allowed(desk, see, audit.anchors)),
        Route("/audit/export", allowed(desk, see, audit.export, touches=Touches.NAMED), methods=["POST"]),
    ]
