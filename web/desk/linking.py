"""Links between tips of the own queue, and notes of what was printed; must never name a tip of another queue."""

from starlette.requests import Request
from starlette.responses import Response

from storage import printing, tip_links
from storage.sessions import Session
from web.desk.inputs import BadInput, Fields, hex_id, refused, tip_id_of
from web.desk.resealed import case_outcome
from web.desk.sessions import Desk


async def link(desk: Desk, request: Request, session: Session) -> Response:
    """Say that another tip of the queue belongs to this one."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    other = hex_id((await Fields.read(request)).text("other", 32))
    if tip_id is None or other is None:
        return refused("not_visible", 404)
    return case_outcome(
        await desk.parts.database.write(lambda conn: tip_links.link(conn, viewer, tip_id, other, now))
    )


async def unlink(desk: Desk, request: Request, session: Session) -> Response:
    """Take a link back."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    other = hex_id((await Fields.read(request)).text("other", 32))
    if tip_id is None or other is None:
        return refused("not_visible", 404)
    return case_outcome(
        await desk.parts.database.write(lambda conn: tip_links.unlink(conn, viewer, tip_id, other, now))
    )


async def printed(desk: Desk, request: Request, session: Session) -> Response:
    """Note that a form or a slip of this tip is about to be printed; the browser prints only after it."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    what = (await Fields.read(request)).text("what", 16)
    if tip_id is None:
        return refused("not_visible", 404)
    if what not in printing.FORMS:
        raise BadInput
    return case_outcome(
        await desk.parts.database.write(lambda conn: printing.note_print(conn, viewer, tip_id, what, now))
    )
