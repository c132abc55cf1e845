"""Signs directory entries with unlocked keys and stores them; it never signs a queue's key whose fingerprint wasn't typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.administration.refusals import Refused
from domain.units import Unit
from sealing.directory import DirectoryEntry, EntryKind, read_entry, sign_entry
from sealing.fingerprints import fingerprint_matches
from sealing.secret_types import SecretBytes
from storage.audit import INSTALLATION, AuditAct, record
from storage.directory import DirectoryRow, add_entry, entries, newest_serial
from storage.engine import Connection
from storage.failures import Failure
from storage.queue_keys import epochs

YEARS_VALID = 2
"""How long an entry holds, in years; `doctor` warns 90 days before its end."""
CLOCK_LEEWAY = timedelta(minutes=10)
"""Entries begin a little earlier than now: machines' clocks differ."""


@dataclass(frozen=True, slots=True)
class Signer:
    """An unlocked signing key: the root's or a province's Ed25519 seed."""

    deployment: bytes
    seed: SecretBytes


def certify_province(conn: Connection, root: Signer, code: str, public_key: bytes, now: datetime) -> None:
    """Let the root certify a province's signing key (Ed25519, 32 bytes)."""
    _store(conn, root, now, lambda serial, begin, end: DirectoryEntry(
        kind=EntryKind.PROVINCE, deployment=root.deployment, serial=serial, valid_from=begin, not_after=end,
        province=code, public_key=public_key,
    ), newest_serial(conn, int(EntryKind.PROVINCE), code))  # fmt: skip


def certify_recovery(
    conn: Connection, root: Signer, code: str, role: str, public_key: bytes, now: datetime
) -> None:
    """Let the root certify a recovery key of a province: role `province` or `inspectorate`."""
    _store(conn, root, now, lambda serial, begin, end: DirectoryEntry(
        kind=EntryKind.RECOVERY, deployment=root.deployment, serial=serial, valid_from=begin, not_after=end,
        province=code, role=role, public_key=public_key,
    ), newest_serial(conn, int(EntryKind.RECOVERY), code, role=role))  # fmt: skip


def certify_queue(
    conn: Connection, province: Signer, unit: Unit, epoch: int, typed_fingerprint: str, now: datetime
) -> None:
    """Let the province certify a queue's key of an epoch.

    Raises Refused if there is no such key or the fingerprint typed isn't that of the key in the database.
    """
    row = next((row for row in epochs(conn, unit.id) if row.epoch == epoch), None)
    if row is None:
        raise Refused(
            f"{unit.name} has no key of epoch {epoch} yet: its first officer makes it when enrolling."
        )
    if not fingerprint_matches(typed_fingerprint, "queue", row.public_key):
        raise Refused(
            "The fingerprint typed isn't this key's: don't sign. Read it again by phone, and tell the inspectorate if it still differs."
        )
    serial = newest_serial(conn, int(EntryKind.QUEUE), unit.province_code, unit.id, unit.kind.value)
    _store(conn, province, now, lambda serial, begin, end: DirectoryEntry(
        kind=EntryKind.QUEUE, deployment=province.deployment, serial=serial, valid_from=begin, not_after=end,
        province=unit.province_code, queue=unit.id, role=unit.kind.value, epoch=epoch, public_key=row.public_key,
    ), serial)  # fmt: skip


def recovery_public_key(conn: Connection, code: str, role: str) -> bytes | None:
    """Give the newest recovery key stored for a province and role, unverified; browsers verify it under the root."""
    found = [read_entry(data).entry for data in entries(conn)]
    keys = [e for e in found if e.kind is EntryKind.RECOVERY and e.province == code and e.role == role]
    return keys[0].public_key if keys else None


def _store(
    conn: Connection,
    signer: Signer,
    now: datetime,
    make: Callable[[int, int, int], DirectoryEntry],
    newest: int,
) -> None:
    begin = int((now - CLOCK_LEEWAY).timestamp())
    end = int((now + timedelta(days=365 * YEARS_VALID)).timestamp())
    entry = make(newest + 1, begin, end)
    row = DirectoryRow(
        kind=int(entry.kind),
        province=entry.province,
        queue_id=entry.queue,
        role=entry.role,
        holder=entry.holder,
        serial=entry.serial,
        epoch=entry.epoch,
        entry=sign_entry(entry, signer.seed),
    )
    if isinstance(add_entry(conn, row), Failure):
        raise Refused("Someone certified this key at the same moment: look again, then repeat.")
    record(
        conn,
        unit_id=entry.queue or INSTALLATION,
        officer_id=None,
        act=AuditAct.KEY_CERTIFIED,
        now=now,
        subject=entry.queue,
        detail={"kind": entry.kind.name.lower(), "province": entry.province, "epoch": str(entry.epoch)},
    )
