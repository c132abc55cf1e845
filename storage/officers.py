"""Officers from invitation to leaving; must never hold a passphrase, an unwrapped seed or a plain token."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from sealing.secret_types import SecretText
from storage.deployment import bump_serving_version
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import (
    campaign_tests,
    invitations,
    officers,
    queue_keys,
    queue_seeds,
    sessions,
    test_chats,
    test_links,
    units,
)
from storage.moments import minute_of
from storage.seed_holders import officer_holder
from storage.tokens import token_hash
from storage.viewer import Role

INVITATION_HOURS = 72
"""How long an invitation link lives."""


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
    if conn.execute(select(units.c.id).where(units.c.id == unit_id)).first() is None:
        return Failure(FailureReason.UNKNOWN_UNIT)
    conn.execute(
        insert(officers).values(
            id=officer_id,
            unit_id=unit_id,
            role=role.value,
            name=name,
            state=OfficerState.INVITED.value,
            last_code_step=0,
        )
    )
    _add_invitation(conn, officer_id, token, now, hours)
    return Done()


def renew_invitation(
    conn: Connection, officer_id: bytes, token: SecretText, now: datetime, hours: int = INVITATION_HOURS
) -> Done | Failure:
    """Replace the token of an officer who hasn't enrolled yet."""
    found = officer(conn, officer_id)
    if found is None or found.state is not OfficerState.INVITED:
        return Failure(FailureReason.INVITATION_USED if found else FailureReason.INVITATION_UNKNOWN)
    conn.execute(delete(invitations).where(invitations.c.officer_id == officer_id))
    _add_invitation(conn, officer_id, token, now, hours)
    return Done()


def open_invitation(conn: Connection, token: SecretText, now: datetime) -> InvitedOfficer | Failure:
    """What an invitation is for: Failure(INVITATION_UNKNOWN | INVITATION_EXPIRED | INVITATION_USED)."""
    row = conn.execute(
        select(
            *_OFFICER_COLUMNS,
            units.c.name.label("unit_name"),
            invitations.c.used,
            invitations.c.expires_at_minute,
        )
        .join(officers, officers.c.id == invitations.c.officer_id)
        .join(units, units.c.id == officers.c.unit_id)
        .where(invitations.c.token_hash == token_hash("invitation", token))
    ).first()
    if row is None:
        return Failure(FailureReason.INVITATION_UNKNOWN)
    if row.used or row.state != OfficerState.INVITED.value:
        return Failure(FailureReason.INVITATION_USED)
    if row.expires_at_minute <= minute_of(now):
        return Failure(FailureReason.INVITATION_EXPIRED)
    epochs = conn.execute(
        select(func.count()).select_from(queue_keys).where(queue_keys.c.queue_id == row.unit_id)
    ).scalar_one()
    return InvitedOfficer(_officer(row), row.unit_name, epochs)


def enrol(conn: Connection, token: SecretText, enrolment: Enrolment, now: datetime) -> Officer | Failure:
    """Use an invitation once; the officer is active afterwards. Failure(NAME_TAKEN) and those of `open_invitation`."""
    hashed = token_hash("invitation", token)
    # Taken first, so that of two at once (two processes) the second waits here and finds it used.
    conn.execute(
        select(invitations.c.used).where(invitations.c.token_hash == hashed).with_for_update()
    ).first()
    invited = open_invitation(conn, token, now)
    if isinstance(invited, Failure):
        return invited
    taken = select(officers.c.id).where(officers.c.sign_in_name == enrolment.sign_in_name)
    if conn.execute(taken).first() is not None:
        return Failure(FailureReason.NAME_TAKEN)
    conn.execute(
        update(officers)
        .where(officers.c.id == invited.officer.id)
        .values(
            state=OfficerState.ACTIVE.value,
            sign_in_name=enrolment.sign_in_name,
            salt=enrolment.salt,
            verifier=enrolment.verifier,
            second_factor=enrolment.second_factor,
            wrapped_seed=enrolment.wrapped_seed,
            public_key=enrolment.public_key,
        )
    )
    conn.execute(update(invitations).where(invitations.c.token_hash == hashed).values(used=True))
    bump_serving_version(conn)
    return officer_or_raise(conn, invited.officer.id)


def by_sign_in_name(conn: Connection, sign_in_name: str) -> SignInRecord | None:
    """The record of an active officer; the caller gives unknown names a fake salt."""
    row = conn.execute(
        select(
            *_OFFICER_COLUMNS,
            officers.c.salt,
            officers.c.verifier,
            officers.c.second_factor,
            officers.c.wrapped_seed,
        ).where(officers.c.sign_in_name == sign_in_name, officers.c.state == OfficerState.ACTIVE.value)
    ).first()
    if row is None:
        return None
    return SignInRecord(_officer(row), row.salt, row.verifier, row.second_factor, row.wrapped_seed)


def officer(conn: Connection, officer_id: bytes) -> Officer | None:
    """One officer."""
    row = conn.execute(select(*_OFFICER_COLUMNS).where(officers.c.id == officer_id)).first()
    return None if row is None else _officer(row)


def officer_or_raise(conn: Connection, officer_id: bytes) -> Officer:
    """One officer who must be there. Raises LookupError."""
    found = officer(conn, officer_id)
    if found is None:
        raise LookupError("There is no such officer.")
    return found


def officers_of(conn: Connection, unit_id: str) -> tuple[Officer, ...]:
    """Every officer of a unit who hasn't left, by name."""
    rows = conn.execute(
        select(*_OFFICER_COLUMNS)
        .where(officers.c.unit_id == unit_id, officers.c.state != OfficerState.LEFT.value)
        .order_by(officers.c.name, officers.c.id)
    )
    return tuple(_officer(row) for row in rows)


def leave(conn: Connection, officer_id: bytes) -> None:
    """End an officer's access: state, sessions, invitations, seed wraps; their own chat for tests is forgotten."""
    conn.execute(update(officers).where(officers.c.id == officer_id).values(state=OfficerState.LEFT.value))
    conn.execute(delete(sessions).where(sessions.c.officer_id == officer_id))
    conn.execute(delete(invitations).where(invitations.c.officer_id == officer_id))
    conn.execute(delete(queue_seeds).where(queue_seeds.c.holder == officer_holder(officer_id)))
    waiting = (campaign_tests.c.officer_id == officer_id) & (campaign_tests.c.delivery == "queued")
    conn.execute(delete(campaign_tests).where(waiting))
    conn.execute(delete(test_links).where(test_links.c.officer_id == officer_id))
    conn.execute(delete(test_chats).where(test_chats.c.officer_id == officer_id))
    bump_serving_version(conn)


_OFFICER_COLUMNS = (
    officers.c.id,
    officers.c.unit_id,
    officers.c.role,
    officers.c.name,
    officers.c.state,
    officers.c.sign_in_name,
    officers.c.public_key,
)


def _officer(row: Any) -> Officer:
    return Officer(
        row.id,
        row.unit_id,
        Role(row.role),
        row.name,
        OfficerState(row.state),
        row.sign_in_name,
        row.public_key,
    )


def _add_invitation(
    conn: Connection, officer_id: bytes, token: SecretText, now: datetime, hours: int
) -> None:
    conn.execute(
        insert(invitations).values(
            token_hash=token_hash("invitation", token),
            officer_id=officer_id,
            expires_at_minute=minute_of(now) + hours * 60,
            used=False,
        )
    )
