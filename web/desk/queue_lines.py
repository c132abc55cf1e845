"""Turns a queue's rows into the lines that the page prints; must never hold anything but metadata."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from domain.tips import TipStatus, When
from storage.queue_page import QueueRow
from web.desk import texts
from web.desk.duties import Clock, Urgency, clock_until, group_of
from web.desk.times import NBSP, age_text


@dataclass(frozen=True, slots=True)
class Line:
    """One tip of the queue as it is printed."""

    tip: str
    number: int
    category: str
    when: str
    now: bool
    status: str
    status_full: str
    who: str
    mine: bool
    nobody: bool
    parts: str
    age: str
    unread: str
    late: bool
    clock: Clock | None
    stopped: bool
    copy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; `name` is None where a list has no groups."""

    key: str
    name: str | None
    lines: tuple[Line, ...]


def line_of(row: QueueRow, viewer_id: bytes, now_hour: int) -> Line:
    """The line of one row, as this viewer sees it at this hour."""
    clock = row_clock(row, now_hour)
    mine = row.claimed_by == viewer_id
    unread = "Chưa xem" if not row.viewed else "Có phần gửi thêm" if row.news else ""
    return Line(
        tip=row.tip_id.hex(),
        number=row.number,
        category=texts.CATEGORY.get(row.category, texts.CATEGORY[None]),
        when=texts.WHEN[row.when],
        now=row.when is When.NOW,
        status=texts.STATUS_SHORT[row.status],
        status_full=texts.STATUS[row.status],
        who="Tôi" if mine else row.claimed_name or "Chưa ai nhận",
        mine=mine,
        nobody=row.claimed_by is None,
        parts=f"{row.part_count}{NBSP}mục",
        age=age_text(now_hour - row.received_hour),
        unread=unread,
        late=clock is not None and clock.urgency is Urgency.LATE,
        clock=clock,
        stopped=row.status is TipStatus.SUSPENDED,
        copy=row.copy,
    )


def row_clock(row: QueueRow, now_hour: int) -> Clock | None:
    """The duty that a row waits for; None when none runs."""
    if row.due_hour is None or row.status in (TipStatus.CLOSED, TipStatus.SUSPENDED):
        return None
    duty = "first_word" if row.viewed else "first_view"
    return clock_until(duty, row.when, row.received_hour, row.due_hour, now_hour)


def in_groups(rows: Iterable[QueueRow], viewer_id: bytes, now_hour: int) -> tuple[Group, ...]:
    """The rows under their headings, in the order in which they come; a heading without rows is absent."""

    def key(row: QueueRow) -> str:
        return group_of(row_clock(row, now_hour), now_hour)

    order = list(texts.GROUPS)
    ordered = sorted(rows, key=lambda row: order.index(key(row)))
    return tuple(
        Group(name, texts.GROUPS[name], tuple(line_of(row, viewer_id, now_hour) for row in group))
        for name, group in groupby(ordered, key)
    )


def in_one(rows: Iterable[QueueRow], viewer_id: bytes, now_hour: int) -> tuple[Group, ...]:
    """The rows without headings (ended tips, the held lane)."""
    return (Group("all", None, tuple(line_of(row, viewer_id, now_hour) for row in rows)),)
