"""A queue as its officers see it: pages, counts and changes, metadata only; must never show a row of another queue."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select, tuple_

from domain.tips import TipStatus, When
from storage.clocks import NOTHING_DUE
from storage.engine import Connection
from storage.errors import BadCursor
from storage.models import changes, officers, queue_counts, queue_rows, queues
from storage.queues import UNASSIGNED, ChangeKind, Lane, claimed_count
from storage.viewer import Viewer

OVERDUE_COUNTED = 1_000
"""The overdue count stops here: it depends on the hour, so it is counted anew each time."""


class QueueView(StrEnum):
    """The three lists of a queue."""

    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show; fields add up. `overdue`: the due hour has passed. `mine` and `unassigned` exclude each other."""

    view: QueueView = QueueView.OPEN
    status: TipStatus | None = None
    category: str | None = None
    when: When | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = False


class QueueRow(NamedTuple):
    """One line of the queue; hours since the epoch. `copy` = held beside the responsible queue (happening now)."""

    tip_id: bytes
    number: int
    status: TipStatus
    category: str | None
    when: When
    commune_code: str
    received_hour: int
    due_hour: int | None
    viewed: bool
    claimed_by: bytes | None
    claimed_name: str | None
    part_count: int
    news: bool
    copy: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to `limit` rows; `after` is the mark that the next page begins behind, None at the end."""

    rows: tuple[QueueRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the lists have; `overdue` stops counting at 1,000 (`overdue_capped`).

    `last_change` is where polling with `changes_since` begins.
    """

    open: int
    unassigned: int
    mine: int
    overdue: int
    overdue_capped: bool
    held: int
    closed: int
    last_change: int


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


@lru_cache(maxsize=256)
def page_statement(shape: QueueFilter, began: bool) -> Select[Any]:
    """The statement of a page, for any values; which fields are set makes its shape, their values come as parameters."""
    row = queue_rows.c
    newest_first = shape.view is QueueView.CLOSED
    order = (row.due_hour, row.number)
    statement = select(
        row.tip_id,
        row.number,
        row.status,
        row.category,
        row.when,
        row.commune_code,
        row.received_hour,
        row.due_hour,
        row.first_viewed_hour,
        row.claimed_by,
        officers.c.name,
        row.part_count,
        row.news,
        row.copy,
    ).select_from(queue_rows.outerjoin(officers, officers.c.id == row.claimed_by))
    statement = statement.where(row.queue_id == bindparam("queue"), row.lane == bindparam("lane"))
    if shape.status is not None:
        statement = statement.where(row.status == bindparam("status"))
    if shape.category is not None:
        statement = statement.where(row.category == bindparam("category"))
    if shape.when is not None:
        statement = statement.where(row.when == bindparam("when_"))
    if shape.overdue:
        statement = statement.where(row.due_hour < bindparam("now_hour"))
    if shape.mine:
        statement = statement.where(row.claimed_by == bindparam("officer"))
    if shape.unassigned:
        statement = statement.where(row.claimed_by.is_(None))
    if began:
        mark = tuple_(bindparam("after_due"), bindparam("after_number"))
        statement = statement.where(tuple_(*order) < mark if newest_first else tuple_(*order) > mark)
    ordered = (column.desc() for column in order) if newest_first else order
    return statement.order_by(*ordered).limit(bindparam("most"))


def queue_page(
    conn: Connection,
    viewer: Viewer,
    queue_filter: QueueFilter,
    after: str | None,
    limit: int = 50,
    *,
    now_hour: int,
) -> QueuePage:
    """One page of the viewer's queue, what is due first on top (closed: last closed first). Raises `BadCursor`."""
    if not viewer.reads_tips:
        return QueuePage((), None)
    parameters: dict[str, Any] = {"queue": viewer.unit_id, "lane": queue_filter.view.value, "most": limit + 1}
    if queue_filter.status is not None:
        parameters["status"] = queue_filter.status.value
    if queue_filter.category is not None:
        parameters["category"] = queue_filter.category
    if queue_filter.when is not None:
        parameters["when_"] = queue_filter.when.value
    if queue_filter.overdue:
        parameters["now_hour"] = now_hour
    if queue_filter.mine:
        parameters["officer"] = viewer.officer_id
    if after is not None:
        parameters["after_due"], parameters["after_number"] = _read_mark(after)
    found = conn.execute(page_statement(queue_filter, after is not None), parameters).all()
    rows = tuple(map(_row, found[:limit]))
    last = found[limit - 1] if len(found) > limit else None
    return QueuePage(rows, None if last is None else f"{last.due_hour}.{last.number}")


def counts(conn: Connection, viewer: Viewer, now_hour: int) -> Counts:
    """How long each list is, from counts that are kept with every change of a row."""
    if not viewer.reads_tips:
        return Counts(0, 0, 0, 0, overdue_capped=False, held=0, closed=0, last_change=0)
    mine = claimed_count(viewer.officer_id)
    names = [*(lane.value for lane in Lane), UNASSIGNED, mine]
    found = conn.execute(
        select(queue_counts.c.name, queue_counts.c.value).where(
            queue_counts.c.queue_id == viewer.unit_id, queue_counts.c.name.in_(names)
        )
    )
    value = {row.name: row.value for row in found}
    late = (
        select(queue_rows.c.number)
        .where(
            queue_rows.c.queue_id == viewer.unit_id,
            queue_rows.c.lane == Lane.OPEN.value,
            queue_rows.c.due_hour < now_hour,
        )
        .limit(OVERDUE_COUNTED)
        .subquery()
    )
    overdue = conn.execute(select(func.count()).select_from(late)).scalar_one()
    return Counts(
        open=value.get(Lane.OPEN.value, 0),
        unassigned=value.get(UNASSIGNED, 0),
        mine=value.get(mine, 0),
        overdue=overdue,
        overdue_capped=overdue == OVERDUE_COUNTED,
        held=value.get(Lane.HELD.value, 0),
        closed=value.get(Lane.CLOSED.value, 0),
        last_change=_last_change(conn, viewer),
    )


def changes_since(conn: Connection, viewer: Viewer, seq: int, limit: int = 200) -> Changes:
    """What changed in the viewer's queue after `seq`; the desk polls this for live arrival."""
    if not viewer.reads_tips:
        return Changes(0, (), gap=False)
    last = _last_change(conn, viewer)
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


def _last_change(conn: Connection, viewer: Viewer) -> int:
    found: int | None = conn.execute(
        select(queues.c.last_change).where(queues.c.queue_id == viewer.unit_id)
    ).scalar()
    return found or 0


# Looked up once: a call of the enumeration for each cell would be a quarter of the page's time.
_STATUS = {status.value: status for status in TipStatus}
_WHEN = {when.value: when for when in When}


def _row(row: Any) -> QueueRow:
    tip_id, number, status, category, when, commune, received, due, viewed, by, name, parts, news, copy = row
    return QueueRow(
        tip_id,
        number,
        _STATUS[status],
        category,
        _WHEN[when],
        commune,
        received,
        None if due == NOTHING_DUE else due,
        viewed is not None,
        by,
        name,
        parts,
        news,
        copy,
    )


def _read_mark(after: str) -> tuple[int, int]:
    due, dot, number = after.partition(".")
    if not (dot and due.isascii() and due.isdecimal() and number.isascii() and number.isdecimal()):
        raise BadCursor("This page mark was not made by the queue page.")
    if max(len(due), len(number)) > 10:
        raise BadCursor("This page mark was not made by the queue page.")
    return int(due), int(number)
