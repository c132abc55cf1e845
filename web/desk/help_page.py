"""The page of help: what is asked most, what is never done, the keys; must never show anything of a tip."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.hours import hour_of
from storage import tips
from storage.engine import Connection
from storage.sessions import Session
from web.desk import help_texts, texts
from web.desk.sessions import Desk, signed_in


def help_routes(desk: Desk) -> list[Route]:
    """The one address of this room, open to everybody who signed in."""
    return [Route("/help", signed_in(desk, page))]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The answers that concern the viewer's work."""
    viewer, now_hour = session.viewer, hour_of(desk.now)

    def read(conn: Connection) -> int:
        return tips.counts(conn, viewer, now_hour).unassigned if viewer.reads_tips else 0

    return desk.pages.render(
        request,
        "help.html",
        section="",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=await desk.parts.database.read(read),
        answers=[each for each in help_texts.ANSWERS if viewer.reads_tips or not each.reads],
        never=help_texts.NEVER,
    )
