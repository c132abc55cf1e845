"""Takes a queue's next key and its part keys sealed again; must never hand out or take anything that isn't sealed."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sealing.errors import SealingError
from sealing.hybrid_keys import PUBLIC_KEY_BYTES, SEALED_KEY_BYTES, check_public_key
from sealing.parts import Role as PartRole
from storage import renewal, units
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.renewal import FormerWrap, KeyState, NewWrap, NextKey
from storage.sessions import Session
from web.desk.certified import CertifiedQueue, certified_queues, recovery_key
from web.desk.inputs import BadInput, Fields, base64_text, hex_id, outcome, refused
from web.desk.people import TAG_BYTES
from web.desk.sessions import Desk

AT_ONCE = 100
"""Part keys in one request: about 160 KB, and a step of the progress bar."""

_SKIP = re.compile(r"[0-9]{1,7}", re.ASCII)


async def begin(desk: Desk, request: Request, session: Session) -> Response:
    """Store the next key as the viewer's browser made and sealed it."""
    viewer, fields, now = session.viewer, await Fields.read(request), desk.now
    wraps = [(_officer(row), row) for row in fields.rows("wraps", 200)]
    try:
        public_key = check_public_key(fields.bytes("public_key", PUBLIC_KEY_BYTES))
    except SealingError:
        raise BadInput from None
    key = NextKey(
        fields.number("epoch"),
        public_key,
        {officer_id: row.bytes("sealed_seed", SEALED_KEY_BYTES) for officer_id, row in wraps},
        {officer_id: row.bytes("key", PUBLIC_KEY_BYTES) for officer_id, row in wraps},
        fields.bytes("recovery_seed", SEALED_KEY_BYTES),
        {
            officer_id: row.bytes("checked", TAG_BYTES)
            for officer_id, row in wraps
            if row.optional_text("checked") is not None
        },
    )

    sealed_to = fields.bytes("recovery_key", PUBLIC_KEY_BYTES)

    def write(conn: Connection) -> Done | Failure | None:
        unit = units.unit(conn, viewer.unit_id)
        recovery = None if unit is None else recovery_key(desk.parts, conn, unit, now)
        if recovery is None:
            return Failure(FailureReason.NOT_ALLOWED)
        if sealed_to != recovery:
            return None
        return renewal.begin_epoch(conn, viewer, key, recovery, now)

    done = await desk.parts.database.write(write)
    if done is None:
        # The page stood open while the root certified another: filed under that one the seed would never open.
        return refused("recovery_moved")
    if done == Failure(FailureReason.EPOCH_TAKEN):
        return refused("next_key_made")
    return outcome(done)


async def former(desk: Desk, request: Request, session: Session) -> Response:
    """Part keys that are still sealed to a former epoch, with what vouches for the current one; without the first `skip`."""
    viewer, skip = session.viewer, request.query_params.get("skip", "0")
    if not _SKIP.fullmatch(skip):
        raise BadInput

    def read(conn: Connection) -> tuple[KeyState, tuple[FormerWrap, ...], CertifiedQueue | None]:
        found = certified_queues(desk.parts, conn, [viewer.unit_id], desk.now)
        return (
            renewal.key_state(conn, viewer.unit_id),
            renewal.former_wraps(conn, viewer, AT_ONCE, int(skip)),
            found.get(viewer.unit_id),
        )

    state, wraps, certified = await desk.parts.database.read(read)
    if certified is None:
        return refused("stale")
    return JSONResponse(
        {
            "epoch": state.certified,
            "left": state.to_rewrap,
            "province": certified.province,
            "province_entry": base64_text(certified.province_entry),
            "queue_entry": base64_text(certified.queue_entry),
            "wraps": [
                {
                    "tip": wrap.tip_id.hex(),
                    "role": wrap.role.value,
                    "number": wrap.number,
                    "epoch": wrap.epoch,
                    "key": base64_text(wrap.sealed_key),
                }
                for wrap in wraps
            ],
        }
    )


async def replace(desk: Desk, request: Request, session: Session) -> Response:
    """Put part keys sealed to the current epoch in the place of former ones; says how many are left."""
    viewer, fields, now = session.viewer, await Fields.read(request), desk.now
    epoch, wraps = fields.number("epoch"), [_wrap(row) for row in fields.rows("wraps", AT_ONCE)]

    def write(conn: Connection) -> tuple[int | Failure, KeyState]:
        done = renewal.replace_wraps(conn, viewer, epoch, wraps, now)
        return done, renewal.key_state(conn, viewer.unit_id)

    done, state = await desk.parts.database.write(write)
    if isinstance(done, Failure):
        return outcome(done)
    return JSONResponse({"replaced": done, "left": state.to_rewrap})


def _officer(row: Fields) -> bytes:
    officer_id = hex_id(row.text("officer", 32))
    if officer_id is None:
        raise BadInput
    return officer_id


def _wrap(row: Fields) -> NewWrap:
    tip_id = hex_id(row.text("tip", 32))
    if tip_id is None:
        raise BadInput
    try:
        role = PartRole(row.text("role", 16))
    except ValueError:
        raise BadInput from None
    return NewWrap(
        tip_id, role, row.number("number"), row.number("epoch"), row.bytes("key", SEALED_KEY_BYTES)
    )
