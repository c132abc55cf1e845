"""Deleting a closed tip before its time, by two people; must never delete what one person alone asked for."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.hours import hour_of
from domain.permissions import Action
from domain.retention import EarlyReason
from storage import early_deletion
from storage.early_deletion import Deleted
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.sessions import Session
from web.desk import attention_texts
from web.desk.inputs import BadInput, Fields, outcome, tip_id_of
from web.desk.sessions import Desk, allowed, not_found
from web.desk.times import minute_text

Act = Callable[[Connection], Done | Failure]


def deletion_routes(desk: Desk) -> list[Route]:
    """Every address of this room."""
    one, post = "/tips/{tip}/deletion", ["POST"]
    return [
        Route(one, allowed(desk, Action.ASK_DELETION, state)),
        Route(one, allowed(desk, Action.ASK_DELETION, ask), methods=post),
        Route(f"{one}/withdraw", allowed(desk, Action.ASK_DELETION, withdraw), methods=post),
        Route(f"{one}/confirm", allowed(desk, Action.DELETE_EARLY, confirm), methods=post),
    ]


async def state(desk: Desk, request: Request, session: Session) -> Response:
    """Whether somebody asked, and what the viewer may do about it."""
    tip_id, viewer = tip_id_of(request), session.viewer
    if tip_id is None:
        return not_found(desk, request, viewer)
    found = await desk.parts.database.read(lambda conn: early_deletion.request_of(conn, viewer, tip_id))
    reasons = [[reason.value, text] for reason, text in attention_texts.DELETION_REASON.items()]
    if found is None:
        return JSONResponse({"asked": None, "reasons": reasons})
    own = found.asked_by == viewer.officer_id
    return JSONResponse(
        {
            "asked": {
                "name": found.asked_name,
                "at": minute_text(found.asked_minute, hour_of(desk.now)),
                "reason": attention_texts.DELETION_REASON[found.reason],
                "own": own,
                "may_confirm": not own and viewer.may(Action.DELETE_EARLY),
                "may_withdraw": own or viewer.may(Action.DELETE_EARLY),
            },
            "reasons": reasons,
        }
    )


async def ask(desk: Desk, request: Request, session: Session) -> Response:
    """Ask a second person."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    said = (await Fields.read(request)).text("reason", 40)
    if tip_id is None or said not in {reason.value for reason in EarlyReason}:
        raise BadInput
    reason = EarlyReason(said)
    done = await desk.parts.database.write(lambda conn: early_deletion.ask(conn, viewer, tip_id, reason, now))
    return outcome(done)


async def withdraw(desk: Desk, request: Request, session: Session) -> Response:
    """Take it back, or decline it."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    if tip_id is None:
        raise BadInput
    return outcome(
        await desk.parts.database.write(lambda conn: early_deletion.withdraw(conn, viewer, tip_id, now))
    )


async def confirm(desk: Desk, request: Request, session: Session) -> Response:
    """Delete for good; the blobs go once that is durable."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    mark_of = desk.parts.deletion_mark
    if tip_id is None or mark_of is None:
        raise BadInput
    mark = mark_of(tip_id)
    done = await desk.parts.database.write(
        lambda conn: early_deletion.confirm(conn, viewer, tip_id, mark, now)
    )
    if not isinstance(done, Deleted):
        return outcome(done)
    for name in done.blob_names:
        await desk.parts.blobs.delete(name)
    return JSONResponse({"done": True})
