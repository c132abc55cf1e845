"""Commands of a report that is being written, up to its sending; must never tell whose it is, nor store a time finer than an hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.routing import Alarm
from domain.tips import When
from storage.engine import Connection
from storage.parts import SealedPart


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
class NewReceipt:
    """What the store keeps of a receipt code."""

    mailbox: bytes
    reply_public_key: bytes
    verify_key: bytes


@dataclass(frozen=True, slots=True)
class Holder:
    """A queue that holds the tip, with the epoch that parts must be sealed to now."""

    queue_id: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PartDigest:
    """Number and hash of one report part."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class ManifestFacts:
    """What a manifest says (spec section 7), and the queues it is wrapped to; `generation` is its number."""

    tip_id: bytes
    generation: int
    parts: tuple[PartDigest, ...]
    receipts: tuple[NewReceipt, ...]
    holders: tuple[Holder, ...]


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


SealManifest = Callable[[ManifestFacts], SealedPart]
"""Seals one manifest (role `manifest`, number = generation) with a wrap for every holder; runs inside the transaction."""


def begin(conn: Connection, draft: NewDraft) -> None:
    """Store a new draft in the draft lane of its queues."""
    raise NotImplementedError


def add_part(conn: Connection, part: SealedPart, hour: int) -> None:
    """Store a report part. Raises `EpochMoved`, `NotADraft`, `NumberTaken`."""
    raise NotImplementedError


def set_category(conn: Connection, tip_id: bytes, category: str | None) -> None:
    """Set or clear the category. Raises `NotADraft`."""
    raise NotImplementedError


def store_receipt(
    conn: Connection, tip_id: bytes, receipt: NewReceipt, seal_manifest: SealManifest, hour: int
) -> None:
    """Store a receipt and the new manifest that replaces the former; a fourth receipt voids the oldest.

    Raises `NotADraft`, `EpochMoved`.
    """
    raise NotImplementedError


def renew_manifest(conn: Connection, tip_id: bytes, seal_manifest: SealManifest, hour: int) -> None:
    """Seal the manifest again for the same receipts, after a part came late. Raises `NotADraft`, `EpochMoved`."""
    raise NotImplementedError


def send(
    conn: Connection, tip_id: bytes, now_hour: int, release_at: datetime | None, queue_limit: int
) -> SendOutcome:
    """Turn the draft into a tip; asking again changes nothing.

    It reaches its queues at `release_at`, or at once when that is None or the tip is happening now; what comes
    above `queue_limit` tips an hour waits in the held lane of that queue.
    """
    raise NotImplementedError


def drop(conn: Connection, tip_id: bytes) -> tuple[str, ...]:
    """Forget a draft; returns the names of its blobs, for deletion after the commit. Does nothing once it is sent."""
    raise NotImplementedError


def facts(conn: Connection, tip_id: bytes) -> DraftFacts | None:
    """What is stored of a draft (or of a tip just sent), without content; None if there is none."""
    raise NotImplementedError
