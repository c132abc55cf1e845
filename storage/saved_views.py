"""An officer's own named lists of the queue; must never keep anything but filters and an order, nor show them to others."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.viewer import Viewer
from storage.workplace_tables import saved_views as table

MOST_VIEWS = 12
MOST_LETTERS = 40


@dataclass(frozen=True, slots=True)
class SavedView:
    """`choices` is the query of the queue's address, as the page made it."""

    id: bytes
    name: str
    choices: str


def saved_views(conn: Connection, viewer: Viewer) -> tuple[SavedView, ...]:
    """The viewer's lists, by name."""
    rows = conn.execute(
        select(table.c.id, table.c.name, table.c.choices)
        .where(table.c.officer_id == viewer.officer_id)
        .order_by(table.c.name)
    )
    return tuple(SavedView(*row) for row in rows)


def save_view(conn: Connection, viewer: Viewer, view_id: bytes, name: str, choices: str) -> Done | Failure:
    """Keep a list under a name; the same name replaces it. Failure(NOT_ALLOWED | UNFIT | TOO_MANY)."""
    if not viewer.reads_tips:
        return Failure(FailureReason.NOT_ALLOWED)
    tidy = " ".join("".join(c for c in unicodedata.normalize("NFC", name) if c.isprintable()).split())
    if not tidy or len(tidy) > MOST_LETTERS or len(choices) > 400:
        return Failure(FailureReason.UNFIT)
    mine = table.c.officer_id == viewer.officer_id
    conn.execute(delete(table).where(mine, table.c.name == tidy))
    if conn.execute(select(func.count()).select_from(table).where(mine)).scalar_one() >= MOST_VIEWS:
        return Failure(FailureReason.TOO_MANY)
    conn.execute(insert(table).values(id=view_id, officer_id=viewer.officer_id, name=tidy, choices=choices))
    return Done()


def forget_view(conn: Connection, viewer: Viewer, view_id: bytes) -> None:
    """Delete one of the viewer's lists."""
    conn.execute(delete(table).where(table.c.officer_id == viewer.officer_id, table.c.id == view_id))


def forget_officer(conn: Connection, officer_id: bytes) -> None:
    """Delete every list of an officer who has left."""
    conn.execute(delete(table).where(table.c.officer_id == officer_id))
