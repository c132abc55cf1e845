"""Short repeating ticks over the tables: what is due is done, what is old goes; must never delete a sent tip."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine import Connection


@dataclass(frozen=True, slots=True)
class Arrived:
    """A tip that has just come into a queue: what the officers may be told (never content)."""

    queue_id: str
    tip_id: bytes
    number: int
    held: bool


def release_due(conn: Connection, now: datetime, queue_limit: int, limit: int = 200) -> tuple[Arrived, ...]:
    """Bring waiting tips whose time has come into their queues, then held ones as capacity returns."""
    raise NotImplementedError


def expire_drafts(conn: Connection, now_hour: int) -> tuple[str, ...]:
    """Delete drafts older than 24 hours; returns the names of their blobs, for deletion after the commit."""
    raise NotImplementedError


def forget_idle_conversations(conn: Connection, now_hour: int) -> int:
    """Clear conversations idle for 24 hours (a mark stays if a draft died), marks after 24 more; returns how many."""
    raise NotImplementedError


def purge(conn: Connection, now: datetime) -> None:
    """Delete what has served: update keys and changes after 48 h, limit counters, ended sessions, old failures."""
    raise NotImplementedError


def orphans(conn: Connection, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these blob names no row knows."""
    raise NotImplementedError
