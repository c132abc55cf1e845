"""Finds directory entries and hands on only what verifies under the root; must never make a key trusted by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.units import Unit, UnitKind
from sealing.directory import DirectoryEntry, EntryKind, read_entry
from sealing.directory_trust import CertifiedProvince, DirectoryTrust
from sealing.errors import DirectoryRefused, Malformed
from storage import directory, units
from storage.engine import Connection
from web.desk.parts import DeskParts


@dataclass(frozen=True, slots=True)
class CertifiedQueue:
    """A queue's entry and its province's, raw, for the browser to verify once more under the root; and what it says."""

    province: str
    province_entry: bytes
    queue_entry: bytes
    entry: DirectoryEntry


def recovery_key(parts: DeskParts, conn: Connection, unit: Unit, now: datetime) -> bytes | None:
    """The recovery key of a unit's level (the inspectorate has its own); None while none verifies."""
    level = recovery_level(unit)
    raw = directory.newest_entry(conn, int(EntryKind.RECOVERY), unit.province_code, role=level)
    if raw is None:
        return None
    try:
        subject = read_entry(raw).entry.subject
        accepted = trust_now(parts, now).recovery(raw, unit.province_code, level, parts.memory.seen(subject))
    except (DirectoryRefused, Malformed):
        return None
    parts.memory.remember([accepted])
    return accepted.public_key


def recovery_level(unit: Unit) -> str:
    """Which recovery key opens a unit's queue seeds."""
    return "inspectorate" if unit.kind is UnitKind.INSPECTORATE else "province"


def certified_queues(
    parts: DeskParts, conn: Connection, queue_ids: Iterable[str], now: datetime
) -> dict[str, CertifiedQueue]:
    """The entries of these queues that verify now; a queue without one is missing."""
    trust, found = trust_now(parts, now), {}
    provinces: dict[str, tuple[bytes, CertifiedProvince] | None] = {}
    for queue_id in queue_ids:
        unit = units.unit(conn, queue_id)
        if unit is None:
            continue
        code = unit.province_code
        if code not in provinces:
            provinces[code] = certified_province(parts, conn, code, now)
        certified = provinces[code]
        raw = directory.newest_entry(conn, int(EntryKind.QUEUE), code, queue_id, unit.kind.value)
        if certified is None or raw is None:
            continue
        try:
            seen = parts.memory.seen(read_entry(raw).entry.subject)
            entry = trust.queue(raw, certified[1], queue_id, unit.kind.value, seen)
        except (DirectoryRefused, Malformed):
            continue
        parts.memory.remember([entry])
        found[queue_id] = CertifiedQueue(code, certified[0], raw, entry)
    return found


def certified_province(
    parts: DeskParts, conn: Connection, code: str, now: datetime
) -> tuple[bytes, CertifiedProvince] | None:
    """A province's own entry, raw and verified; None while none verifies."""
    raw = directory.newest_entry(conn, int(EntryKind.PROVINCE), code)
    if raw is None:
        return None
    try:
        seen = parts.memory.seen(read_entry(raw).entry.subject)
        certified = trust_now(parts, now).province(raw, code, seen)
    except (DirectoryRefused, Malformed):
        return None
    parts.memory.remember([certified.entry])
    return raw, certified


def trust_now(parts: DeskParts, now: datetime) -> DirectoryTrust:
    """What entries are held against at this moment."""
    return DirectoryTrust(parts.deployment_id, parts.root_public_key, int(now.timestamp()))
