"""Turns a public key into thirty digits that two people can compare by phone; it must never be shortened
further.

Source: docs/sealed-tip-spec.md, section 13.
"""

import hmac
import re
from typing import Final, Literal

from sealing.contexts import context
from sealing.derivation import short_hash

__all__ = ["KeyKind", "fingerprint", "fingerprint_matches"]

KeyKind = Literal["root", "province", "queue", "officer", "recovery"]

_IGNORED: Final = re.compile(r"[\s-]+")


def fingerprint(kind: KeyKind, public_key: bytes) -> str:
    """Return six groups of five digits; about 99 bits, so no other key with the same digits can be made."""
    number = int.from_bytes(short_hash(context("fingerprint", kind, public_key)), "big") % 10**30
    digits = f"{number:030d}"
    return " ".join(digits[start : start + 5] for start in range(0, 30, 5))


def fingerprint_matches(typed: str, kind: KeyKind, public_key: bytes) -> bool:
    """Tell whether what was typed (spaces and dashes ignored) is this key's fingerprint."""
    expected = fingerprint(kind, public_key).replace(" ", "")
    return hmac.compare_digest(_IGNORED.sub("", typed).encode("utf-8", "replace"), expected.encode("ascii"))
