"""Commands of a report that is being written, up to its sending; must never tell whose it is, nor store a time finer than an hour."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, text, update

from domain.routing import Alarm
from domain.tips import TipStatus, When
from storage.arrivals import arrive, routing_alarms_text
from storage.engine import Connection
from storage.errors import NotADraft, NumberTaken
from storage.models import parts, tip_queues, tips
from storage.moments import minute_of
from storage.parts import PartRole, SealedPart, store_part
from storage.queues import Lane, row_of
from storage.receipts import (
    ManifestFacts,
    NewReceipt,
    PartDigest,
    SealManifest,
    receipts_of,
    replace_manifest,
    store_new,
)
from storage.tip_state import COPY, RECIPIENT, Holder, TipState, tip_state

__all__ = [
    "Arrival",
    "DraftFacts",
    "Holder",
    "ManifestFacts",
    "NewDraft",
    "NewReceipt",
    "PartDigest",
    "SealManifest",
    "SendOutcome",
    "SendResult",
    "add_part",
    "begin",
    "drop",
    "expire",
    "facts",
    "renew_manifest",
    "send",
    "set_category",
    "store_receipt",
]

DRAFT_HOURS: Final = 24
"""A draft dies after this (product.md, step 5 of the report)."""


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft to begin. `recipient_id` answers for it, `copy_ids` hold it as well; `hour` is hours since the epoch."""

    tip_id: bytes
    commune_code: str
    when: When
    conflict: bool
    recipient_id: str
    copy_ids: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    hour: int


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft without its content. Sizes in sealed bytes."""

    tip_id: bytes
    recipient_id: str
    holders: tuple[Holder, ...]
    part_count: int
    sealed_bytes: int
    next_number: int
    category: str | None
    receipts: int
    manifest_current: bool
    sent: bool


class SendResult(StrEnum):
    """How sending ended."""

    SENT = "sent"
    ALREADY_SENT = "already_sent"
    NO_DRAFT = "no_draft"
    """The draft died or was dropped."""
    EMPTY = "empty"
    NEEDS_RECEIPT = "needs_receipt"
    """No code was made yet, or a part came after the manifest: make or renew it first; nothing was sent."""


class Arrival(StrEnum):
    """Where a tip stands after its sending, in the recipient's queue."""

    RELEASED = "released"
    WAITING = "waiting"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """`recipient_id` and `arrival` are set when the tip is in (SENT, ALREADY_SENT)."""

    result: SendResult
    recipient_id: str | None = None
    arrival: Arrival | None = None


_ADD_TIP = insert(tips)
_ADD_HOLDERS = insert(tip_queues)
_COUNT_PART = (
    update(tips)
    .where(tips.c.id == bindparam("tip"))
    .values(
        last_report=bindparam("number"),
        reports=tips.c.reports + 1,
        report_bytes=tips.c.report_bytes + bindparam("bytes"),
        manifest_current=False,
    )
)
_SET_CATEGORY = (
    update(tips).where(tips.c.id == bindparam("tip"), ~tips.c.sent).values(category=bindparam("to"))
)
_NO_DRAFT = "This report was sent, dropped or has died."
# As text, so that SQLite finds its partial index, which knows this condition in these words only.
_OLD = select(tips.c.id).where(text("NOT sent"), tips.c.started_hour <= bindparam("hour"))


def begin(conn: Connection, draft: NewDraft) -> None:
    """Store a new draft; no queue shows anything of it."""
    holders = {draft.recipient_id: RECIPIENT} | dict.fromkeys(draft.copy_ids, COPY)
    conn.execute(
        _ADD_TIP,
        {
            "id": draft.tip_id,
            "sent": False,
            "commune_code": draft.commune_code,
            "when": draft.when.value,
            "conflict": draft.conflict,
            "routing_alarms": routing_alarms_text(draft.alarms, frozenset(holders)),
            "status": TipStatus.RECEIVED.value,
            "started_hour": draft.hour,
            "report_bytes": 0,
            "reports": 0,
            "last_report": 0,
            "last_addition": 0,
            "last_reply": 0,
            "last_note": 0,
            "last_event": 0,
            "generation": 0,
            "manifest_current": False,
        },
    )
    conn.execute(
        _ADD_HOLDERS,
        [{"tip_id": draft.tip_id, "queue_id": queue_id, "role": role} for queue_id, role in holders.items()],
    )


def add_part(conn: Connection, part: SealedPart, hour: int) -> None:
    """Store a report part. Raises `EpochMoved`, `NotADraft`, `NumberTaken`."""
    if part.role is not PartRole.REPORT:
        raise ValueError("A draft takes report parts.")
    tip = _draft(conn, part.tip_id)
    if part.number <= tip.last_report:
        raise NumberTaken(tip.last_report + 1)
    store_part(conn, part, tip.holders, hour)
    conn.execute(_COUNT_PART, {"tip": part.tip_id, "number": part.number, "bytes": part.sealed_bytes})


def set_category(conn: Connection, tip_id: bytes, category: str | None) -> None:
    """Set or clear the category. Raises `NotADraft`."""
    if conn.execute(_SET_CATEGORY, {"tip": tip_id, "to": category}).rowcount != 1:
        raise NotADraft(_NO_DRAFT)


def store_receipt(
    conn: Connection, tip_id: bytes, receipt: NewReceipt, seal_manifest: SealManifest, hour: int
) -> None:
    """Store a receipt and the new manifest that replaces the former; a fourth receipt voids the oldest.

    Raises `NotADraft`, `EpochMoved`, ValueError for a draft without parts.
    """
    store_new(conn, _draft(conn, tip_id), receipt, seal_manifest, hour)


def renew_manifest(conn: Connection, tip_id: bytes, seal_manifest: SealManifest, hour: int) -> None:
    """Seal the manifest again for the same receipts, after a part came late. Raises `NotADraft`, `EpochMoved`."""
    replace_manifest(conn, _draft(conn, tip_id), seal_manifest, hour)


def send(
    conn: Connection,
    tip_id: bytes,
    now_hour: int,
    release_at: datetime | None,
    queue_limit: int,
    now: datetime | None = None,
) -> SendOutcome:
    """Turn the draft into a tip; asking again changes nothing.

    It reaches its queues at `release_at`, or at once when that is None or the tip is happening now; what comes
    above `queue_limit` tips an hour waits in the held lane of that queue. `now` is kept, coarsely, only of what is
    happening now (`storage.arrivals`).
    """
    tip = tip_state(conn, tip_id)
    if tip is None:
        return SendOutcome(SendResult.NO_DRAFT)
    if tip.sent:
        return SendOutcome(SendResult.ALREADY_SENT, tip.recipient_id, _where(conn, tip))
    if tip.reports == 0:
        return SendOutcome(SendResult.EMPTY)
    if not tip.manifest_current:
        return SendOutcome(SendResult.NEEDS_RECEIPT)
    if release_at is None or tip.when is When.NOW:
        first = arrive(conn, tip, now_hour, queue_limit, now)[0]
        arrival = Arrival.HELD if first.held else Arrival.RELEASED
    else:
        conn.execute(update(tips).where(tips.c.id == tip_id).values(sent=True))
        conn.execute(
            update(tip_queues)
            .where(tip_queues.c.tip_id == tip_id)
            .values(release_at_minute=minute_of(release_at))
        )
        arrival = Arrival.WAITING
    return SendOutcome(SendResult.SENT, tip.recipient_id, arrival)


def drop(conn: Connection, tip_id: bytes) -> tuple[str, ...]:
    """Forget a draft; returns the names of its blobs, for deletion after the commit. Does nothing once it is sent."""
    tip = tip_state(conn, tip_id)
    if tip is None or tip.sent:
        return ()
    names = conn.execute(
        select(parts.c.blob_name).where(parts.c.tip_id == tip_id, parts.c.blob_name.is_not(None))
    )
    gone = tuple(row.blob_name for row in names)
    conn.execute(delete(tips).where(tips.c.id == tip_id))
    return gone


def expire(conn: Connection, now_hour: int, limit: int = 500) -> tuple[str, ...]:
    """Drop drafts older than 24 hours; returns the names of their blobs, for deletion after the commit."""
    old = conn.execute(_OLD.limit(limit), {"hour": now_hour - DRAFT_HOURS}).all()
    return tuple(name for row in old for name in drop(conn, row.id))


def facts(conn: Connection, tip_id: bytes) -> DraftFacts | None:
    """What is stored of a draft (or of a tip just sent), without content; None if there is none."""
    tip = tip_state(conn, tip_id, lock=False)
    if tip is None:
        return None
    return DraftFacts(
        tip_id=tip_id,
        recipient_id=tip.recipient_id,
        holders=tip.holders,
        part_count=tip.reports,
        sealed_bytes=tip.report_bytes,
        next_number=tip.last_report + 1,
        category=tip.category,
        receipts=len(receipts_of(conn, tip_id)),
        manifest_current=tip.manifest_current,
        sent=tip.sent,
    )


def _draft(conn: Connection, tip_id: bytes) -> TipState:
    tip = tip_state(conn, tip_id)
    if tip is None or tip.sent:
        raise NotADraft(_NO_DRAFT)
    return tip


def _where(conn: Connection, tip: TipState) -> Arrival:
    row = row_of(conn, tip.recipient_id, tip.tip_id)
    if row is None:
        return Arrival.WAITING
    return Arrival.HELD if row.lane == Lane.HELD.value else Arrival.RELEASED
