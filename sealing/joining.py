"""Ties a joining officer's new public key to a secret handed over on paper; the secret must never pass
through the server.

Source: docs/sealed-tip-spec.md, section 14. The code has the form of a receipt code: `receipts.new_code`,
`show_code`, `read_code`.
"""

import hmac
from dataclasses import dataclass

from sealing.contexts import check_id, context
from sealing.derivation import derive, short_hash, stretch_for_officer
from sealing.errors import Malformed
from sealing.receipts import read_code
from sealing.secret_types import SecretText

__all__ = ["Joining", "joining_tag", "joining_tag_verifies"]


@dataclass(frozen=True, slots=True)
class Joining:
    """Who joins what: deployment (16 bytes), queue id, officer id (16 bytes)."""

    deployment: bytes
    queue: str
    officer: bytes

    def fields(self) -> tuple[bytes, str, bytes]:
        """Return the fields that every joining context begins with."""
        return check_id(self.deployment, "deployment"), self.queue, check_id(self.officer, "officer")


def joining_tag(joining: Joining, code: SecretText, officer_public_key: bytes) -> bytes:
    """Return the 32-byte tag over the joiner's public key; costs one Argon2id of 64 MiB. Raises `Malformed`
    for a bad code.
    """
    digits = read_code(code)
    if digits is None:
        raise Malformed("not a joining code")
    fields = joining.fields()
    salt = short_hash(context("joining-salt", *fields))
    root = stretch_for_officer(digits.reveal().encode("ascii"), salt)
    key = derive(root, context("joining-key", *fields))
    return hmac.digest(key.reveal(), context("joining", *fields, officer_public_key), "sha256")


def joining_tag_verifies(joining: Joining, code: SecretText, officer_public_key: bytes, tag: bytes) -> bool:
    """Tell in constant time whether the public key is the one that the holder of the paper made."""
    return hmac.compare_digest(joining_tag(joining, code, officer_public_key), tag)
