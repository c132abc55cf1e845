"""Takes files that officers add to their notes, sealed in the browser; must never see one open, nor leave one without its row."""

import json
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from sealing.parts import Role as PartRole
from storage import tips
from storage.blobs import new_blob_name
from storage.failures import Failure
from storage.parts import INLINE_BYTES, SealedPart
from storage.sessions import Session
from web.desk.inputs import BadInput, Fields, refused, tip_id_of
from web.desk.resealed import case_outcome
from web.desk.sessions import Desk
from web.desk.words import part_wraps

MOST_FILE_BYTES = 20 * 2**20
"""What a file may have before it is sealed; the browser asks first (product.md, files over 20 MB)."""
MOST_SEALED_BYTES = 24_000_000
"""Such a file with head, padding (at most 12 % for any part this large: 1/16 here) and tags."""
_MOST_HEAD = 100_000
_MAGIC = b"TBS1"


@dataclass(frozen=True, slots=True)
class _Posted:
    head: Fields
    sealed: bytes


async def note_file(desk: Desk, request: Request, session: Session) -> Response:
    """Store a sealed file as an internal note: u32 length ‖ JSON (number, wraps) ‖ sealed part."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    if tip_id is None:
        return refused("not_visible", 404)
    posted = _read(await request.body())
    blob_name = new_blob_name() if len(posted.sealed) > INLINE_BYTES else None
    note = SealedPart(
        tip_id=tip_id,
        number=posted.head.number("number"),
        role=PartRole.NOTE,
        body=posted.sealed if blob_name is None else None,
        blob_name=blob_name,
        sealed_bytes=len(posted.sealed),
        digest=sha256(posted.sealed).digest(),
        wraps=part_wraps(posted.head),
    )
    blobs = desk.parts.blobs
    if blob_name is not None:
        # On disk before its row: a row never names what isn't there. What gets no row is swept up at once.
        await blobs.put(blob_name, posted.sealed, now)
    done = await desk.parts.database.write(
        lambda conn: tips.add_note(conn, viewer, tip_id, note, now, file=True)
    )
    if isinstance(done, Failure) and blob_name is not None:
        await blobs.delete(blob_name)
    return case_outcome(done)


def _read(body: bytes) -> _Posted:
    length = int.from_bytes(body[:4], "big")
    if len(body) < 4 or not 0 < length <= _MOST_HEAD or len(body) < 4 + length:
        raise BadInput
    try:
        head = json.loads(body[4 : 4 + length])
    except (ValueError, RecursionError):
        raise BadInput from None
    sealed = body[4 + length :]
    if not isinstance(head, dict) or not sealed.startswith(_MAGIC) or len(sealed) > MOST_SEALED_BYTES:
        raise BadInput
    return _Posted(Fields(head), sealed)
