"""What a list of a queue may be narrowed to, as conditions on its rows; must never leave the viewer's queue out of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from domain.tips import TipStatus, When
from storage.models import queue_rows
from storage.viewer import Viewer


class QueueView(StrEnum):
    """The three lists of a queue."""

    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"


class QueueSort(StrEnum):
    """The order of a list; what is due first (ended tips: last ended first) unless an officer chose another."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show; fields add up. `overdue`: the due hour has passed. `mine` and `unassigned` exclude each other.

    `officer`: claimed by this one (16 bytes).
    """

    view: QueueView = QueueView.OPEN
    status: TipStatus | None = None
    category: str | None = None
    when: When | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = False
    officer: bytes | None = None
    sort: QueueSort = QueueSort.DUE


class _Seldom(FunctionElement[bool]):
    """A condition that leaves few rows: SQLite takes IS NULL for one that most rows meet, and would walk them all."""

    type = Boolean()
    inherit_cache = True


@compiles(_Seldom)
def _as_it_is(element: _Seldom, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(_Seldom, "sqlite")
def _with_a_hint(element: _Seldom, compiler: SQLCompiler, **options: Any) -> str:
    return f"unlikely({compiler.process(element.clauses, **options)})"


class Shape(NamedTuple):
    """Which conditions a statement has; their values come as parameters, so that few statements serve every list."""

    status: bool
    category: bool
    when: bool
    overdue: bool
    mine: bool
    unassigned: bool
    officer: bool

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions on `queue_rows`; the viewer's queue and the list are always among them."""
        row = queue_rows.c
        asked = (
            (self.status, row.status == bindparam("status")),
            (self.category, row.category == bindparam("category")),
            (self.when, row.when == bindparam("when_")),
            (self.overdue, row.due_hour < bindparam("now_hour")),
            (self.mine, row.claimed_by == bindparam("officer")),
            (self.unassigned, _Seldom(row.claimed_by.is_(None))),
            (self.officer, row.claimed_by == bindparam("holder")),
        )
        here = (row.queue_id == bindparam("queue"), row.lane == bindparam("lane"))
        return (*here, *(condition for is_asked, condition in asked if is_asked))


def shape_of(wanted: QueueFilter) -> Shape:
    """Which conditions this filter asks for."""
    return Shape(
        status=wanted.status is not None,
        category=wanted.category is not None,
        when=wanted.when is not None,
        overdue=wanted.overdue,
        mine=wanted.mine,
        unassigned=wanted.unassigned,
        officer=wanted.officer is not None,
    )


def parameters_of(viewer: Viewer, wanted: QueueFilter, now_hour: int) -> dict[str, Any]:
    """The values of a filter's conditions, by the names that `Shape.conditions` gives them."""
    values: dict[str, Any] = {"queue": viewer.unit_id, "lane": wanted.view.value}
    if wanted.status is not None:
        values["status"] = wanted.status.value
    if wanted.category is not None:
        values["category"] = wanted.category
    if wanted.when is not None:
        values["when_"] = wanted.when.value
    if wanted.overdue:
        values["now_hour"] = now_hour
    if wanted.mine:
        values["officer"] = viewer.officer_id
    if wanted.officer is not None:
        values["holder"] = wanted.officer
    return values
