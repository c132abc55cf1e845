"""Rounds lengths up so that a sealed size says little; it must never be applied after sealing.

Source: docs/sealed-tip-spec.md, section 6; Padmé from "Reducing Metadata Leakage from Encrypted Files and
Communication with PURBs"
(Nikitin et al., 2019).
"""

from typing import Final

__all__ = ["FLOOR", "padded", "padme"]

FLOOR: Final = 1024
"""No part's frame is shorter than this many bytes."""


def padme(length: int) -> int:
    """Return `length` (≥ 2, bytes) rounded up so that only O(log log length) bits of it remain."""
    exponent = length.bit_length() - 1
    significant = exponent.bit_length()
    mask = (1 << (exponent - significant)) - 1 if exponent > significant else 0
    return (length + mask) & ~mask


def padded(length: int, floor: int = FLOOR) -> int:
    """Return the padded size of `length` bytes (≥ 0), never under `floor`."""
    return max(floor, padme(length)) if length >= 2 else floor
