"""Officers' passkeys as a second factor; must never let a challenge be answered twice or a counter go back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text, update

from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import officers
from storage.moments import minute_of
from storage.passkey_tables import passkey_answers, passkeys

MOST_PASSKEYS = 10
"""Of one officer; enough for a computer, a phone and spare keys."""

_TAKE_ANSWER = text(
    "INSERT INTO passkey_answers (challenge_hash, ends_at_minute) VALUES (:challenge_hash, :ends_at_minute)"
    " ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an officer: what the device signs with stays there; here is what its signature is checked with.

    `public_key` is a COSE key; minutes are those of `storage.moments`, `used_at_minute` None before the first use.
    `wrapped_seed`: the officer's seed as this passkey's own answer unwraps it, under the keyring key; None unless allowed.
    """

    credential_id: bytes
    officer_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    added_at_minute: int
    used_at_minute: int | None
    wrapped_seed: bytes | None


def passkeys_of(conn: Connection, officer_id: bytes) -> tuple[Passkey, ...]:
    """An officer's passkeys, oldest first."""
    rows = conn.execute(
        select(passkeys)
        .where(passkeys.c.officer_id == officer_id)
        .order_by(passkeys.c.added_at_minute, passkeys.c.name, passkeys.c.credential_id)
    )
    return tuple(Passkey(*row) for row in rows)


def passkey(conn: Connection, credential_id: bytes) -> Passkey | None:
    """One passkey, whoever has it."""
    row = conn.execute(select(passkeys).where(passkeys.c.credential_id == credential_id)).first()
    return None if row is None else Passkey(*row)


def add_passkey(
    conn: Connection,
    officer_id: bytes,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    now: datetime,
) -> Done | Failure:
    """Keep a new passkey. Failure(TOO_MANY) at ten, Failure(NAME_TAKEN) where the credential is known already."""
    # Two at once would both count nine: the officer's row makes the second one wait.
    conn.execute(select(officers.c.id).where(officers.c.id == officer_id).with_for_update()).first()
    count = conn.execute(
        select(func.count()).select_from(passkeys).where(passkeys.c.officer_id == officer_id)
    ).scalar_one()
    if count >= MOST_PASSKEYS:
        return Failure(FailureReason.TOO_MANY)
    if passkey(conn, credential_id) is not None:
        return Failure(FailureReason.NAME_TAKEN)
    conn.execute(
        insert(passkeys).values(
            credential_id=credential_id,
            officer_id=officer_id,
            public_key=public_key,
            sign_count=sign_count,
            name=name,
            added_at_minute=minute_of(now),
        )
    )
    return Done()


def keep_wrapped_seed(conn: Connection, officer_id: bytes, credential_id: bytes, wrapped_seed: bytes) -> None:
    """Let a passkey of this officer unlock the officer's key; the box is wrapped by the caller under the keyring key."""
    mine = (passkeys.c.officer_id == officer_id) & (passkeys.c.credential_id == credential_id)
    conn.execute(update(passkeys).where(mine).values(wrapped_seed=wrapped_seed))


def remove_passkey(conn: Connection, officer_id: bytes, credential_id: bytes) -> bool:
    """Forget a passkey of this officer; False if it isn't theirs."""
    mine = (passkeys.c.officer_id == officer_id) & (passkeys.c.credential_id == credential_id)
    return conn.execute(delete(passkeys).where(mine)).rowcount == 1


def forget_passkeys(conn: Connection, officer_id: bytes) -> None:
    """Forget all of an officer's passkeys: the officer has left, or enrols anew."""
    conn.execute(delete(passkeys).where(passkeys.c.officer_id == officer_id))


def take_answer(
    conn: Connection, found: Passkey, challenge_hash: bytes, sign_count: int, ends: datetime, now: datetime
) -> bool:
    """Use up a challenge (32-byte hash) and note the new counter; False, and nothing noted, for one that was used.

    The caller has verified the answer, the counter included.
    """
    taken = conn.execute(
        _TAKE_ANSWER, {"challenge_hash": challenge_hash, "ends_at_minute": minute_of(ends) + 1}
    )
    if taken.rowcount != 1:
        return False
    # Where a counter is kept at all (0 means it isn't), two answers at once must not both be the next one.
    same = (passkeys.c.credential_id == found.credential_id) & (passkeys.c.sign_count == found.sign_count)
    noted = conn.execute(
        update(passkeys).where(same).values(sign_count=sign_count, used_at_minute=minute_of(now))
    )
    return noted.rowcount == 1


def purge(conn: Connection, now: datetime) -> None:
    """Forget answered challenges that nobody could answer again anyway."""
    conn.execute(delete(passkey_answers).where(passkey_answers.c.ends_at_minute <= minute_of(now)))
