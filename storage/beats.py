"""Which officer knows which hamlet, and looks after which category; must never say where a tip comes from."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from domain.categories import CATEGORIES
from domain.hours import day_of
from domain.permissions import Action
from storage.audit import AuditAct
from storage.audit import record as record_audit
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.rota import tip_readers
from storage.units import communes_of
from storage.viewer import Viewer
from storage.workplace_tables import beat_categories
from storage.workplace_tables import beats as table

MOST_BEATS = 300
"""Hamlets of one unit; the largest communes have around a hundred."""
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Beat:
    """A hamlet of a commune that the unit serves, and who is responsible for it (None: nobody yet)."""

    id: bytes
    commune_code: str
    hamlet: str
    officer_id: bytes | None


def beats(conn: Connection, viewer: Viewer) -> tuple[Beat, ...]:
    """The hamlets of the viewer's unit, by commune and name; nothing for who reads no tips."""
    if not viewer.reads_tips:
        return ()
    rows = conn.execute(
        select(table.c.id, table.c.commune_code, table.c.hamlet, table.c.officer_id)
        .where(table.c.queue_id == viewer.unit_id)
        .order_by(table.c.commune_code, table.c.hamlet)
    )
    return tuple(Beat(*row) for row in rows)


def add_hamlets(
    conn: Connection,
    viewer: Viewer,
    commune_code: str,
    names: Sequence[str],
    new_id: Callable[[], bytes],
    now: datetime,
) -> Done | Failure:
    """Add hamlets of a commune; a name that is there already stays as it is.

    Failure(NOT_ALLOWED | OUTSIDE_AREA | UNFIT | TOO_MANY): a commune the unit doesn't serve, a name without letters
    or too long, more than 300 hamlets.
    """
    if not viewer.may(Action.PLAN_DUTY):
        return Failure(FailureReason.NOT_ALLOWED)
    if commune_code not in communes_of(conn, viewer.unit_id, day_of(now)):
        return Failure(FailureReason.OUTSIDE_AREA)
    wanted = tuple(dict.fromkeys(map(_tidy, names)))
    if not wanted or not all(name and len(name) <= MOST_LETTERS for name in wanted):
        return Failure(FailureReason.UNFIT)
    known = {beat.hamlet.casefold() for beat in beats(conn, viewer) if beat.commune_code == commune_code}
    fresh = {name.casefold(): name for name in wanted if name.casefold() not in known}
    count = select(func.count()).select_from(table).where(table.c.queue_id == viewer.unit_id)
    if conn.execute(count).scalar_one() + len(fresh) > MOST_BEATS:
        return Failure(FailureReason.TOO_MANY)
    rows = [
        {
            "id": new_id(),
            "queue_id": viewer.unit_id,
            "commune_code": commune_code,
            "hamlet": name,
            "officer_id": None,
        }
        for name in fresh.values()
    ]
    if rows:
        conn.execute(insert(table), rows)
        _record(conn, viewer, "added", {"hamlets": str(len(rows)), "commune": commune_code}, now)
    return Done()


def give_hamlets(
    conn: Connection, viewer: Viewer, beat_ids: Collection[bytes], officer_id: bytes | None, now: datetime
) -> Done | Failure:
    """Make an officer responsible for hamlets (None: nobody). Failure(NOT_ALLOWED | NOBODY)."""
    if not viewer.may(Action.PLAN_DUTY):
        return Failure(FailureReason.NOT_ALLOWED)
    if officer_id is not None and officer_id not in tip_readers(conn, viewer.unit_id):
        return Failure(FailureReason.NOBODY)
    changed = conn.execute(update(table).where(_mine(viewer, beat_ids)).values(officer_id=officer_id))
    detail = {"hamlets": str(changed.rowcount), "to": "" if officer_id is None else officer_id.hex()}
    _record(conn, viewer, "given", detail, now)
    return Done()


def remove_hamlets(
    conn: Connection, viewer: Viewer, beat_ids: Collection[bytes], now: datetime
) -> Done | Failure:
    """Take hamlets off the list. Failure(NOT_ALLOWED)."""
    if not viewer.may(Action.PLAN_DUTY):
        return Failure(FailureReason.NOT_ALLOWED)
    removed = conn.execute(delete(table).where(_mine(viewer, beat_ids)))
    _record(conn, viewer, "removed", {"hamlets": str(removed.rowcount)}, now)
    return Done()


def set_categories(
    conn: Connection, viewer: Viewer, officer_id: bytes, categories: Collection[str], now: datetime
) -> Done | Failure:
    """Say which categories an officer looks after. Failure(NOT_ALLOWED | NOBODY | UNFIT)."""
    if not viewer.may(Action.PLAN_DUTY):
        return Failure(FailureReason.NOT_ALLOWED)
    if officer_id not in tip_readers(conn, viewer.unit_id):
        return Failure(FailureReason.NOBODY)
    if not set(categories) <= set(CATEGORIES):
        return Failure(FailureReason.UNFIT)
    row = beat_categories.c
    conn.execute(delete(beat_categories).where(row.queue_id == viewer.unit_id, row.officer_id == officer_id))
    rows = [
        {"queue_id": viewer.unit_id, "category": category, "officer_id": officer_id}
        for category in sorted(set(categories))
    ]
    if rows:
        conn.execute(insert(beat_categories), rows)
    detail = {"to": officer_id.hex(), "categories": str(len(rows))}
    _record(conn, viewer, "categories", detail, now)
    return Done()


def forget_officer(conn: Connection, officer_id: bytes) -> None:
    """Nobody is responsible for the hamlets of an officer who has left, until they are given anew; their categories go."""
    conn.execute(update(table).where(table.c.officer_id == officer_id).values(officer_id=None))
    conn.execute(delete(beat_categories).where(beat_categories.c.officer_id == officer_id))


def _record(conn: Connection, viewer: Viewer, subject: str, detail: Mapping[str, str], now: datetime) -> None:
    record_audit(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=AuditAct.BEATS_CHANGED,
        now=now,
        subject=subject,
        detail=detail,
    )


def _mine(viewer: Viewer, beat_ids: Collection[bytes]) -> ColumnElement[bool]:
    return (table.c.queue_id == viewer.unit_id) & table.c.id.in_(list(beat_ids))


def _tidy(name: str) -> str:
    """A name as it is kept: NFC, single spaces, no control characters."""
    readable = "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isprintable())
    return " ".join(readable.split())
