"""A queue as its officers see it: pages and counts, metadata only; must never show a row of another queue."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)

from domain.deadlines import Duty
from domain.tips import StopGround, TipStatus, When
from storage.clocks import NOTHING_DUE
from storage.engine import Connection
from storage.errors import BadCursor
from storage.models import officers, queue_counts, queue_rows
from storage.queue_changes import last_change
from storage.queue_filters import QueueFilter, QueueSort, QueueView, Shape, parameters_of, shape_of
from storage.queues import UNASSIGNED, Lane, claimed_count
from storage.viewer import Viewer

OVERDUE_COUNTED = 1_000
"""Counts that aren't kept stop here: of overdue tips, which depend on the hour, and of lists with a filter."""


_BEYOND = 2**31 - 1


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
    duty: Duty | StopGround | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to `limit` rows; `after` is the mark that the next page begins behind, None at the end."""

    rows: tuple[QueueRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the lists have; `overdue` stops counting at 1,000 (`overdue_capped`: there are more).

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


def page_statement(wanted: QueueFilter, began: bool) -> Select[Any]:
    """The statement of a page, for any values of the fields that are set; `began`: it begins behind a mark."""
    return _page_statement(shape_of(wanted), wanted.sort, wanted.view is QueueView.CLOSED, began)


@lru_cache(maxsize=512)
def _page_statement(shape: Shape, sort: QueueSort, closed: bool, began: bool) -> Select[Any]:
    row = queue_rows.c
    statement = (
        select(
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
            row.duty,
        )
        .select_from(queue_rows.outerjoin(officers, officers.c.id == row.claimed_by))
        .where(*shape.conditions())
    )
    columns: tuple[ColumnElement[Any], ...]
    if sort is QueueSort.DUE:
        newest_first = closed
        order, mark = (
            tuple_(row.due_hour, row.number),
            tuple_(bindparam("after_due"), bindparam("after_number")),
        )
        columns = (row.due_hour, row.number)
        if began:
            statement = statement.where(order < mark if newest_first else order > mark)
    else:
        # A queue's numbers run in the order of arrival. The first page begins behind a number beyond all: with a range
        # on the number SQLite walks the list's own index, without one it may walk the whole queue.
        newest_first, columns = sort is QueueSort.NEWEST, (row.number,)
        behind: BindParameter[int] = bindparam("after_number")
        statement = statement.where(row.number < behind if newest_first else row.number > behind)
    ordered = (column.desc() for column in columns) if newest_first else columns
    return statement.order_by(*ordered).limit(bindparam("most"))


@lru_cache(maxsize=128)
def _count_statement(shape: Shape) -> Select[Any]:
    some = (
        select(literal_column("1", Integer))
        .select_from(queue_rows)
        .where(*shape.conditions())
        .limit(OVERDUE_COUNTED + 1)
    )
    return select(func.count()).select_from(some.subquery())


def queue_page(
    conn: Connection,
    viewer: Viewer,
    queue_filter: QueueFilter,
    after: str | None,
    limit: int = 50,
    *,
    now_hour: int,
) -> QueuePage:
    """One page of the viewer's queue in the filter's order. Raises `BadCursor`."""
    if not viewer.reads_tips:
        return QueuePage((), None)
    parameters = parameters_of(viewer, queue_filter, now_hour) | {"most": limit + 1}
    by_due = queue_filter.sort is QueueSort.DUE
    if after is not None:
        due, parameters["after_number"] = _read_mark(after)
        if by_due:
            parameters["after_due"] = due
    elif not by_due:
        parameters["after_number"] = _BEYOND if queue_filter.sort is QueueSort.NEWEST else 0
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
    overdue = list_length(conn, viewer, QueueFilter(overdue=True), now_hour)
    return Counts(
        open=value.get(Lane.OPEN.value, 0),
        unassigned=value.get(UNASSIGNED, 0),
        mine=value.get(mine, 0),
        overdue=min(overdue, OVERDUE_COUNTED),
        overdue_capped=overdue > OVERDUE_COUNTED,
        held=value.get(Lane.HELD.value, 0),
        closed=value.get(Lane.CLOSED.value, 0),
        last_change=last_change(conn, viewer),
    )


def list_length(conn: Connection, viewer: Viewer, wanted: QueueFilter, now_hour: int) -> int:
    """How many rows a list has, counted by the list's own conditions; above 1,000 it says 1,001 and counts no further."""
    if not viewer.reads_tips:
        return 0
    statement, values = _count_statement(shape_of(wanted)), parameters_of(viewer, wanted, now_hour)
    return int(conn.execute(statement, values).scalar_one())


# Looked up once: a call of the enumeration for each cell would be a quarter of the page's time.
_STATUS = {status.value: status for status in TipStatus}
_WHEN = {when.value: when for when in When}
_DUTY: dict[str | None, Duty | StopGround | None] = {
    None: None,
    **{code.value: code for code in (*Duty, *StopGround)},
}


def _row(row: Any) -> QueueRow:
    (
        tip_id,
        number,
        status,
        category,
        when,
        commune,
        received,
        due,
        viewed,
        by,
        name,
        parts,
        news,
        copy,
        duty,
    ) = row
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
        _DUTY[duty],
    )


def _read_mark(after: str) -> tuple[int, int]:
    due, dot, number = after.partition(".")
    if not (dot and due.isascii() and due.isdecimal() and number.isascii() and number.isdecimal()):
        raise BadCursor("This page mark was not made by the queue page.")
    if max(len(due), len(number)) > 10:
        raise BadCursor("This page mark was not made by the queue page.")
    return int(due), int(number)
