"""Who has a tip open right now, told to colleagues of the same unit alone; must never outlive a few minutes."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, text

from storage.engine import Connection
from storage.models import officers
from storage.moments import minute_of
from storage.officers import OfficerState
from storage.tip_reading import visible_row
from storage.viewer import Viewer
from storage.workplace_tables import open_tips

PRESENT_MINUTES = 2
"""The page says every minute that it is open; who was silent for longer has gone."""

_LOOK = text(
    "INSERT INTO open_tips (queue_id, tip_id, officer_id, seen_at_minute) VALUES (:queue, :tip, :officer, :minute)"
    " ON CONFLICT (queue_id, tip_id, officer_id) DO UPDATE SET seen_at_minute = excluded.seen_at_minute"
)


def look(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> bool:
    """Note that the viewer has a tip of their queue open; False when there is none. Old rows of all units go."""
    if visible_row(conn, viewer, tip_id) is None:
        return False
    minute = minute_of(now)
    forget_old(conn, now)
    conn.execute(
        _LOOK, {"queue": viewer.unit_id, "tip": tip_id, "officer": viewer.officer_id, "minute": minute}
    )
    return True


def look_away(conn: Connection, viewer: Viewer, tip_id: bytes) -> None:
    """Note that the viewer has left a tip's page."""
    row = open_tips.c
    conn.execute(
        delete(open_tips).where(
            row.queue_id == viewer.unit_id, row.tip_id == tip_id, row.officer_id == viewer.officer_id
        )
    )


def forget_old(conn: Connection, now: datetime) -> None:
    """Delete who was silent for longer than counts."""
    conn.execute(delete(open_tips).where(open_tips.c.seen_at_minute < minute_of(now) - PRESENT_MINUTES))


def open_now(conn: Connection, viewer: Viewer, now: datetime) -> Mapping[bytes, tuple[str, ...]]:
    """Which tips of the viewer's queue colleagues have open, with their names; the viewer isn't among them."""
    if not viewer.reads_tips:
        return {}
    row = open_tips.c
    found: defaultdict[bytes, list[str]] = defaultdict(list)
    for tip_id, name in conn.execute(
        select(row.tip_id, officers.c.name)
        .join(officers, officers.c.id == row.officer_id)
        .where(
            row.queue_id == viewer.unit_id,
            row.seen_at_minute >= minute_of(now) - PRESENT_MINUTES,
            row.officer_id != viewer.officer_id,
            officers.c.state == OfficerState.ACTIVE.value,
        )
        .order_by(officers.c.name, row.officer_id)
    ):
        found[tip_id].append(name)
    return {tip_id: tuple(names) for tip_id, names in found.items()}
