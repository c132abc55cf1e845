"""What officers do with a tip: open, claim, move its status; must never act for a viewer whose queue doesn't hold it."""

from datetime import datetime

from domain.tips import Classification, Decision, TipStatus
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.viewer import Viewer


def mark_viewed(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Note that the viewer opened the tip: once per officer in the history, the first time as the tip's first view."""
    raise NotImplementedError


def claim(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Take the tip in hand, in the viewer's queue. Done as well when it is already the viewer's."""
    raise NotImplementedError


def unclaim(conn: Connection, viewer: Viewer, tip_id: bytes, now: datetime) -> Done | Failure:
    """Give a claimed tip back; its holder or a chief may."""
    raise NotImplementedError


def change_status(
    conn: Connection,
    viewer: Viewer,
    tip_id: bytes,
    to: TipStatus,
    now: datetime,
    *,
    reason: str | None = None,
    classification: Classification | None = None,
    decision: Decision | None = None,
) -> Done | Failure:
    """Move the status as `domain.tips` allows; the responsible queue only. The reason goes into the history in plain."""
    raise NotImplementedError


def open_held_lane(conn: Connection, viewer: Viewer, now: datetime) -> int:
    """Bring every held tip of the viewer's queue into the open list; returns how many."""
    raise NotImplementedError
