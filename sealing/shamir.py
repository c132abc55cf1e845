"""Splits a secret among holders, byte by byte over GF(2⁸); it must never be asked whether what it combined is right.

Source: docs/sealed-tip-spec.md, section 15; the shares are those of the npm package `shamir-secret-sharing`: the values
of one polynomial per byte, and in the last byte where they were taken. Any `need` of them give the secret, fewer say
nothing about it. It can't tell a wrong share: whoever combines checks the checksum (`sealing.recovery`).
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

from sealing.derivation import Random, system_random
from sealing.errors import Malformed
from sealing.secret_types import SecretBytes

__all__ = ["combine_shares", "split_secret"]

_POLYNOMIAL: Final = 0x11B
"""x⁸ + x⁴ + x³ + x + 1, the field that AES uses."""
_MOST_SHARES: Final = 255


def split_secret(
    secret: SecretBytes, shares: int, need: int, *, random: Random = system_random
) -> tuple[SecretBytes, ...]:
    """Return `shares` shares (each a byte longer than the secret), of which any `need` give it back.

    Raises `Malformed` unless 2 ≤ need ≤ shares ≤ 255 and the secret has a byte.
    """
    if not 2 <= need <= shares <= _MOST_SHARES or len(secret) == 0:
        raise Malformed("a secret is split into 2 to 255 shares, and at least 2 of them are needed")
    places = range(1, shares + 1)
    polynomials = [bytes((byte,)) + random(need - 1) for byte in secret.reveal()]
    return tuple(
        SecretBytes(bytes(_value(polynomial, place) for polynomial in polynomials) + bytes((place,)))
        for place in places
    )


def combine_shares(shares: Sequence[SecretBytes]) -> SecretBytes:
    """Return what the shares give; a wrong or missing share gives another secret, which only a checksum shows.

    Raises `Malformed` for fewer than two, for shares of different lengths, or two of the same place.
    """
    revealed = [share.reveal() for share in shares]
    places = [share[-1] for share in revealed if share]
    good = len(places) >= 2 and len({len(share) for share in revealed}) == 1 and len(revealed[0]) >= 2
    if not good or len(set(places)) != len(places) or 0 in places:
        raise Malformed("two or more shares of one secret are needed, each of another holder")
    weights = [_weight(places, place) for place in places]
    return SecretBytes(
        bytes(
            _sum(_product(share[at], weight) for share, weight in zip(revealed, weights, strict=True))
            for at in range(len(revealed[0]) - 1)
        )
    )


def _value(polynomial: bytes, place: int) -> int:
    """The polynomial's value at a place, by Horner's rule; its first byte is the secret one."""
    value = 0
    for coefficient in reversed(polynomial):
        value = _product(value, place) ^ coefficient
    return value


def _weight(places: Sequence[int], own: int) -> int:
    """Lagrange's weight of a place for the value at 0."""
    weight = 1
    for other in places:
        if other != own:
            weight = _product(weight, _product(other, _inverse(other ^ own)))
    return weight


def _product(left: int, right: int) -> int:
    """The product in GF(2⁸), always in eight steps: no table and no branch on a secret bit."""
    product = 0
    for bit in range(8):
        product ^= left * (right >> bit & 1)
        left = left << 1 ^ _POLYNOMIAL * (left >> 7)
    return product


def _inverse(value: int) -> int:
    """The inverse in GF(2⁸): value to the 254th, since its 255th power is 1."""
    power = 1
    for _ in range(254):
        power = _product(power, value)
    return power


def _sum(values: Iterable[int]) -> int:
    return reduce(lambda left, right: left ^ right, values, 0)
