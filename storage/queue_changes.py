"""What moved in a queue since an officer's browser last asked; must never tell of another queue."""

from dataclasses import dataclass

from sqlalchemy import select

from storage.engine import Connection
from storage.models import changes, queues
from storage.queues import ChangeKind
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Change:
    """Something moved in this queue."""

    seq: int
    tip_id: bytes
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class Changes:
    """What came after a sequence number, oldest first; `last` is the queue's newest number.

    `gap`: older changes are gone (after 48 h), load the page afresh. When `changes` is full and ends below `last`,
    ask again from its last number.
    """

    last: int
    changes: tuple[Change, ...]
    gap: bool


def changes_since(conn: Connection, viewer: Viewer, seq: int, limit: int = 200) -> Changes:
    """What changed in the viewer's queue after `seq`; the desk polls this for live arrival."""
    if not viewer.reads_tips:
        return Changes(0, (), gap=False)
    last = last_change(conn, viewer)
    if last <= seq:
        # A number from the future can only come from another database, say before a restore.
        return Changes(last, (), gap=last < seq)
    rows = conn.execute(
        select(changes.c.seq, changes.c.tip_id, changes.c.kind)
        .where(changes.c.queue_id == viewer.unit_id, changes.c.seq > seq)
        .order_by(changes.c.seq)
        .limit(limit)
    )
    found = tuple(Change(row.seq, row.tip_id, ChangeKind(row.kind)) for row in rows)
    return Changes(last, found, gap=not found or found[0].seq != seq + 1)


def last_change(conn: Connection, viewer: Viewer) -> int:
    """The newest number of the viewer's queue; 0 where nothing ever moved."""
    found: int | None = conn.execute(
        select(queues.c.last_change).where(queues.c.queue_id == viewer.unit_id)
    ).scalar()
    return found or 0
