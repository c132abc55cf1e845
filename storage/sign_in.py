"""Throttling of sign-in and one use per code; must never tell whether a name exists."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select, text, update

from storage import passkeys
from storage.audit import AuditAct, record, record_unknown_name
from storage.engine import Connection
from storage.models import officers, sign_in_failures
from storage.moments import minute_of

FREE_TRIES = 5
LONGEST_WAIT_MINUTES = 60
FORGOTTEN_AFTER_MINUTES = 24 * 60
MOST_NAMES = 20_000
"""Far more than a country's officers mistype in a day."""

# Writes nothing new into a row that is there, but holds it until the transaction ends.
_LOCK = text(
    "INSERT INTO sign_in_failures (key, failures, last_at_minute) VALUES (:key, 0, :minute)"
    " ON CONFLICT (key) DO UPDATE SET failures = sign_in_failures.failures RETURNING failures, last_at_minute"
)
_COUNT = text(
    "INSERT INTO sign_in_failures (key, failures, last_at_minute) VALUES (:key, 1, :minute)"
    " ON CONFLICT (key) DO UPDATE SET failures = sign_in_failures.failures + 1,"
    " last_at_minute = excluded.last_at_minute RETURNING failures"
)


def begin_attempt(conn: Connection, sign_in_name: str, now: datetime) -> bool:
    """Whether this name may try now: five free tries, then a wait that doubles from one minute up to one hour.

    The name's count stays locked until the transaction ends: of two tries at once, in whatever processes, the second
    begins when the first one's outcome is counted. In the same transaction follows `note_failure` or `note_success`.
    """
    row = conn.execute(_LOCK, {"key": _key(sign_in_name), "minute": minute_of(now)}).one()
    if row.failures < FREE_TRIES:
        return True
    return bool(minute_of(now) >= row.last_at_minute + _wait(row.failures))


def note_failure(conn: Connection, sign_in_name: str, now: datetime, at: str = "") -> None:
    """Count a failed try, for a name that exists or not, and put it on record: of a name that nobody has, a number only.

    `at`: what the second factor was asked for, where that wasn't a sign-in.
    """
    failures: int = conn.execute(_COUNT, {"key": _key(sign_in_name), "minute": minute_of(now)}).scalar_one()
    officer = conn.execute(
        select(officers.c.id, officers.c.unit_id).where(
            officers.c.sign_in_name == sign_in_name, officers.c.state == "active"
        )
    ).first()
    if officer is None:
        record_unknown_name(conn, now)
        return
    act, detail = AuditAct.SIGN_IN_FAILED, {"tries": str(failures)}
    if failures >= FREE_TRIES:
        act, detail["minutes"] = AuditAct.LOCKED_OUT, str(_wait(failures))
    if at:
        detail["at"] = at
    record(conn, unit_id=officer.unit_id, officer_id=officer.id, act=act, now=now, detail=detail)


def note_success(conn: Connection, sign_in_name: str) -> None:
    """Forget the failures of a name."""
    conn.execute(delete(sign_in_failures).where(sign_in_failures.c.key == _key(sign_in_name)))


def take_code_step(conn: Connection, officer_id: bytes, step: int) -> bool:
    """Use up a second-factor code by its 30-second step; False if it or a later one was used before."""
    done = conn.execute(
        update(officers)
        .where(officers.c.id == officer_id, officers.c.last_code_step < step)
        .values(last_code_step=step)
    )
    return done.rowcount == 1


def purge(conn: Connection, now: datetime, most_names: int = MOST_NAMES) -> None:
    """Forget failures that are a day old, and the oldest beyond `MOST_NAMES`: made-up names must not fill the disk.

    Answered challenges of passkeys that have ended go too.
    """
    passkeys.purge(conn, now)
    old = sign_in_failures.c.last_at_minute < minute_of(now) - FORGOTTEN_AFTER_MINUTES
    conn.execute(delete(sign_in_failures).where(old))
    # Where many tried one name, its count is the last to go.
    beyond = (
        select(sign_in_failures.c.key)
        .order_by(sign_in_failures.c.failures.desc(), sign_in_failures.c.last_at_minute.desc())
        .offset(most_names)
    )
    conn.execute(delete(sign_in_failures).where(sign_in_failures.c.key.in_(beyond)))


def _wait(failures: int) -> int:
    doubled: int = 2 ** min(failures - FREE_TRIES, 10)
    return min(LONGEST_WAIT_MINUTES, doubled)


def _key(sign_in_name: str) -> bytes:
    """Names that don't exist are counted too, and shouldn't be kept as they were typed (it may be a passphrase)."""
    return hashlib.sha256(b"sign-in\x00" + sign_in_name.encode("utf-8", "surrogatepass")).digest()
