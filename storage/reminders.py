"""Addresses to remind, encrypted, with a day; must never hold a link to a tip or a mailbox."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.types import Date

from storage.engine import Connection
from storage.models import reminders


@dataclass(frozen=True, slots=True)
class Reminder:
    """`id` is chosen by the caller (random, or a keyed hash of the chat so that erasing finds it); `contact` is sealed."""

    id: bytes
    contact: bytes
    day: date


_PUT = text(
    "INSERT INTO reminders (id, day, contact) VALUES (:id, :day, :contact)"
    " ON CONFLICT (id) DO UPDATE SET day = excluded.day, contact = excluded.contact"
).bindparams(bindparam("day", type_=Date))


def put(conn: Connection, reminder: Reminder) -> None:
    """Store a reminder; the same id replaces the former one."""
    conn.execute(_PUT, {"id": reminder.id, "day": reminder.day, "contact": reminder.contact})


def due(conn: Connection, day: date, limit: int = 500) -> tuple[Reminder, ...]:
    """Reminders of `day` and earlier, oldest first."""
    rows = conn.execute(
        select(reminders.c.id, reminders.c.contact, reminders.c.day)
        .where(reminders.c.day <= day)
        .order_by(reminders.c.day, reminders.c.id)
        .limit(limit)
    )
    return tuple(Reminder(row.id, row.contact, row.day) for row in rows)


def remove(conn: Connection, reminder_id: bytes) -> None:
    """Delete one (sent, or erased)."""
    conn.execute(delete(reminders).where(reminders.c.id == reminder_id))
