"""Part keys that a browser sealed again to another queue, as rows; must never put a key in the place of one that is there."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from storage.case_tables import samples
from storage.engine import Connection
from storage.models import officer_events, officers, part_wraps, parts, queues, tip_queues
from storage.parts import PartRole
from storage.queues import ChangeKind
from storage.table_kinds import new_row_id

HeldParts = Mapping[tuple[str, int], int]
"""Row ids of parts by role and number."""


class ResealedKey(NamedTuple):
    """The key of one part, sealed to the target queue's epoch (1,168 bytes)."""

    role: PartRole
    number: int
    sealed_key: bytes


def epoch_of(conn: Connection, queue_id: str) -> int:
    """The epoch that a queue's key has now, 0 without a certified one."""
    found: int | None = conn.execute(select(queues.c.epoch).where(queues.c.queue_id == queue_id)).scalar()
    return found or 0


def held_parts(conn: Connection, tip_id: bytes, queue_id: str) -> HeldParts:
    """Row ids of the parts that are wrapped to a queue, by role and number."""
    rows = conn.execute(
        select(parts.c.role, parts.c.number, parts.c.row_id)
        .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
        .where(parts.c.tip_id == tip_id, part_wraps.c.queue_id == queue_id)
    )
    return {(row.role, row.number): row.row_id for row in rows}


def wrap_to(
    conn: Connection,
    held: HeldParts,
    queue_id: str,
    epoch: int,
    keys: tuple[ResealedKey, ...],
) -> None:
    """Add the wraps that a queue lacks. What a queue with a copy opens already stays as it is: nobody puts a key in its place."""
    opened = set(_wrapped_to(conn, list(held.values()), queue_id))
    fresh = [
        {
            "row_id": new_row_id(),
            "part_id": held[key.role.value, key.number],
            "queue_id": queue_id,
            "epoch": epoch,
            "sealed_key": key.sealed_key,
        }
        for key in keys
        if held[key.role.value, key.number] not in opened
    ]
    if fresh:
        conn.execute(insert(part_wraps), fresh)


def drop_wraps(conn: Connection, held: HeldParts, queue_id: str) -> None:
    """Delete a queue's wraps of these parts: it can't open them any more, whoever keeps its seed."""
    for some in in_hundreds(list(held.values())):
        conn.execute(
            delete(part_wraps).where(part_wraps.c.part_id.in_(some), part_wraps.c.queue_id == queue_id)
        )


def end_samples(conn: Connection, tip_id: bytes) -> None:
    """The tip is open again: nobody above needs to look at it, and what was sealed to them for that goes."""
    waiting = (samples.c.tip_id == tip_id) & samples.c.verdict.is_(None)
    for queue_id in list(conn.execute(select(samples.c.queue_id).where(waiting)).scalars()):
        end_look(conn, tip_id, queue_id)
    conn.execute(delete(samples).where(waiting))


def end_look(conn: Connection, tip_id: bytes, queue_id: str) -> None:
    """Drop what was sealed to a queue so that it could look at a sample; a duty desk's copy of what happens now stays its own."""
    holds = select(tip_queues.c.queue_id).where(
        tip_queues.c.tip_id == tip_id, tip_queues.c.queue_id == queue_id
    )
    held = held_parts(conn, tip_id, queue_id)
    if conn.execute(holds).first() is not None:
        strange = _notes_of_others(conn, tip_id, queue_id)
        held = {name: row for name, row in held.items() if name in strange}
    drop_wraps(conn, held, queue_id)


def _notes_of_others(conn: Connection, tip_id: bytes, queue_id: str) -> set[tuple[str, int]]:
    """Internal notes that a queue with a copy can have from a look alone.

    Whatever else a tip has is sealed to all who hold it. A note is its author's unit's own; only those that came along
    when the tip was handed to this queue, the reason being the last of them, are this queue's as well.
    """
    came = max(_reasons_of_forwards_to(conn, tip_id, queue_id), default=0)
    rows = conn.execute(
        select(parts.c.role, parts.c.number)
        .join(officers, officers.c.id == parts.c.author_id)
        .where(
            parts.c.tip_id == tip_id,
            parts.c.role == PartRole.NOTE.value,
            parts.c.number > came,
            officers.c.unit_id != queue_id,
        )
    )
    return {(row.role, row.number) for row in rows}


def _reasons_of_forwards_to(conn: Connection, tip_id: bytes, queue_id: str) -> Iterable[int]:
    forwarded = select(officer_events.c.detail).where(
        officer_events.c.tip_id == tip_id, officer_events.c.kind == ChangeKind.FORWARDED.value
    )
    for told in conn.execute(forwarded).scalars():
        detail = json.loads(told)
        if detail["to"] == queue_id:
            yield int(detail["reason_note"])


def _wrapped_to(conn: Connection, part_ids: list[int], queue_id: str) -> list[int]:
    found: list[int] = []
    for some in in_hundreds(part_ids):
        wrapped = select(part_wraps.c.part_id).where(
            part_wraps.c.part_id.in_(some), part_wraps.c.queue_id == queue_id
        )
        found.extend(conn.execute(wrapped).scalars())
    return found


def in_hundreds(ids: list[int]) -> Iterable[list[int]]:
    """Row ids in lists that a statement can name."""
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
