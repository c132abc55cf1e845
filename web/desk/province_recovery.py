"""The administrator's side of a recovery: the request to take to the offline machine, and its answer; must never see an open seed."""

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from sealing.errors import Malformed
from sealing.recovery_files import RecoveryRequest, read_answer, write_request
from storage import audit, units
from storage.audit import AuditAct
from storage.engine import Connection
from storage.epochs_on_record import epochs_told
from storage.failures import Failure, FailureReason
from storage.province_units import UnitState, units_of_province
from storage.recovering import recovery_request, take_answer
from storage.sessions import Session
from storage.unfit_seeds import unfit_epochs
from web.desk import keys_texts
from web.desk.inputs import Fields
from web.desk.province import frame_of, named, unit_in_reach
from web.desk.sessions import Desk

PAGE = "recovery.html"
_MOST_ANSWER = 900_000
_REASONS = {
    FailureReason.NOT_VISIBLE: "not_a_recovery",
    FailureReason.NOT_ALLOWED: "not_a_reader",
    FailureReason.ALREADY_CLAIMED: "holds_already",
}


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """`/province/recovery`: the units where somebody waits for a key, those that nobody can open first."""

    def read(conn: Connection) -> tuple[str, tuple[UnitState, ...]]:
        own = units.unit(conn, session.viewer.unit_id)
        code = own.province_code if own else ""
        return code, units_of_province(conn, code)

    code, states = await desk.parts.database.read(read)
    waiting = [state for state in states if state.newest_epoch and state.readers > state.holding]
    return desk.pages.render(
        request,
        "province_recovery.html",
        section="province",
        **frame_of(session),
        province=named(desk.parts, code).title,
        lost=[state for state in waiting if not state.holding],
        waiting=[state for state in waiting if state.holding],
        digest=_digest(desk.parts.static_dir),
    )


async def export(desk: Desk, request: Request, session: Session) -> Response:
    """What two holders need: sealed seeds and public keys, no secret."""
    now, unit_id = desk.now, request.path_params["unit"]

    def write(conn: Connection) -> RecoveryRequest | Failure | None:
        unit = unit_in_reach(conn, session, unit_id)
        if unit is None:
            return None
        made = recovery_request(conn, desk.parts.deployment_id, unit)
        if not isinstance(made, Failure):
            _record(conn, session, unit_id, now, {"step": "asked"})
        return made

    made = await desk.parts.database.write(write)
    if made is None:
        return keys_texts.refused("no_such_unit", 404)
    if isinstance(made, Failure):
        return keys_texts.refused("nothing_sealed")
    name = quote(f"yeu-cau-{unit_id}.json")
    return Response(
        write_request(made),
        media_type="application/json",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


async def take(desk: Desk, request: Request, session: Session) -> Response:
    """Store the seeds that were sealed to an officer offline; whether they are right, the officer's browser checks."""
    now, parts, fields = desk.now, desk.parts, await Fields.read(request)
    unit_id, text = request.path_params["unit"], fields.text("answer", _MOST_ANSWER)
    try:
        answer = read_answer(text)
    except Malformed:
        return keys_texts.refused("not_a_recovery")

    def write(conn: Connection) -> str | None:
        unit = unit_in_reach(conn, session, unit_id)
        if unit is None:
            return "no_such_unit"
        replaced = unfit_epochs(conn, unit_id, answer.officer) & {row.epoch for row in answer.epochs}
        done = take_answer(conn, parts.deployment_id, unit, answer)
        if isinstance(done, Failure):
            return _REASONS[done.reason]
        detail = {"step": "stored", "officer": answer.officer.hex()}
        if replaced:
            detail |= epochs_told("replaced", replaced)
        _record(conn, session, unit_id, now, detail)
        return None

    return keys_texts.answer(await parts.database.write(write))


def _record(conn: Connection, session: Session, unit_id: str, now: datetime, detail: dict[str, str]) -> None:
    viewer, act = session.viewer, AuditAct.KEY_RECOVERED
    audit.record(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=act,
        now=now,
        subject=unit_id,
        detail=detail,
    )


def _digest(static_dir: Path) -> str:
    """SHA-256 of the offline page, which holders compare with the published one; empty where it isn't built."""
    path = static_dir / "hashes.json"
    hashes: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return hashes.get(PAGE, "")
