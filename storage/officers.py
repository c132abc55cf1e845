"""Officers from invitation to leaving; must never hold a passphrase, an unwrapped seed or a plain token."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sealing.secret_types import SecretText
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.viewer import Role

INVITATION_HOURS = 72


class OfficerState(StrEnum):
    """Where an officer stands."""

    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer of one unit; `public_key` (X-Wing) is there once enrolled."""

    id: bytes
    unit_id: str
    role: Role
    name: str
    state: OfficerState
    sign_in_name: str | None
    public_key: bytes | None


@dataclass(frozen=True, slots=True)
class InvitedOfficer:
    """What the enrolment page shows; `queue_epochs` 0 = this officer makes the queue's first key."""

    officer: Officer
    unit_name: str
    queue_epochs: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an officer's browser sends: boxes are already wrapped by the caller under the keyring key (spec section 11).

    `verifier` is SHA-256(context("sign-in-verifier", …)); `sign_in_name` is normalised.
    """

    sign_in_name: str
    salt: bytes
    verifier: bytes
    second_factor: bytes
    wrapped_seed: bytes
    public_key: bytes


@dataclass(frozen=True, slots=True)
class SignInRecord:
    """What signing in is checked against; never leaves the server."""

    officer: Officer
    salt: bytes
    verifier: bytes
    second_factor: bytes
    wrapped_seed: bytes


def invite(
    conn: Connection,
    officer_id: bytes,
    unit_id: str,
    role: Role,
    name: str,
    token: SecretText,
    now: datetime,
    hours: int = INVITATION_HOURS,
) -> Done | Failure:
    """Add an invited officer and the hash of the invitation's token. Failure(UNKNOWN_UNIT)."""
    raise NotImplementedError


def renew_invitation(
    conn: Connection, officer_id: bytes, token: SecretText, now: datetime, hours: int = INVITATION_HOURS
) -> Done | Failure:
    """Replace the token of an officer who hasn't enrolled yet."""
    raise NotImplementedError


def open_invitation(conn: Connection, token: SecretText, now: datetime) -> InvitedOfficer | Failure:
    """What an invitation is for: Failure(INVITATION_UNKNOWN | INVITATION_EXPIRED | INVITATION_USED)."""
    raise NotImplementedError


def enrol(conn: Connection, token: SecretText, enrolment: Enrolment, now: datetime) -> Officer | Failure:
    """Use an invitation once; the officer is active afterwards. Failure(NAME_TAKEN) and those of `open_invitation`."""
    raise NotImplementedError


def by_sign_in_name(conn: Connection, sign_in_name: str) -> SignInRecord | None:
    """The record of an active officer; the caller gives unknown names a fake salt."""
    raise NotImplementedError


def officer(conn: Connection, officer_id: bytes) -> Officer | None:
    """One officer."""
    raise NotImplementedError


def officers_of(conn: Connection, unit_id: str) -> tuple[Officer, ...]:
    """Every officer of a unit who hasn't left, by name."""
    raise NotImplementedError


def leave(conn: Connection, officer_id: bytes) -> None:
    """End an officer's access: state, sessions, seed wraps."""
    raise NotImplementedError
