"""What officers do with tips from the queue, one or several: claim, give back, assign, look; must never let one tip's no undo another's yes."""

from collections.abc import Callable, Mapping
from os import urandom
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.beats import suggest
from storage import assigning, beats, presence, saved_views, tips
from storage.assigning import Colleague
from storage.audit import AuditAct, record
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.sessions import Session
from storage.tip_reading import visible_row
from storage.viewer import Viewer
from web.desk import queue_texts, texts
from web.desk.inputs import BadInput, Fields, hex_id, outcome, refused, tip_id_of
from web.desk.queue_address import Address
from web.desk.sessions import Desk

MOST_TIPS = 50
"""As many as stand on a page."""

_Act = Callable[[Connection, bytes], Done | Failure]


async def claim(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Take the tip in hand; who comes second is told who was first."""
    tip_id, viewer, now = _tip(request), session.viewer, desk.now
    answer = await desk.parts.database.write(
        lambda conn: _answered(conn, viewer, tip_id, lambda conn, tip: tips.claim(conn, viewer, tip, now))
    )
    return _answer(answer)


async def unclaim(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Give the tip back to the queue."""
    tip_id, viewer, now = _tip(request), session.viewer, desk.now
    return outcome(await desk.parts.database.write(lambda conn: tips.unclaim(conn, viewer, tip_id, now)))


async def claim_several(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Take several tips in hand."""
    viewer, now = session.viewer, desk.now
    wanted = _tips(await Fields.read(request))
    return await _several(desk, viewer, wanted, lambda conn, tip: tips.claim(conn, viewer, tip, now))


async def assign_several(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Give one or several tips to a colleague."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    wanted, officer_id = _tips(fields), hex_id(fields.text("officer", 32))
    if officer_id is None:
        raise BadInput
    return await _several(
        desk, viewer, wanted, lambda conn, tip: tips.assign(conn, viewer, tip, officer_id, now)
    )


async def printed(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that a list of tips is printed; the list itself is the page's, made in the browser."""
    viewer, now = session.viewer, desk.now
    wanted = _tips(await Fields.read(request))

    def write(conn: Connection) -> Done | Failure:
        if any(visible_row(conn, viewer, tip_id) is None for tip_id in wanted):
            return Failure(FailureReason.NOT_VISIBLE)
        record(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=AuditAct.REGISTER_PRINTED,
            now=now,
            subject="list",
            detail={"tips": str(len(wanted))},
        )
        return Done()

    return outcome(await desk.parts.database.write(write))


async def colleagues(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Who could get these tips, with their load and beats; for a single tip (in the address) a suggestion too."""
    viewer, now = session.viewer, desk.now
    tip_id = tip_id_of(request) if "tip" in request.path_params else None

    def read(conn: Connection) -> Mapping[str, Any]:
        found = assigning.colleagues(conn, viewer, now)
        row = None if tip_id is None else visible_row(conn, viewer, tip_id)
        able = [colleague.candidate for colleague in found if colleague.holds_key]
        best = None if row is None else suggest(able, row.commune_code, row.category)
        hamlets = beats.beats(conn, viewer)
        return {
            "colleagues": [
                _colleague(each, session, holds=row is not None and row.claimed_by == each.officer_id)
                for each in found
            ],
            "hamlets": [
                {"name": beat.hamlet, "officer": beat.officer_id.hex() if beat.officer_id else None}
                for beat in hamlets
                if row is None or beat.commune_code == row.commune_code
            ],
            "suggested": best.officer_id.hex() if best else None,
            "reason": queue_texts.REASONS[best.reason] if best else "",
        }

    return JSONResponse(await desk.parts.database.read(read))


async def look(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that the tip is open here; answers who else has it open."""
    tip_id, viewer, now = _tip(request), session.viewer, desk.now

    def write(conn: Connection) -> tuple[str, ...] | None:
        if not presence.look(conn, viewer, tip_id, now):
            return None
        return presence.open_now(conn, viewer, now).get(tip_id, ())

    names = await desk.parts.database.write(write)
    return refused("not_visible", 404) if names is None else JSONResponse({"others": list(names)})


async def look_away(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that the tip's page was left."""
    tip_id, viewer = _tip(request), session.viewer
    await desk.parts.database.write(lambda conn: presence.look_away(conn, viewer, tip_id))
    return JSONResponse({"done": True})


async def save_view(desk: Desk, request: Request, session: Session) -> Response:
    """Keep the list that is shown under a name."""
    viewer, fields = session.viewer, await Fields.read(request)
    name, choices = fields.text("name", 80), Address.of_choices(fields.text("choices", 400)).choices
    answer = await desk.parts.database.write(
        lambda conn: saved_views.save_view(conn, viewer, urandom(16), name, choices)
    )
    words = {FailureReason.UNFIT: "unfit_view", FailureReason.TOO_MANY: "too_many_views"}
    if isinstance(answer, Failure) and answer.reason in words:
        return said(words[answer.reason])
    return outcome(answer)


async def forget_view(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Delete a saved list of the viewer's own."""
    viewer, view_id = session.viewer, hex_id(request.path_params["view"])
    if view_id is None:
        raise BadInput
    await desk.parts.database.write(lambda conn: saved_views.forget_view(conn, viewer, view_id))
    return JSONResponse({"done": True})


def said(reason: str) -> JSONResponse:
    """A no with a sentence of this room."""
    return JSONResponse({"error": queue_texts.REFUSAL[reason], "reason": reason}, status_code=409)


async def _several(desk: Desk, viewer: Viewer, wanted: list[bytes], act: _Act) -> JSONResponse:
    """Each tip in a transaction of its own: what is refused is told beside what was done."""
    done: list[str] = []
    no: list[Mapping[str, str]] = []
    for tip_id in wanted:
        answer = await desk.parts.database.write(
            lambda conn, tip_id=tip_id: _answered(conn, viewer, tip_id, act, several=True)  # type: ignore[misc]
        )
        if isinstance(answer, Done):
            done.append(tip_id.hex())
        else:
            no.append({"tip": tip_id.hex(), "reason": answer[0], "error": answer[1]})
    return JSONResponse({"done": done, "refused": no})


def _answered(
    conn: Connection, viewer: Viewer, tip_id: bytes, act: _Act, *, several: bool = False
) -> Done | tuple[str, str]:
    """Done, or the reason with its sentence; a colleague who was faster is named."""
    answer = act(conn, tip_id)
    if isinstance(answer, Done):
        return answer
    reason = answer.reason.value
    if answer.reason is FailureReason.ALREADY_CLAIMED:
        name = assigning.holder_name(conn, viewer, tip_id)
        return reason, queue_texts.claimed_by(name, several=several) if name else texts.refusal(reason)
    return reason, queue_texts.REFUSAL.get(reason) or texts.refusal(reason)


def _answer(answer: Done | tuple[str, str]) -> JSONResponse:
    if isinstance(answer, Done):
        return JSONResponse({"done": True})
    reason, sentence = answer
    return JSONResponse(
        {"error": sentence, "reason": reason}, status_code=404 if reason == "not_visible" else 409
    )


def _colleague(colleague: Colleague, session: Session, *, holds: bool) -> Mapping[str, Any]:
    return {
        "id": colleague.officer_id.hex(),
        "name": colleague.name,
        "role": texts.role_name(colleague.role, session.unit_name),
        "mine": colleague.officer_id == session.viewer.officer_id,
        "load": colleague.load,
        "onDuty": colleague.on_duty,
        "holdsKey": colleague.holds_key,
        "holds": holds,
        "categories": [texts.CATEGORY[category] for category in sorted(colleague.categories)],
    }


def _tip(request: Request) -> bytes:
    tip_id = tip_id_of(request)
    if tip_id is None:
        raise BadInput
    return tip_id


def _tips(fields: Fields) -> list[bytes]:
    wanted = [hex_id(tip) for tip in fields.texts("tips", MOST_TIPS)]
    if not wanted or None in wanted:
        raise BadInput
    return list(dict.fromkeys(tip_id for tip_id in wanted if tip_id is not None))
