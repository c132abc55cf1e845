"""Reads the gazetteer's data files as plain records; it must never import the package that brings them."""

import gc
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from domain.place_records import (
    Commune,
    FormerDistrict,
    FormerProvince,
    FormerWard,
    GazetteerRecords,
    PlaceKind,
    Province,
)
from domain.places import Gazetteer

DISTRIBUTION = "vietnamadminunits"
_DATABASE = "data/dataset.db"
_HEIRS = "data/converter_2025.json"

_COMMUNES = """
    select provinceCode, provinceShort, province, provinceKey, wardCode, wardShort, wardType,
           wardLat, wardLon, wardAreaKm2, wardKey
    from admin_units order by rowid
"""
_FORMER_WARDS = """
    select provinceCode, provinceShort, province, provinceKey, districtCode, district, districtType,
           districtKey, districtAlias, ward, wardType, wardKey, wardLat, wardLon, wardAlias, districtLat,
           districtLon
    from admin_units_legacy order by rowid
"""

Row = tuple[Any, ...]

_KINDS = {f"{kind.value[0].upper()}{kind.value[1:]}": kind for kind in PlaceKind}


class GazetteerMissingError(Exception):
    """The data files of the place names can't be read: install the project again (`make setup`)."""


def read_gazetteer_records(folder: Path | None = None) -> GazetteerRecords:
    """All provinces, communes and former wards, from `folder` or from the installed distribution.

    The package itself stays unimported: importing it takes over a second and loads a network geocoder.
    Raises GazetteerMissingError when the distribution or one of its files is missing or has another shape.
    """
    root = folder if folder is not None else _installed_folder()
    try:
        uri = f"{(root / _DATABASE).resolve(strict=True).as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            communes = connection.execute(_COMMUNES).fetchall()
            wards = connection.execute(_FORMER_WARDS).fetchall()
        heirs = json.loads((root / _HEIRS).read_text(encoding="utf-8"))
        return _records(communes, wards, heirs)
    except (OSError, sqlite3.Error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise GazetteerMissingError(
            f"The place names of {DISTRIBUTION} can't be read ({type(error).__name__}); run `make setup`."
        ) from error


def load_gazetteer(folder: Path | None = None) -> Gazetteer:
    """The gazetteer over all records; raises GazetteerMissingError as `read_gazetteer_records` does.

    The collector of cyclic garbage rests meanwhile, and leaves these lasting objects alone afterwards: there
    are some hundred thousand of them, and walking them again and again took 40 % of the loading time.
    """
    resting = gc.isenabled()
    gc.disable()
    try:
        gazetteer = Gazetteer(read_gazetteer_records(folder))
        gc.freeze()
    finally:
        if resting:
            gc.enable()
    return gazetteer


def _installed_folder() -> Path:
    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        raise GazetteerMissingError(
            f"The package {DISTRIBUTION} isn't installed; run `make setup`."
        ) from None
    return Path(str(installed.locate_file(DISTRIBUTION)))


def _records(communes: list[Row], wards: list[Row], heirs: Mapping[str, Any]) -> GazetteerRecords:
    provinces = {row[0]: Province(row[0], row[1], _kind(row[2])) for row in communes}
    codes = {f"{row[3]}_{row[10]}": row[4] for row in communes}
    heirs_of = _heirs(heirs, codes)
    districts: dict[tuple[str, str], FormerDistrict] = {}
    former: list[FormerWard] = []
    for row in wards:
        inherited = heirs_of[f"{row[3]}_{row[7]}_{row[11] or ''}"]
        district = (row[0], row[4])
        if district not in districts:
            districts[district] = FormerDistrict(
                row[4], row[5][len(row[6]) :].strip(), _KINDS[row[6]], row[0], (), _older(row[8])
            )
        former.append(_former_ward(row, inherited))
    return GazetteerRecords(
        provinces=tuple(provinces.values()),
        communes=tuple(
            Commune(row[4], row[5], _KINDS[row[6]], row[0], row[7], row[8], row[9] or 0.0) for row in communes
        ),
        former_provinces=tuple(
            {row[0]: FormerProvince(row[0], row[1], _kind(row[2])) for row in wards}.values()
        ),
        former_districts=tuple(districts.values()),
        former_wards=tuple(former),
    )


def _former_ward(row: Row, heirs: tuple[str, ...]) -> FormerWard:
    if row[9] is None:
        # Five islands were districts without wards; the district's own name and place stand for them.
        return FormerWard("", _KINDS[row[6]], row[4], row[0], row[15], row[16], heirs)
    kind = _KINDS[row[10]]
    name = row[9][len(row[10]) :].strip()
    return FormerWard(name, kind, row[4], row[0], row[12], row[13], heirs, _older(row[14]))


def _heirs(converter: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Former ward key → commune codes; of a split ward the main heir comes first."""
    heirs: dict[str, tuple[str, ...]] = {}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, wards in communes.items():
            heirs.update(dict.fromkeys(wards, (codes[f"{province}_{commune}"],)))
    for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for ward, parts in wards.items():
            main_first = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            heirs[ward] = tuple(codes[f"{province}_{part['newWardKey']}"] for part in main_first)
    return heirs


def _kind(title: str) -> PlaceKind:
    return PlaceKind.CITY if title.startswith("Thành phố") else PlaceKind.PROVINCE


def _older(aliases: str | None) -> tuple[str, ...]:
    if not aliases:
        return ()
    names: Iterable[str] = json.loads(aliases)
    return tuple(dict.fromkeys(names))
