"""Turns a queue's rows into the lines that the page prints; must never hold anything but metadata."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.tips import TipStatus, When
from storage.queue_page import QueueRow
from web.desk import texts
from web.desk.duties import Clock, Urgency, group_of, row_duty
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
    open_by: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; `name` is None where a list has no groups, `whole`: the group is all on this page."""

    key: str
    name: str | None
    lines: tuple[Line, ...]
    whole: bool = True


_INTERLEAVED = {"now", "late"}
"""Groups whose rows stand among one another in the order of what is due."""

OpenNow = Mapping[bytes, tuple[str, ...]]
"""Tips that colleagues have open, with their names."""


def line_of(row: QueueRow, viewer_id: bytes, now_hour: int, open_now: OpenNow) -> Line:
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
        open_by=", ".join(open_now.get(row.tip_id, ())),
    )


def row_clock(row: QueueRow, now_hour: int) -> Clock | None:
    """The duty that a row waits for; None when none runs."""
    return row_duty(row.duty, row.when, row.received_hour, row.due_hour, now_hour)


def in_groups(
    rows: Sequence[QueueRow],
    viewer_id: bytes,
    now_hour: int,
    open_now: OpenNow,
    *,
    more_before: bool,
    more_behind: bool,
) -> tuple[Group, ...]:
    """The rows under their headings, in the order in which they come; a heading without rows is absent.

    A group that may go on before or behind this page isn't whole: its length here would be no count of anything.
    """

    def key(row: QueueRow) -> str:
        return group_of(row_clock(row, now_hour), now_hour)

    if not rows:
        return ()
    order = list(texts.GROUPS)
    cut = {key(rows[0])} if more_before else set()
    cut |= {key(rows[-1])} if more_behind else set()
    if cut & _INTERLEAVED:
        cut |= _INTERLEAVED
    ordered = sorted(rows, key=lambda row: order.index(key(row)))
    return tuple(
        Group(
            name,
            texts.GROUPS[name],
            tuple(line_of(row, viewer_id, now_hour, open_now) for row in group),
            name not in cut,
        )
        for name, group in groupby(ordered, key)
    )


def in_one(rows: Sequence[QueueRow], viewer_id: bytes, now_hour: int, open_now: OpenNow) -> tuple[Group, ...]:
    """The rows without headings (ended tips, the held lane, other orders)."""
    return (Group("all", None, tuple(line_of(row, viewer_id, now_hour, open_now) for row in rows)),)
