"""Officers and their invitations; must never hold a passphrase, an unwrapped seed or a plain token."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from sealing.secret_types import SecretText
from storage.deployment import bump_serving_version
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.joining_tables import joinings
from storage.models import invitations, officers, queue_keys, units
from storage.moments import minute_of
from storage.tokens import token_hash
from storage.viewer import Role

INVITATION_HOURS = 72
"""How long an invitation link lives."""

PAPER_HOURS = 7 * 24
"""How long a paper code lives, and the link handed over with it (specification, section 14)."""

_ENDED_KEPT_DAYS = 14


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
    """What the enrolment page shows; `queue_epochs` 0 = this officer makes the queue's first key.

    `paper`: a code on paper came with the invitation, and the joiner's new key has to be tied to it.
    """

    officer: Officer
    unit_name: str
    queue_epochs: int
    paper: bool


@dataclass(frozen=True, slots=True)
class Inviting:
    """One invitation: its token, who invites (None: the command line), whether a paper code goes with it."""

    token: SecretText
    now: datetime
    hours: int = INVITATION_HOURS
    by: bytes | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an officer's browser sends: boxes are already wrapped by the caller under the keyring key (spec section 11).

    `verifier` is SHA-256(context("sign-in-verifier", …)); `sign_in_name` is normalised. `joining_tag` ties `public_key`
    to the paper code (32 bytes, spec section 14); None where the invitation came without one. `code_step`: the 30-second
    step of the code that was typed, which is used up by it; 0 where none was typed.
    """

    sign_in_name: str
    salt: bytes
    verifier: bytes
    second_factor: bytes
    wrapped_seed: bytes
    public_key: bytes
    joining_tag: bytes | None = None
    code_step: int = field(kw_only=True)


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
    *,
    by: bytes | None = None,
    paper: bool = False,
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
    add_invitation(conn, officer_id, Inviting(token, now, hours, by, paper))
    return Done()


def open_invitation(conn: Connection, token: SecretText, now: datetime) -> InvitedOfficer | Failure:
    """What an invitation is for: Failure(INVITATION_UNKNOWN | INVITATION_EXPIRED | INVITATION_USED)."""
    row = conn.execute(
        select(
            *_OFFICER_COLUMNS,
            units.c.name.label("unit_name"),
            invitations.c.used,
            invitations.c.expires_at_minute,
            joinings.c.paper_until_minute,
        )
        .join(officers, officers.c.id == invitations.c.officer_id)
        .outerjoin(joinings, joinings.c.officer_id == officers.c.id)
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
    return InvitedOfficer(_officer(row), row.unit_name, epochs, row.paper_until_minute is not None)


def enrol(conn: Connection, token: SecretText, enrolment: Enrolment, now: datetime) -> Officer | Failure:
    """Use an invitation once; the officer is active afterwards.

    Failure(NAME_TAKEN | PAPER_NEEDED) and those of `open_invitation`.
    """
    hashed = token_hash("invitation", token)
    # The officer first, as whoever dismisses or invites anew does: in another order the two could wait for each other.
    conn.execute(
        select(officers.c.id)
        .join(invitations, invitations.c.officer_id == officers.c.id)
        .where(invitations.c.token_hash == hashed)
        .with_for_update(of=officers)
    )
    # Then the invitation, so that of two at once (two processes) the second waits here and finds it used.
    conn.execute(
        select(invitations.c.used).where(invitations.c.token_hash == hashed).with_for_update()
    ).first()
    invited = open_invitation(conn, token, now)
    if isinstance(invited, Failure):
        return invited
    mine = invited.officer.id
    taken = select(officers.c.id).where(
        officers.c.sign_in_name == enrolment.sign_in_name, officers.c.id != mine
    )
    if conn.execute(taken).first() is not None:
        return Failure(FailureReason.NAME_TAKEN)
    if invited.paper and enrolment.joining_tag is None:
        return Failure(FailureReason.PAPER_NEEDED)
    if invited.paper:
        conn.execute(update(joinings).where(joinings.c.officer_id == mine).values(tag=enrolment.joining_tag))
    conn.execute(
        update(officers)
        .where(officers.c.id == mine)
        .values(
            state=OfficerState.ACTIVE.value,
            sign_in_name=enrolment.sign_in_name,
            salt=enrolment.salt,
            verifier=enrolment.verifier,
            second_factor=enrolment.second_factor,
            wrapped_seed=enrolment.wrapped_seed,
            public_key=enrolment.public_key,
            # Whoever saw the code while it was typed here can't sign in with it.
            last_code_step=enrolment.code_step,
        )
    )
    conn.execute(update(invitations).where(invitations.c.token_hash == hashed).values(used=True))
    bump_serving_version(conn)
    return officer_or_raise(conn, mine)


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


def invitation_ends(conn: Connection, unit_id: str) -> dict[bytes, int]:
    """Until which minute the invitations of a unit's officers hold that nobody has used."""
    rows = conn.execute(
        select(invitations.c.officer_id, invitations.c.expires_at_minute)
        .join(officers, officers.c.id == invitations.c.officer_id)
        .where(officers.c.unit_id == unit_id, invitations.c.used.is_(False))
    )
    return {row.officer_id: row.expires_at_minute for row in rows}


def purge_invitations(conn: Connection, now: datetime) -> None:
    """Forget tokens that ended two weeks ago; until then an old link is told why it doesn't work any more."""
    long_ago = minute_of(now) - _ENDED_KEPT_DAYS * 24 * 60
    conn.execute(delete(invitations).where(invitations.c.expires_at_minute <= long_ago))


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


def add_invitation(conn: Connection, officer_id: bytes, inviting: Inviting) -> None:
    """Store a token's hash and how this officer comes in; whatever was there before is gone already."""
    minute = minute_of(inviting.now)
    conn.execute(
        insert(invitations).values(
            token_hash=token_hash("invitation", inviting.token),
            officer_id=officer_id,
            expires_at_minute=minute + inviting.hours * 60,
            used=False,
        )
    )
    conn.execute(
        insert(joinings).values(
            officer_id=officer_id,
            invited_by=inviting.by,
            invited_at_minute=minute,
            paper_until_minute=minute + PAPER_HOURS * 60 if inviting.paper else None,
            used=False,
        )
    )
