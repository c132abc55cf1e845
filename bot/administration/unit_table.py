"""Adds units and says which communes they serve, one by one or from a CSV file; it never leaves a file half taken."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.administration.refusals import Refused
from domain.place_records import Commune
from domain.places import Gazetteer
from domain.units import (
    CommuneAssignment,
    Unit,
    UnitKind,
    commune_police,
    duty_desk,
    fits_unit_id,
    inspectorate,
    usual_assignment,
)
from storage.clocks import DifficultCommune, set_difficult
from storage.engine import Connection
from storage.units import assign, serve_province, upsert_units

COLUMNS = ("unit_id", "kind", "name", "province_code", "commune_codes", "valid_from")


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Units and their communes, checked against the gazetteer, ready to be stored at once."""

    units: tuple[Unit, ...]
    assignments: tuple[CommuneAssignment, ...]

    def store(self, conn: Connection) -> None:
        """Store everything in the caller's transaction."""
        upsert_units(conn, self.units)
        assign(conn, self.assignments)


def commune_units(gazetteer: Gazetteer, codes: Iterable[str]) -> UnitTable:
    """Make the usual commune police of each commune; raises Refused for an unknown code."""
    units, rows = [], []
    for code in codes:
        commune = gazetteer.commune(code)
        if commune is None:
            raise Refused(f"There is no commune with the code {code}.")
        units.append(commune_police(commune))
        rows.append(usual_assignment(commune))
    return UnitTable(tuple(units), tuple(rows))


def serve(
    conn: Connection, gazetteer: Gazetteer, province_code: str, *, switched_on: bool
) -> tuple[Unit, Unit]:
    """Add a province's duty desk and inspectorate, and switch the province on or off; raises Refused for an unknown code."""
    province = gazetteer.province(province_code)
    if province is None:
        raise Refused(f"There is no province with the code {province_code}.")
    desk, inspectors = duty_desk(province), inspectorate(province)
    upsert_units(conn, (desk, inspectors))
    serve_province(conn, province_code, desk.id, inspectors.id, switched_on=switched_on)
    return desk, inspectors


def mark_difficult(
    conn: Connection,
    gazetteer: Gazetteer,
    codes: Iterable[str],
    valid_from: date,
    valid_to: date | None = None,
) -> tuple[Commune, ...]:
    """Mark communes as difficult areas, where the law gives more time; raises Refused for an unknown code."""
    found = []
    for code in codes:
        commune = gazetteer.commune(code)
        if commune is None:
            raise Refused(f"There is no commune with the code {code}.")
        found.append(commune)
    if valid_to is not None and valid_to < valid_from:
        raise Refused("The last day lies before the first.")
    set_difficult(conn, [DifficultCommune(commune.code, valid_from, valid_to) for commune in found])
    return tuple(found)


def read_unit_table(path: Path, gazetteer: Gazetteer) -> UnitTable:
    """Read a CSV file with the columns `unit_id, kind, name, province_code, commune_codes, valid_from`.

    `commune_codes` are separated by spaces; empty `unit_id` and `name` take the usual ones. Raises Refused with the line at fault.
    """
    units: dict[str, Unit] = {}
    rows: list[CommuneAssignment] = []
    for number, line in _lines(path):
        try:
            unit, assigned = _read_line(line, gazetteer)
        except ValueError as problem:
            raise Refused(f"{path.name}, line {number}: {problem}.") from None
        if unit.id in units:
            raise Refused(f"{path.name}, line {number}: the unit {unit.id} stands there twice.")
        units[unit.id] = unit
        rows.extend(assigned)
    if not units:
        raise Refused(f"{path.name} names no unit.")
    return UnitTable(tuple(units.values()), tuple(rows))


def _lines(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Refused(f"{path.name} lacks the column {missing[0]}; it needs {', '.join(COLUMNS)}.")
            yield from (
                (reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}) for row in reader
            )
    except OSError:
        raise Refused(f"{path.name} can't be read: check its path.") from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused(f"{path.name} isn't a CSV file in UTF-8.") from None


def _read_line(line: dict[str, str], gazetteer: Gazetteer) -> tuple[Unit, list[CommuneAssignment]]:
    try:
        kind = UnitKind(line["kind"])
    except ValueError:
        raise ValueError(f"kind must be one of {', '.join(UnitKind)}") from None
    province = gazetteer.province(line["province_code"])
    if province is None:
        raise ValueError("there is no province with this code")
    communes = []
    for code in line["commune_codes"].split():
        commune = gazetteer.commune(code)
        if commune is None or commune.province_code != province.code:
            raise ValueError(f"there is no commune {code} in this province")
        communes.append(commune)
    if kind is UnitKind.COMMUNE:
        if not communes:
            raise ValueError("a commune police unit needs at least one commune code")
        usual = commune_police(communes[0])
    else:
        if communes:
            raise ValueError("only commune police units have commune codes")
        usual = duty_desk(province) if kind is UnitKind.DUTY_DESK else inspectorate(province)
    unit = Unit(line["unit_id"] or usual.id, kind, line["name"] or usual.name, province.code)
    if not fits_unit_id(unit.id):
        raise ValueError(
            "unit_id takes a to z, 0 to 9 and hyphens (not first), at most 64 of them; left empty, the usual one is taken"
        )
    begin = date.fromisoformat(line["valid_from"]) if line["valid_from"] else None
    rows = [
        CommuneAssignment(commune.code, unit.id, begin or usual_assignment(commune).valid_from)
        for commune in communes
    ]
    return unit, rows
