"""Seals one message or file and wraps its key to queues; it must never bind a part to less than its
deployment, tip, number and role.

Source: docs/sealed-tip-spec.md, section 5.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sealing.bodies import open_body, seal_body
from sealing.contexts import check_id, context
from sealing.derivation import Random, system_random
from sealing.errors import Malformed
from sealing.frames import Content, build_frame, read_frame
from sealing.hybrid_keys import open_key, seal_key
from sealing.secret_types import SecretBytes

__all__ = ["Place", "Role", "open_part", "part_hash", "seal_part", "unwrap_part_key", "wrap_part_key"]


class Role(StrEnum):
    """Who wrote a part, for whom."""

    REPORT = "report"
    ADDITION = "addition"
    REPLY = "reply"
    NOTE = "note"
    MANIFEST = "manifest"


_BONDED: Final = frozenset({Role.REPORT, Role.MANIFEST})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part belongs: deployment and tip (16 bytes each), its number (from 1) and its role. Raises
    `Malformed` otherwise.
    """

    deployment: bytes
    tip: bytes
    number: int
    role: Role

    def __post_init__(self) -> None:
        check_id(self.deployment, "deployment")
        check_id(self.tip, "tip")
        if not 1 <= self.number <= 0xFFFF_FFFF:
            raise Malformed("part numbers count from 1")

    def body_context(self) -> bytes:
        """Return what the part's body is bound to."""
        return context("part", self.deployment, self.tip, self.number, self.role.value)

    def key_context(self, queue: str, epoch: int) -> bytes:
        """Return what the part's key is bound to when it is wrapped to a queue's epoch."""
        return context("part-key", self.deployment, self.tip, self.number, self.role.value, queue, epoch)


def seal_part(place: Place, key: SecretBytes, content: Content, random: Random = system_random) -> bytes:
    """Return the sealed part; `key` is `derivation.new_key()` and never used for a second part.

    Raises `Malformed` for content outside its bounds, and for a report part or manifest without the tip's bond
    or another part with one.
    """
    _check_bond(place, content)
    return seal_body(key, place.body_context(), build_frame(content), random)


def open_part(place: Place, key: SecretBytes, sealed: bytes) -> Content:
    """Return the part in the clear; raises `Malformed`, `WrongKeyOrPlace` or `Damaged`."""
    content = read_frame(open_body(key, place.body_context(), sealed))
    _check_bond(place, content)
    return content


def part_hash(sealed: bytes) -> bytes:
    """Return the SHA-256 of a whole sealed part, 32 bytes, as manifest and additions name it."""
    return hashlib.sha256(sealed).digest()


def wrap_part_key(place: Place, key: SecretBytes, queue: str, epoch: int, public_key: bytes) -> bytes:
    """Return the part's key sealed to a queue's epoch, 1,168 bytes; `public_key` comes from a verified
    directory entry.
    """
    return seal_key(key, public_key, place.key_context(queue, epoch))


def unwrap_part_key(
    place: Place, sealed_key: bytes, queue: str, epoch: int, queue_seed: SecretBytes
) -> SecretBytes:
    """Return the part's key; raises `Malformed` or `WrongKeyOrPlace`."""
    return open_key(sealed_key, queue_seed, place.key_context(queue, epoch))


def _check_bond(place: Place, content: Content) -> None:
    if (content.bond is not None) != (place.role in _BONDED):
        raise Malformed("report parts and manifests carry a bond, other parts don't")
