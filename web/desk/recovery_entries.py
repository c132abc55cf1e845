"""Gives a browser the directory entry of the recovery key that it seals a queue's seed to; must never give a key alone."""

from datetime import datetime

from domain.units import Unit
from sealing.directory import EntryKind
from storage import directory
from storage.engine import Connection
from web.desk.certified import recovery_key, recovery_level
from web.desk.parts import DeskParts


def recovery_entry(parts: DeskParts, conn: Connection, unit: Unit, now: datetime) -> bytes | None:
    """The entry of a unit's recovery key, raw: the browser verifies it once more. None while none verifies here."""
    if recovery_key(parts, conn, unit, now) is None:
        return None
    kind = int(EntryKind.RECOVERY)
    return directory.newest_entry(conn, kind, unit.province_code, role=recovery_level(unit))
