"""Seals 32-byte keys to post-quantum hybrid public keys (HPKE with X-Wing); it must never seal anything but
keys and seeds.

Source: docs/sealed-tip-spec.md, section 3. The library takes no additional data, so all context is in `info`.
"""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sealing.derivation import KEY_BYTES
from sealing.errors import Malformed, SealingUnavailable, WrongKeyOrPlace
from sealing.secret_types import SecretBytes

__all__ = [
    "PUBLIC_KEY_BYTES",
    "SEALED_KEY_BYTES",
    "check_public_key",
    "open_key",
    "public_key_of",
    "seal_key",
    "self_test",
]

PUBLIC_KEY_BYTES: Final = 1216
SEALED_KEY_BYTES: Final = 1168

_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64


def public_key_of(seed: SecretBytes) -> bytes:
    """Return the 1,216-byte public key of a 32-byte seed; raises `Malformed` for another length."""
    kem_seed, x25519 = _expand(seed)
    mlkem_public = MLKEM768PrivateKey.from_seed_bytes(kem_seed).public_key().public_bytes_raw()
    return mlkem_public + X25519PrivateKey.from_private_bytes(x25519).public_key().public_bytes_raw()


def seal_key(key: SecretBytes, public_key: bytes, info: bytes) -> bytes:
    """Return `key` (32 bytes) sealed to `public_key`, 1,168 bytes, bound to the context `info`.

    Raises `Malformed` for a key or public key that isn't one.
    """
    if len(key) != KEY_BYTES:
        raise Malformed(f"a key has {KEY_BYTES} bytes")
    recipient = _recipient(public_key)
    try:
        return _suite().encrypt(key.reveal(), recipient, info)
    except ValueError:
        raise Malformed("the public key can't be sealed to") from None


def open_key(sealed: bytes, seed: SecretBytes, info: bytes) -> SecretBytes:
    """Return the key that was sealed to this seed under exactly this context.

    Raises `Malformed` for a wrong length, `WrongKeyOrPlace` for another seed, another context or changed
    bytes.
    """
    if len(sealed) != SEALED_KEY_BYTES:
        raise Malformed(f"a sealed key has {SEALED_KEY_BYTES} bytes")
    kem_seed, x25519 = _expand(seed)
    private = hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(kem_seed), X25519PrivateKey.from_private_bytes(x25519)
    )
    try:
        return SecretBytes(_suite().decrypt(sealed, private, info))
    except (InvalidTag, ValueError):
        raise WrongKeyOrPlace("the sealed key doesn't open here") from None


def check_public_key(public_key: bytes) -> bytes:
    """Return `public_key` if it is one; raises `Malformed` for a wrong length or a failed ML-KEM modulus
    check.
    """
    _recipient(public_key)
    return public_key


def self_test() -> None:
    """Seal and open once with a fixed seed, so that a process without ML-KEM stops at its start.

    Raises `SealingUnavailable` with one sentence for the operator.
    """
    seed, key = SecretBytes(bytes(range(32))), SecretBytes(bytes(range(32, 64)))
    try:
        opened = open_key(seal_key(key, public_key_of(seed), b"self-test"), seed, b"self-test")
    except (UnsupportedAlgorithm, AttributeError) as error:
        raise SealingUnavailable(
            "this build of the Python library cryptography has no ML-KEM-768; "
            "install its own wheel, version 50 or later"
        ) from error
    if opened != key:
        raise SealingUnavailable(
            "the Python library cryptography doesn't open what it sealed; install its own wheel again"
        )


def _suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _expand(seed: SecretBytes) -> tuple[bytes, bytes]:
    if len(seed) != KEY_BYTES:
        raise Malformed(f"a seed has {KEY_BYTES} bytes")
    expanded = hashlib.shake_256(seed.reveal()).digest(96)
    return expanded[:_MLKEM_SEED], expanded[_MLKEM_SEED:]


def _recipient(public_key: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise Malformed(f"a public key has {PUBLIC_KEY_BYTES} bytes")
    try:
        return hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC:]),
        )
    except ValueError:
        raise Malformed("the public key is not an ML-KEM-768 and X25519 key") from None
