"""Names a deleted tip outside the database by a keyed hash, and proves each line of the list of them.

It must never let the list tell which tips there were, nor take a line that this installation didn't write there.
Source: docs/sealed-tip-spec.md, section 17.
"""

import hmac

from sealing.contexts import check_id, context
from sealing.derivation import derive, row_tag
from sealing.secret_types import SecretBytes

__all__ = ["DeletionMarks"]


class DeletionMarks:
    """Makes the marks and proofs of one installation; 16 bytes each."""

    def __init__(self, pseudonym_key: SecretBytes, deployment: bytes) -> None:
        self._key = derive(pseudonym_key, context("deleted-tip-key", check_id(deployment, "deployment")))
        self._list_key = derive(
            pseudonym_key, context("deletion-list-key", check_id(deployment, "deployment"))
        )

    def of(self, tip: bytes) -> bytes:
        """Return the mark of a tip: the same after every restart, so that it is found again in an old copy."""
        return row_tag(self._key, context("deleted-tip", check_id(tip, "tip")))

    def proof(self, list_id: bytes, number: int, mark: bytes) -> bytes:
        """Return what proves that a mark is the `number`th line (from 1) of the list with this id (16 bytes)."""
        return row_tag(self._list_key, context("deletion-line", check_id(list_id, "list"), number, mark))

    def proves(self, list_id: bytes, number: int, mark: bytes, proof: bytes) -> bool:
        """Whether this installation wrote this line there."""
        return hmac.compare_digest(self.proof(list_id, number, mark), proof)
