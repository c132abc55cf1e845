"""Addresses to remind, encrypted, with a day; must never hold a link to a tip or a mailbox."""

from dataclasses import dataclass
from datetime import date

from storage.engine import Connection


@dataclass(frozen=True, slots=True)
class Reminder:
    """`id` is chosen by the caller (random, or a keyed hash of the chat so that erasing finds it); `contact` is sealed."""

    id: bytes
    contact: bytes
    day: date


def put(conn: Connection, reminder: Reminder) -> None:
    """Store a reminder; the same id replaces the former one."""
    raise NotImplementedError


def due(conn: Connection, day: date, limit: int = 500) -> tuple[Reminder, ...]:
    """Reminders of `day` and earlier, oldest first."""
    raise NotImplementedError


def remove(conn: Connection, reminder_id: bytes) -> None:
    """Delete one (sent, or erased)."""
    raise NotImplementedError
