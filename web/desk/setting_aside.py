"""Setting a tip aside as groundless or junk, with keys for the level above; must never tell whether chance chose it."""

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import day_of
from domain.samples import Mark, sample_one_in
from sealing.parts import Role as PartRole
from storage import samples, units
from storage.engine import Connection
from storage.samples import SetAside
from storage.sessions import Session
from web.desk.certified import certified_queues
from web.desk.inputs import BadInput, Fields, refused, tip_id_of
from web.desk.resealed import case_outcome, offered_queue, resealed_keys
from web.desk.sessions import Desk
from web.desk.words import sealed_part


async def sampler(desk: Desk, request: Request, session: Session) -> Response:
    """The entries of the queue one level up, which may look at what is set aside; nothing where it has no key."""
    del request
    viewer, now = session.viewer, desk.now

    def read(conn: Connection) -> dict[str, object]:
        above = samples.sampler_of(conn, viewer.unit_id)
        unit = None if above is None else units.unit(conn, above)
        if above is None or unit is None:
            return {}
        certified = certified_queues(desk.parts, conn, [above], now).get(above)
        return {} if certified is None else dict(offered_queue(above, unit.name, certified))

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
    order = SetAside(
        mark=mark,
        reason=sealed_part(reason, tip_id, PartRole.NOTE),
        epoch=fields.number("epoch", 0),
        keys=resealed_keys(fields),
        # Drawn here, once: what the database does may be done again.
        chosen=secrets.randbelow(sample_one_in(day_of(now))) == 0,
    )
    return case_outcome(
        await desk.parts.database.write(lambda conn: samples.set_aside(conn, viewer, tip_id, order, now))
    )
