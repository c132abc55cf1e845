"""Writes, reads and checks the manifest that says which parts and receipts a tip has; it must never guess
around a difference.

Source: docs/sealed-tip-spec.md, section 7.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sealing.errors import Malformed
from sealing.frames import Content, MediaKind
from sealing.hybrid_keys import PUBLIC_KEY_BYTES
from sealing.secret_types import SecretBytes
from sealing.signatures import SIGNING_PUBLIC_KEY_BYTES

__all__ = [
    "MOST_RECEIPTS",
    "Manifest",
    "ManifestFindings",
    "ReceiptKeys",
    "check_manifest",
    "manifest_content",
    "read_manifest",
]

MOST_RECEIPTS: Final = 3
_HASH: Final = 32
_MAILBOX: Final = 16
_RECEIPT: Final = _MAILBOX + PUBLIC_KEY_BYTES + SIGNING_PUBLIC_KEY_BYTES


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """The public side of a receipt: mailbox (16 bytes), reply public key (1,216), signing public key (32)."""

    mailbox: bytes
    reply_public_key: bytes
    signing_public_key: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a report (number to part hash), its valid receipts, oldest first, and the tip's bond."""

    part_hashes: Mapping[int, bytes]
    receipts: tuple[ReceiptKeys, ...]
    bond: SecretBytes


@dataclass(frozen=True, slots=True)
class ManifestFindings:
    """Where the stored tip differs from its manifest: part numbers, and the mailboxes of receipts that were
    swapped, dropped or added.

    `foreign` parts opened and carry another bond than the manifest; `unopened` ones are listed and unchanged, but
    shut. `forged`: parts opened, and the manifest has the bond of none of them.
    """

    missing: tuple[int, ...]
    added: tuple[int, ...]
    changed: tuple[int, ...]
    receipts: tuple[bytes, ...]
    foreign: tuple[int, ...]
    unopened: tuple[int, ...]
    forged: bool

    @property
    def agrees(self) -> bool:
        """True if nothing differs."""
        differing = self.missing + self.added + self.changed + self.foreign + self.unopened
        return not (differing or self.receipts or self.forged)


def manifest_content(manifest: Manifest) -> Content:
    """Return the manifest as content of a part with role `manifest`; raises `Malformed` for counts or lengths
    outside the specification.
    """
    if not manifest.part_hashes or not 1 <= len(manifest.receipts) <= MOST_RECEIPTS:
        raise Malformed("a manifest lists at least one part and one to three receipts")
    out = [b"\x01", len(manifest.part_hashes).to_bytes(4, "big")]
    for number in sorted(manifest.part_hashes):
        out += (number.to_bytes(4, "big"), _sized(manifest.part_hashes[number], _HASH))
    out.append(len(manifest.receipts).to_bytes(1, "big"))
    for receipt in manifest.receipts:
        out += (
            _sized(receipt.mailbox, _MAILBOX),
            _sized(receipt.reply_public_key, PUBLIC_KEY_BYTES),
            _sized(receipt.signing_public_key, SIGNING_PUBLIC_KEY_BYTES),
        )
    content = Content(kind=MediaKind.MANIFEST, body=SecretBytes(b"".join(out)), bond=manifest.bond)
    read_manifest(content)
    return content


def read_manifest(content: Content) -> Manifest:
    """Return the manifest in an opened part; raises `Malformed` for anything else."""
    data = content.body.reveal() if content.kind is MediaKind.MANIFEST else b""
    if len(data) < 5 or data[0] != 1 or content.bond is None:
        raise Malformed("not a manifest of this version")
    count = int.from_bytes(data[1:5], "big")
    receipts_at = 5 + count * (4 + _HASH)
    if count < 1 or len(data) <= receipts_at:
        raise Malformed("a manifest is cut")
    receipt_count = data[receipts_at]
    if not 1 <= receipt_count <= MOST_RECEIPTS or len(data) != receipts_at + 1 + receipt_count * _RECEIPT:
        raise Malformed("a manifest's receipts don't fit")
    numbers, hashes = _read_parts(data[5:receipts_at])
    receipts = tuple(
        _read_receipt(data, receipts_at + 1 + index * _RECEIPT) for index in range(receipt_count)
    )
    if len({receipt.mailbox for receipt in receipts}) != receipt_count:
        raise Malformed("a manifest lists a receipt twice")
    return Manifest(dict(zip(numbers, hashes, strict=True)), receipts, content.bond)


def check_manifest(
    manifest: Manifest,
    offered_hashes: Mapping[int, bytes],
    offered_receipts: Iterable[ReceiptKeys],
    opened_bonds: Mapping[int, SecretBytes],
) -> ManifestFindings:
    """Compare what is stored (hashes computed over the fetched bytes, never the stored hashes) with the
    manifest. `opened_bonds` has the bond of every report part that opened.
    """
    listed = manifest.part_hashes
    foreign = tuple(number for number in sorted(opened_bonds) if opened_bonds[number] != manifest.bond)
    ours = {receipt.mailbox: receipt for receipt in manifest.receipts}
    theirs = {receipt.mailbox: receipt for receipt in offered_receipts}
    return ManifestFindings(
        missing=tuple(sorted(listed.keys() - offered_hashes.keys())),
        added=tuple(sorted(offered_hashes.keys() - listed.keys())),
        changed=tuple(
            number
            for number in sorted(listed.keys() & offered_hashes.keys())
            if not hmac.compare_digest(listed[number], offered_hashes[number])
        ),
        receipts=tuple(
            sorted(box for box in ours.keys() | theirs.keys() if ours.get(box) != theirs.get(box))
        ),
        foreign=foreign,
        unopened=tuple(
            number
            for number in sorted(listed.keys() & offered_hashes.keys() - opened_bonds.keys())
            if hmac.compare_digest(listed[number], offered_hashes[number])
        ),
        forged=bool(opened_bonds) and len(foreign) == len(opened_bonds),
    )


def _read_parts(data: bytes) -> tuple[list[int], list[bytes]]:
    step = 4 + _HASH
    rows = [data[start : start + step] for start in range(0, len(data), step)]
    numbers = [int.from_bytes(row[:4], "big") for row in rows]
    if numbers[0] < 1 or any(second <= first for first, second in pairwise(numbers)):
        raise Malformed("a manifest's parts don't ascend")
    return numbers, [row[4:] for row in rows]


def _read_receipt(data: bytes, at: int) -> ReceiptKeys:
    reply_at = at + _MAILBOX
    signing_at = reply_at + PUBLIC_KEY_BYTES
    return ReceiptKeys(data[at:reply_at], data[reply_at:signing_at], data[signing_at : at + _RECEIPT])


def _sized(value: bytes, length: int) -> bytes:
    if len(value) != length:
        raise Malformed("a manifest's field has another length")
    return value
