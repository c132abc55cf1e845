"""One tip as one queue may read it; must never give a body or a wrap to a viewer whose queue doesn't hold the tip."""

from dataclasses import dataclass
from datetime import date

from domain.tips import Classification, Decision, TipStatus, When
from sealing.parts import Role as PartRole
from storage.engine import Connection
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NotVisible:
    """There is no such tip for this viewer; whether it exists elsewhere isn't said."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A sealed part that stands in the blob store."""

    name: str
    sealed_bytes: int


@dataclass(frozen=True, slots=True)
class TipPart:
    """A sealed part without its body. `sealed_key` is the wrap for the viewer's queue and `epoch`.

    Residents' parts have an `hour` only; officers' (reply, note) also a minute since the epoch and an author.
    """

    role: PartRole
    number: int
    sealed_bytes: int
    digest: bytes
    epoch: int
    sealed_key: bytes
    hour: int
    signature: bytes | None
    author_id: bytes | None
    author_name: str | None
    at_minute: int | None
    read_day: date | None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A valid receipt as the server offers it; the browser compares it with the manifest."""

    mailbox: bytes
    reply_public_key: bytes
    verify_key: bytes


@dataclass(frozen=True, slots=True)
class OfficerEvent:
    """One thing an officer did. `detail` holds plain facts, never content: from, to, reason …"""

    ordinal: int
    queue_id: str
    officer_id: bytes
    officer_name: str
    kind: str
    at_minute: int
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class TipHolder:
    """A queue that holds the tip, with the epoch its key has now and that key's public half."""

    queue_id: str
    unit_name: str
    epoch: int
    public_key: bytes
    copy: bool


@dataclass(frozen=True, slots=True)
class TipView:
    """A tip as the viewer's queue holds it; hours since the epoch. `next_reply`, `next_note`: numbers to seal with."""

    tip_id: bytes
    queue_id: str
    number: int
    lane: str
    copy: bool
    status: TipStatus
    classification: Classification | None
    decision: Decision | None
    category: str | None
    when: When
    conflict: bool
    commune_code: str
    received_hour: int
    due_hour: int | None
    first_viewed_day: date | None
    first_word_hour: int | None
    closed_hour: int | None
    claimed_by: bytes | None
    claimed_name: str | None
    holders: tuple[TipHolder, ...]
    parts: tuple[TipPart, ...]
    receipts: tuple[ReceiptView, ...]
    events: tuple[OfficerEvent, ...]
    next_reply: int
    next_note: int


def tip(conn: Connection, viewer: Viewer, tip_id: bytes) -> TipView | NotVisible:
    """Everything of a tip but the bodies."""
    raise NotImplementedError


def part_body(
    conn: Connection, viewer: Viewer, tip_id: bytes, role: PartRole, number: int
) -> bytes | BlobRef | NotVisible:
    """The sealed bytes of a part, or where they stand."""
    raise NotImplementedError
