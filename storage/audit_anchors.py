"""Anchors of the audit record: a chain's end on a day, to be kept on paper; must never be read loosely, a mistyped one proves nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from domain.hours import day_of
from storage.audit_tables import audit_heads
from storage.engine import Connection

_GROUP = 4
_LINE = re.compile(r"(\S{1,64})\s+(\d{1,10})\s+(\d{4}-\d{2}-\d{2})\s+([0-9a-fA-F][0-9a-fA-F\s]*)")


class BadAnchor(ValueError):
    """Correct the line: it isn't `unit row day hash`, the hash in 64 hex digits."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is no anchor: it needs unit, row, day and 64 hex digits")
        self.line = line


@dataclass(frozen=True, slots=True)
class Anchor:
    """The hash of a chain's row `ordinal`, the last one on that day (in Vietnam)."""

    unit_id: str
    ordinal: int
    day: date
    hash: bytes

    @property
    def groups(self) -> str:
        """The hash as it is printed and read: sixteen groups of four hex digits."""
        digits = self.hash.hex()
        return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))

    @property
    def line(self) -> str:
        """The anchor as one line of an anchors file."""
        return f"{self.unit_id}\t{self.ordinal}\t{self.day.isoformat()}\t{self.groups}"


def heads(conn: Connection, now: datetime, unit_ids: Iterable[str] | None = None) -> tuple[Anchor, ...]:
    """The end of every chain that has one, or of these units' chains."""
    wanted = select(audit_heads).where(audit_heads.c.ordinal > 0).order_by(audit_heads.c.unit_id)
    if unit_ids is not None:
        wanted = wanted.where(audit_heads.c.unit_id.in_(tuple(unit_ids)))
    return tuple(Anchor(row.unit_id, row.ordinal, day_of(now), row.hash) for row in conn.execute(wanted))


def read_anchors(text: str) -> tuple[Anchor, ...]:
    """Read the lines of an anchors file; empty lines and what stands behind `#` don't count. Raises `BadAnchor`."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        told = line.partition("#")[0].strip()
        if told:
            found.append(_read(number, told))
    return tuple(found)


def _read(number: int, told: str) -> Anchor:
    match = _LINE.fullmatch(told)
    if match is None:
        raise BadAnchor(number)
    unit_id, ordinal, day, digits = match.groups()
    digits = "".join(digits.split())
    try:
        anchor = Anchor(unit_id, int(ordinal), date.fromisoformat(day), bytes.fromhex(digits))
    except ValueError:
        raise BadAnchor(number) from None
    if len(anchor.hash) != 32 or not 0 < anchor.ordinal < 2**31:
        raise BadAnchor(number)
    return anchor
