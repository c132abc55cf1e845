"""Hands a browser the sealed texts it may search: those of the viewer's own queue; must never look into one, nor hand out another unit's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from domain.tips import TipStatus, When
from storage.audit import AuditAct, record
from storage.engine import Connection
from storage.models import part_wraps, parts, queue_rows, tips
from storage.parts import PartRole
from storage.queues import Lane
from storage.viewer import Viewer

MOST_LISTED = 1_000
MOST_READ = 200
MOST_SEALED_BYTES = 24_576
"""A text of 4,000 characters, sealed and padded, is under this; larger parts are files, whose insides nobody searches."""

_ROLES = (PartRole.REPORT, PartRole.ADDITION, PartRole.REPLY, PartRole.NOTE)


class ListedTip(NamedTuple):
    """A tip to search; `version` grows with every part, `opened`: somebody of the unit has opened it."""

    tip_id: bytes
    number: int
    category: str | None
    status: TipStatus
    when: When
    received_hour: int
    closed: bool
    opened: bool
    version: int


class SealedText(NamedTuple):
    """A sealed part small enough to be a text, with its key for the viewer's queue."""

    tip_id: bytes
    role: PartRole
    number: int
    epoch: int
    sealed_key: bytes
    body: bytes


_LISTED = (
    select(
        queue_rows.c.tip_id,
        queue_rows.c.number,
        queue_rows.c.category,
        queue_rows.c.status,
        queue_rows.c.when,
        queue_rows.c.received_hour,
        queue_rows.c.lane,
        queue_rows.c.first_viewed_hour,
        tips.c.last_report,
        tips.c.last_addition,
        tips.c.last_reply,
        tips.c.last_note,
    )
    .join(tips, tips.c.id == queue_rows.c.tip_id)
    .where(
        queue_rows.c.queue_id == bindparam("queue"),
        queue_rows.c.lane != Lane.HELD.value,
        queue_rows.c.number < bindparam("before"),
    )
    .order_by(queue_rows.c.number.desc())
    .limit(bindparam("most"))
)
_TEXTS = (
    select(
        parts.c.tip_id,
        parts.c.role,
        parts.c.number,
        part_wraps.c.epoch,
        part_wraps.c.sealed_key,
        parts.c.body,
    )
    .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
    .join(
        queue_rows,
        (queue_rows.c.tip_id == parts.c.tip_id) & (queue_rows.c.queue_id == part_wraps.c.queue_id),
    )
    .where(
        part_wraps.c.queue_id == bindparam("queue"),
        queue_rows.c.lane != Lane.HELD.value,
        # A tip's first view is an act of its own, on record with its number: searching must not come before it.
        queue_rows.c.first_viewed_hour.is_not(None),
        parts.c.tip_id.in_(bindparam("tips", expanding=True)),
        parts.c.role.in_([role.value for role in _ROLES]),
        parts.c.sealed_bytes <= MOST_SEALED_BYTES,
        parts.c.body.is_not(None),
    )
    .order_by(parts.c.tip_id, parts.c.role, parts.c.number)
)


def listed(
    conn: Connection, viewer: Viewer, before: int | None = None, limit: int = MOST_LISTED
) -> tuple[ListedTip, ...]:
    """The viewer's tips that have arrived and aren't held, newest number first, those under `before`."""
    if not viewer.reads_tips:
        return ()
    parameters = {"queue": viewer.unit_id, "before": 2**31 - 1 if before is None else before, "most": limit}
    return tuple(
        ListedTip(
            row.tip_id,
            row.number,
            row.category,
            TipStatus(row.status),
            When(row.when),
            row.received_hour,
            row.lane == Lane.CLOSED.value,
            row.first_viewed_hour is not None,
            row.last_report + row.last_addition + row.last_reply + row.last_note,
        )
        for row in conn.execute(_LISTED, parameters)
    )


def note_reading(conn: Connection, viewer: Viewer, count: int, now: datetime) -> None:
    """Put on record that this many tips' texts are handed out; before they are."""
    record(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=AuditAct.TEXTS_READ,
        now=now,
        detail={"tips": str(count)},
    )


def texts_of(
    conn: Connection, viewer: Viewer, tip_ids: Sequence[bytes]
) -> dict[bytes, tuple[SealedText, ...]]:
    """The sealed texts of these tips (at most MOST_READ), by tip; what isn't in the viewer's queue, or nobody there has opened, is left out."""
    if not viewer.reads_tips:
        return {}
    found: defaultdict[bytes, list[SealedText]] = defaultdict(list)
    for row in conn.execute(_TEXTS, {"queue": viewer.unit_id, "tips": list(tip_ids[:MOST_READ])}):
        found[row.tip_id].append(
            SealedText(row.tip_id, PartRole(row.role), row.number, row.epoch, row.sealed_key, row.body)
        )
    return {tip_id: tuple(each) for tip_id, each in found.items()}
