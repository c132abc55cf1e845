"""Gives browsers the official names of places by code; must never name anything that stands in the database."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.desk.inputs import refused
from web.desk.route_rules import Rule, Touches, declare
from web.desk.sessions import Desk

_FOREVER = "public, max-age=31536000, immutable"


def place_name_routes(desk: Desk) -> list[Route]:
    """The one address. It names the table's SHA-256, so that a browser may keep what it got for good."""
    table = desk.parts.place_names
    digest = sha256(table).hexdigest()

    async def names(request: Request) -> Response:
        if not table or request.path_params["digest"] != digest:
            return refused("not_visible", 404)
        return Response(table, headers={"cache-control": _FOREVER}, media_type="text/plain")

    return [Route("/static/places-{digest}.txt", declare(names, Rule(open=True, touches=Touches.OWN)))]
