"""Signed-in sessions under hashed tokens, with idle and absolute end; must never be found by anything but the token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from sealing.secret_types import SecretText
from storage.audit import AuditAct, record, unit_of
from storage.engine import Connection
from storage.models import officers, sessions, units
from storage.moments import minute_of
from storage.tokens import token_hash
from storage.viewer import Role, Viewer

IDLE_MINUTES = 60
ABSOLUTE_MINUTES = 12 * 60


@dataclass(frozen=True, slots=True)
class Session:
    """A live session; `touch_due`: over a minute has passed since it was last noted, so write `touch`."""

    viewer: Viewer
    unit_name: str
    wrapped_seed: bytes
    touch_due: bool


def open_session(
    conn: Connection,
    officer_id: bytes,
    token: SecretText,
    now: datetime,
    idle_minutes: int = IDLE_MINUTES,
    absolute_minutes: int = ABSOLUTE_MINUTES,
) -> None:
    """Begin a session, and put it on record; the token is stored hashed. Raises LookupError: there is no such officer."""
    conn.execute(
        insert(sessions).values(
            token_hash=token_hash("session", token),
            officer_id=officer_id,
            seen_at_minute=minute_of(now),
            idle_minutes=idle_minutes,
            ends_at_minute=minute_of(now) + absolute_minutes,
        )
    )
    unit_id = unit_of(conn, officer_id)
    record(conn, unit_id=unit_id, officer_id=officer_id, act=AuditAct.SIGNED_IN, now=now)


def session(conn: Connection, token: SecretText, now: datetime) -> Session | None:
    """The live session of a token; None when unknown, idle too long, ended, or its officer has left."""
    minute = minute_of(now)
    row = conn.execute(
        select(
            sessions.c.seen_at_minute,
            officers.c.id,
            officers.c.unit_id,
            officers.c.role,
            officers.c.name,
            officers.c.wrapped_seed,
            units.c.name.label("unit_name"),
        )
        .join(officers, officers.c.id == sessions.c.officer_id)
        .join(units, units.c.id == officers.c.unit_id)
        .where(
            sessions.c.token_hash == token_hash("session", token),
            officers.c.state == "active",
            sessions.c.ends_at_minute > minute,
            sessions.c.seen_at_minute + sessions.c.idle_minutes > minute,
        )
    ).first()
    if row is None:
        return None
    viewer = Viewer(row.id, row.unit_id, Role(row.role), row.name)
    return Session(viewer, row.unit_name, row.wrapped_seed, touch_due=row.seen_at_minute < minute)


def touch(conn: Connection, token: SecretText, now: datetime) -> None:
    """Note that the session is in use."""
    mine = sessions.c.token_hash == token_hash("session", token)
    conn.execute(update(sessions).where(mine).values(seen_at_minute=minute_of(now)))


def close_session(conn: Connection, token: SecretText, now: datetime) -> None:
    """Sign out; on record if there was a session, and nothing at all if there wasn't."""
    mine = sessions.c.token_hash == token_hash("session", token)
    officer_id = conn.execute(delete(sessions).where(mine).returning(sessions.c.officer_id)).scalar()
    if officer_id is not None:
        unit_id = unit_of(conn, officer_id)
        record(conn, unit_id=unit_id, officer_id=officer_id, act=AuditAct.SIGNED_OUT, now=now)


def close_sessions_of(conn: Connection, officer_id: bytes) -> None:
    """Sign an officer out everywhere."""
    conn.execute(delete(sessions).where(sessions.c.officer_id == officer_id))


def purge(conn: Connection, now: datetime) -> None:
    """Forget sessions that have ended or idled out."""
    minute = minute_of(now)
    ended = sessions.c.ends_at_minute <= minute
    idle = sessions.c.seen_at_minute + sessions.c.idle_minutes <= minute
    conn.execute(delete(sessions).where(ended | idle))
