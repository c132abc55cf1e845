"""Proves the chains of the audit record and says where one breaks; must never mend anything, nor take the head's word for the rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import select, union

from storage.audit_anchors import Anchor
from storage.audit_chain import FIRST, AuditRow, fits
from storage.audit_tables import audit_heads, audit_rows
from storage.engine import Connection

_COLUMNS = tuple(audit_rows.c[name] for name in AuditRow.__dataclass_fields__)
_BATCH = 2_000
_MOST_PLACED = 500
"""Broken rows whose right place is looked for; a chain broken more often than that was not broken by a swap."""


class BreakKind(StrEnum):
    """What is wrong with a chain at some place."""

    CHANGED = "changed"
    """The row isn't what was written: its fields don't give its hash, or the next row was chained to another hash."""
    REMOVED = "removed"
    """Rows that were there are gone."""
    REORDERED = "reordered"
    """The row is whole, and belongs at another place."""
    HEAD = "head"
    """The chain's end isn't the end that was noted."""
    REWRITTEN = "rewritten"
    """The chain agrees with itself, and not with an anchor that was taken from it."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place where a chain breaks: from `ordinal` to `last`; `belongs`: where a reordered (first) row should stand."""

    unit_id: str
    ordinal: int
    kind: BreakKind
    last: int
    belongs: int | None = None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """One chain after its proof; whole when `breaks` is empty."""

    unit_id: str
    rows: int
    breaks: tuple[Break, ...]


def prove(conn: Connection, anchors: tuple[Anchor, ...] = ()) -> Iterator[ChainReport]:
    """Prove every chain, and compare those that anchors were taken from; units in the order of their ids."""
    stored = union(select(audit_rows.c.unit_id), select(audit_heads.c.unit_id))
    known = {row.unit_id for row in conn.execute(stored)}
    for unit_id in sorted(known | {anchor.unit_id for anchor in anchors}):
        report = _prove_chain(conn, unit_id)
        against = (_against(conn, anchor) for anchor in anchors if anchor.unit_id == unit_id)
        yield replace(report, breaks=report.breaks + tuple(found for found in against if found))


def newest(conn: Connection, unit_id: str, limit: int) -> tuple[AuditRow, ...]:
    """The newest rows of a chain as they are stored, in their order; for whoever runs the database."""
    rows = conn.execute(
        select(*_COLUMNS)
        .where(audit_rows.c.unit_id == unit_id)
        .order_by(audit_rows.c.ordinal.desc())
        .limit(limit)
    )
    return tuple(AuditRow(*row) for row in rows)[::-1]


def _prove_chain(conn: Connection, unit_id: str) -> ChainReport:
    broken: list[AuditRow] = []
    breaks: list[Break] = []
    count, before = 0, None
    for row in _rows(conn, unit_id):
        count += 1
        place = 0 if before is None else before.ordinal
        if row.ordinal < 1:
            breaks.append(Break(unit_id, row.ordinal, BreakKind.CHANGED, row.ordinal))
        elif row.ordinal > place + 1:
            breaks.append(Break(unit_id, place + 1, BreakKind.REMOVED, row.ordinal - 1))
        elif fits(row) and row.previous != (FIRST if before is None else before.hash):
            # Two rows that are whole by themselves and don't meet: the former was written anew, with a hash to suit.
            at = row.ordinal if before is None else before.ordinal
            if before is None or fits(before):
                breaks.append(Break(unit_id, at, BreakKind.CHANGED, at))
        if not fits(row):
            broken.append(row)
        before = row
    breaks += _placed(broken)
    breaks += _at_the_end(conn, unit_id, before)
    return ChainReport(unit_id, count, tuple(sorted(breaks, key=lambda found: (found.ordinal, found.kind))))


def _rows(conn: Connection, unit_id: str) -> Iterator[AuditRow]:
    after = -(2**31)
    while True:
        batch = conn.execute(
            select(*_COLUMNS)
            .where(audit_rows.c.unit_id == unit_id, audit_rows.c.ordinal > after)
            .order_by(audit_rows.c.ordinal)
            .limit(_BATCH)
        ).all()
        yield from (AuditRow(*row) for row in batch)
        if len(batch) < _BATCH:
            return
        after = batch[-1].ordinal


def _placed(broken: list[AuditRow]) -> list[Break]:
    """Say of each row that doesn't fit its place whether it fits another one; neighbours that moved together are one break."""
    places = [row.ordinal for row in broken[:_MOST_PLACED]]
    around = {place + by for place in places for by in (-1, 1)}
    found: list[Break] = []
    shift = 0
    for row in broken:
        tried = (row.ordinal + shift, *sorted(around | set(places))) if row.ordinal in set(places) else ()
        belongs = next((place for place in tried if place != row.ordinal and fits(row, place)), None)
        kind = BreakKind.CHANGED if belongs is None else BreakKind.REORDERED
        shift = 0 if belongs is None else belongs - row.ordinal
        found.append(Break(row.unit_id, row.ordinal, kind, row.ordinal, belongs))
    return _joined(found)


def _joined(found: list[Break]) -> list[Break]:
    joined = found[:1]
    for former, each in pairwise(found):
        same = (
            each.kind is BreakKind.REORDERED is former.kind
            and each.ordinal == former.ordinal + 1
            and (each.belongs or 0) - each.ordinal == (former.belongs or 0) - former.ordinal
        )
        if same:
            joined[-1] = replace(joined[-1], last=each.ordinal)
        else:
            joined.append(each)
    return joined


def _at_the_end(conn: Connection, unit_id: str, last: AuditRow | None) -> list[Break]:
    head = conn.execute(
        select(audit_heads.c.ordinal, audit_heads.c.hash).where(audit_heads.c.unit_id == unit_id)
    ).first()
    end, digest = (0, FIRST) if last is None else (last.ordinal, last.hash)
    if head is None:
        return [] if last is None else [Break(unit_id, end, BreakKind.HEAD, end)]
    if head.ordinal > end:
        return [Break(unit_id, end + 1, BreakKind.REMOVED, head.ordinal)]
    if head.ordinal < end or head.hash != digest:
        return [Break(unit_id, head.ordinal, BreakKind.HEAD, end)]
    return []


def _against(conn: Connection, anchor: Anchor) -> Break | None:
    row = conn.execute(
        select(audit_rows.c.hash).where(
            audit_rows.c.unit_id == anchor.unit_id, audit_rows.c.ordinal == anchor.ordinal
        )
    ).first()
    if row is None:
        return Break(anchor.unit_id, anchor.ordinal, BreakKind.REMOVED, anchor.ordinal)
    if row.hash != anchor.hash:
        return Break(anchor.unit_id, anchor.ordinal, BreakKind.REWRITTEN, anchor.ordinal)
    return None
