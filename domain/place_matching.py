"""Matches readings of a typed place with names, exactly or nearly; it must never decide what is asked next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from domain.place_index import PlaceIndex, Scope, trigrams_of
from domain.place_reading import (
    Areas,
    Typed,
    area_name_start,
    areas_at_the_end,
    names_a_ward_kind,
    parts_before,
    ward_name_start,
    ward_spans,
)
from domain.place_records import PlaceKind

_SKIPPED_PART = 2.5
"""Leaving out a part that isn't a hamlet or a street weighs as much as two and a half wrong letters."""

_SKIPPED_WARD = 3.0
_MOST_NEAR_READINGS = 16


@dataclass(frozen=True, slots=True)
class Hit:
    """A ref that matches a reading; `cost` counts wrong letters and left-out parts, smaller is better."""

    ref: int
    cost: float
    accents_differ: bool
    other_kind: bool
    left_out: int = 0
    unlike: float = 0.0
    kind_typed: bool = False
    areas: int = 0


@dataclass(frozen=True, slots=True)
class ExactReadings:
    """What a text names exactly: wards, and areas where the whole text names an area."""

    hits: tuple[Hit, ...]
    areas: tuple[Areas, ...]


def exact_readings(typed: Typed, index: PlaceIndex, within: Scope | None) -> ExactReadings:
    """All wards and areas that the text names letter by letter; of wards only those that leave out least."""
    hits: list[Hit] = []
    whole: list[Areas] = []
    costs: dict[int, float] = {}
    for areas in areas_at_the_end(typed, index):
        if areas.start == 0:
            whole.append(areas)
            continue
        for span in ward_spans(typed, areas.start):
            key = typed.key(span.start, span.end)
            if span.name_from and not span.kind and index.names_a_province(key):
                continue
            refs = _refs(index, key, span.kind, areas, within)
            if not refs:
                continue
            skip_end = span.name_from
            if skip_end not in costs:
                costs[skip_end] = _skipped_cost(typed, skip_end)
            signature = typed.signature(span.start, span.end)
            hits.extend(
                Hit(
                    ref,
                    costs[skip_end],
                    typed.marked and index.signatures[ref] != signature,
                    span.kind is not None and index.kinds[ref] is not span.kind,
                    left_out=skip_end,
                    kind_typed=span.kind is not None,
                    areas=len(areas.scopes),
                )
                for ref in refs
            )
    least = min(((hit.cost, hit.left_out) for hit in hits), default=(0.0, 0))
    kept = tuple(hit for hit in hits if (hit.cost, hit.left_out) == least)
    return ExactReadings(kept, tuple(whole))


def near_hits(typed: Typed, index: PlaceIndex, within: Scope | None) -> list[Hit]:
    """Wards whose names are a few wrong letters away, in areas that may be misspelt too."""
    found: dict[int, Hit] = {}
    for areas, area_cost in sorted(_near_areas(typed, index), key=lambda entry: entry[1])[
        :_MOST_NEAR_READINGS
    ]:
        start, kind = ward_name_start(typed, areas.start)
        if start >= areas.start or (kind is None and typed.begins_small_at(start)):
            continue
        query = typed.key(start, areas.start)
        if typed.breaks and query in index.scopes:
            continue
        signature = typed.signature(start, areas.start)
        skipped = _skipped_cost(typed, start if kind is None else start - 1)
        for key, wrong in near_names(query, index, areas, within, most_wrong(query, bool(areas.scopes))):
            unlike = 1 - JaroWinkler.normalized_similarity(query, key)
            for ref in _refs(index, key, kind, areas, within):
                accents = OSA.normalized_distance(signature, index.signatures[ref]) if typed.marked else 0.0
                hit = Hit(
                    ref,
                    area_cost + wrong + skipped,
                    accents_differ=True,
                    other_kind=kind is not None and index.kinds[ref] is not kind,
                    unlike=unlike + accents,
                    kind_typed=kind is not None,
                    areas=len(areas.scopes),
                )
                held = found.get(ref)
                if held is None or (hit.cost, hit.unlike) < (held.cost, held.unlike):
                    found[ref] = hit
    return list(found.values())


def near_names(
    query: str, index: PlaceIndex, areas: Areas, within: Scope | None, wrong: int
) -> Iterator[tuple[str, int]]:
    """Names at most `wrong` edits from `query` (a swap of neighbours is one edit); digits never differ."""
    if wrong == 0:
        if query in index.names:
            yield query, 0
        return
    codes = _province_codes(index, areas, within)
    if codes is None:
        keys: Iterable[str] = _sharing_trigrams(query, index, wrong)
    else:
        keys = [key for code in codes for key in index.keys_of_province.get(code, ())]
    digits = [char for char in query if char.isdigit()]
    for key, distance, _ in process.extract_iter(query, keys, scorer=OSA.distance, score_cutoff=wrong):
        if [char for char in key if char.isdigit()] == digits:
            yield key, int(distance)


def most_wrong(query: str, in_area: bool) -> int:
    """How many wrong letters are still the same name: none in three letters, more where an area narrows."""
    bounds = (4, 7, 11) if in_area else (4, 8, 12)
    return sum(len(query) >= bound for bound in bounds)


def _refs(
    index: PlaceIndex, key: str, kind: PlaceKind | None, areas: Areas, within: Scope | None
) -> list[int]:
    if key.isdigit() and kind is None:
        return []
    refs = [
        ref for ref in index.names.get(key, ()) if areas.hold(ref) and (within is None or ref in within.refs)
    ]
    if kind is None:
        return refs
    return [ref for ref in refs if index.kinds[ref] is kind] or ([] if key.isdigit() else refs)


def _skipped_cost(typed: Typed, end: int) -> float:
    cost = 0.0
    for start, stop in parts_before(typed, end):
        if names_a_ward_kind(typed, start, stop):
            cost += _SKIPPED_WARD
        elif not typed.begins_small_at(start) and not typed.words[start].base[:1].isdigit():
            cost += _SKIPPED_PART
    return cost


def _near_areas(typed: Typed, index: PlaceIndex) -> Iterator[tuple[Areas, float]]:
    end = len(typed.words)
    exact = areas_at_the_end(typed, index)
    for areas in exact:
        yield areas, 0.0
    provinces: list[tuple[Areas, float]] = [(areas, 0.0) for areas in exact if _has_province(areas)]
    if not provinces:
        near = list(_near_area(typed, index, end, index.province_keys, (), provinces=True))
        yield from near
        provinces = near
    for areas, cost in provinces[:3]:
        code = _code_of(index, areas.scopes[-1][0])
        keys = index.districts_of_province.get(code, ())
        for district, more in _near_area(typed, index, areas.start, keys, areas.scopes, provinces=False):
            yield district, cost + more


def _near_area(
    typed: Typed,
    index: PlaceIndex,
    end: int,
    keys: Sequence[str],
    outer: tuple[tuple[Scope, ...], ...],
    *,
    provinces: bool,
) -> Iterator[tuple[Areas, float]]:
    for start in range(max(0, end - 5), end):
        if typed.crosses(start, end):
            continue
        name_start = area_name_start(typed, start, end)
        query = typed.key(name_start, end)
        wrong = 0 if len(query) < 4 else 1 if len(query) < 8 else 2
        if not wrong:
            continue
        for key, distance, _ in process.extract_iter(query, keys, scorer=OSA.distance, score_cutoff=wrong):
            scopes = tuple(
                scope
                for scope in index.scopes[key]
                if scope.is_province is provinces
                and all(any(not scope.refs.isdisjoint(o.refs) for o in named) for named in outer)
            )
            if scopes:
                yield Areas(start, (*outer, scopes)), float(distance)


def _has_province(areas: Areas) -> bool:
    return any(scope.is_province for named in areas.scopes for scope in named)


def _province_codes(index: PlaceIndex, areas: Areas, within: Scope | None) -> list[str] | None:
    if within is not None:
        return [_code_of(index, within)]
    if not areas.scopes:
        return None
    return list(dict.fromkeys(_code_of(index, scope) for scope in areas.scopes[-1]))


def _code_of(index: PlaceIndex, scope: Scope) -> str:
    return index.communes[scope.communes[0]].province_code


def _sharing_trigrams(query: str, index: PlaceIndex, wrong: int) -> list[str]:
    """Names that share one of the rarest trigrams of the query.

    An edit touches at most four padded trigrams, so a name within `wrong` edits shares at least one of any
    `4 * wrong + 1`: taking the rarest loses nothing and keeps the lists short.
    """
    postings = sorted(
        (index.trigrams[trigram] for trigram in trigrams_of(query) if trigram in index.trigrams), key=len
    )
    missing = len(trigrams_of(query)) - len(postings)
    numbers: set[int] = set()
    for posting in postings[: max(0, 4 * wrong + 1 - missing)]:
        numbers.update(posting)
    return [index.keys[number] for number in numbers]
