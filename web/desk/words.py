"""Takes officers' sealed answers and notes; must never see them open, nor take one that would not be stored whole."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import JSONResponse

from sealing.hybrid_keys import SEALED_KEY_BYTES
from sealing.parts import Role as PartRole
from storage import tips
from storage.parts import INLINE_BYTES, PartWrap, SealedPart
from storage.sessions import Session
from storage.tip_replies import SealedReply
from web.desk.inputs import Fields, outcome, refused, tip_id_of
from web.desk.sessions import Desk


async def reply(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Store an answer that the officer's browser sealed to the queue and to each receipt of the manifest."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    fields = await Fields.read(request)
    if tip_id is None:
        return refused("not_visible", 404)
    sealed = SealedReply(
        sealed_part(fields, tip_id, PartRole.REPLY),
        tuple(
            (row.bytes("mailbox", 16), row.bytes("key", SEALED_KEY_BYTES))
            for row in fields.rows("receipts", 3)
        ),
    )
    return outcome(
        await desk.parts.database.write(lambda conn: tips.add_reply(conn, viewer, tip_id, sealed, now))
    )


async def note(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Store an internal note that the officer's browser sealed to the queue."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    fields = await Fields.read(request)
    if tip_id is None:
        return refused("not_visible", 404)
    sealed = sealed_part(fields, tip_id, PartRole.NOTE)
    return outcome(
        await desk.parts.database.write(lambda conn: tips.add_note(conn, viewer, tip_id, sealed, now))
    )


def sealed_part(fields: Fields, tip_id: bytes, role: PartRole) -> SealedPart:
    """A part as an officer's browser posts it; raises `BadInput` for any other form."""
    body = fields.bytes("body", most=INLINE_BYTES)
    return SealedPart(
        tip_id=tip_id,
        number=fields.number("number"),
        role=role,
        body=body,
        blob_name=None,
        sealed_bytes=len(body),
        digest=sha256(body).digest(),
        wraps=part_wraps(fields),
    )


def part_wraps(fields: Fields) -> tuple[PartWrap, ...]:
    """The wraps of a posted part; raises `BadInput` for any other form."""
    return tuple(
        PartWrap(row.text("queue", 64), row.number("epoch"), row.bytes("key", SEALED_KEY_BYTES))
        for row in fields.rows("wraps")
    )
