"""Splits a recovery seed among holders and brings it back; it must never hand out a seed whose checksum or public key is wrong.

Source: docs/sealed-tip-spec.md, section 15.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sealing.contexts import check_id, context
from sealing.derivation import KEY_BYTES, Random, system_random
from sealing.errors import Malformed, WrongKeyOrPlace
from sealing.hybrid_keys import check_public_key, public_key_of
from sealing.secret_types import SecretBytes, SecretText
from sealing.shamir import combine_shares, split_secret

__all__ = ["RecoveryShare", "combine_recovery", "key_mark", "read_share", "show_share", "split_recovery"]

_CHECKSUM_BYTES: Final = 4
_SHARE_BYTES: Final = KEY_BYTES + _CHECKSUM_BYTES + 1
_VERSION: Final = 1
_MARK_BYTES: Final = 4
_TYPING_BYTES: Final = 3
_BODY_BYTES: Final = 1 + _MARK_BYTES + _SHARE_BYTES
_LETTERS: Final = 72
_IGNORED: Final = re.compile(r"[\s\-.–—]+")
_LOOK_ALIKES: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""The digits that the alphabet (RFC 4648, section 6) leaves out, since they are taken for these letters."""


@dataclass(frozen=True, slots=True)
class RecoveryShare:
    """One holder's share of a recovery key; `mark` (4 bytes) says of which key, `share` (37 bytes) is secret."""

    mark: bytes
    share: SecretBytes

    @property
    def number(self) -> int:
        """Which of the shares it is, from 1."""
        return self.share.reveal()[-1]


def split_recovery(
    deployment: bytes, seed: SecretBytes, shares: int, need: int, *, random: Random = system_random
) -> tuple[RecoveryShare, ...]:
    """Return a recovery seed's shares with its checksum inside; any `need` of them give it back."""
    secret = SecretBytes(seed.reveal() + _checksum(deployment, seed))
    mark = key_mark(public_key_of(seed))
    return tuple(RecoveryShare(mark, share) for share in split_secret(secret, shares, need, random=random))


def combine_recovery(
    deployment: bytes, shares: Iterable[RecoveryShare], recovery_public_key: bytes
) -> SecretBytes:
    """Return the recovery seed. Raises `Malformed` for too few shares or the same one twice, and `WrongKeyOrPlace` where
    they are of another key, of another installation, not enough, or not what was written down.
    """
    given = tuple(shares)
    mark = key_mark(recovery_public_key)
    if any(share.mark != mark for share in given):
        raise WrongKeyOrPlace("a share of another recovery key")
    secret = combine_shares([share.share for share in given]).reveal()
    seed, checksum = SecretBytes(secret[:KEY_BYTES]), secret[KEY_BYTES:]
    if not hmac.compare_digest(checksum, _checksum(deployment, seed)):
        raise WrongKeyOrPlace("the shares don't give a recovery key")
    if public_key_of(seed) != recovery_public_key:
        raise WrongKeyOrPlace("the shares give another recovery key")
    return seed


def key_mark(recovery_public_key: bytes) -> bytes:
    """Return the 4 bytes by which a share says of which recovery key it is."""
    return hashlib.sha256(context("recovery-mark", check_public_key(recovery_public_key))).digest()[
        :_MARK_BYTES
    ]


def show_share(share: RecoveryShare) -> SecretText:
    """Return a share as it is written on paper: eighteen groups of four letters and digits."""
    body = bytes((_VERSION,)) + share.mark + share.share.reveal()
    letters = base64.b32encode(body + _typing_check(body)).decode("ascii")
    return SecretText(" ".join(letters[at : at + 4] for at in range(0, _LETTERS, 4)))


def read_share(typed: SecretText) -> RecoveryShare | None:
    """Return the share that was typed, or None for one mistyped; spaces, dashes, dots and small letters are all right."""
    letters = _IGNORED.sub("", typed.reveal()).upper().translate(_LOOK_ALIKES)
    if len(letters) != _LETTERS:
        return None
    try:
        data = base64.b32decode(letters)
    except ValueError:
        return None
    body, check = data[:_BODY_BYTES], data[_BODY_BYTES:]
    if body[0] != _VERSION or not hmac.compare_digest(check, _typing_check(body)):
        return None
    return RecoveryShare(body[1 : 1 + _MARK_BYTES], SecretBytes(body[1 + _MARK_BYTES :]))


def _checksum(deployment: bytes, seed: SecretBytes) -> bytes:
    if len(seed) != KEY_BYTES:
        raise Malformed("a recovery seed has 32 bytes")
    message = context("recovery-checksum", check_id(deployment, "deployment"), seed.reveal())
    return hashlib.sha256(message).digest()[:_CHECKSUM_BYTES]


def _typing_check(body: bytes) -> bytes:
    """For slips of hand and eye alone: it is no secret and proves nothing."""
    return hashlib.sha256(context("recovery-share", body)).digest()[:_TYPING_BYTES]
