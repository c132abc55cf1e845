"""Names a deleted tip outside the database by a keyed hash; it must never let the list of them tell which tips there were.

Source: docs/sealed-tip-spec.md, section 17.
"""

from sealing.contexts import check_id, context
from sealing.derivation import derive, row_tag
from sealing.secret_types import SecretBytes

__all__ = ["DeletionMarks"]


class DeletionMarks:
    """Makes the marks of one installation; 16 bytes each."""

    def __init__(self, pseudonym_key: SecretBytes, deployment: bytes) -> None:
        self._key = derive(pseudonym_key, context("deleted-tip-key", check_id(deployment, "deployment")))

    def of(self, tip: bytes) -> bytes:
        """Return the mark of a tip: the same after every restart, so that it is found again in an old copy."""
        return row_tag(self._key, context("deleted-tip", check_id(tip, "tip")))
