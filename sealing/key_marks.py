"""Names a key of the settings by a keyed hash, so that another one in its place is noticed; it must never tell
anything about the key itself.

Source: docs/sealed-tip-spec.md, section 17.
"""

from sealing.contexts import check_id, context
from sealing.derivation import derive, row_tag
from sealing.secret_types import SecretBytes

__all__ = ["key_mark"]


def key_mark(key: SecretBytes, name: str, deployment: bytes) -> bytes:
    """Return the 16 bytes that mark the setting `name` of this deployment; a random key can't be guessed from them.

    Raises `Malformed` for a key that hasn't 32 bytes or an id that hasn't 16.
    """
    marking = derive(key, context("key-mark-key", check_id(deployment, "deployment")))
    return row_tag(marking, context("key-mark", name))
