"""What a search for a place answers, and what to ask next; it must never claim a guess as certain."""

from dataclasses import dataclass
from enum import StrEnum

from domain.place_records import Commune, FormerDistrict, FormerProvince, FormerWard, Province


class PlaceAnswerKind(StrEnum):
    """How certain an answer is, and what has to be asked next."""

    EXACT = "exact"
    """One commune, named exactly, nothing similar to it; only this may be taken without a choice."""

    CHOICE = "choice"
    """Some candidates: the resident must pick."""

    ASK_FOR_WARD = "ask_for_ward"
    """Only a larger area was named (`area`), or too many wards share the name in it: ask for the commune."""

    ASK_FOR_PROVINCE = "ask_for_province"
    """Too many communes of several provinces bear the name: ask which of `provinces`, search again in it."""

    NOT_FOUND = "not_found"
    """Ask `which commune is it in?`, offer a shared location and browsing."""


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A commune that may be meant; `former` is the former ward whose name matched, None for its own name,
    and `former_district` that ward's district. `score` runs from 0 to 100 and only orders one answer.
    """

    commune: Commune
    province: Province
    former: FormerWard | None
    former_district: FormerDistrict | None
    score: float

    @property
    def label(self) -> str:
        """`Xã Quỳnh Nhai, Sơn La`."""
        return self.commune.label(self.province)

    @property
    def former_name(self) -> str | None:
        """The old name that matched, as in `(cũ: Chiềng Khoang)`; None where it says nothing new.

        A numbered ward comes with its district: `Phường 5, thành phố Bạc Liêu`.
        """
        if self.former is None or self.former.name in {"", self.commune.name}:
            return None
        if self.former.name.isdigit() and self.former_district is not None:
            return f"{self.former.title}, {self.former_district.in_sentence}"
        return self.former.short_title


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The answer to one typed place.

    `candidates`: best first, at most the asked limit. `among`: everything that matched, in Vietnamese order,
    where that is more than the limit. `elsewhere`: former districts whose bare name was typed and that have
    other heirs, for the buttons `Nơi khác ở {huyện} cũ`. `provinces`: for ASK_FOR_PROVINCE. `area`: what was
    named, for ASK_FOR_WARD.
    """

    kind: PlaceAnswerKind
    candidates: tuple[PlaceCandidate, ...] = ()
    among: tuple[PlaceCandidate, ...] = ()
    elsewhere: tuple[FormerDistrict, ...] = ()
    provinces: tuple[Province, ...] = ()
    area: Province | FormerProvince | FormerDistrict | None = None


@dataclass(frozen=True, slots=True)
class NearbyCommune:
    """A commune near a shared location; kilometres from the point to the commune's centre."""

    commune: Commune
    province: Province
    distance_km: float


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The communes of a province under one letter of its A–Z list, in Vietnamese order."""

    letter: str
    communes: tuple[Commune, ...]
