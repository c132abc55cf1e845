"""Takes a signed entry of a queue's or an officer's key into the directory; must never take one that doesn't verify under the root.

Whoever signs, in a browser or on the command line, comes through here: the same checks in one place.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.units import Unit
from sealing.directory import DirectoryEntry, EntryKind, read_entry
from sealing.directory_trust import CertifiedProvince, DirectoryTrust, Seen
from sealing.errors import DirectoryRefused
from storage.directory import DirectoryRow, add_entry, newest_entry, newest_serial
from storage.engine import Connection
from storage.failures import Failure, FailureReason
from storage.queue_keys import epochs, lock

DAYS_VALID = 400
"""How long a signed entry holds at most (spec section 13); `doctor` warns 90 days before its end."""
CLOCK_LEEWAY = timedelta(minutes=10)
"""Entries begin a little earlier than now: machines' clocks differ."""

NewestSeen = Callable[[bytes], Seen]
"""Gives the newest entry of a subject that was ever accepted here, kept outside the database."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What entries are held against: deployment (16 bytes), root's public key (32 bytes), the newest entries ever seen."""

    deployment: bytes
    root_public_key: bytes
    seen: NewestSeen

    def trust(self, now: datetime) -> DirectoryTrust:
        """The same, at a moment."""
        return DirectoryTrust(self.deployment, self.root_public_key, int(now.timestamp()))


def next_queue_entry(conn: Connection, anchor: Anchor, unit: Unit, now: datetime) -> DirectoryEntry | None:
    """What a province may sign next for a queue: its newest key; None while it has none."""
    known = epochs(conn, unit.id)
    if not known:
        return None
    draft = DirectoryEntry(
        kind=EntryKind.QUEUE,
        deployment=anchor.deployment,
        serial=1,
        valid_from=int((now - CLOCK_LEEWAY).timestamp()),
        not_after=int((now + timedelta(days=DAYS_VALID)).timestamp()) - 1,
        province=unit.province_code,
        queue=unit.id,
        role=unit.kind.value,
        epoch=known[-1].epoch,
        public_key=known[-1].public_key,
    )
    return replace(draft, serial=next_serial(conn, anchor.seen, draft))


def next_serial(conn: Connection, seen: NewestSeen, subject: DirectoryEntry) -> int:
    """The serial that an entry of this subject must have: one more than the newest that is stored or was ever seen."""
    stored = newest_serial(
        conn, int(subject.kind), subject.province, subject.queue, subject.role, subject.holder
    )
    return max(stored, seen(subject.subject).serial) + 1


def verified_province(conn: Connection, anchor: Anchor, code: str, now: datetime) -> CertifiedProvince:
    """The province's own entry. Raises `DirectoryRefused` or `Malformed` where none verifies today."""
    raw = newest_entry(conn, int(EntryKind.PROVINCE), code)
    if raw is None:
        raise DirectoryRefused("the province has no entry of the root's")
    return anchor.trust(now).province(raw, code, anchor.seen(read_entry(raw).entry.subject))


def take_queue_entry(
    conn: Connection, anchor: Anchor, unit: Unit, data: bytes, now: datetime
) -> DirectoryEntry | Failure:
    """Verify and store the signed entry of a queue's newest key; the queue's tips are sealed to it from then on.

    Failure(KEY_MOVED) for a key that isn't the newest (or isn't there), Failure(SERIAL_TAKEN) where somebody signed in
    between. Raises `DirectoryRefused` or `Malformed` for anything that the province's certified key didn't sign so:
    tell the inspectorate, somebody tried to bring in a key.
    """
    certified = verified_province(conn, anchor, unit.province_code, now)
    seen = anchor.seen(read_entry(data).entry.subject)
    entry = anchor.trust(now).queue(data, certified, unit.id, unit.kind.value, seen)
    if entry.not_after - entry.valid_from > timedelta(days=DAYS_VALID + 1).total_seconds():
        raise DirectoryRefused("the directory entry would hold for too long")
    # Locked: two who sign at once take the same serial, and one of them is told so.
    lock(conn, unit.id)
    known = epochs(conn, unit.id)
    if not known or (known[-1].epoch, known[-1].public_key) != (entry.epoch, entry.public_key):
        return Failure(FailureReason.KEY_MOVED)
    if entry.serial != next_serial(conn, anchor.seen, entry):
        return Failure(FailureReason.SERIAL_TAKEN)
    row = DirectoryRow.of(entry, data)
    stored = add_entry(conn, row)
    return stored if isinstance(stored, Failure) else entry
