"""The lookup tables of the place search, built once from records; it must never be changed after it is built."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain.place_records import (
    Commune,
    FormerDistrict,
    FormerProvince,
    FormerWard,
    GazetteerRecords,
    PlaceKind,
    Province,
)
from domain.vietnamese_letters import name_keys

Area = Province | FormerProvince | FormerDistrict

_PROVINCE_NICKNAMES = {
    "Hồ Chí Minh": ("hcm", "tphcm", "saigon", "sg", "tpsg", "hochiminhcity"),
    "Hà Nội": ("hn", "hanoicity"),
    "Huế": ("thuathienhue", "tthue", "thuathien"),
    "Bà Rịa - Vũng Tàu": ("brvt", "baria", "bariavt"),
    "Đắk Lắk": ("daclac", "daklac", "darlac"),
    "Đắk Nông": ("dacnong",),
    "Bắc Kạn": ("baccan",),
    "Đà Nẵng": ("dng",),
}
"""How people write provinces besides the name; joined, without diacritics."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A larger area that narrows a search: `refs` are the communes and former wards in it."""

    area: Area
    refs: frozenset[int]
    communes: tuple[int, ...]

    @property
    def is_province(self) -> bool:
        """Whether it is a province, present or former, rather than a district."""
        return not isinstance(self.area, FormerDistrict)


class PlaceIndex:
    """Names → refs. A ref is a number: a commune's place in the records, or that of a former ward after them."""

    def __init__(self, records: GazetteerRecords) -> None:
        self.communes: tuple[Commune, ...] = records.communes
        self.wards: tuple[FormerWard, ...] = records.former_wards
        self.provinces = {province.code: province for province in records.provinces}
        self._place_of = {commune.code: place for place, commune in enumerate(self.communes)}
        self.heirs: list[tuple[int, ...]] = [(place,) for place in range(len(self.communes))]
        self.heirs += [tuple(self._place_of[code] for code in ward.heirs) for ward in self.wards]
        self.kinds: list[PlaceKind] = [commune.kind for commune in self.communes]
        self.kinds += [ward.kind for ward in self.wards]
        self.signatures: list[str] = []
        self.ref_keys: list[str] = []
        self.names: dict[str, tuple[int, ...]] = {}
        self.older_names: dict[str, tuple[int, ...]] = {}
        self._districts = {(d.province_code, d.code): d for d in records.former_districts}
        self._district_names: dict[tuple[str, str], str] = {}
        self._fill_names()
        self.keys: tuple[str, ...] = tuple(key for key in self.names if not key.isdigit())
        self.trigrams = _postings(self.keys)
        self.scopes: dict[str, tuple[Scope, ...]] = {}
        self.scope_of_province: dict[str, Scope] = {}
        self._fill_scopes(records)
        self.keys_of_province = self._keys_of_provinces()
        self.province_keys = tuple(
            key for key, found in self.scopes.items() if any(s.is_province for s in found)
        )
        self.districts_of_province = self._district_keys()
        self.namesakes = self._namesake_districts()

    def commune_of(self, ref: int) -> Commune | None:
        """The commune whose own name a ref stands for, or None for a former ward."""
        return self.communes[ref] if ref < len(self.communes) else None

    def ward_of(self, ref: int) -> FormerWard | None:
        """The former ward a ref stands for, or None for a commune."""
        return self.wards[ref - len(self.communes)] if ref >= len(self.communes) else None

    def names_a_province(self, key: str) -> bool:
        """Whether a key is the name of a province, present or former."""
        return any(scope.is_province for scope in self.scopes.get(key, ()))

    def district_of(self, ref: int) -> FormerDistrict | None:
        """The former district of a former ward, or None for a commune."""
        ward = self.ward_of(ref)
        return self._districts[ward.province_code, ward.district_code] if ward is not None else None

    def district_key(self, district: FormerDistrict) -> str:
        """A former district's name as a joined key."""
        return self._district_names[district.province_code, district.code]

    def place_of(self, commune: Commune) -> int:
        """Where a commune stands in `communes`."""
        return self._place_of[commune.code]

    def places_of(self, district: FormerDistrict) -> tuple[int, ...]:
        """The heirs of a former district as places in `communes`."""
        return tuple(self._place_of[code] for code in district.heirs)

    def _fill_names(self) -> None:
        names: dict[str, list[int]] = defaultdict(list)
        older: dict[str, list[int]] = defaultdict(list)
        districts = self._districts
        for ref, commune in enumerate(self.communes):
            key, signature = name_keys(commune.name)
            names[key].append(ref)
            self.ref_keys.append(key)
            self.signatures.append(signature)
        for ref, ward in enumerate(self.wards, start=len(self.communes)):
            name = ward.name or districts[ward.province_code, ward.district_code].name
            key, signature = name_keys(name)
            names[key].append(ref)
            self.ref_keys.append(key)
            self.signatures.append(signature)
            for joined in ward.older_names:
                older[joined].append(ref)
        self.names = {key: tuple(refs) for key, refs in names.items()}
        self.older_names = {key: tuple(refs) for key, refs in older.items()}

    def _fill_scopes(self, records: GazetteerRecords) -> None:
        of_district: dict[tuple[str, str], set[int]] = defaultdict(set)
        of_former: dict[str, set[int]] = defaultdict(set)
        of_province: dict[str, set[int]] = defaultdict(set)
        for ref, commune in enumerate(self.communes):
            of_province[commune.province_code].add(ref)
        for ref, ward in enumerate(self.wards, start=len(self.communes)):
            of_district[ward.province_code, ward.district_code].add(ref)
            of_former[ward.province_code].add(ref)
            for place in self.heirs[ref]:
                of_province[self.communes[place].province_code].add(ref)
        scopes: dict[str, list[Scope]] = defaultdict(list)
        for province in records.provinces:
            scope = self._scope(province, of_province[province.code], province.code)
            self.scope_of_province[province.code] = scope
            _enter(scopes, scope, _province_names(province.name))
        present = {province.name for province in records.provinces}
        for former in records.former_provinces:
            # A former province of a present one's name lies in it: the wider one holds all that may be meant.
            if former.name not in present:
                _enter(scopes, self._scope(former, of_former[former.code]), _province_names(former.name))
        for district in records.former_districts:
            scope = self._scope(district, of_district[district.province_code, district.code])
            key = name_keys(district.name)[0]
            self._district_names[district.province_code, district.code] = key
            _enter(scopes, scope, (key, *_bare_older_names(district)))
        self.scopes = {key: tuple(found) for key, found in scopes.items()}

    def _scope(self, area: Area, members: set[int], province_code: str | None = None) -> Scope:
        places = sorted({place for ref in members for place in self.heirs[ref]})
        if province_code is not None:
            places = [place for place in places if self.communes[place].province_code == province_code]
        return Scope(area, frozenset(members.union(places)), tuple(places))

    def _keys_of_provinces(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key in self.keys:
            for ref in self.names[key]:
                for place in self.heirs[ref]:
                    found[self.communes[place].province_code][key] = None
        return {code: tuple(keys) for code, keys in found.items()}

    def _district_keys(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key, scopes in self.scopes.items():
            for scope in scopes:
                if not scope.is_province and not key.isdigit():
                    found[self.communes[scope.communes[0]].province_code][key] = None
        return {code: tuple(keys) for code, keys in found.items()}

    def _namesake_districts(self) -> dict[int, tuple[FormerDistrict, ...]]:
        """Communes that bear the bare name of a former district of the same province, diacritics aside.

        Letter for letter they are 591, diacritics aside 606: who types `tan thanh` may mean either.
        """
        districts: dict[tuple[str, str], list[FormerDistrict]] = defaultdict(list)
        for scopes in self.scopes.values():
            for scope in scopes:
                if isinstance(scope.area, FormerDistrict):
                    code = self.communes[scope.communes[0]].province_code
                    named = districts[code, self.district_key(scope.area)]
                    if scope.area not in named:
                        named.append(scope.area)
        found: dict[int, tuple[FormerDistrict, ...]] = {}
        for place, commune in enumerate(self.communes):
            namesakes = districts.get((commune.province_code, self.ref_keys[place]))
            if namesakes:
                found[place] = tuple(namesakes)
        return found


def trigrams_of(key: str) -> set[str]:
    """The trigrams of a key, with a mark at both ends so that short names have some."""
    padded = f"^{key}$"
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _postings(keys: tuple[str, ...]) -> "dict[str, array[int]]":
    postings: dict[str, array[int]] = {}
    for number, key in enumerate(keys):
        for trigram in trigrams_of(key):
            if trigram in postings:
                postings[trigram].append(number)
            else:
                postings[trigram] = array("H", (number,))
    return postings


def _enter(scopes: dict[str, list[Scope]], scope: Scope, names: Iterable[str]) -> None:
    for name in dict.fromkeys(names):
        scopes[name].append(scope)


def _province_names(name: str) -> tuple[str, ...]:
    return (name_keys(name)[0], *_PROVINCE_NICKNAMES.get(name, ()))


def _bare_older_names(district: FormerDistrict) -> tuple[str, ...]:
    kinds = ("huyen", "thixa", "thanhpho", "quan", "district", "tx", "tp", "q")
    names: list[str] = []
    for joined in district.older_names:
        kind = next((kind for kind in kinds if joined.startswith(kind) and len(joined) > len(kind)), "")
        bare = joined[len(kind) :]
        names.append(bare.lstrip("0") if bare.isdigit() else bare)
    return tuple(names)
