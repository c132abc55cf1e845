"""How the rows of the audit record are chained: a pure rule over one row and the hash before it; must never change, or no chain proves any more."""

import hashlib
from dataclasses import dataclass

from sealing.contexts import context
from sealing.errors import Malformed

FIRST = bytes(32)
"""What stands before the first row of a chain."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row as it is stored; minutes since 1970, `detail` the canonical JSON as text."""

    unit_id: str
    ordinal: int
    at_minute: int
    officer_id: bytes | None
    act: str
    subject: str
    detail: str
    previous: bytes
    hash: bytes


def row_hash(
    unit_id: str,
    ordinal: int,
    at_minute: int,
    officer_id: bytes | None,
    act: str,
    subject: str,
    detail: str,
    previous: bytes,
) -> bytes:
    """SHA-256 over `context("audit-row", …)` of every field in this order (docs/audit.md, docs/sealed-tip-spec.md section 2).

    Numbers are u32, an officer that is nobody is empty, texts are their UTF-8 as it stands: normalising it would let
    two different texts have one hash. Raises `Malformed` for what no row can hold.
    """
    try:
        fields = (
            unit_id.encode("utf-8"),
            ordinal,
            at_minute,
            officer_id or b"",
            act.encode("utf-8"),
            subject.encode("utf-8"),
            detail.encode("utf-8"),
            previous,
        )
    except (UnicodeEncodeError, AttributeError):
        raise Malformed("an audit row holds something that is no text") from None
    return hashlib.sha256(context("audit-row", *fields)).digest()


def fits(row: AuditRow, ordinal: int | None = None) -> bool:
    """Whether a stored row has its own hash, at its place or (`ordinal`) at another one."""
    at = row.ordinal if ordinal is None else ordinal
    try:
        return row.hash == row_hash(
            row.unit_id,
            at,
            row.at_minute,
            row.officer_id,
            row.act,
            row.subject,
            row.detail,
            row.previous,
        )
    except (Malformed, TypeError, AttributeError):
        # SQLite lets a hostile hand put anything into any column.
        return False
