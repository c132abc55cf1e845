"""Searching: the page, and the sealed texts that the browser opens to search; must never learn what is searched for."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.hours import hour_of
from domain.permissions import Action
from storage import tip_search, tips
from storage.engine import Connection
from storage.sessions import Session
from storage.tip_search import MOST_LISTED, MOST_READ, ListedTip, SealedText
from web.desk import texts
from web.desk.inputs import BadInput, Fields, base64_text, hex_id
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed
from web.desk.times import hour_text


def search_routes(desk: Desk) -> list[Route]:
    """The addresses of searching."""
    read = Action.READ_TIPS
    return [
        Route("/search", allowed(desk, read, page)),
        Route("/search/tips", allowed(desk, read, listing)),
        Route("/search/texts", allowed(desk, read, sealed_texts, touches=Touches.NAMED), methods=["POST"]),
    ]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The search page; what is typed there stays in the browser."""
    viewer, now_hour = session.viewer, hour_of(desk.now)
    counts = await desk.parts.database.read(lambda conn: tips.counts(conn, viewer, now_hour))
    return desk.pages.render(
        request,
        "search.html",
        section="search",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=counts.unassigned,
    )


async def listing(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """The tips that may be searched, newest first: metadata alone. `before`: the number after which to go on."""
    viewer, now_hour, given = session.viewer, hour_of(desk.now), request.query_params.get("before", "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise BadInput
    before = int(given) if given else None
    found = await desk.parts.database.read(lambda conn: tip_search.listed(conn, viewer, before))
    return JSONResponse(
        {
            "queue": viewer.unit_id,
            "tips": [_listed(each, now_hour) for each in found],
            "before": found[-1].number if len(found) == MOST_LISTED else None,
        }
    )


async def sealed_texts(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """The sealed texts of the tips named; the reading stands in the audit record first."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    asked = [hex_id(each) for each in fields.texts("tips", MOST_READ, 32)]
    ids = [each for each in asked if each is not None]
    if not ids or len(ids) != len(asked):
        raise BadInput

    def read(conn: Connection) -> dict[bytes, tuple[SealedText, ...]]:
        return tip_search.texts_of(conn, viewer, ids)

    await desk.parts.database.write(lambda conn: tip_search.note_reading(conn, viewer, len(ids), now))
    found = await desk.parts.database.read(read)
    return JSONResponse(
        {"tips": {tip_id.hex(): [_text(each) for each in of] for tip_id, of in found.items()}}
    )


def _listed(tip: ListedTip, now_hour: int) -> dict[str, object]:
    return {
        "tip": tip.tip_id.hex(),
        "number": tip.number,
        "category": texts.CATEGORY.get(tip.category, texts.CATEGORY[None]),
        "status": texts.STATUS_SHORT[tip.status],
        "when": texts.WHEN[tip.when],
        "arrived": hour_text(tip.received_hour, now_hour),
        "closed": tip.closed,
        "opened": tip.opened,
        "version": tip.version,
    }


def _text(text: SealedText) -> dict[str, object]:
    return {
        "role": text.role.value,
        "number": text.number,
        "epoch": text.epoch,
        "key": base64_text(text.sealed_key),
        "body": base64_text(text.body),
    }
