"""Turns signed directory entries into the snapshot of who can receive; it never lets a key through that doesn't verify under the root."""

import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from domain.routing import QueueKey, ServedProvince, Serving
from domain.units import CommuneAssignment, Unit
from sealing.directory import DirectoryEntry, EntryKind, SignedEntry, read_entry
from sealing.directory_trust import NOTHING_SEEN, CertifiedProvince, DirectoryTrust, Seen
from sealing.errors import SealingError
from storage.units import ServingRows

MEMORY_FILE = "directory-seen.json"


class SerialMemoryBroken(Exception):
    """The file `directory-seen.json` of the data folder can't be read: restore it from a backup; never delete it to get going."""


class SerialMemory:
    """The newest serial and epoch ever accepted for each subject, in a file beside the database, not in it.

    Whoever can change rows could otherwise bring back an old, withdrawn, still signed key (see docs/decisions/0005).
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / MEMORY_FILE
        self._lock = threading.Lock()
        self._seen: dict[str, Seen] = {}
        if self._path.exists():
            try:
                stored = json.loads(self._path.read_text("utf-8"))
                self._seen = {
                    subject: Seen(int(serial), int(epoch)) for subject, (serial, epoch) in stored.items()
                }
            except (ValueError, TypeError, AttributeError):
                raise SerialMemoryBroken(
                    f"{self._path.name} in the data folder can't be read: restore it from a backup."
                ) from None

    def seen(self, subject: bytes) -> Seen:
        """Give the newest that was accepted for a subject."""
        return self._seen.get(subject.hex(), NOTHING_SEEN)

    def remember(self, entries: Iterable[DirectoryEntry]) -> None:
        """Keep what is newer than before; durable when this returns, and written only if something is new."""
        with self._lock:  # the desk's reader threads and the loop's snapshot both come here
            changed = False
            for entry in entries:
                subject = entry.subject.hex()
                known = self._seen.get(subject, NOTHING_SEEN)
                newest = Seen(max(known.serial, entry.serial), max(known.epoch, entry.epoch))
                if known != newest:
                    self._seen[subject] = newest
                    changed = True
            if changed:
                self._write()

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        content = json.dumps({subject: [seen.serial, seen.epoch] for subject, seen in self._seen.items()})
        with fresh.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Trouble(StrEnum):
    """What is wrong with a unit or province; `doctor`, the desk and the start name it."""

    NO_PROVINCE_ENTRY = "no_province_entry"
    PROVINCE_REFUSED = "province_refused"
    NO_QUEUE_ENTRY = "no_queue_entry"
    QUEUE_REFUSED = "queue_refused"
    NO_OFFICER = "no_officer"


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble, of a unit id or (for a province's own key) a province code."""

    trouble: Trouble
    subject: str
    province_code: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Who can receive now, what is missing, and the verified entries (for ages and fingerprints)."""

    serving: Serving
    findings: tuple[Finding, ...]
    verified: tuple[DirectoryEntry, ...]

    def unfit_provinces(self) -> tuple[str, ...]:
        """Give the codes of provinces that are switched on and lack a valid duty-desk or inspectorate key."""
        upper = {unit.id for unit in self.serving.units.values() if unit.kind.value != "commune"}
        keyless = {
            Trouble.NO_QUEUE_ENTRY,
            Trouble.QUEUE_REFUSED,
            Trouble.NO_PROVINCE_ENTRY,
            Trouble.PROVINCE_REFUSED,
        }
        return tuple(
            sorted(
                {
                    finding.province_code
                    for finding in self.findings
                    if finding.trouble in keyless
                    and (finding.subject in upper or finding.subject == finding.province_code)
                }
            )
        )


def take_snapshot(
    rows: ServingRows, *, root_public_key: bytes, deployment: bytes, now: datetime, memory: SerialMemory
) -> Snapshot:
    """Verify every entry and say who can receive.

    An entry that doesn't verify counts as missing: its unit isn't active, tips for it go one level up, and a finding says so.
    """
    trust = DirectoryTrust(deployment, root_public_key, int(now.timestamp()))
    entries = _by_place(rows.entries)
    findings: list[Finding] = []
    verified: list[DirectoryEntry] = []
    keys: dict[str, QueueKey] = {}
    switched_on = {row.code for row in rows.provinces if row.switched_on}
    units_of: dict[str, list[Unit]] = defaultdict(list)
    for unit in rows.units:
        units_of[unit.province_code].append(unit)
    for code in sorted(switched_on):
        certified = _province(trust, entries, code, memory, findings)
        if certified is None:
            continue
        verified.append(certified.entry)
        for unit in units_of[code]:
            entry = _queue(trust, entries, certified, unit, memory, findings)
            if entry is not None:
                verified.append(entry)
                keys[unit.id] = QueueKey(unit.id, entry.epoch, entry.public_key)
                if unit.id not in rows.active_unit_ids:
                    findings.append(Finding(Trouble.NO_OFFICER, unit.id, code))
    memory.remember(verified)
    return Snapshot(_serving(rows, keys), tuple(findings), tuple(verified))


_Place = tuple[int, str, str]


def _by_place(raw: Iterable[bytes]) -> Mapping[_Place, SignedEntry]:
    found: dict[_Place, SignedEntry] = {}
    for data in raw:
        try:
            read = read_entry(data)
        except SealingError:
            continue  # What can't be read counts as missing; the unit it was for shows up as a finding.
        place = (int(read.entry.kind), read.entry.province, read.entry.queue)
        if place not in found or found[place].entry.serial < read.entry.serial:
            found[place] = read
    return found


def _province(
    trust: DirectoryTrust,
    entries: Mapping[_Place, SignedEntry],
    code: str,
    memory: SerialMemory,
    findings: list[Finding],
) -> CertifiedProvince | None:
    read = entries.get((int(EntryKind.PROVINCE), code, ""))
    if read is None:
        findings.append(Finding(Trouble.NO_PROVINCE_ENTRY, code, code))
        return None
    try:
        return trust.province(read.signed + read.signature, code, memory.seen(read.entry.subject))
    except SealingError:
        findings.append(Finding(Trouble.PROVINCE_REFUSED, code, code))
        return None


def _queue(
    trust: DirectoryTrust,
    entries: Mapping[_Place, SignedEntry],
    province: CertifiedProvince,
    unit: Unit,
    memory: SerialMemory,
    findings: list[Finding],
) -> DirectoryEntry | None:
    read = entries.get((int(EntryKind.QUEUE), unit.province_code, unit.id))
    if read is None:
        findings.append(Finding(Trouble.NO_QUEUE_ENTRY, unit.id, unit.province_code))
        return None
    try:
        data = read.signed + read.signature
        return trust.queue(data, province, unit.id, unit.kind.value, memory.seen(read.entry.subject))
    except SealingError:
        findings.append(Finding(Trouble.QUEUE_REFUSED, unit.id, unit.province_code))
        return None


def _serving(rows: ServingRows, keys: Mapping[str, QueueKey]) -> Serving:
    units = {unit.id: unit for unit in rows.units}
    assignments: dict[str, list[CommuneAssignment]] = defaultdict(list)
    for row in rows.assignments:
        assignments[row.commune_code].append(row)
    provinces = {
        row.code: ServedProvince(row.code, units[row.duty_desk_id], units[row.inspectorate_id])
        for row in rows.provinces
        if row.switched_on and row.duty_desk_id in keys and row.inspectorate_id in keys
    }
    active = frozenset(unit_id for unit_id in keys if unit_id in rows.active_unit_ids)
    return Serving(provinces, dict(assignments), units, active, dict(keys))
