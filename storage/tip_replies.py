"""Officers' sealed words: replies to the resident and internal notes; must never take one that isn't sealed to the tip's queues."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain import limits
from domain.hours import hour_of
from storage.clocks import refresh
from storage.engine import Connection
from storage.errors import EpochMoved
from storage.failures import Done, Failure, FailureReason
from storage.models import reply_keys, tips
from storage.moments import minute_of
from storage.officer_history import record
from storage.parts import PartRole, SealedPart, store_part
from storage.queues import ChangeKind, Lane, announce, rows_of
from storage.receipts import receipts_of
from storage.table_kinds import new_row_id
from storage.tip_reading import visible_row
from storage.tip_state import TipState, tip_state
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SealedReply:
    """A reply: the part with its wraps to every holder, and its key sealed to each receipt as (mailbox, sealed key)."""

    part: SealedPart
    receipt_keys: tuple[tuple[bytes, bytes], ...]


def add_reply(
    conn: Connection, viewer: Viewer, tip_id: bytes, reply: SealedReply, now: datetime
) -> Done | Failure:
    """Store a reply to the resident: NUMBER_TAKEN, EPOCH_MOVED, UNKNOWN_RECEIPT ask the browser to load and seal again.

    TIP_FULL where the tip has all the replies that a forward can carry.
    """
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None or reply.part.tip_id != tip_id:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.lane == Lane.HELD.value:
        return Failure(FailureReason.NOT_OPEN)
    refusal = _out_of_turn(reply.part, PartRole.REPLY, tip.last_reply, limits.MOST_REPLIES)
    if refusal is not None:
        return Failure(refusal)
    valid = {receipt.mailbox for receipt in receipts_of(conn, tip_id)}
    sealed_to = [mailbox for mailbox, _ in reply.receipt_keys]
    if not sealed_to or len(set(sealed_to)) != len(sealed_to) or not valid.issuperset(sealed_to):
        return Failure(FailureReason.UNKNOWN_RECEIPT)
    try:
        store_part(
            conn,
            reply.part,
            tip.holders,
            hour_of(now),
            author_id=viewer.officer_id,
            at_minute=minute_of(now),
        )
    except EpochMoved:
        return Failure(FailureReason.EPOCH_MOVED)
    conn.execute(
        insert(reply_keys),
        [
            {
                "row_id": new_row_id(),
                "mailbox": mailbox,
                "number": reply.part.number,
                "sealed_key": sealed_key,
            }
            for mailbox, sealed_key in reply.receipt_keys
        ],
    )
    _answered(conn, tip, reply.part.number, now)
    record(conn, viewer, tip_id, ChangeKind.REPLY.value, minute_of(now), {"part": str(reply.part.number)})
    return Done()


def add_note(
    conn: Connection,
    viewer: Viewer,
    tip_id: bytes,
    note: SealedPart,
    now: datetime,
    *,
    listed: bool = True,
    file: bool = False,
) -> Done | Failure:
    """Store an internal note (`file`: with a file in it), sealed to the viewer's own queue.

    `listed=False` leaves the history to the caller: a status's reason. TIP_FULL as for a reply.
    """
    tip = tip_state(conn, tip_id)
    row = visible_row(conn, viewer, tip_id)
    if row is None or tip is None or note.tip_id != tip_id:
        return Failure(FailureReason.NOT_VISIBLE)
    if row.lane == Lane.HELD.value:
        return Failure(FailureReason.NOT_OPEN)
    most = limits.MOST_NOTES if listed else limits.MOST_NOTES_WITH_REASONS
    refusal = _out_of_turn(note, PartRole.NOTE, tip.last_note, most)
    if refusal is not None:
        return Failure(refusal)
    own = tuple(holder for holder in tip.holders if holder.queue_id == viewer.unit_id)
    try:
        store_part(conn, note, own, hour_of(now), author_id=viewer.officer_id, at_minute=minute_of(now))
    except EpochMoved:
        return Failure(FailureReason.EPOCH_MOVED)
    conn.execute(update(tips).where(tips.c.id == tip_id).values(last_note=note.number))
    if listed:
        kind = "file" if file else ChangeKind.NOTE.value
        record(conn, viewer, tip_id, kind, minute_of(now), {"part": str(note.number)})
        announce(conn, viewer.unit_id, tip_id, ChangeKind.NOTE, hour_of(now))
    return Done()


def _out_of_turn(part: SealedPart, role: PartRole, last: int, most: int) -> FailureReason | None:
    """Why a part isn't the next one of its role; None where it is."""
    if last >= most:
        return FailureReason.TIP_FULL
    return None if part.role is role and part.number == last + 1 else FailureReason.NUMBER_TAKEN


def _answered(conn: Connection, tip: TipState, number: int, now: datetime) -> None:
    """Stop the first-word clock in every queue that holds the tip."""
    values: dict[str, object] = {"last_reply": number}
    if not tip.answered:
        values["first_word_hour"] = hour_of(now)
    conn.execute(update(tips).where(tips.c.id == tip.tip_id).values(**values))
    if not tip.answered:
        refresh(conn, tip.tip_id)
    for row in rows_of(conn, tip.tip_id):
        announce(conn, row.queue_id, tip.tip_id, ChangeKind.REPLY, hour_of(now))
