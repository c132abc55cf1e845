"""Finds directory entries and hands on only what verifies under the root; must never make a key trusted by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.units import Unit, UnitKind
from sealing.directory import EntryKind, read_entry
from sealing.directory_trust import DirectoryTrust
from sealing.errors import DirectoryRefused, Malformed
from storage import directory, units
from storage.engine import Connection
from web.desk.parts import DeskParts


@dataclass(frozen=True, slots=True)
class CertifiedQueue:
    """A queue's entry and its province's, raw, for the browser to verify once more under the root."""

    province: str
    province_entry: bytes
    queue_entry: bytes


def recovery_key(parts: DeskParts, conn: Connection, unit: Unit, now: datetime) -> bytes | None:
    """The recovery key of a unit's level (the inspectorate has its own); None while none verifies."""
    level = "inspectorate" if unit.kind is UnitKind.INSPECTORATE else "province"
    trust = _trust(parts, now)
    for raw in directory.entries(conn):
        try:
            entry = read_entry(raw).entry
            if entry.kind is EntryKind.RECOVERY and (entry.province, entry.role) == (
                unit.province_code,
                level,
            ):
                accepted = trust.recovery(raw, unit.province_code, level, parts.memory.seen(entry.subject))
                parts.memory.remember([accepted])
                return accepted.public_key
        except (DirectoryRefused, Malformed):
            continue
    return None


def certified_queues(
    parts: DeskParts, conn: Connection, queue_ids: Iterable[str], now: datetime
) -> dict[str, CertifiedQueue]:
    """The entries of these queues that verify now; a queue without one is missing."""
    wanted = {queue_id: units.unit(conn, queue_id) for queue_id in queue_ids}
    if not wanted:
        return {}
    trust, raw = _trust(parts, now), _by_subject(directory.entries(conn))
    found = {}
    for queue_id, unit in wanted.items():
        if unit is None:
            continue
        province, queue = (
            raw.get((EntryKind.PROVINCE, unit.province_code)),
            raw.get((EntryKind.QUEUE, queue_id)),
        )
        if province is None or queue is None:
            continue
        try:
            seen = parts.memory.seen
            certified = trust.province(province, unit.province_code, seen(read_entry(province).entry.subject))
            entry = trust.queue(
                queue, certified, queue_id, unit.kind.value, seen(read_entry(queue).entry.subject)
            )
            parts.memory.remember([certified.entry, entry])
        except (DirectoryRefused, Malformed):
            continue
        found[queue_id] = CertifiedQueue(unit.province_code, province, queue)
    return found


def _by_subject(entries: Iterable[bytes]) -> dict[tuple[EntryKind, str], bytes]:
    found = {}
    for raw in entries:
        try:
            entry = read_entry(raw).entry
        except Malformed:
            continue
        if entry.kind is EntryKind.PROVINCE:
            found[EntryKind.PROVINCE, entry.province] = raw
        elif entry.kind is EntryKind.QUEUE:
            found[EntryKind.QUEUE, entry.queue] = raw
    return found


def _trust(parts: DeskParts, now: datetime) -> DirectoryTrust:
    return DirectoryTrust(parts.deployment_id, parts.root_public_key, int(now.timestamp()))
