"""Writes and signs directory entries, the chain from the root to a key; it must never return an entry that
doesn't verify.

Source: docs/sealed-tip-spec.md, section 13. Reading and writing is here, deciding whether to trust is in
`directory_trust`.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from sealing.contexts import ID_BYTES, context, text_bytes
from sealing.errors import Malformed
from sealing.hybrid_keys import check_public_key
from sealing.secret_types import SecretBytes
from sealing.signatures import SIGNATURE_BYTES, SIGNING_PUBLIC_KEY_BYTES, sign, signing_public_key_of

__all__ = ["DirectoryEntry", "EntryKind", "SignedEntry", "read_entry", "sign_entry"]

QUEUE_ROLES: Final = ("commune", "duty_desk", "inspectorate")
RECOVERY_ROLES: Final = ("province", "inspectorate")
_MAGIC: Final = b"TBD1"
_FIXED: Final = 77
_MOST_TEXT: Final = 64
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class EntryKind(IntEnum):
    """Whose key an entry certifies."""

    PROVINCE = 1
    QUEUE = 2
    OFFICER = 3
    RECOVERY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """What a signer certifies; times are seconds since 1970 UTC, valid from `valid_from` until before
    `not_after`.

    Province and recovery entries are signed by the root, queue and officer entries by their province's key.
    Raises `Malformed` for a combination that the specification doesn't list.
    """

    kind: EntryKind
    deployment: bytes
    serial: int
    valid_from: int
    not_after: int
    province: str
    public_key: bytes
    epoch: int = 0
    queue: str = ""
    role: str = ""
    holder: bytes = b""

    def __post_init__(self) -> None:
        queue_wanted = self.kind in (EntryKind.QUEUE, EntryKind.OFFICER)
        roles = {EntryKind.QUEUE: QUEUE_ROLES, EntryKind.RECOVERY: RECOVERY_ROLES}.get(self.kind, ("",))
        good = (
            len(self.deployment) == ID_BYTES
            and 1 <= self.serial <= 0xFFFF_FFFF
            and 0 <= self.valid_from < self.not_after < 2**53
            and (1 if self.kind is EntryKind.QUEUE else 0) <= self.epoch <= self._highest_epoch()
            and _is_id(self.province)
            and (_is_id(self.queue) if queue_wanted else self.queue == "")
            and self.role in roles
            and len(self.holder) == (ID_BYTES if self.kind is EntryKind.OFFICER else 0)
        )
        if not good:
            raise Malformed("a directory entry of a form that doesn't exist")
        if self.kind is not EntryKind.PROVINCE:
            check_public_key(self.public_key)
        elif len(self.public_key) != SIGNING_PUBLIC_KEY_BYTES:
            raise Malformed("a province's key has 32 bytes")

    def _highest_epoch(self) -> int:
        return 0xFFFF_FFFF if self.kind is EntryKind.QUEUE else 0

    @property
    def subject(self) -> bytes:
        """What the entry is about, whatever its serial: entries of one subject replace each other."""
        return context("directory-subject", int(self.kind), self.province, self.queue, self.role, self.holder)


@dataclass(frozen=True, slots=True)
class SignedEntry:
    """An entry as read: not yet verified. `signed` is the part that `signature` covers, `issuer` who claims
    to have signed.
    """

    entry: DirectoryEntry
    issuer: bytes
    signed: bytes
    signature: bytes

    @property
    def message(self) -> bytes:
        """What `signature` is over."""
        return _message(self.signed)


def sign_entry(entry: DirectoryEntry, issuer_seed: SecretBytes) -> bytes:
    """Return the entry's canonical bytes and signature; `issuer_seed` is the root's or the province's Ed25519
    seed.
    """
    signed = _encode(entry, signing_public_key_of(issuer_seed))
    return signed + sign(issuer_seed, _message(signed))


def read_entry(data: bytes) -> SignedEntry:
    """Return what `data` says, without trusting it; raises `Malformed` unless it is canonical to the last
    byte.
    """
    signed, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if len(data) < _FIXED + SIGNATURE_BYTES or not signed.startswith(_MAGIC):
        raise Malformed("not a directory entry")
    fields: list[bytes] = []
    at = _FIXED
    for _ in range(5):
        end = at + 2 + int.from_bytes(signed[at : at + 2], "big")
        fields.append(signed[at + 2 : end])
        at = end
    try:
        entry = DirectoryEntry(
            kind=EntryKind(signed[4]),
            deployment=signed[5:21],
            serial=int.from_bytes(signed[21:25], "big"),
            epoch=int.from_bytes(signed[25:29], "big"),
            valid_from=int.from_bytes(signed[29:37], "big"),
            not_after=int.from_bytes(signed[37:45], "big"),
            province=fields[0].decode("utf-8"),
            queue=fields[1].decode("utf-8"),
            role=fields[2].decode("utf-8"),
            holder=fields[3],
            public_key=fields[4],
        )
    except ValueError:
        raise Malformed("a directory entry that can't be read") from None
    issuer = signed[45:_FIXED]
    if _encode(entry, issuer) != signed:
        # Writing it again must give the same bytes: one meaning, one form.
        raise Malformed("a directory entry that isn't canonical")
    return SignedEntry(entry, issuer, signed, signature)


def _encode(entry: DirectoryEntry, issuer: bytes) -> bytes:
    fields = (
        text_bytes(entry.province),
        text_bytes(entry.queue),
        text_bytes(entry.role),
        entry.holder,
        entry.public_key,
    )
    return b"".join(
        (
            _MAGIC,
            bytes((entry.kind,)),
            entry.deployment,
            entry.serial.to_bytes(4, "big"),
            entry.epoch.to_bytes(4, "big"),
            entry.valid_from.to_bytes(8, "big"),
            entry.not_after.to_bytes(8, "big"),
            issuer,
            *(len(field).to_bytes(2, "big") + field for field in fields),
        )
    )


def _message(signed: bytes) -> bytes:
    return context("directory-entry", signed)


def _is_id(text: str) -> bool:
    return 1 <= len(text_bytes(text)) <= _MOST_TEXT and not _CONTROL.search(text)
