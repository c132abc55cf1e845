"""Forwarding a tip: where to, with which verified key, and the one act; must never see a key or a reason open."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.units import Unit
from sealing.parts import Role as PartRole
from storage import forwarding, units
from storage.engine import Connection
from storage.forwarding import Forward
from storage.sessions import Session
from web.desk import case_texts
from web.desk.certified import CertifiedQueue, certified_queues
from web.desk.inputs import BadInput, Fields, refused, tip_id_of
from web.desk.resealed import case_outcome, case_refused, named_parts, offered_queue, resealed_keys
from web.desk.sessions import Desk
from web.desk.words import sealed_part


async def targets(desk: Desk, request: Request, session: Session) -> Response:
    """The units this tip may go to whose key verifies now: names and kinds."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    if tip_id is None:
        return refused("not_visible", 404)

    def read(conn: Connection) -> tuple[list[Unit], str]:
        possible = forwarding.targets(conn, viewer, tip_id)
        certified = certified_queues(desk.parts, conn, [unit.id for unit in possible], now)
        own = units.unit(conn, viewer.unit_id)
        return [unit for unit in possible if unit.id in certified], own.province_code if own else ""

    found, province = await desk.parts.database.read(read)
    return JSONResponse(
        {
            "reasons": list(case_texts.FORWARD_REASONS),
            "targets": [
                {
                    "queue": unit.id,
                    "unit": unit.name,
                    "kind": unit.kind.value,
                    "means": case_texts.KIND_MEANS[unit.kind.value],
                    "own": unit.province_code == province,
                }
                for unit in found
            ],
        }
    )


async def target(desk: Desk, request: Request, session: Session) -> Response:
    """One unit's directory entries, for the browser to verify before it seals."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    wanted = request.path_params["unit"]
    if tip_id is None:
        return refused("not_visible", 404)

    def read(conn: Connection) -> tuple[Unit, CertifiedQueue] | None:
        unit = next((unit for unit in forwarding.targets(conn, viewer, tip_id) if unit.id == wanted), None)
        certified = certified_queues(desk.parts, conn, [wanted], now) if unit is not None else {}
        return (unit, certified[wanted]) if unit is not None and wanted in certified else None

    found = await desk.parts.database.read(read)
    if found is None:
        return case_refused("not_a_target")
    return JSONResponse(offered_queue(found[0].id, found[0].name, found[1]))


async def forward(desk: Desk, request: Request, session: Session) -> Response:
    """Hand the tip over: every part key sealed to the target, the reason as a note for it.

    With `unopened` parts it is sent back to the unit that it came from.
    """
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    fields = await Fields.read(request)
    reason = fields.optional_object("reason")
    if tip_id is None:
        return refused("not_visible", 404)
    if reason is None:
        raise BadInput
    order = Forward(
        target_id=fields.text("target", 64),
        epoch=fields.number("epoch"),
        keys=resealed_keys(fields),
        reason=sealed_part(reason, tip_id, PartRole.NOTE),
        unopened=named_parts(fields, "unopened"),
    )

    def act(conn: Connection) -> object:
        # A key that has lapsed, or was withdrawn, isn't one to hand a tip to, whatever its epoch says.
        if order.target_id not in certified_queues(desk.parts, conn, [order.target_id], now):
            return None
        return forwarding.forward(conn, viewer, tip_id, order, now)

    done = await desk.parts.database.write(act)
    return case_refused("not_a_target") if done is None else case_outcome(done)
