"""Moves a tip's status and notes duties as done; must never read a reason, which comes sealed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.deadlines import Duty
from domain.tips import Classification, Decision, ExtensionGround, StopGround, TipStatus
from sealing.parts import Role as PartRole
from storage import tips
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.sessions import Session
from storage.tip_duties import mark_duty, take_back
from storage.viewer import Viewer
from web.desk.inputs import BadInput, Fields, outcome, refused, tip_id_of
from web.desk.sessions import Desk, SignedIn
from web.desk.words import sealed_part


async def status(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Move the status; a reason comes as a sealed note, so that the history holds no words."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    fields = await Fields.read(request)
    if tip_id is None:
        return refused("not_visible", 404)
    try:
        to = TipStatus(fields.text("to"))
        kind, decided = fields.optional_text("classification"), fields.optional_text("decision")
        classification = Classification(kind) if kind and to is TipStatus.CLASSIFIED else None
        decision = Decision(decided) if decided and to is TipStatus.DECIDED else None
        ground = _ground(fields.optional_text("ground"), to)
        day = fields.optional_text("until")
        until = date.fromisoformat(day) if day and to is TipStatus.EXTENDED else None
    except ValueError:
        raise BadInput from None
    posted = fields.optional_object("reason")
    reason = sealed_part(posted, tip_id, PartRole.NOTE) if posted else None
    return outcome(
        await desk.parts.database.write(
            lambda conn: tips.change_status(
                conn,
                viewer,
                tip_id,
                to,
                now,
                reason=reason,
                classification=classification,
                decision=decision,
                ground=ground,
                until=until,
            )
        )
    )


async def duty_done(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that a duty outside the desk is done: the first report, the word to the procuracy, the asking for more time."""
    return await _noted(desk, request, session, mark_duty)


async def duty_skipped(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that a duty isn't needed: no extension is asked for by who decides in time."""
    return await _noted(desk, request, session, partial(mark_duty, needed=False))


async def duty_taken_back(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Take back what was noted by mistake: the clock runs again."""
    return await _noted(desk, request, session, take_back)


async def _noted(
    desk: Desk,
    request: Request,
    session: Session,
    note: Callable[[Connection, Viewer, bytes, Duty, datetime], Done | Failure],
) -> JSONResponse:
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    named = request.path_params["duty"]
    if tip_id is None or named not in {each.value for each in Duty}:
        return refused("not_visible", 404)
    duty = Duty(named)
    return outcome(await desk.parts.database.write(lambda conn: note(conn, viewer, tip_id, duty, now)))


DUTY_NOTES: Mapping[str, SignedIn] = MappingProxyType(
    {"": duty_done, "/skip": duty_skipped, "/take-back": duty_taken_back}
)
"""What may be noted of a duty, by how its address ends."""


def _ground(code: str | None, to: TipStatus) -> StopGround | ExtensionGround | None:
    if code is None or to not in {TipStatus.SUSPENDED, TipStatus.EXTENDED}:
        return None
    return StopGround(code) if to is TipStatus.SUSPENDED else ExtensionGround(code)
