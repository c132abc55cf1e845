"""Signed directory entries as they came; must never be trusted without verifying (sealing does)."""

from dataclasses import dataclass

from storage.engine import Connection
from storage.failures import Done, Failure


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """A signed entry with the fields it is found by (spec section 13); empty text or bytes where a kind has none."""

    kind: int
    province: str
    queue_id: str
    role: str
    holder: bytes
    serial: int
    epoch: int
    entry: bytes


def add_entry(conn: Connection, row: DirectoryRow) -> Done | Failure:
    """Store an entry that the caller has verified. A queue's entry (kind 2) makes its epoch the queue's current one.

    Failure(SERIAL_TAKEN) unless the serial is higher than every one of the same subject.
    """
    raise NotImplementedError


def entries(conn: Connection) -> tuple[bytes, ...]:
    """The newest entry of every subject, raw."""
    raise NotImplementedError


def newest_serial(
    conn: Connection, kind: int, province: str, queue_id: str = "", role: str = "", holder: bytes = b""
) -> int:
    """The highest serial of a subject, 0 if there is none."""
    raise NotImplementedError
