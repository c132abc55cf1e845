"""Signs what a resident adds later with the code's key, and checks it; it must never let a part that doesn't
verify pass as the resident's.

Source: docs/sealed-tip-spec.md, section 9.
"""

from sealing.contexts import context
from sealing.errors import Malformed, NotTheResident
from sealing.parts import Place, Role, part_hash
from sealing.secret_types import SecretBytes
from sealing.signatures import sign, verifies

__all__ = ["sign_addition", "verify_addition"]


def sign_addition(signing_seed: SecretBytes, place: Place, sealed_part: bytes) -> bytes:
    """Return the receipt's 64-byte signature over an addition's place and hash."""
    return sign(signing_seed, _message(place, sealed_part))


def verify_addition(signing_public_key: bytes, place: Place, sealed_part: bytes, signature: bytes) -> None:
    """Return if the addition is by the code's holder; raises `NotTheResident` otherwise.

    `signing_public_key` comes from the opened manifest, never from the server's row.
    """
    if not verifies(signing_public_key, signature, _message(place, sealed_part)):
        raise NotTheResident("the addition isn't signed by a code of this tip")


def _message(place: Place, sealed_part: bytes) -> bytes:
    if place.role is not Role.ADDITION:
        raise Malformed("only additions are signed")
    return context("addition", place.deployment, place.tip, place.number, part_hash(sealed_part))
