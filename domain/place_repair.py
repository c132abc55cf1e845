"""Checks the positions and heirs that the source gives against each other; it must never add an heir."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from math import cos, hypot, radians
from statistics import median

from domain.place_records import Commune, FormerWard, GazetteerRecords, PlaceKind

EARTH_RADIUS_KM = 6371.0
_MISPLACED_KM = 40.0
"""A commune this far from all that it was made of has the position of a namesake in the source."""

_STRAY_HEIR_KM = 20.0
"""An heir this much farther away than the nearest one is a namesake of another district: in the source 20 of
the 471 split wards have heirs over 35 km apart, and a commune is seldom 20 km across."""


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Kilometres between two points in degrees; flat, which is exact enough within a province's span."""
    east = radians(other_longitude - longitude) * cos(radians((latitude + other_latitude) / 2))
    north = radians(other_latitude - latitude)
    return EARTH_RADIUS_KM * hypot(east, north)


def repaired(records: GazetteerRecords) -> GazetteerRecords:
    """The records with misplaced communes put where their land is, stray heirs of split wards dropped, and
    each former district's heirs collected from its wards.
    """
    communes = tuple(_placed(records.communes, records.former_wards))
    by_code = {commune.code: commune for commune in communes}
    wards = tuple(_without_strays(ward, by_code) for ward in records.former_wards)
    heirs: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for ward in wards:
        heirs[ward.province_code, ward.district_code].update(dict.fromkeys(ward.heirs))
    districts = tuple(
        replace(district, heirs=tuple(heirs[district.province_code, district.code]))
        for district in records.former_districts
    )
    return replace(records, communes=communes, former_wards=wards, former_districts=districts)


def _placed(communes: Iterable[Commune], wards: Iterable[FormerWard]) -> Iterable[Commune]:
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for ward in wards:
        if ward.latitude is not None and ward.longitude is not None:
            for code in ward.heirs:
                points[code].append((ward.latitude, ward.longitude))
    for commune in communes:
        around = points.get(commune.code)
        # Special zones are archipelagos: their parts lie far from any centre, so distance proves nothing.
        if not around or commune.kind is PlaceKind.SPECIAL_ZONE:
            yield commune
            continue
        latitude, longitude = median(point[0] for point in around), median(point[1] for point in around)
        if distance_km(latitude, longitude, commune.latitude, commune.longitude) > _MISPLACED_KM:
            yield replace(commune, latitude=latitude, longitude=longitude)
        else:
            yield commune


def _without_strays(ward: FormerWard, communes: dict[str, Commune]) -> FormerWard:
    if len(ward.heirs) < 2 or ward.latitude is None or ward.longitude is None:
        return ward
    far = {
        code: distance_km(ward.latitude, ward.longitude, communes[code].latitude, communes[code].longitude)
        for code in ward.heirs
    }
    nearest = min(far.values())
    kept = tuple(code for code in ward.heirs if far[code] - nearest <= _STRAY_HEIR_KM)
    return ward if kept == ward.heirs else replace(ward, heirs=kept)
