"""Remembers for one officer which colleagues' keys were compared by people; must never vouch for a key to anybody else.

Source: docs/sealed-tip-spec.md, section 14. The tag is kept by the server, which can neither make nor move one.
"""

import hmac

from sealing.contexts import check_id, context
from sealing.derivation import derive
from sealing.joining import Joining
from sealing.secret_types import SecretBytes

__all__ = ["checked_key_tag", "checked_key_tag_verifies"]


def checked_key_tag(
    checker: bytes, checker_seed: SecretBytes, colleague: Joining, colleague_public_key: bytes
) -> bytes:
    """Return the 32-byte tag with which an officer (id of 16 bytes, seed of 32) remembers a colleague's key."""
    deployment, queue, officer = colleague.fields()
    key = derive(checker_seed, context("checked-keys", deployment, check_id(checker, "officer")))
    message = context("checked-key", deployment, queue, officer, colleague_public_key)
    return hmac.digest(key.reveal(), message, "sha256")


def checked_key_tag_verifies(
    checker: bytes, checker_seed: SecretBytes, colleague: Joining, colleague_public_key: bytes, tag: bytes
) -> bool:
    """Tell in constant time whether this officer has compared exactly this key before."""
    made = checked_key_tag(checker, checker_seed, colleague, colleague_public_key)
    return hmac.compare_digest(made, tag)
