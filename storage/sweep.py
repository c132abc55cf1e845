"""Short repeating ticks over the tables: what is due is done, what is old goes; must never delete a sent tip."""

from datetime import datetime

from sqlalchemy import delete, select

from domain.hours import day_of, hour_of
from storage import conversations, drafts, limits, officers, sessions, sign_in, subscribers
from storage.arrivals import Arrived, due_for_release, open_held, queues_with_held, release
from storage.campaign_counts import purge_presses
from storage.campaign_ledger import KEPT_DAYS, purge_ledger
from storage.campaign_trials import purge_tests
from storage.engine import Connection
from storage.models import arrivals, changes, parts, update_keys
from storage.moments import minute_of
from storage.tip_state import tip_state

__all__ = [
    "Arrived",
    "expire_drafts",
    "forget_idle_conversations",
    "forget_warned",
    "orphans",
    "purge",
    "release_due",
]

KEPT_HOURS = 48
"""Update keys and changes go after this (architecture.md, "Database")."""
FORGOTTEN_AT_ONCE = 2000
"""Rows of a ledger deleted in one transaction."""


def release_due(conn: Connection, now: datetime, queue_limit: int, limit: int = 200) -> tuple[Arrived, ...]:
    """Bring held tips in as the hour has room, then waiting tips whose time has come; who was first stays first."""
    hour = hour_of(now)
    arrived = [
        each for queue_id in queues_with_held(conn) for each in open_held(conn, queue_id, hour, queue_limit)
    ]
    for tip_id in due_for_release(conn, minute_of(now), limit):
        tip = tip_state(conn, tip_id)
        if tip is not None:
            arrived.extend(release(conn, tip, hour, queue_limit))
    return tuple(arrived)


def expire_drafts(conn: Connection, now_hour: int) -> tuple[str, ...]:
    """Delete drafts older than 24 hours; returns the names of their blobs, for deletion after the commit."""
    return drafts.expire(conn, now_hour)


def forget_idle_conversations(conn: Connection, now_hour: int) -> int:
    """Clear conversations idle for 24 hours (a mark stays if a draft died), marks after 24 more; returns how many."""
    return conversations.forget_idle(conn, now_hour - conversations.IDLE_HOURS)


def purge(conn: Connection, now: datetime) -> bool:
    """Delete what has served: update keys and changes after 48 h, limit counters, ended sessions, old failures.

    Of warnings: ended links of test chats, and what `forget_warned` forgets; says whether it has more to forget.
    """
    hour = hour_of(now)
    conn.execute(delete(update_keys).where(update_keys.c.hour <= hour - KEPT_HOURS))
    conn.execute(delete(changes).where(changes.c.hour <= hour - KEPT_HOURS))
    conn.execute(delete(arrivals).where(arrivals.c.hour < hour - 1))
    limits.purge(conn, hour)
    sessions.purge(conn, now)
    sign_in.purge(conn, now)
    officers.purge_invitations(conn, now)
    purge_tests(conn, now)
    return forget_warned(conn, now)


def forget_warned(conn: Connection, now: datetime) -> bool:
    """Forget some of who left long ago, and of who got or pressed what in runs long over; says whether there may be more.

    So few at a time that no resident waits for it; the caller asks again, in another transaction, until nothing is left:
    who was warned of what must not stay longer than was promised because they were many.
    """
    gone = (
        subscribers.purge(conn, day_of(now)),
        purge_ledger(conn, day_of(now), FORGOTTEN_AT_ONCE),
        purge_presses(conn, hour_of(now) - KEPT_DAYS * 24, FORGOTTEN_AT_ONCE),
    )
    return any(gone)


def orphans(conn: Connection, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these blob names no row knows."""
    known: set[str] = set()
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        known.update(conn.execute(select(parts.c.blob_name).where(parts.c.blob_name.in_(some))).scalars())
    return tuple(name for name in names if name not in known)
