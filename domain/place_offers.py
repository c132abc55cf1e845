"""Turns matches into what is offered or asked; it must never leave out a place that matches equally well."""

from collections.abc import Iterable, Sequence

from domain.place_answers import PlaceAnswer, PlaceAnswerKind, PlaceCandidate
from domain.place_index import Area, PlaceIndex, Scope
from domain.place_matching import Hit
from domain.place_reading import Areas
from domain.place_records import FormerDistrict, Province
from domain.vietnamese_order import vietnamese_order


class PlaceOffers:
    """Answers over one index."""

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index

    def choice(
        self, hits: Sequence[Hit], limit: int, *, certain: bool = False, also: Sequence[Areas] = ()
    ) -> PlaceAnswer:
        """The matched communes as a choice, as the certain answer, or with the question that narrows them.

        `also`: areas that the same text names, whose few communes are offered as well.
        """
        candidates = self._candidates(hits)
        elsewhere = self._elsewhere(hits)
        best = min(hit.cost for hit in hits)
        tied = {
            self._index.communes[place].code
            for hit in hits
            if hit.cost == best
            for place in self._index.heirs[hit.ref]
        }
        if len(tied) > limit:
            equal = [candidate for candidate in candidates if candidate.commune.code in tied]
            return self._ask_which(equal, limit, elsewhere)
        if len(tied) == 1 and not hits[0].kind_typed:
            candidates = self._with_heirs(candidates, elsewhere, limit)
        for entry in also:
            candidates = self._with_heirs(candidates, _districts(entry), limit)
        if certain and not elsewhere and len(candidates) == 1:
            return PlaceAnswer(PlaceAnswerKind.EXACT, tuple(candidates))
        return PlaceAnswer(PlaceAnswerKind.CHOICE, tuple(candidates[:limit]), elsewhere=elsewhere)

    def _ask_which(
        self, candidates: list[PlaceCandidate], limit: int, elsewhere: tuple[FormerDistrict, ...]
    ) -> PlaceAnswer:
        among = tuple(sorted(candidates, key=_order))
        provinces = {candidate.province.code: candidate.province for candidate in among}
        first = tuple(candidates[:limit])
        if len(provinces) == 1:
            area = candidates[0].province
            return PlaceAnswer(PlaceAnswerKind.ASK_FOR_WARD, first, among, elsewhere, (), area)
        # The other places of each namesake district come into view once the province is chosen.
        among = tuple(sorted(self._with_heirs(candidates, elsewhere, 10_000), key=_order))
        ordered = sorted(provinces.values(), key=lambda province: vietnamese_order(province.name))
        return PlaceAnswer(PlaceAnswerKind.ASK_FOR_PROVINCE, first, among, (), tuple(ordered))

    def in_province(
        self, entry: Areas, hits: Sequence[Hit], areas: Sequence[Areas], limit: int
    ) -> PlaceAnswer:
        """The text names a province: its own namesakes, its city of that name, then namesakes elsewhere."""
        scope = next(scope for scope in entry.scopes[0] if scope.is_province)
        found = self._candidates(hits)
        inside = [c for c in found if self._index.place_of(c.commune) in scope.communes]
        for named in areas:
            inside = self._with_heirs(inside, _districts(named), limit)
        candidates = [*inside, *(c for c in found if c not in inside)]
        among = tuple(candidates) if len(candidates) > limit else ()
        elsewhere = self._elsewhere(hits)
        # A commune that bears the name is offered with its former district's other places, not only asked for.
        bears_it = any(self._index.namesakes.get(self._index.place_of(c.commune)) for c in inside)
        kind = PlaceAnswerKind.CHOICE if bears_it and elsewhere else PlaceAnswerKind.ASK_FOR_WARD
        return PlaceAnswer(kind, tuple(candidates[:limit]), among, elsewhere, (), scope.area)

    def in_areas(self, areas: Sequence[Areas], limit: int) -> PlaceAnswer:
        """The whole text names an area: offer its communes if they are few, else ask for the ward."""
        deepest = max(areas, key=lambda entry: len(entry.scopes))
        scopes = innermost(deepest)
        province = next((scope for scope in scopes if scope.is_province), None)
        districts = [scope for scope in scopes if not scope.is_province]
        among = sorted((self._of_area(place) for s in districts for place in s.communes), key=_order)
        among = list({candidate.commune.code: candidate for candidate in among}.values())
        few = tuple(among) if len(among) <= limit else ()
        if province is not None:
            return PlaceAnswer(PlaceAnswerKind.ASK_FOR_WARD, few, area=province.area)
        area: Area = districts[0].area
        if few:
            return PlaceAnswer(PlaceAnswerKind.CHOICE, few, area=area)
        provinces = {candidate.province.code: candidate.province for candidate in among}
        if len(provinces) > 1:
            ordered = sorted(provinces.values(), key=lambda entry: vietnamese_order(entry.name))
            return PlaceAnswer(PlaceAnswerKind.ASK_FOR_PROVINCE, (), tuple(among), (), tuple(ordered))
        return PlaceAnswer(PlaceAnswerKind.ASK_FOR_WARD, (), tuple(among), area=area)

    def _candidates(self, hits: Iterable[Hit]) -> list[PlaceCandidate]:
        """One candidate a commune, best first: spelling, then kind, then its own name before a former one."""
        best: dict[int, tuple[tuple[float, ...], Hit]] = {}
        for hit in hits:
            former = hit.ref >= len(self._index.communes)
            for nth, place in enumerate(self._index.heirs[hit.ref]):
                rank = (hit.cost, hit.accents_differ, hit.other_kind, hit.unlike, former, -hit.areas, nth)
                if place not in best or rank < best[place][0]:
                    best[place] = (rank, hit)
        ordered = sorted(best.items(), key=lambda item: (item[1][0], self._index.communes[item[0]].code))
        return [
            PlaceCandidate(
                self._index.communes[place],
                self._province(place),
                self._index.ward_of(hit.ref),
                self._index.district_of(hit.ref),
                max(0.0, 100 - 10 * hit.cost - 5 * hit.accents_differ - position),
            )
            for position, (place, (_, hit)) in enumerate(ordered)
        ]

    def _elsewhere(self, hits: Iterable[Hit]) -> tuple[FormerDistrict, ...]:
        found: dict[tuple[str, str], FormerDistrict] = {}
        best = min(hit.cost for hit in hits)
        for hit in hits:
            if hit.cost == best:
                for district in self._index.namesakes.get(hit.ref, ()):
                    if len(district.heirs) > 1:
                        found[district.province_code, district.code] = district
        return tuple(found.values())

    def _with_heirs(
        self, candidates: list[PlaceCandidate], districts: Iterable[FormerDistrict], limit: int
    ) -> list[PlaceCandidate]:
        """The candidates and the other heirs of the districts, if all of them can be shown."""
        shown = {candidate.commune.code for candidate in candidates}
        heirs = [
            self._of_area(place)
            for district in districts
            for place in self._index.places_of(district)
            if self._index.communes[place].code not in shown
        ]
        if len(candidates) + len(heirs) > limit:
            return candidates
        return [*candidates, *sorted(heirs, key=_order)]

    def _of_area(self, place: int) -> PlaceCandidate:
        return PlaceCandidate(self._index.communes[place], self._province(place), None, None, 50.0)

    def _province(self, place: int) -> Province:
        return self._index.provinces[self._index.communes[place].province_code]


def innermost(entry: Areas) -> list[Scope]:
    """The scopes of the smallest area named that lie in all the larger ones."""
    outer = entry.scopes[:-1]
    return [
        scope
        for scope in entry.scopes[-1]
        if all(any(not scope.refs.isdisjoint(other.refs) for other in named) for named in outer)
    ]


def _districts(entry: Areas) -> tuple[FormerDistrict, ...]:
    return tuple(scope.area for scope in innermost(entry) if isinstance(scope.area, FormerDistrict))


def _order(candidate: PlaceCandidate) -> tuple[object, ...]:
    return vietnamese_order(candidate.commune.name), vietnamese_order(candidate.province.name)
