"""Police units and which of them answers for a commune on a day; it must never decide where a tip goes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.place_records import EFFECTIVE_FROM, Commune, Province

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""A lone `-` stands for the installation in the audit record, so no id begins with it."""


class UnitKind(StrEnum):
    """The three kinds of unit that own a queue."""

    COMMUNE = "commune"
    DUTY_DESK = "duty_desk"
    INSPECTORATE = "inspectorate"


@dataclass(frozen=True, slots=True)
class Unit:
    """A police unit with one queue; `id` is the queue's id as well, `name` the full Vietnamese name."""

    id: str
    kind: UnitKind
    name: str
    province_code: str


def fits_unit_id(text: str) -> bool:
    """Whether this may be a unit's id: what the audit record, addresses and sealed places can all take."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class CommuneAssignment:
    """A row of the table commune → unit, from `valid_from` up to and with `valid_to` (None: until changed).

    Several communes may share a unit: 3,321 communes have 3,319 commune police units.
    """

    commune_code: str
    unit_id: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this row is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def assigned_unit_id(assignments: Iterable[CommuneAssignment], commune_code: str, day: date) -> str | None:
    """The unit that answers for a commune on `day`, or None; where rows overlap the newest one holds."""
    rows = [row for row in assignments if row.commune_code == commune_code and row.holds_on(day)]
    return max(rows, key=lambda row: row.valid_from).unit_id if rows else None


def commune_police(commune: Commune) -> Unit:
    """The usual commune police unit of a commune: `c-03703`, `Công an xã Quỳnh Nhai`."""
    return Unit(
        f"c-{commune.code}", UnitKind.COMMUNE, f"Công an {commune.in_sentence}", commune.province_code
    )


def duty_desk(province: Province) -> Unit:
    """The duty desk of a province: `d-14`, `Trực ban Công an tỉnh Sơn La`; `… thành phố …` in six cities."""
    return Unit(
        f"d-{province.code}", UnitKind.DUTY_DESK, f"Trực ban {province_police_name(province)}", province.code
    )


def inspectorate(province: Province) -> Unit:
    """The inspectorate of a province: `i-14`, `Thanh tra Công an tỉnh Sơn La`."""
    return Unit(
        f"i-{province.code}",
        UnitKind.INSPECTORATE,
        f"Thanh tra {province_police_name(province)}",
        province.code,
    )


def province_police_name(province: Province) -> str:
    """`Công an tỉnh Sơn La`, in the six cities `Công an thành phố Huế`."""
    return f"Công an {province.in_sentence}"


def usual_assignment(commune: Commune, valid_from: date = EFFECTIVE_FROM) -> CommuneAssignment:
    """The row that gives a commune to its own commune police."""
    return CommuneAssignment(commune.code, commune_police(commune).id, valid_from)
