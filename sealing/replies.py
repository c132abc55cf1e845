"""Seals a reply's key to the codes of its tip; it must never seal to a key that isn't in the manifest.

Source: docs/sealed-tip-spec.md, section 9. A reply itself is a part with role `reply`, its queue's copy an
ordinary wrap.
"""

from sealing.contexts import check_id, context
from sealing.errors import Malformed
from sealing.hybrid_keys import open_key, seal_key
from sealing.manifest import ReceiptKeys
from sealing.parts import Place, Role
from sealing.secret_types import SecretBytes

__all__ = ["open_reply_key", "seal_reply_key"]


def seal_reply_key(place: Place, key: SecretBytes, receipt: ReceiptKeys) -> bytes:
    """Return the reply's part key sealed to one receipt of the manifest, 1,168 bytes."""
    return seal_key(key, receipt.reply_public_key, _context(place, receipt.mailbox))


def open_reply_key(place: Place, sealed_key: bytes, mailbox: bytes, reply_seed: SecretBytes) -> SecretBytes:
    """Return the reply's part key for the code's holder; raises `Malformed` or `WrongKeyOrPlace`."""
    return open_key(sealed_key, reply_seed, _context(place, mailbox))


def _context(place: Place, mailbox: bytes) -> bytes:
    if place.role is not Role.REPLY:
        raise Malformed("only replies are sealed to receipts")
    return context("reply-key", place.deployment, place.tip, place.number, check_id(mailbox, "mailbox"))
