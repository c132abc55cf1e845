"""Derives the bond, the secret by which a tip's parts and its manifest know each other; it must never stand
outside a sealed part.

Source: docs/sealed-tip-spec.md, sections 5 and 7.
"""

from typing import Final

from sealing.contexts import check_id, context
from sealing.derivation import derive
from sealing.secret_types import SecretBytes

__all__ = ["BOND_BYTES", "tip_bond"]

BOND_BYTES: Final = 16


def tip_bond(pseudonym_key: SecretBytes, deployment: bytes, tip: bytes) -> SecretBytes:
    """Return a tip's bond, 16 bytes: the same after every restart, so that nothing of it is stored."""
    info = context("bond", check_id(deployment, "deployment"), check_id(tip, "tip"))
    return derive(pseudonym_key, info, BOND_BYTES)
