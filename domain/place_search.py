"""Searches places by exact name, trigrams, edit distance; it must never take a near match as certain."""

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from domain.place_answers import PlaceAnswer, PlaceAnswerKind, PlaceCandidate
from domain.place_index import Area, PlaceIndex, Scope
from domain.place_joined import JoinedAddresses
from domain.place_matching import ExactReadings, Hit, exact_readings, near_hits, near_names
from domain.place_reading import (
    Areas,
    Typed,
    areas_at_the_end,
    reversed_segments,
    typed_readings,
    ward_name_start,
)
from domain.place_records import FormerDistrict, GazetteerRecords, Province
from domain.vietnamese_order import vietnamese_order

_NOT_FOUND = PlaceAnswer(PlaceAnswerKind.NOT_FOUND)
_OLDER_NAME_COST = 1.0
_CLEARLY_WORSE = 1.5
"""Near matches this many wrong letters behind the best one are not offered."""


class PlaceSearch:
    """Search over one set of records; it keeps nothing of what was asked."""

    def __init__(self, records: GazetteerRecords) -> None:
        self._index = PlaceIndex(records)
        self._joined = JoinedAddresses(self._index)

    def search(self, text: str, limit: int, province_code: str | None) -> PlaceAnswer:
        """The answer to one typed place; see `domain.places.Gazetteer.search`."""
        within = self._index.scope_of_province.get(province_code) if province_code else None
        if province_code and within is None:
            return _NOT_FOUND
        readings = typed_readings(text)
        if not readings or readings[0].says_nothing():
            return _NOT_FOUND
        exact = self._exact(readings, within)
        if exact is not None:
            typed, found = exact
            return self._answer_exact(typed, found, limit, within)
        older = self._older(readings, within)
        if older:
            return self._choice(older, limit)
        return self._nearly(readings, limit, within)

    def _exact(self, readings: Sequence[Typed], within: Scope | None) -> tuple[Typed, ExactReadings] | None:
        """The first reading that names something with nothing left out, else one that leaves out only trifles."""
        tried = [*readings, *(reversed_segments(typed) for typed in readings if typed.breaks)]
        results = [(typed, exact_readings(typed, self._index, within)) for typed in tried]
        for typed, found in results:
            if found.areas or any(hit.cost == 0 and hit.left_out == 0 for hit in found.hits):
                return typed, found
        for typed, found in results:
            if any(hit.cost == 0 for hit in found.hits):
                return typed, found
        return None

    def _answer_exact(
        self, typed: Typed, found: ExactReadings, limit: int, within: Scope | None
    ) -> PlaceAnswer:
        areas = [entry for entry in found.areas if _inside(entry, within)]
        if not found.hits:
            return self._answer_areas(areas, limit) if areas else _NOT_FOUND
        hits = list(found.hits)
        certain = self._is_certain(typed, hits, areas, within)
        if not certain and not areas and self._one_commune(hits):
            hits.extend(self._neighbours(typed, hits, within))
        named_province = next((e for e in areas if _is_whole_province(e)), None)
        if named_province is not None and not hits[0].kind_typed:
            return self._ask_in_province(named_province, hits, areas, limit)
        return self._choice(hits, limit, certain=certain, also=areas)

    def _is_certain(
        self, typed: Typed, hits: Sequence[Hit], areas: Sequence[Areas], within: Scope | None
    ) -> bool:
        communes = {place for hit in hits for place in self._index.heirs[hit.ref]}
        first = hits[0]
        if not self._one_commune(hits) or first.left_out or any(hit.other_kind for hit in hits):
            return False
        if any(set(scope.communes) != communes for entry in areas for scope in _innermost(entry)):
            return False
        if typed.marked and any(not hit.accents_differ for hit in hits):
            return True
        return not self._neighbours(typed, hits, within)

    def _one_commune(self, hits: Sequence[Hit]) -> bool:
        return len({place for hit in hits for place in self._index.heirs[hit.ref]}) == 1

    def _neighbours(self, typed: Typed, hits: Sequence[Hit], within: Scope | None) -> list[Hit]:
        """Names one letter away: where neither diacritics nor an area speak for a name, a slip may have made it.

        Measured with slips in half of all texts: taking such a name as certain is wrong in 0.25 % without an
        area, and in under 0.03 % with one.
        """
        if any(hit.areas for hit in hits) or (typed.marked and not any(hit.accents_differ for hit in hits)):
            return []
        known = {hit.ref for hit in hits}
        found: list[Hit] = []
        for areas in areas_at_the_end(typed, self._index):
            start = next((s for s in range(areas.start) if self._names_hit(typed, s, areas, known)), None)
            if start is None:
                continue
            key = typed.key(start, areas.start)
            if len(key) < 4:
                continue
            for other, wrong in near_names(key, self._index, areas, within, 1):
                if wrong:
                    found.extend(
                        Hit(ref, 1.0, accents_differ=True, other_kind=False, areas=len(areas.scopes))
                        for ref in self._index.names[other]
                        if ref not in known and areas.hold(ref) and (within is None or ref in within.refs)
                    )
        return found

    def _names_hit(self, typed: Typed, start: int, areas: Areas, known: set[int]) -> bool:
        return any(ref in known for ref in self._index.names.get(typed.key(start, areas.start), ()))

    def _older(self, readings: Sequence[Typed], within: Scope | None) -> list[Hit]:
        """Names that had gone before 2025; the source knows some of them, without diacritics."""
        found: dict[int, Hit] = {}
        for typed in readings:
            for areas in areas_at_the_end(typed, self._index):
                for ref in self._index.older_names.get(typed.key(0, areas.start), ()):
                    if areas.hold(ref) and (within is None or ref in within.refs):
                        found[ref] = Hit(ref, _OLDER_NAME_COST, accents_differ=True, other_kind=False)
        return list(found.values())

    def _nearly(self, readings: Sequence[Typed], limit: int, within: Scope | None) -> PlaceAnswer:
        hits: list[Hit] = []
        for typed in readings:
            if not typed.begins_small or typed.breaks or areas_at_the_end(typed, self._index)[1:]:
                hits.extend(near_hits(typed, self._index, within))
            hits.extend(self._joined_hits(typed, within))
            hits.extend(exact_readings(typed, self._index, within).hits)
        if hits:
            best = min(hit.cost for hit in hits)
            return self._choice([hit for hit in hits if hit.cost < best + _CLEARLY_WORSE], limit)
        named = [entry for typed in readings for entry in areas_at_the_end(typed, self._index)[1:]]
        bounded = [entry for entry in named if _inside(entry, within)]
        if not bounded:
            return _NOT_FOUND
        widest = min(bounded, key=lambda entry: (entry.start, -len(entry.scopes)))
        answer = self._answer_areas([widest], limit)
        return PlaceAnswer(
            PlaceAnswerKind.ASK_FOR_WARD, answer.candidates, answer.among, (), answer.provinces, answer.area
        )

    def _joined_hits(self, typed: Typed, within: Scope | None) -> Iterator[Hit]:
        start, kind = ward_name_start(typed, len(typed.words))
        signature = typed.signature(start, len(typed.words))
        for match in self._joined.matches(typed, within):
            other_kind = kind is not None and self._index.kinds[match.ref] is not kind
            accents = 0.0
            if typed.marked:
                known = self._index.signatures[match.ref]
                accents = OSA.normalized_distance(signature[: len(known)], known)
            unlike = match.unlike + accents
            yield Hit(match.ref, match.wrong, True, other_kind, unlike=unlike, kind_typed=kind is not None)

    def _choice(
        self, hits: Sequence[Hit], limit: int, *, certain: bool = False, also: Sequence[Areas] = ()
    ) -> PlaceAnswer:
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
        # Other places of each namesake district come into view once the province is chosen.
        ordered = sorted(provinces.values(), key=lambda province: vietnamese_order(province.name))
        return PlaceAnswer(PlaceAnswerKind.ASK_FOR_PROVINCE, first, among, (), tuple(ordered))

    def _ask_in_province(
        self, entry: Areas, hits: Sequence[Hit], areas: Sequence[Areas], limit: int
    ) -> PlaceAnswer:
        """The text names a province: its own namesakes, its city of that name, then namesakes elsewhere."""
        scope = next(scope for scope in entry.scopes[0] if scope.is_province)
        found = self._candidates(hits)
        inside = [c for c in found if self._index.place_of(c.commune) in scope.communes]
        for named in areas:
            inside = self._with_heirs(inside, _districts(named), limit)
        candidates = [*inside, *(c for c in found if c not in inside)][:limit]
        elsewhere = self._elsewhere(hits)
        return PlaceAnswer(PlaceAnswerKind.ASK_FOR_WARD, tuple(candidates), (), elsewhere, (), scope.area)

    def _answer_areas(self, areas: Sequence[Areas], limit: int) -> PlaceAnswer:
        """The whole text names an area: offer its communes if they are few, else ask for the ward."""
        deepest = max(areas, key=lambda entry: len(entry.scopes))
        scopes = _innermost(deepest)
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


def _inside(entry: Areas, within: Scope | None) -> bool:
    if within is None:
        return True
    return any(not scope.refs.isdisjoint(within.refs) for scope in _innermost(entry))


def _innermost(entry: Areas) -> list[Scope]:
    """The scopes of the first-named area that lie in all the later-named ones."""
    outer = entry.scopes[:-1]
    return [
        scope
        for scope in entry.scopes[-1]
        if all(any(not scope.refs.isdisjoint(other.refs) for other in named) for named in outer)
    ]


def _is_whole_province(entry: Areas) -> bool:
    return len(entry.scopes) == 1 and any(scope.is_province for scope in entry.scopes[0])


def _districts(entry: Areas) -> tuple[FormerDistrict, ...]:
    return tuple(scope.area for scope in _innermost(entry) if isinstance(scope.area, FormerDistrict))


def _order(candidate: PlaceCandidate) -> tuple[object, ...]:
    return vietnamese_order(candidate.commune.name), vietnamese_order(candidate.province.name)
