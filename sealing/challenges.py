"""Makes the challenges that a passkey signs, so that none has to be kept; it must never take one that it didn't make.

Source: docs/sealed-tip-spec.md, section 11.
"""

import hmac
from typing import Final, Literal

from sealing.contexts import check_id, context
from sealing.derivation import Random, derive, row_tag, system_random
from sealing.secret_types import SecretBytes

__all__ = ["CHALLENGE_BYTES", "ChallengePurpose", "challenge_minute", "new_challenge"]

ChallengePurpose = Literal["sign-in", "registration", "removal"]

_RANDOM_BYTES: Final = 16
_MINUTE_BYTES: Final = 4
CHALLENGE_BYTES: Final = _RANDOM_BYTES + _MINUTE_BYTES + 16


def new_challenge(
    keyring_key: SecretBytes,
    deployment: bytes,
    purpose: ChallengePurpose,
    subject: str,
    minute: int,
    *,
    random: Random = system_random,
) -> bytes:
    """Return a challenge of 36 bytes for a sign-in name (`sign-in`), an officer's id in hex (`registration`), or that and the
    name of the passkey that shall go, as `officer:passkey` in hex (`removal`).

    `minute` counts from 1970 UTC; it says when the challenge was made and can't be changed unnoticed.
    """
    head = random(_RANDOM_BYTES) + minute.to_bytes(_MINUTE_BYTES, "big")
    return head + _tag(keyring_key, deployment, purpose, subject, head)


def challenge_minute(
    keyring_key: SecretBytes, deployment: bytes, purpose: ChallengePurpose, subject: str, challenge: bytes
) -> int | None:
    """Return when a challenge was made, or None for one that wasn't made here for this purpose and subject."""
    if len(challenge) != CHALLENGE_BYTES:
        return None
    head, tag = challenge[: _RANDOM_BYTES + _MINUTE_BYTES], challenge[_RANDOM_BYTES + _MINUTE_BYTES :]
    if not hmac.compare_digest(tag, _tag(keyring_key, deployment, purpose, subject, head)):
        return None
    return int.from_bytes(head[_RANDOM_BYTES:], "big")


def _tag(keyring_key: SecretBytes, deployment: bytes, purpose: str, subject: str, head: bytes) -> bytes:
    key = derive(keyring_key, context("passkey-challenge-key", check_id(deployment, "deployment")))
    return row_tag(key, context("passkey-challenge", purpose, subject, head))
