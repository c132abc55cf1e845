"""Signs directory entries with unlocked keys and stores them; it never signs a queue's key whose fingerprint wasn't typed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.administration.refusals import Refused
from bot.bootstrap import House
from domain.units import Unit
from sealing.directory import DirectoryEntry, EntryKind, read_entry, sign_entry
from sealing.errors import DirectoryRefused, Malformed
from sealing.fingerprints import fingerprint_matches
from sealing.secret_types import SecretBytes
from storage.audit import INSTALLATION, AuditAct, record
from storage.certifying import (
    CLOCK_LEEWAY,
    Anchor,
    NewestSeen,
    next_queue_entry,
    next_serial,
    take_queue_entry,
)
from storage.directory import DirectoryRow, add_entry, entries
from storage.engine import Connection
from storage.failures import Failure

YEARS_VALID = 2
"""How long an entry of the root's holds, in years: it lies offline; `doctor` warns 90 days before its end."""
_SAME_MOMENT = "Someone certified this key at the same moment: look again, then repeat."


@dataclass(frozen=True, slots=True)
class Signer:
    """An unlocked signing key: the root's or a province's Ed25519 seed."""

    deployment: bytes
    seed: SecretBytes


def anchor_of(house: House) -> Anchor:
    """What signed entries are held against in this installation."""
    root = house.settings.directory_public_key
    assert root is not None
    return Anchor(house.deployment, root, house.memory.seen)


def certify_province(
    conn: Connection, root: Signer, seen: NewestSeen, code: str, public_key: bytes, now: datetime
) -> None:
    """Let the root certify a province's signing key (Ed25519, 32 bytes)."""
    _store(conn, root, seen, now, lambda begin, end: DirectoryEntry(
        kind=EntryKind.PROVINCE, deployment=root.deployment, serial=1, valid_from=begin, not_after=end,
        province=code, public_key=public_key,
    ))  # fmt: skip


def certify_recovery(
    conn: Connection,
    root: Signer,
    seen: NewestSeen,
    code: str,
    role: str,
    public_key: bytes,
    now: datetime,
) -> None:
    """Let the root certify a recovery key of a province: role `province` or `inspectorate`."""
    _store(conn, root, seen, now, lambda begin, end: DirectoryEntry(
        kind=EntryKind.RECOVERY, deployment=root.deployment, serial=1, valid_from=begin, not_after=end,
        province=code, role=role, public_key=public_key,
    ))  # fmt: skip


def certify_queue(
    conn: Connection,
    province: Signer,
    anchor: Anchor,
    unit: Unit,
    epoch: int,
    typed_fingerprint: str,
    now: datetime,
) -> None:
    """Let the province certify a queue's newest key, whose epoch is given.

    Raises Refused if it isn't the newest, if the fingerprint typed isn't that of the key in the database, or if the
    province's own key isn't certified today.
    """
    entry = next_queue_entry(conn, anchor, unit, now)
    if entry is None or entry.epoch != epoch:
        raise Refused(
            f"{unit.name} has no key of epoch {epoch} yet: its first officer makes it when enrolling."
        )
    if not fingerprint_matches(typed_fingerprint, "queue", entry.public_key):
        raise Refused(
            "The fingerprint typed isn't this key's: don't sign. Read it again by phone, and tell the inspectorate if it still differs."
        )
    try:
        taken = take_queue_entry(conn, anchor, unit, sign_entry(entry, province.seed), now)
    except (DirectoryRefused, Malformed):
        raise Refused(
            f"The root doesn't certify this key for province {unit.province_code} (any more): take the province's newest key file."
        ) from None
    if isinstance(taken, Failure):
        raise Refused(_SAME_MOMENT)
    _record(conn, taken, now)


def recovery_public_key(conn: Connection, code: str, role: str) -> bytes | None:
    """Give the newest recovery key stored for a province and role, unverified; browsers verify it under the root."""
    found = [read_entry(data).entry for data in entries(conn)]
    keys = [e for e in found if e.kind is EntryKind.RECOVERY and e.province == code and e.role == role]
    return keys[0].public_key if keys else None


def _store(
    conn: Connection,
    signer: Signer,
    seen: NewestSeen,
    now: datetime,
    make: Callable[[int, int], DirectoryEntry],
) -> None:
    begin = int((now - CLOCK_LEEWAY).timestamp())
    end = int((now + timedelta(days=365 * YEARS_VALID)).timestamp())
    draft = make(begin, end)
    # After a restore the database may know less than was accepted once: an entry of that serial would be refused as older.
    entry = replace(draft, serial=next_serial(conn, seen, draft))
    row = DirectoryRow.of(entry, sign_entry(entry, signer.seed))
    if isinstance(add_entry(conn, row), Failure):
        raise Refused(_SAME_MOMENT)
    _record(conn, entry, now)


def _record(conn: Connection, entry: DirectoryEntry, now: datetime) -> None:
    record(
        conn,
        unit_id=entry.queue or INSTALLATION,
        officer_id=None,
        act=AuditAct.KEY_CERTIFIED,
        now=now,
        subject=entry.queue,
        detail={"kind": entry.kind.name.lower(), "province": entry.province, "epoch": str(entry.epoch)},
    )
