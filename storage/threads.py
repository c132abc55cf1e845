"""What a receipt opens: the vague status, replies and the way to add; must never give anything to a mailbox that isn't valid."""

from dataclasses import dataclass
from datetime import date

from domain.tips import VagueStatus
from storage.drafts import Holder
from storage.engine import Connection
from storage.failures import Done, Failure
from storage.parts import SealedPart


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
    """The thread of one receipt; `holders` are the queues an addition must be sealed to, `next_addition` its number."""

    tip_id: bytes
    status: VagueStatus
    first_viewed: date | None
    unit_id: str
    unit_name: str
    replies: tuple[ThreadReply, ...]
    holders: tuple[Holder, ...]
    next_addition: int
    additions: int


def open_thread(conn: Connection, mailbox: bytes) -> ThreadRow | None:
    """The thread behind a mailbox, or None (no such receipt, voided, or never sent)."""
    raise NotImplementedError


def add_addition(
    conn: Connection, mailbox: bytes, part: SealedPart, signature: bytes, hour: int
) -> Done | Failure:
    """Store what a resident adds. Raises `EpochMoved`, `NumberTaken`; Failure(UNKNOWN_THREAD) for a dead mailbox."""
    raise NotImplementedError


def mark_read(conn: Connection, mailbox: bytes, day: date) -> None:
    """Note the day on which the resident saw the replies; the officer sees the day."""
    raise NotImplementedError
