"""What an officer is told, at the desk and in a chat, once for each key; must never hold content, nor tell an officer of another queue."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, text, update

from storage.engine import Connection
from storage.models import officers
from storage.notice_tables import notices
from storage.table_kinds import new_row_id
from storage.viewer import Viewer

KEPT_HOURS = 30 * 24
"""Notices go after this, seen or not; what is still due stands in the queue."""
CHAT_HOURS = 24
"""What wasn't told in a chat by then isn't told there any more: nobody wants yesterday's alarms in a row."""


class NoticeKind(StrEnum):
    """Why an officer is told. The first two come when a tip arrives, the next five when a clock asks for somebody."""

    NEW_TIP = "new_tip"
    HAPPENING_NOW = "happening_now"
    UNOPENED = "unopened"
    UNANSWERED = "unanswered"
    DUE_SOON = "due_soon"
    """A legal clock runs out within hours."""
    OVERDUE = "overdue"
    UNROUTABLE = "unroutable"
    """A tip came up because the unit it was for has nobody who can open it."""
    DELETION_WAITS = "deletion_waits"
    """A colleague asks for a deletion before its time; a second person decides."""
    CAMPAIGN_WAITS = "campaign_waits"
    DIGEST = "digest"


class ChatState(StrEnum):
    """Where the telling in a chat stands; at most once: what was begun and not confirmed is in doubt, not repeated."""

    WAITING = "waiting"
    SENDING = "sending"
    TOLD = "told"
    IN_DOUBT = "in_doubt"
    UNREACHABLE = "unreachable"
    """The officer has linked no chat, or it takes nothing."""
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. `queue_id` is the queue whose tip `number` is (another one's for an alarm one level up); `hour` since the epoch."""

    id: int
    officer_id: bytes
    kind: NoticeKind
    queue_id: str
    tip_id: bytes | None
    number: int | None
    category: str | None
    when: str | None
    hour: int


_ADD = text(
    'INSERT INTO notices (row_id, officer_id, key, kind, queue_id, tip_id, number, category, "when", hour, seen, telling)'
    " VALUES (:row_id, :officer_id, :key, :kind, :queue_id, :tip_id, :number, :category, :when_, :hour, :seen, :telling)"
    " ON CONFLICT (officer_id, key) DO NOTHING"
)
# As text, so that SQLite finds its partial indexes, which know these conditions in these words only.
_UNSEEN, _ON_THE_WAY = text("NOT seen"), text("telling IN ('waiting', 'sending')")
_COLUMNS = (
    notices.c.row_id,
    notices.c.officer_id,
    notices.c.kind,
    notices.c.queue_id,
    notices.c.tip_id,
    notices.c.number,
    notices.c.category,
    notices.c.when,
    notices.c.hour,
)


def post(
    conn: Connection,
    *,
    officer_ids: Iterable[bytes],
    key: str,
    kind: NoticeKind,
    queue_id: str,
    number: int | None,
    category: str | None,
    when: str | None,
    hour: int,
    tip_id: bytes | None = None,
) -> int:
    """Tell officers something, in this transaction; who has a notice of this key already gets no second one.

    The caller sees to it that each may know (the tip's own queue, or the one above it). With `tip_id` the notice
    goes when the tip goes. Returns how many notices are new.
    """
    rows = [
        {
            "row_id": new_row_id(),
            "officer_id": officer_id,
            "key": key,
            "kind": kind.value,
            "queue_id": queue_id,
            "tip_id": tip_id,
            "number": number,
            "category": category,
            "when_": when,
            "hour": hour,
            "seen": False,
            "telling": ChatState.WAITING.value,
        }
        for officer_id in officer_ids
    ]
    return conn.execute(_ADD, rows).rowcount if rows else 0


def unseen(
    conn: Connection,
    viewer: Viewer,
    limit: int = 50,
    *,
    without: Collection[NoticeKind] = (),
    queue_id: str | None = None,
) -> tuple[Notice, ...]:
    """The viewer's notices that haven't been put away, newest first: but for these kinds, and of one queue if it is named."""
    # Asked of the database, so that what isn't wanted takes no place among the newest.
    wanted: list[ColumnElement[bool]] = [notices.c.kind.not_in([kind.value for kind in without])]
    if queue_id is not None:
        wanted.append(notices.c.queue_id == queue_id)
    rows = conn.execute(
        select(*_COLUMNS)
        .where(notices.c.officer_id == viewer.officer_id, _UNSEEN, *wanted)
        .order_by(notices.c.hour.desc(), notices.c.row_id)
        .limit(limit)
    )
    return tuple(map(_notice, rows))


def unseen_count(conn: Connection, viewer: Viewer) -> int:
    """How many notices the viewer hasn't put away."""
    mine = (notices.c.officer_id == viewer.officer_id, _UNSEEN)
    return conn.execute(select(func.count()).select_from(notices).where(*mine)).scalar_one()


def mark_seen(conn: Connection, viewer: Viewer, ids: Iterable[int] | None = None) -> None:
    """Put notices of the viewer away: these, or all."""
    mine = notices.c.officer_id == viewer.officer_id
    some = mine if ids is None else mine & notices.c.row_id.in_(tuple(ids))
    conn.execute(update(notices).where(some, _UNSEEN).values(seen=True))


def take_for_chat(conn: Connection, limit: int) -> tuple[Notice, ...]:
    """Take waiting notices of active officers for sending, what is happening now first; commit before the first is sent."""
    first = notices.c.kind == NoticeKind.HAPPENING_NOW.value
    rows = conn.execute(
        select(*_COLUMNS)
        .join(officers, officers.c.id == notices.c.officer_id)
        .where(_ON_THE_WAY, notices.c.telling == ChatState.WAITING.value, officers.c.state == "active")
        .order_by(first.desc(), notices.c.hour, notices.c.row_id)
        .limit(limit)
        .with_for_update(of=notices, skip_locked=True)
    ).all()
    if rows:
        _set_chat(conn, [row.row_id for row in rows], ChatState.WAITING, ChatState.SENDING)
    return tuple(map(_notice, rows))


def mark_told(conn: Connection, notice_id: int) -> None:
    """The platform has confirmed the message."""
    _set_chat(conn, [notice_id], ChatState.SENDING, ChatState.TOLD)


def mark_in_doubt(conn: Connection, notice_id: int) -> None:
    """Nobody knows whether the message went out; it isn't sent again, and the desk shows the notice anyway."""
    _set_chat(conn, [notice_id], ChatState.SENDING, ChatState.IN_DOUBT)


def mark_unreachable(conn: Connection, notice_id: int) -> None:
    """The officer has no chat that takes it."""
    _set_chat(conn, [notice_id], ChatState.SENDING, ChatState.UNREACHABLE)


def put_back(conn: Connection, notice_id: int) -> None:
    """The platform has surely refused for now (flood control): it waits again."""
    _set_chat(conn, [notice_id], ChatState.SENDING, ChatState.WAITING)


def doubt_begun(conn: Connection) -> int:
    """At the start of the one process that sends: what a former one had begun is in doubt; returns how many."""
    begun = notices.c.telling == ChatState.SENDING.value
    return conn.execute(
        update(notices).where(_ON_THE_WAY, begun).values(telling=ChatState.IN_DOUBT.value)
    ).rowcount


def expire(conn: Connection, now_hour: int) -> None:
    """Give up telling old notices in chats, and forget very old ones."""
    stale = (
        _ON_THE_WAY,
        notices.c.telling == ChatState.WAITING.value,
        notices.c.hour < now_hour - CHAT_HOURS,
    )
    conn.execute(update(notices).where(*stale).values(telling=ChatState.TOO_LATE.value))
    conn.execute(delete(notices).where(notices.c.hour < now_hour - KEPT_HOURS))


def withdraw(conn: Connection, tip_id: bytes, queue_id: str, kinds: Iterable[NoticeKind]) -> None:
    """What these notices asked for has been done: put them away at the desk, and don't tell them in chats any more."""
    about = (
        notices.c.tip_id == tip_id,
        notices.c.queue_id == queue_id,
        notices.c.kind.in_([kind.value for kind in kinds]),
    )
    conn.execute(update(notices).where(*about, _UNSEEN).values(seen=True))
    waiting = notices.c.telling == ChatState.WAITING.value
    conn.execute(update(notices).where(*about, waiting).values(telling=ChatState.TOO_LATE.value))


def _set_chat(conn: Connection, ids: list[int], before: ChatState, after: ChatState) -> None:
    these = (notices.c.row_id.in_(ids), notices.c.telling == before.value)
    conn.execute(update(notices).where(*these).values(telling=after.value))


def _notice(row: Any) -> Notice:
    return Notice(
        row.row_id,
        row.officer_id,
        NoticeKind(row.kind),
        row.queue_id,
        row.tip_id,
        row.number,
        row.category,
        row.when,
        row.hour,
    )
