"""Wraps of a queue that has handed a tip on, until the next has opened the parts; must never give one to anybody but that queue."""

from collections.abc import Collection

from sqlalchemy import delete, exists, insert, select

from storage.case_tables import kept_wraps
from storage.engine import Connection
from storage.models import part_wraps, parts
from storage.resealing import HeldParts, in_hundreds

_COLUMNS = ("row_id", "part_id", "queue_id", "epoch", "sealed_key")
PartName = tuple[str, int]
"""Role and number of a part."""


def keep_wraps(conn: Connection, held: HeldParts, queue_id: str) -> None:
    """Put a queue's wraps of these parts away: no reader finds them, and none that is served names them."""
    for some in in_hundreds(list(held.values())):
        mine = part_wraps.c.part_id.in_(some) & (part_wraps.c.queue_id == queue_id)
        conn.execute(
            delete(kept_wraps).where(kept_wraps.c.part_id.in_(some), kept_wraps.c.queue_id == queue_id)
        )
        wraps = select(*(part_wraps.c[name] for name in _COLUMNS)).where(mine)
        conn.execute(insert(kept_wraps).from_select(_COLUMNS, wraps))
        conn.execute(delete(part_wraps).where(mine))


def give_back(conn: Connection, tip_id: bytes, queue_id: str) -> None:
    """The tip comes to this queue again: what it opened before the forward, and has no other wrap of, it opens again."""
    of_tip = select(parts.c.row_id).where(parts.c.tip_id == tip_id)
    mine = (kept_wraps.c.queue_id == queue_id) & kept_wraps.c.part_id.in_(of_tip)
    has_one = exists().where(
        part_wraps.c.part_id == kept_wraps.c.part_id, part_wraps.c.queue_id == kept_wraps.c.queue_id
    )
    wraps = select(*(kept_wraps.c[name] for name in _COLUMNS)).where(mine, ~has_one)
    conn.execute(insert(part_wraps).from_select(_COLUMNS, wraps))
    conn.execute(delete(kept_wraps).where(mine))


def forget_opened(conn: Connection, held: HeldParts, opened: Collection[PartName]) -> None:
    """The queue that has the tip has opened these parts: nobody who had it before needs a wrap of them any more."""
    ids = [held[name] for name in opened if name in held]
    for some in in_hundreds(ids):
        conn.execute(delete(kept_wraps).where(kept_wraps.c.part_id.in_(some)))


def kept_parts(conn: Connection, tip_id: bytes) -> frozenset[PartName]:
    """Parts of a tip of which some queue's wrap is still kept, by name alone."""
    rows = conn.execute(
        select(parts.c.role, parts.c.number)
        .join(kept_wraps, kept_wraps.c.part_id == parts.c.row_id)
        .where(parts.c.tip_id == tip_id)
    )
    return frozenset((row.role, row.number) for row in rows)
