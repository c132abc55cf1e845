"""Sealed parts and their wraps as rows; must never take a part that isn't sealed to exactly the tip's queues in their current epochs."""

from dataclasses import dataclass

from sealing.parts import Role as PartRole

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
