"""The gazetteer: search, nearest, browse; it must never read a file or guess between places of one name."""

from itertools import groupby

from domain.place_answers import LetterGroup, NearbyCommune, PlaceAnswer, PlaceAnswerKind, PlaceCandidate
from domain.place_nearby import NearbyCommunes
from domain.place_records import (
    Commune,
    FormerDistrict,
    FormerProvince,
    FormerWard,
    GazetteerRecords,
    PlaceKind,
    Province,
)
from domain.place_repair import repaired
from domain.place_search import PlaceSearch
from domain.vietnamese_order import first_letter, vietnamese_order

__all__ = [
    "Commune",
    "FormerDistrict",
    "FormerProvince",
    "FormerWard",
    "Gazetteer",
    "GazetteerRecords",
    "LetterGroup",
    "NearbyCommune",
    "PlaceAnswer",
    "PlaceAnswerKind",
    "PlaceCandidate",
    "PlaceKind",
    "Province",
]


class Gazetteer:
    """All places of one set of records; immutable after it is built, so it may be shared between threads."""

    def __init__(self, records: GazetteerRecords) -> None:
        self.records = repaired(records)
        self._provinces = {province.code: province for province in self.records.provinces}
        self._communes = {commune.code: commune for commune in self.records.communes}
        self._heir_of_former_province = {
            district.province_code: self._communes[code].province_code
            for district in self.records.former_districts
            for code in district.heirs[:1]
        }
        self._nearby = NearbyCommunes(self.records.communes)
        self._search = PlaceSearch(self.records)

    def search(self, text: str, limit: int = 5, province_code: str | None = None) -> PlaceAnswer:
        """What a resident may mean by `text`: any length, old or new names, with or without diacritics.

        `province_code` narrows the search to a province chosen before. The text is neither kept nor logged.
        """
        return self._search.search(text, limit, province_code)

    def nearest(self, latitude: float, longitude: float, limit: int = 5) -> tuple[NearbyCommune, ...]:
        """The communes around a point in degrees, the likeliest first; empty when it is far from Vietnam."""
        return tuple(
            NearbyCommune(commune, self._provinces[commune.province_code], distance)
            for commune, distance in self._nearby.nearest(latitude, longitude, limit)
        )

    def provinces(self) -> tuple[Province, ...]:
        """All provinces in Vietnamese order."""
        return tuple(sorted(self._provinces.values(), key=lambda province: vietnamese_order(province.name)))

    def communes_of(self, province_code: str) -> tuple[Commune, ...]:
        """The communes of a province in Vietnamese order; empty for an unknown code."""
        found = (commune for commune in self.records.communes if commune.province_code == province_code)
        return tuple(sorted(found, key=lambda commune: (vietnamese_order(commune.name), commune.code)))

    def letters_of(self, province_code: str) -> tuple[LetterGroup, ...]:
        """The communes of a province grouped by letter for browsing, Đ on its own after D."""
        grouped = groupby(self.communes_of(province_code), key=lambda commune: first_letter(commune.name))
        return tuple(LetterGroup(letter, tuple(communes)) for letter, communes in grouped)

    def commune(self, code: str) -> Commune | None:
        """The commune with a five-digit code, or None."""
        return self._communes.get(code)

    def province(self, code: str) -> Province | None:
        """The province with a two-digit code, or None."""
        return self._provinces.get(code)

    def province_of(self, commune: Commune) -> Province:
        """The province of a commune of this gazetteer."""
        return self._provinces[commune.province_code]

    def heirs_of(self, district: FormerDistrict) -> tuple[Commune, ...]:
        """The communes that have land of a former district, in Vietnamese order."""
        heirs = (self._communes[code] for code in district.heirs)
        return tuple(sorted(heirs, key=lambda commune: (vietnamese_order(commune.name), commune.code)))

    def heir_of(self, former: FormerProvince) -> Province | None:
        """The province that a former province belongs to as a whole; None where the records know no land of it.

        In 2025 whole provinces were joined, none was divided: one district tells where all of it went.
        """
        code = self._heir_of_former_province.get(former.code)
        return self._provinces.get(code) if code is not None else None
