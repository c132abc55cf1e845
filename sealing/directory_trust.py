"""Decides whether a directory entry may be sealed to; it must never trust a key that no chain from the root
reaches today.

Source: docs/sealed-tip-spec.md, section 13.
"""

import hmac
from dataclasses import dataclass
from typing import Final

from sealing.contexts import check_id
from sealing.directory import DirectoryEntry, EntryKind, SignedEntry, read_entry
from sealing.errors import DirectoryRefused, Malformed
from sealing.signatures import SIGNING_PUBLIC_KEY_BYTES, verifies

__all__ = ["NOTHING_SEEN", "CertifiedProvince", "DirectoryTrust", "Seen"]


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest serial (and, for a queue, epoch) that was ever accepted for a subject; nothing older is
    accepted again.
    """

    serial: int = 0
    epoch: int = 0


NOTHING_SEEN: Final = Seen()
"""For a subject of which no entry was ever accepted."""


@dataclass(frozen=True, slots=True)
class CertifiedProvince:
    """A province's entry that `DirectoryTrust.province` has verified; nothing else makes one."""

    entry: DirectoryEntry


@dataclass(frozen=True, slots=True)
class DirectoryTrust:
    """The anchor: this deployment, the root's public key (Ed25519, 32 bytes) and the time (seconds since 1970
    UTC).
    """

    deployment: bytes
    root_public_key: bytes
    now: int

    def __post_init__(self) -> None:
        check_id(self.deployment, "deployment")
        if len(self.root_public_key) != SIGNING_PUBLIC_KEY_BYTES:
            raise Malformed("the directory's root key has 32 bytes")

    def province(self, data: bytes, province: str, seen: Seen = NOTHING_SEEN) -> CertifiedProvince:
        """Return the verified entry of a province's key; raises `Malformed` or `DirectoryRefused`."""
        return CertifiedProvince(self._accept(data, EntryKind.PROVINCE, province, self.root_public_key, seen))

    def recovery(self, data: bytes, province: str, role: str, seen: Seen = NOTHING_SEEN) -> DirectoryEntry:
        """Return the verified entry of a recovery key (`province` or `inspectorate`); raises as above."""
        entry = self._accept(data, EntryKind.RECOVERY, province, self.root_public_key, seen)
        return _expect(entry, role=role)

    def queue(
        self, data: bytes, province: CertifiedProvince, queue: str, role: str, seen: Seen = NOTHING_SEEN
    ) -> DirectoryEntry:
        """Return the verified entry of a queue's key; raises `Malformed` or `DirectoryRefused`."""
        entry = self._accept_certified(data, EntryKind.QUEUE, province, seen)
        return _expect(entry, queue=queue, role=role)

    def officer(
        self,
        data: bytes,
        province: CertifiedProvince,
        queue: str,
        holder: bytes,
        seen: Seen = NOTHING_SEEN,
    ) -> DirectoryEntry:
        """Return the verified entry of an officer's key; raises as above."""
        entry = self._accept_certified(data, EntryKind.OFFICER, province, seen)
        return _expect(entry, queue=queue, holder=holder)

    def _accept_certified(
        self, data: bytes, kind: EntryKind, province: CertifiedProvince, seen: Seen
    ) -> DirectoryEntry:
        self._check_time(province.entry)
        if province.entry.kind is not EntryKind.PROVINCE or province.entry.deployment != self.deployment:
            raise DirectoryRefused("a queue's or officer's key needs its province's entry")
        return self._accept(data, kind, province.entry.province, province.entry.public_key, seen)

    def _accept(
        self, data: bytes, kind: EntryKind, province: str, signer: bytes, seen: Seen
    ) -> DirectoryEntry:
        read = read_entry(data)
        entry = read.entry
        if entry.kind is not kind or entry.province != province or entry.deployment != self.deployment:
            raise DirectoryRefused("the directory entry is about something else")
        _check_signature(read, signer)
        self._check_time(entry)
        if entry.serial < seen.serial or entry.epoch < seen.epoch:
            raise DirectoryRefused("the directory entry is older than one that was seen before")
        return entry

    def _check_time(self, entry: DirectoryEntry) -> None:
        if self.now < entry.valid_from:
            raise DirectoryRefused("the directory entry isn't valid yet")
        if self.now >= entry.not_after:
            raise DirectoryRefused("the directory entry has expired")


def _check_signature(read: SignedEntry, signer: bytes) -> None:
    if not hmac.compare_digest(read.issuer, signer):
        raise DirectoryRefused("the directory entry was issued by another key")
    if not verifies(signer, read.signature, read.message):
        raise DirectoryRefused("the directory entry's signature doesn't verify")


def _expect(entry: DirectoryEntry, **wanted: str | bytes) -> DirectoryEntry:
    if any(getattr(entry, name) != value for name, value in wanted.items()):
        raise DirectoryRefused("the directory entry is about another queue, role or holder")
    return entry
