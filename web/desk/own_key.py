"""Hands an officer's own sealed keys to the officer's browser; must never hand out one that isn't sealed, or somebody else's."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sealing.officer_keys import outer_unwrap
from storage import officers, queue_keys, units
from storage.engine import Connection
from storage.officers import SignInRecord
from storage.sessions import Session
from storage.unfit_seeds import say_unfit
from web.desk.certified import CertifiedQueue, certified_queues
from web.desk.inputs import Fields, base64_text, outcome, refused
from web.desk.sessions import Desk


@dataclass(frozen=True, slots=True)
class _Found:
    record: SignInRecord | None
    seeds: tuple[queue_keys.OwnSeed, ...]
    province: str
    certified: CertifiedQueue | None


async def unfit(desk: Desk, request: Request, session: Session) -> Response:
    """Note that a queue seed sealed to the viewer isn't the queue's, as the viewer's browser found out with its own key."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    epoch, digest = fields.number("epoch"), fields.bytes("digest", 32)
    return outcome(await desk.parts.database.write(lambda conn: say_unfit(conn, viewer, epoch, digest, now)))


async def key(desk: Desk, request: Request, session: Session) -> Response:
    """The officer's wrapped seed, the queue seeds sealed to it, and the entries that say whether those are the right ones."""
    del request
    viewer, parts, now = session.viewer, desk.parts, desk.now

    def read(conn: Connection) -> _Found:
        officer = officers.officer(conn, viewer.officer_id)
        name = officer.sign_in_name if officer else None
        record = officers.by_sign_in_name(conn, name) if name else None
        unit = units.unit(conn, viewer.unit_id)
        certified = certified_queues(parts, conn, [viewer.unit_id], now)
        province = unit.province_code if unit else ""
        return _Found(record, queue_keys.own_seeds(conn, viewer), province, certified.get(viewer.unit_id))

    found = await parts.database.read(read)
    if found.record is None:
        return refused("signed_out", 401)
    inner = outer_unwrap(parts.keyring_key, session.wrapped_seed, parts.deployment_id, viewer.officer_id)
    answer = {
        "officer": viewer.officer_id.hex(),
        "salt": base64_text(found.record.salt),
        "wrapped_seed": base64_text(inner),
        "queues": [
            {
                "queue": seed.queue_id,
                "epoch": seed.epoch,
                "public_key": base64_text(seed.public_key),
                "sealed_seed": base64_text(seed.sealed_seed),
            }
            for seed in found.seeds
        ],
        "province": found.province,
    }
    if found.certified is not None:
        answer["province_entry"] = base64_text(found.certified.province_entry)
        answer["queue_entry"] = base64_text(found.certified.queue_entry)
    return JSONResponse(answer)
