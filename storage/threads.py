"""What a receipt opens: the vague status, replies and the way to add; must never give anything to a mailbox that isn't valid."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select, update

from domain.tips import TipStatus, VagueStatus, vague_status
from storage.arrivals import add_alarm
from storage.engine import Connection
from storage.errors import NumberTaken
from storage.failures import Done, Failure, FailureReason
from storage.forwarded import moved_last
from storage.models import parts, receipts, reply_keys, tips, units
from storage.moments import day_of_minute
from storage.parts import PartRole, SealedPart, store_part
from storage.queues import ChangeKind, Lane, announce, change_row, rows_of
from storage.tip_state import Holder, tip_state

ADDITION_TO_CLOSED = "addition_to_closed"


@dataclass(frozen=True, slots=True)
class ThreadReply:
    """One reply, sealed to this receipt: `sealed_key` opens with its reply seed. Either `body` or `blob_name`."""

    number: int
    body: bytes | None
    blob_name: str | None
    sealed_key: bytes
    day: date
    read_day: date | None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """The thread of one receipt; `holders` are the queues an addition must be sealed to, `next_addition` its number.

    `additions` and `addition_bytes` say how much was added so far, sealed.
    """

    tip_id: bytes
    status: VagueStatus
    first_viewed: date | None
    unit_id: str
    unit_name: str
    replies: tuple[ThreadReply, ...]
    holders: tuple[Holder, ...]
    next_addition: int
    additions: int
    addition_bytes: int


_TIP = (
    select(tips.c.id, tips.c.status, tips.c.first_viewed_day, tips.c.last_addition)
    .join(receipts, receipts.c.tip_id == tips.c.id)
    .where(receipts.c.mailbox == bindparam("mailbox"), tips.c.sent)
)
_REPLIES = (
    select(
        parts.c.number,
        parts.c.body,
        parts.c.blob_name,
        reply_keys.c.sealed_key,
        parts.c.at_minute,
        parts.c.read_day,
    )
    .join(reply_keys, reply_keys.c.number == parts.c.number)
    .where(
        reply_keys.c.mailbox == bindparam("mailbox"),
        parts.c.tip_id == bindparam("tip"),
        parts.c.role == PartRole.REPLY.value,
    )
    .order_by(parts.c.number)
)
_ADDED = select(func.coalesce(func.sum(parts.c.sealed_bytes), 0)).where(
    parts.c.tip_id == bindparam("tip"), parts.c.role == PartRole.ADDITION.value
)


def open_thread(conn: Connection, mailbox: bytes) -> ThreadRow | None:
    """The thread behind a mailbox, or None (no such receipt, voided, or never sent)."""
    row = conn.execute(_TIP, {"mailbox": mailbox}).first()
    if row is None:
        return None
    tip = tip_state(conn, row.id, lock=False)
    if tip is None:
        return None
    unit_name = conn.execute(select(units.c.name).where(units.c.id == tip.recipient_id)).scalar_one()
    replies = conn.execute(_REPLIES, {"mailbox": mailbox, "tip": row.id})
    return ThreadRow(
        tip_id=row.id,
        status=_told(conn, row.id, TipStatus(row.status), viewed=row.first_viewed_day is not None),
        first_viewed=row.first_viewed_day,
        unit_id=tip.recipient_id,
        unit_name=unit_name,
        replies=tuple(
            ThreadReply(
                number=reply.number,
                body=reply.body,
                blob_name=reply.blob_name,
                sealed_key=reply.sealed_key,
                day=day_of_minute(reply.at_minute),
                read_day=reply.read_day,
            )
            for reply in replies
        ),
        holders=tip.holders,
        next_addition=tip.last_addition + 1,
        additions=tip.last_addition,
        addition_bytes=int(conn.execute(_ADDED, {"tip": row.id}).scalar_one()),
    )


def awaits_sending(conn: Connection, mailbox: bytes) -> bool:
    """Whether the mailbox is that of a draft which was never sent: its code is right, and opens nothing yet."""
    draft = (
        select(tips.c.id)
        .join(receipts, receipts.c.tip_id == tips.c.id)
        .where(receipts.c.mailbox == mailbox, ~tips.c.sent)
    )
    return conn.execute(draft).first() is not None


def _told(conn: Connection, tip_id: bytes, status: TipStatus, *, viewed: bool) -> VagueStatus:
    """The vague status; after a forward `moved`, until whoever has the tip now sets one."""
    return VagueStatus.MOVED if moved_last(conn, tip_id) else vague_status(status, viewed)


def add_addition(
    conn: Connection, mailbox: bytes, part: SealedPart, signature: bytes, hour: int
) -> Done | Failure:
    """Store what a resident adds. Raises `EpochMoved`, `NumberTaken`; Failure(UNKNOWN_THREAD) for a dead mailbox."""
    found = conn.execute(_TIP, {"mailbox": mailbox}).first()
    tip = None if found is None or found.id != part.tip_id else tip_state(conn, found.id)
    if tip is None:
        return Failure(FailureReason.UNKNOWN_THREAD)
    if part.role is not PartRole.ADDITION:
        raise ValueError("A thread takes additions.")
    if part.number != tip.last_addition + 1:
        raise NumberTaken(tip.last_addition + 1)
    store_part(conn, part, tip.holders, hour, signature=signature)
    conn.execute(update(tips).where(tips.c.id == tip.tip_id).values(last_addition=part.number))
    # A tip that still waits for its release has no rows yet; it will arrive with the addition counted.
    for row in rows_of(conn, tip.tip_id):
        change_row(conn, row, {"part_count": row.part_count + 1, "news": True})
        announce(conn, row.queue_id, tip.tip_id, ChangeKind.ADDITION, hour)
        if row.lane == Lane.CLOSED.value:
            add_alarm(conn, tip.tip_id, row.queue_id, ADDITION_TO_CLOSED, row.queue_id, hour)
    return Done()


def mark_read(conn: Connection, mailbox: bytes, day: date) -> None:
    """Note the day on which the resident saw the replies; the officer sees the day."""
    found = conn.execute(_TIP, {"mailbox": mailbox}).first()
    if found is None:
        return
    mine = select(reply_keys.c.number).where(reply_keys.c.mailbox == mailbox)
    conn.execute(
        update(parts)
        .where(
            parts.c.tip_id == found.id,
            parts.c.role == PartRole.REPLY.value,
            parts.c.number.in_(mine),
            parts.c.read_day.is_(None),
        )
        .values(read_day=day)
    )
