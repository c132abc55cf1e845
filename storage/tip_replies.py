"""Officers' sealed words: replies to the resident and internal notes; must never take one that isn't sealed to the tip's queues."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine import Connection
from storage.failures import Done, Failure
from storage.parts import SealedPart
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SealedReply:
    """A reply: the part with its wraps to every holder, and its key sealed to each receipt as (mailbox, sealed key)."""

    part: SealedPart
    receipt_keys: tuple[tuple[bytes, bytes], ...]


def add_reply(
    conn: Connection, viewer: Viewer, tip_id: bytes, reply: SealedReply, now: datetime
) -> Done | Failure:
    """Store a reply to the resident: NUMBER_TAKEN, EPOCH_MOVED, UNKNOWN_RECEIPT ask the browser to load and seal again."""
    raise NotImplementedError


def add_note(
    conn: Connection, viewer: Viewer, tip_id: bytes, note: SealedPart, now: datetime
) -> Done | Failure:
    """Store an internal note, sealed to the queues that hold the tip."""
    raise NotImplementedError
