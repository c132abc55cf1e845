"""Units, who serves which province and commune; must never decide a route (domain does)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.units import CommuneAssignment, Unit
from storage.engine import Connection


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    """A province with its two upper queues; served once switched on and both keys are valid."""

    code: str
    duty_desk_id: str
    inspectorate_id: str
    switched_on: bool


@dataclass(frozen=True, slots=True)
class ServingRows:
    """Everything the serving snapshot is made from; `entries` are raw signed directory entries, still to be verified.

    `active_unit_ids`: units with at least one active officer who holds the seed of the queue's current epoch.
    """

    units: tuple[Unit, ...]
    provinces: tuple[ProvinceRow, ...]
    assignments: tuple[CommuneAssignment, ...]
    active_unit_ids: frozenset[str]
    entries: tuple[bytes, ...]


def upsert_units(conn: Connection, units: Iterable[Unit]) -> None:
    """Add units or change their names; a new unit gets an empty queue."""
    raise NotImplementedError


def unit(conn: Connection, unit_id: str) -> Unit | None:
    """One unit."""
    raise NotImplementedError


def all_units(conn: Connection) -> tuple[Unit, ...]:
    """Every unit, by id."""
    raise NotImplementedError


def serve_province(
    conn: Connection, code: str, duty_desk_id: str, inspectorate_id: str, *, switched_on: bool
) -> None:
    """Name a province's duty desk and inspectorate and switch it on or off."""
    raise NotImplementedError


def assign(conn: Connection, rows: Iterable[CommuneAssignment]) -> None:
    """Say which unit serves a commune from a day on; the row before it ends the day before."""
    raise NotImplementedError


def assigned(conn: Connection, commune_code: str, day: date) -> str | None:
    """The unit that serves a commune on a day."""
    raise NotImplementedError


def serving_rows(conn: Connection) -> ServingRows:
    """What the serving snapshot is made from, in one consistent read."""
    raise NotImplementedError
