"""Remembers for one officer which colleagues' keys were compared by people, and under which names; must never vouch for
a key to anybody else, nor under another name.

Source: docs/sealed-tip-spec.md, section 14. The tag is kept by the server, which can neither make nor move one.
"""

import hmac

from sealing.contexts import check_id, context
from sealing.derivation import derive
from sealing.joining import Joining
from sealing.secret_types import SecretBytes

__all__ = ["checked_key_tag", "checked_key_tag_verifies"]


def checked_key_tag(
    checker: bytes, checker_seed: SecretBytes, colleague: Joining, name: str, colleague_public_key: bytes
) -> bytes:
    """Return the 32-byte tag with which an officer (id of 16 bytes, seed of 32) remembers a colleague's key.

    `name` is the colleague's as it was shown when the key was compared: whoever can rename rows must not be able to pass
    one person's key off as another's.
    """
    deployment, queue, officer = colleague.fields()
    key = derive(checker_seed, context("checked-keys", deployment, check_id(checker, "officer")))
    message = context("checked-person", deployment, queue, officer, name, colleague_public_key)
    return hmac.digest(key.reveal(), message, "sha256")


def checked_key_tag_verifies(
    checker: bytes,
    checker_seed: SecretBytes,
    colleague: Joining,
    name: str,
    colleague_public_key: bytes,
    tag: bytes,
) -> bool:
    """Tell in constant time whether this officer has compared exactly this key under exactly this name before."""
    made = checked_key_tag(checker, checker_seed, colleague, name, colleague_public_key)
    return hmac.compare_digest(made, tag)
