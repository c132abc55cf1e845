"""Derives keys from keys and from passwords, always under a context; it must never be fed a context that
another purpose uses.

Source: docs/sealed-tip-spec.md, sections 1, 8 and 11.
"""

import hashlib
import hmac
import os
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sealing.errors import Malformed
from sealing.secret_types import SecretBytes

__all__ = [
    "KEY_BYTES",
    "SALT_BYTES",
    "Random",
    "derive",
    "new_key",
    "new_salt",
    "row_tag",
    "short_hash",
    "stretch_for_officer",
    "stretch_for_receipt",
    "system_random",
]

Random = Callable[[int], bytes]
"""A source of n random bytes: the operating system's, or fixed bytes in a test."""

system_random: Final[Random] = os.urandom

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16

_OFFICER: Final = (3, 65_536)
_RECEIPT: Final = (2, 19_456)


def new_key(random: Random = system_random) -> SecretBytes:
    """Return a fresh random key or seed of 32 bytes."""
    return SecretBytes(random(KEY_BYTES))


def new_salt(random: Random = system_random) -> bytes:
    """Return a fresh random salt of 16 bytes."""
    return random(SALT_BYTES)


def derive(key: SecretBytes, info: bytes, length: int = KEY_BYTES, salt: bytes = b"") -> SecretBytes:
    """Return `length` bytes of HKDF-SHA256; `info` is a context, `salt` empty unless the specification names
    one.

    Raises `Malformed` for a key that hasn't 32 bytes.
    """
    if len(key) != KEY_BYTES:
        raise Malformed(f"a key has {KEY_BYTES} bytes")
    return SecretBytes(HKDF(SHA256(), length, salt, info).derive(key.reveal()))


def short_hash(data: bytes) -> bytes:
    """Return the first 16 bytes of SHA-256."""
    return hashlib.sha256(data).digest()[:16]


def row_tag(key: SecretBytes, message: bytes) -> bytes:
    """Return the first 16 bytes of HMAC-SHA256: a keyed name for a row that says nothing without the key."""
    return hmac.digest(key.reveal(), message, "sha256")[:16]


def stretch_for_officer(password: bytes, salt: bytes) -> SecretBytes:
    """Return Argon2id (t=3, 64 MiB, p=1) of a normalised passphrase; about 0.3 s and 64 MiB, so callers bound
    how many run at once.
    """
    return _stretch(password, salt, _OFFICER)


def stretch_for_receipt(password: bytes, salt: bytes) -> SecretBytes:
    """Return Argon2id (t=2, 19 MiB, p=1) of a receipt code; about 40 ms."""
    return _stretch(password, salt, _RECEIPT)


def _stretch(password: bytes, salt: bytes, cost: tuple[int, int]) -> SecretBytes:
    if len(salt) != SALT_BYTES:
        raise Malformed(f"a salt has {SALT_BYTES} bytes")
    iterations, memory = cost
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=iterations, lanes=1, memory_cost=memory)
    return SecretBytes(kdf.derive(password))
