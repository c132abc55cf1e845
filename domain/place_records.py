"""The records of the gazetteer: provinces, communes and what they were before; never anything of a person."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EFFECTIVE_FROM = date(2025, 7, 1)
"""The day from which Vietnam has 34 provinces, 3,321 communes and no districts."""

FORMER_UNTIL = date(2025, 6, 30)
"""The last day of the former wards, districts and 63 provinces."""


class PlaceKind(StrEnum):
    """What a place officially is, in lower case as inside a sentence."""

    PROVINCE = "tỉnh"
    CITY = "thành phố"
    COMMUNE = "xã"
    WARD = "phường"
    SPECIAL_ZONE = "đặc khu"
    TOWNSHIP = "thị trấn"
    RURAL_DISTRICT = "huyện"
    URBAN_DISTRICT = "quận"
    TOWN = "thị xã"


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 34 provinces; `code` is the two-digit official code, `name` without the kind."""

    code: str
    name: str
    kind: PlaceKind
    valid_from: date = EFFECTIVE_FROM
    valid_to: date | None = None

    @property
    def title(self) -> str:
        """`Tỉnh Sơn La`, `Thành phố Huế`."""
        return titled(self.kind, self.name)

    @property
    def in_sentence(self) -> str:
        """`tỉnh Sơn La`, `thành phố Huế`."""
        return f"{self.kind.value} {self.name}"


@dataclass(frozen=True, slots=True)
class Commune:
    """One of the 3,321 communes; `code` is the five-digit official code, `name` without the kind.

    Degrees (WGS 84) of its centre; `area_km2` is 0 where the source doesn't know it.
    """

    code: str
    name: str
    kind: PlaceKind
    province_code: str
    latitude: float
    longitude: float
    area_km2: float
    valid_from: date = EFFECTIVE_FROM
    valid_to: date | None = None

    @property
    def title(self) -> str:
        """`Xã Quỳnh Nhai`, `Phường Vĩnh Trạch`, `Đặc khu Côn Đảo`."""
        return titled(self.kind, self.name)

    @property
    def in_sentence(self) -> str:
        """`xã Quỳnh Nhai`."""
        return f"{self.kind.value} {self.name}"

    def label(self, province: Province) -> str:
        """`Xã Quỳnh Nhai, Sơn La`: how a candidate is shown on a button."""
        return f"{self.title}, {province.name}"


@dataclass(frozen=True, slots=True)
class FormerWard:
    """A commune-level unit up to 30 June 2025 and the communes that inherited its land.

    `district` and `province` are names without kind; `heirs` are commune codes, several where it was split.
    `name` of a numbered ward is its number (`5` of `Phường 5`). Islands that were districts without wards
    have an empty name. `older_names` are names that it had itself absorbed, joined and without diacritics, as
    the source gives them; they serve the search only.
    """

    name: str
    kind: PlaceKind
    district_code: str
    province_code: str
    latitude: float | None
    longitude: float | None
    heirs: tuple[str, ...]
    older_names: tuple[str, ...] = ()
    valid_to: date = FORMER_UNTIL

    @property
    def title(self) -> str:
        """`Xã Chiềng Khoang`, `Phường 5`."""
        return titled(self.kind, self.name)

    @property
    def short_title(self) -> str:
        """`Chiềng Khoang`, but `Phường 5`: a bare number says nothing."""
        return self.title if self.name.isdigit() else self.name


@dataclass(frozen=True, slots=True)
class FormerDistrict:
    """A district up to 30 June 2025; `heirs` are the codes of the communes that have land of it."""

    code: str
    name: str
    kind: PlaceKind
    province_code: str
    heirs: tuple[str, ...] = ()
    older_names: tuple[str, ...] = ()
    valid_to: date = FORMER_UNTIL

    @property
    def in_sentence(self) -> str:
        """`huyện Quỳnh Nhai`, as in the button `Nơi khác ở huyện Quỳnh Nhai cũ`."""
        return f"{self.kind.value} {self.name}"


@dataclass(frozen=True, slots=True)
class FormerProvince:
    """One of the 63 provinces up to 30 June 2025."""

    code: str
    name: str
    kind: PlaceKind
    valid_to: date = FORMER_UNTIL


@dataclass(frozen=True, slots=True)
class GazetteerRecords:
    """Everything that a gazetteer is built from, as plain records."""

    provinces: tuple[Province, ...]
    communes: tuple[Commune, ...]
    former_provinces: tuple[FormerProvince, ...]
    former_districts: tuple[FormerDistrict, ...]
    former_wards: tuple[FormerWard, ...]


def titled(kind: PlaceKind, name: str) -> str:
    """A name at the beginning of a line: `Xã Quỳnh Nhai`; only the first letter of the kind is capital."""
    return f"{kind.value[0].upper()}{kind.value[1:]} {name}"
