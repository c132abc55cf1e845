"""Seals bytes under a 32-byte key in chunks, bound to a context; it must never release plaintext before the
last chunk has opened.

Source: docs/sealed-tip-spec.md, section 4. The nonce layout is the STREAM of the age file format: a counter
and a last flag, so that no
chunk can be dropped, repeated or reordered; the commitment means that one ciphertext opens under one key
only.
"""

import hmac
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealing.derivation import Random, derive, system_random
from sealing.errors import Damaged, Malformed, WrongKeyOrPlace
from sealing.secret_types import SecretBytes

__all__ = ["CHUNK_BYTES", "HEADER_BYTES", "MAX_PLAINTEXT", "open_body", "seal_body", "sealed_size"]

CHUNK_BYTES: Final = 65_536
HEADER_BYTES: Final = 56
MAX_PLAINTEXT: Final = 2**27

_FIXED: Final = b"TBS1\x01\x00\x00\x00"
_TAG: Final = 16
_SEALED_CHUNK: Final = CHUNK_BYTES + _TAG
_MAX_SEALED: Final = 2**27 + 2**20


def sealed_size(plaintext_bytes: int) -> int:
    """Return how many bytes a body of so many plaintext bytes (≥ 1) has."""
    return HEADER_BYTES + plaintext_bytes + _TAG * -(-plaintext_bytes // CHUNK_BYTES)


def seal_body(key: SecretBytes, ctx: bytes, plaintext: SecretBytes, random: Random = system_random) -> bytes:
    """Return header ‖ sealed chunks of `plaintext` (1 to 2**27 bytes); raises `Malformed` outside."""
    data = plaintext.reveal()
    if not 1 <= len(data) <= MAX_PLAINTEXT:
        raise Malformed("a body holds 1 to 134,217,728 bytes")
    salt = random(16)
    commitment, cipher = _keys(key, ctx, salt)
    header = _FIXED + salt + commitment
    aad = header + ctx
    view = memoryview(data)
    chunks = [header]
    for index, start in enumerate(range(0, len(data), CHUNK_BYTES)):
        last = start + CHUNK_BYTES >= len(data)
        chunks.append(cipher.encrypt(_nonce(index, last), view[start : start + CHUNK_BYTES], aad))
    return b"".join(chunks)


def open_body(key: SecretBytes, ctx: bytes, sealed: bytes) -> SecretBytes:
    """Return the plaintext.

    Raises `Malformed` for bytes that aren't a body, `WrongKeyOrPlace` for another key or context, `Damaged`
    for changed or cut chunks.
    """
    salt, commitment = _read_header(sealed)
    expected, cipher = _keys(key, ctx, salt)
    if not hmac.compare_digest(expected, commitment):
        raise WrongKeyOrPlace("the body wasn't sealed with this key for this place")
    aad = sealed[:HEADER_BYTES] + ctx
    view = memoryview(sealed)
    plain = bytearray()
    try:
        for index, start in enumerate(range(HEADER_BYTES, len(sealed), _SEALED_CHUNK)):
            last = start + _SEALED_CHUNK >= len(sealed)
            plain += cipher.decrypt(_nonce(index, last), view[start : start + _SEALED_CHUNK], aad)
    except InvalidTag:
        raise Damaged("a chunk of the body doesn't open") from None
    return SecretBytes(bytes(plain))


def _read_header(sealed: bytes) -> tuple[bytes, bytes]:
    if not HEADER_BYTES + _TAG < len(sealed) <= _MAX_SEALED:
        raise Malformed("a body is too short or too long")
    if sealed[:8] != _FIXED:
        raise Malformed("a body of an unknown kind or version")
    if 0 < (len(sealed) - HEADER_BYTES) % _SEALED_CHUNK <= _TAG:
        raise Malformed("the last chunk of a body is empty")
    return sealed[8:24], sealed[24:HEADER_BYTES]


def _keys(key: SecretBytes, ctx: bytes, salt: bytes) -> tuple[bytes, AESGCM]:
    okm = derive(key, ctx, 64, salt).reveal()
    return okm[:32], AESGCM(okm[32:])


def _nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
