"""Makes and recognises the challenges of this desk's passkeys; must never take one that is old or meant for something else."""

from datetime import UTC, datetime

from webauthn.helpers import parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException

from sealing.challenges import ChallengePurpose, challenge_minute, new_challenge
from storage.moments import minute_of
from web.desk.inputs import base64_text
from web.desk.sessions import Desk

CHALLENGE_MINUTES = 5
TIMEOUT_MS = CHALLENGE_MINUTES * 60 * 1000
MOST_CREDENTIAL_BYTES = 1023
"""WebAuthn, section 5.8.3: a credential id is no longer."""


def fresh(desk: Desk, purpose: ChallengePurpose, subject: str) -> str:
    """A new challenge in base64."""
    parts = desk.parts
    return base64_text(
        new_challenge(parts.keyring_key, parts.deployment_id, purpose, subject, minute_of(desk.now))
    )


def made_at(
    desk: Desk, purpose: ChallengePurpose, subject: str, challenge: bytes, now: datetime
) -> datetime | None:
    """When the challenge was made, if this desk made it, for this, and not long ago."""
    parts = desk.parts
    minute = challenge_minute(parts.keyring_key, parts.deployment_id, purpose, subject, challenge)
    if minute is None or not minute <= minute_of(now) <= minute + CHALLENGE_MINUTES:
        return None
    return datetime.fromtimestamp(minute * 60, UTC)


def challenge_of(client_data: bytes) -> bytes:
    """The challenge that a browser says it was given; empty for none. Whether it was is asked of the challenge itself."""
    try:
        return bytes(parse_client_data_json(client_data).challenge)
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return b""
