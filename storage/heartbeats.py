"""Heartbeats of the parts of the service, in minutes; must never hold what a part was working on."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, text

from domain.health import Beat, Pulse
from storage.engine import Connection
from storage.moments import minute_of
from storage.notice_tables import heartbeats

_BEAT = text(
    "INSERT INTO heartbeats (name, minute, failing_since, error) VALUES (:name, :minute, NULL, NULL)"
    " ON CONFLICT (name) DO UPDATE SET minute = excluded.minute, failing_since = NULL, error = NULL"
)
_FAIL = text(
    "INSERT INTO heartbeats (name, minute, failing_since, error) VALUES (:name, :minute, :minute, :error)"
    " ON CONFLICT (name) DO UPDATE SET error = excluded.error,"
    " failing_since = COALESCE(heartbeats.failing_since, excluded.failing_since)"
)
_FORGET = delete(heartbeats).where(heartbeats.c.name == bindparam("pulse"))


def beat(conn: Connection, pulse: Pulse, now: datetime) -> None:
    """The part has done its work in this minute."""
    conn.execute(_BEAT, {"name": pulse.value, "minute": minute_of(now)})


def fail(conn: Connection, pulse: Pulse, now: datetime, error: str) -> None:
    """The part runs and can't do its work; `error` is the name of a kind of error, never a message."""
    if not error.isidentifier() or len(error) > 60:
        raise ValueError("A heartbeat takes the name of an error's kind.")
    conn.execute(_FAIL, {"name": pulse.value, "minute": minute_of(now), "error": error})


def forget(conn: Connection, pulse: Pulse) -> None:
    """This part isn't configured here any more."""
    conn.execute(_FORGET, {"pulse": pulse.value})


def beats(conn: Connection) -> dict[Pulse, Beat]:
    """The last heartbeat of each part that has ever run."""
    rows = conn.execute(select(heartbeats))
    known = {pulse.value for pulse in Pulse}
    return {
        Pulse(row.name): Beat(row.minute, row.failing_since, row.error) for row in rows if row.name in known
    }
