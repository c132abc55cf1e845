"""Sealed parts and their wraps as rows; must never take a part that isn't sealed to exactly its queues in their current epochs."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert

from sealing.parts import Role as PartRole
from storage.engine import Connection
from storage.errors import EpochMoved
from storage.models import part_wraps, parts
from storage.table_kinds import new_row_id
from storage.tip_state import Holder

__all__ = ["INLINE_BYTES", "Holder", "PartRole", "PartWrap", "SealedPart", "store_part"]

INLINE_BYTES = 64 * 1024
"""Sealed parts up to this size stand in the row (architecture.md); larger ones are blobs."""


@dataclass(frozen=True, slots=True)
class PartWrap:
    """A part key sealed to one queue's epoch."""

    queue_id: str
    epoch: int
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class SealedPart:
    """One sealed message or file on its way in: either `body` (up to 64 KiB) or the name of a blob already durable.

    `digest` is the part hash (SHA-256 of the whole sealed part), `number` counts from 1 within tip and role.
    """

    tip_id: bytes
    number: int
    role: PartRole
    body: bytes | None
    blob_name: str | None
    sealed_bytes: int
    digest: bytes
    wraps: tuple[PartWrap, ...]

    def __post_init__(self) -> None:
        if (self.body is None) == (self.blob_name is None):
            raise ValueError("A part has a body or a blob, not both.")
        if self.body is not None and len(self.body) > INLINE_BYTES:
            raise ValueError("A part of this size belongs into the blob store.")


_ADD_PART = insert(parts)
_ADD_WRAPS = insert(part_wraps)


def store_part(
    conn: Connection,
    part: SealedPart,
    holders: Iterable[Holder],
    hour: int,
    *,
    author_id: bytes | None = None,
    at_minute: int | None = None,
    signature: bytes | None = None,
) -> None:
    """Add the rows of a part. Raises `EpochMoved` unless it is wrapped to each of `holders`, and nobody else."""
    _check_wraps(part, {holder.queue_id: holder.epoch for holder in holders})
    part_id = new_row_id()
    conn.execute(
        _ADD_PART,
        {
            "row_id": part_id,
            "tip_id": part.tip_id,
            "role": part.role.value,
            "number": part.number,
            "hour": hour,
            "author_id": author_id,
            "at_minute": at_minute,
            "sealed_bytes": part.sealed_bytes,
            "digest": part.digest,
            "signature": signature,
            "blob_name": part.blob_name,
            "body": part.body,
        },
    )
    conn.execute(
        _ADD_WRAPS,
        [
            {
                "row_id": new_row_id(),
                "part_id": part_id,
                "queue_id": wrap.queue_id,
                "epoch": wrap.epoch,
                "sealed_key": wrap.sealed_key,
            }
            for wrap in part.wraps
        ],
    )


def _check_wraps(part: SealedPart, epochs: dict[str, int]) -> None:
    wrapped = {wrap.queue_id: wrap.epoch for wrap in part.wraps}
    if len(wrapped) != len(part.wraps):
        raise ValueError("A part is wrapped once for each queue.")
    for queue_id in sorted(epochs.keys() | wrapped.keys()):
        # A queue without a certified key has epoch 0, which no wrap can have.
        if wrapped.get(queue_id, 0) != epochs.get(queue_id) or epochs[queue_id] < 1:
            raise EpochMoved(queue_id)
