"""Setting a tip aside as groundless or junk, with keys for the level above; must never tell whether chance chose it."""

import secrets
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import day_of
from domain.samples import Mark, sample_one_in
from domain.units import Unit
from sealing.parts import Role as PartRole
from storage import samples, units
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.samples import SetAside
from storage.sessions import Session
from storage.viewer import Viewer
from web.desk.certified import CertifiedQueue, certified_queues
from web.desk.inputs import BadInput, Fields, refused, tip_id_of
from web.desk.resealed import case_outcome, offered_queue, resealed_keys
from web.desk.sessions import Desk
from web.desk.words import sealed_part


async def sampler(desk: Desk, request: Request, session: Session) -> Response:
    """The entries of the queue one level up, which may look at what is set aside; nothing where it has no key."""
    del request
    viewer, now = session.viewer, desk.now

    def read(conn: Connection) -> dict[str, object]:
        found = _sampler(desk, conn, viewer, now)
        return {} if found is None else dict(offered_queue(found[0].id, found[0].name, found[1]))

    return JSONResponse(await desk.parts.database.read(read))


async def aside(desk: Desk, request: Request, session: Session) -> Response:
    """Close the tip as groundless or junk."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    fields = await Fields.read(request)
    reason = fields.optional_object("reason")
    if tip_id is None:
        return refused("not_visible", 404)
    if reason is None:
        raise BadInput
    try:
        mark = Mark(fields.text("mark", 16))
    except ValueError:
        raise BadInput from None
    epoch, keys, part = (
        fields.number("epoch", 0),
        resealed_keys(fields),
        sealed_part(reason, tip_id, PartRole.NOTE),
    )
    # Drawn here, once: what the database does may be done again.
    chosen = secrets.randbelow(sample_one_in(day_of(now))) == 0

    def write(conn: Connection) -> Done | Failure:
        found = _sampler(desk, conn, viewer, now)
        certified = 0 if found is None else found[1].entry.epoch
        order = SetAside(mark=mark, reason=part, epoch=epoch, keys=keys, chosen=chosen, certified=certified)
        return samples.set_aside(conn, viewer, tip_id, order, now)

    return case_outcome(await desk.parts.database.write(write))


def _sampler(
    desk: Desk, conn: Connection, viewer: Viewer, now: datetime
) -> tuple[Unit, CertifiedQueue] | None:
    """The queue one level up with the key that verifies now: what the browser is offered is what its keys are held against."""
    above = samples.sampler_of(conn, viewer.unit_id)
    unit = None if above is None else units.unit(conn, above)
    if above is None or unit is None:
        return None
    certified = certified_queues(desk.parts, conn, [above], now).get(above)
    return None if certified is None else (unit, certified)
