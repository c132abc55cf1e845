"""Matches a whole text with whole addresses, letters only; it must never give a match that costs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from domain.place_index import PlaceIndex, Scope
from domain.place_reading import Typed, spelled_out
from domain.place_records import PlaceKind
from domain.vietnamese_letters import name_keys

_MOST_CUTS = 6
_AT_LEAST = 0.5
"""Even letter for letter something was wrong with the spaces or commas: never as good as an exact match."""

_SHORT_REST = 7
_SHORT_PROVINCE = 6
_KIND_KEYS = {kind: name_keys(kind.value)[0] for kind in PlaceKind}


@dataclass(frozen=True, slots=True)
class JoinedMatch:
    """A ref whose written-out address is `wrong` letters away from the text; `unlike` orders equals."""

    ref: int
    wrong: float
    unlike: float


@dataclass(frozen=True, slots=True)
class _Forms:
    texts: list[str]
    refs: list[int]


class JoinedAddresses:
    """Addresses without spaces and commas, so that a slip over a space, a comma or a kind word does no harm.

    The forms of a province are written out when it is first asked for, since most never are.
    """

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self._forms: dict[int, _Forms] = {}
        self._provinces: dict[int, tuple[list[str], list[Scope]]] = {}
        for key in index.province_keys:
            for scope in index.scopes[key]:
                if scope.is_province:
                    self._enter(key, scope)
                    self._enter(_KIND_KEYS[scope.area.kind] + key, scope)

    def _enter(self, key: str, scope: Scope) -> None:
        keys, scopes = self._provinces.setdefault(len(key), ([], []))
        keys.append(key)
        scopes.append(scope)

    def matches(self, typed: Typed, within: Scope | None) -> Iterator[JoinedMatch]:
        """Refs of the named (or given) province whose address is at most three letters away."""
        for text in dict.fromkeys((spelled_out(typed), typed.key(0, len(typed.words)))):
            tails = self._tails(text, within)
            for allowed in sorted({wrong for _, _, wrong in tails}):
                found = [
                    match
                    for scope, rest, wrong in tails
                    if wrong == allowed
                    for match in self._in_scope(scope, rest, wrong)
                ]
                yield from found
                if found:
                    break

    def _in_scope(self, scope: Scope, rest: str, wrong: int) -> Iterator[JoinedMatch]:
        forms = self._forms_of(scope)
        most = 1 if len(rest) < _SHORT_REST else 2
        digits = _digits(rest)
        for form, distance, place in process.extract_iter(
            rest, forms.texts, scorer=OSA.distance, score_cutoff=most
        ):
            if _digits(form) == digits:
                unlike = 1 - JaroWinkler.normalized_similarity(rest, form)
                yield JoinedMatch(forms.refs[place], max(_AT_LEAST, float(wrong + distance)), unlike)

    def _tails(self, text: str, within: Scope | None) -> list[tuple[Scope, str, int]]:
        """Ways to cut a province off the end: what is left of the text, and the province's wrong letters."""
        best: dict[tuple[int, int], tuple[Scope, str, int]] = {}
        for length, (keys, scopes) in self._provinces.items():
            most = 1 if length < _SHORT_PROVINCE else 2
            for tail in (length, length - 1, length + 1):
                if tail + 1 >= len(text):
                    continue
                found = process.extract_iter(text[-tail:], keys, scorer=OSA.distance, score_cutoff=most)
                for _, wrong, place in found:
                    scope = scopes[place]
                    held = best.get((id(scope), length))
                    if within is not None and within.refs.isdisjoint(scope.refs):
                        continue
                    if held is None or wrong < held[2]:
                        best[id(scope), length] = (scope, text[:-tail], int(wrong))
        kept = sorted(best.values(), key=lambda tail: tail[2])[:_MOST_CUTS]
        if within is not None:
            kept.append((within, text, 0))
        return kept

    def _forms_of(self, scope: Scope) -> _Forms:
        held = self._forms.get(id(scope))
        if held is not None:
            return held
        index = self._index
        forms = _Forms([], [])
        for ref in sorted(scope.refs):
            key = index.ref_keys[ref]
            names = [_KIND_KEYS[index.kinds[ref]] + key]
            if not key.isdigit():
                names.append(key)
            district = index.district_of(ref)
            tails = [""]
            if district is not None:
                name = index.district_key(district)
                kind = _KIND_KEYS[district.kind]
                tails += [kind + name] if name.isdigit() else [kind + name, name]
            for name in names:
                for tail in tails:
                    forms.texts.append(name + tail)
                    forms.refs.append(ref)
        self._forms[id(scope)] = forms
        return forms


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
