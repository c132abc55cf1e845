"""Signs contexts with Ed25519 and checks them; it must never sign bytes that aren't a context.

Source: docs/sealed-tip-spec.md, sections 9 and 13; RFC 8032.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sealing.derivation import KEY_BYTES
from sealing.errors import Malformed
from sealing.secret_types import SecretBytes

__all__ = ["SIGNATURE_BYTES", "SIGNING_PUBLIC_KEY_BYTES", "sign", "signing_public_key_of", "verifies"]

SIGNATURE_BYTES: Final = 64
SIGNING_PUBLIC_KEY_BYTES: Final = 32


def signing_public_key_of(seed: SecretBytes) -> bytes:
    """Return the 32-byte Ed25519 public key of a 32-byte seed."""
    return _private(seed).public_key().public_bytes_raw()


def sign(seed: SecretBytes, message: bytes) -> bytes:
    """Return the 64-byte signature of a context."""
    return _private(seed).sign(message)


def verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether `signature` is by the holder of `public_key` over exactly `message`."""
    if len(public_key) != SIGNING_PUBLIC_KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(seed: SecretBytes) -> Ed25519PrivateKey:
    if len(seed) != KEY_BYTES:
        raise Malformed(f"a seed has {KEY_BYTES} bytes")
    return Ed25519PrivateKey.from_private_bytes(seed.reveal())
