"""Reads a typed place as a ward in areas, in every way it can be read; it must never rank or choose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.place_index import PlaceIndex, Scope
from domain.place_records import PlaceKind, Province
from domain.typing_leftovers import without_leftovers
from domain.vietnamese_letters import Word, name_keys, read_word, words_of

_WARD_KINDS: dict[tuple[str, ...], PlaceKind] = {
    ("xa",): PlaceKind.COMMUNE,
    ("x",): PlaceKind.COMMUNE,
    ("phuong",): PlaceKind.WARD,
    ("p",): PlaceKind.WARD,
    ("f",): PlaceKind.WARD,
    ("thi", "tran"): PlaceKind.TOWNSHIP,
    ("tt",): PlaceKind.TOWNSHIP,
    ("dac", "khu"): PlaceKind.SPECIAL_ZONE,
    ("dk",): PlaceKind.SPECIAL_ZONE,
}
_AREA_KINDS: dict[tuple[str, ...], PlaceKind] = {
    ("huyen",): PlaceKind.RURAL_DISTRICT,
    ("h",): PlaceKind.RURAL_DISTRICT,
    ("quan",): PlaceKind.URBAN_DISTRICT,
    ("q",): PlaceKind.URBAN_DISTRICT,
    ("thi", "xa"): PlaceKind.TOWN,
    ("tx",): PlaceKind.TOWN,
    ("thanh", "pho"): PlaceKind.CITY,
    ("tp",): PlaceKind.CITY,
    ("tinh",): PlaceKind.PROVINCE,
    ("t",): PlaceKind.PROVINCE,
}
_SMALLER_THAN_WARD = frozenset(
    {"ban", "thon", "ap", "xom", "lang", "buon", "bon", "soc", "phum", "to", "khom", "khu", "kdc", "kp"}
    | {"gan", "canh", "doi", "sau", "truoc", "o", "tai", "so", "nga", "duong", "ngo", "hem", "quoc"}
    | {"cau", "cho", "truong"}
)
"""Words that begin a hamlet, a street or a landmark: what follows may still name the ward."""

_SAYS_NOTHING = frozenset(
    {"toi", "tui", "minh", "em", "chau", "nha", "nay", "day", "que", "o", "tai", "xa", "phuong", "p", "x"}
)
_GLUED = re.compile(r"(p|f|ph|phuong|q|quan)([0-9]{1,2})")
_LONGEST_NAME = 6
_MOST_SCOPES = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed place, cut into words; a comma, a line or a bracket stands before each of `breaks`."""

    words: tuple[Word, ...]
    breaks: frozenset[int]

    @property
    def marked(self) -> bool:
        """Whether anything was typed with diacritics, so that diacritics can count as evidence."""
        return any(word.marked for word in self.words)

    @property
    def begins_small(self) -> bool:
        """Whether it begins with a hamlet, a street or a landmark."""
        return self.begins_small_at(0)

    def begins_small_at(self, place: int) -> bool:
        """Whether a hamlet, a street or a landmark begins at a word."""
        return place < len(self.words) and self.words[place].base in _SMALLER_THAN_WARD

    def says_nothing(self) -> bool:
        """Whether it names no place at all, like `xã tôi`."""
        return all(word.base in _SAYS_NOTHING for word in self.words)

    def key(self, start: int, end: int) -> str:
        """The joined key of a span of words."""
        return "".join(word.base for word in self.words[start:end])

    def signature(self, start: int, end: int) -> str:
        """The joined signature of a span of words."""
        return "".join(word.signature for word in self.words[start:end])

    def crosses(self, start: int, end: int) -> bool:
        """Whether a span runs over a comma."""
        return any(start < place < end for place in self.breaks)


@dataclass(frozen=True, slots=True)
class Areas:
    """The larger areas at the end of a text: each entry holds scopes of one name, `start` where they begin."""

    start: int
    scopes: tuple[tuple[Scope, ...], ...]

    def hold(self, ref: int) -> bool:
        """Whether a ref lies in all of them."""
        return all(any(ref in scope.refs for scope in named) for named in self.scopes)


@dataclass(frozen=True, slots=True)
class WardSpan:
    """The words of the ward's name, with its kind if one was typed; words before `name_from` are left out."""

    start: int
    end: int
    kind: PlaceKind | None
    name_from: int


def typed_readings(text: str) -> list[Typed]:
    """The text as typed, and if keystrokes of an input method were left in it, as it was meant."""
    words, breaks = words_of(text)
    as_typed = _split_glued(words, breaks)
    undone = [without_leftovers(word) or word for word in as_typed.words]
    readings = [as_typed]
    if tuple(undone) != as_typed.words:
        readings.append(Typed(tuple(undone), as_typed.breaks))
    return [typed for typed in readings if typed.words]


def reversed_segments(typed: Typed) -> Typed:
    """The text with its comma-separated parts in the opposite order (`Sơn La, Quỳnh Nhai, Chiềng Khoang`)."""
    bounds = [0, *sorted(typed.breaks), len(typed.words)]
    words: list[Word] = []
    breaks: set[int] = set()
    for start, end in reversed(list(pairwise(bounds))):
        if words:
            breaks.add(len(words))
        words.extend(typed.words[start:end])
    return Typed(tuple(words), frozenset(breaks))


def spelled_out(typed: Typed) -> str:
    """All words as one key, with `p`, `tt`, `q` … written out where a name follows."""
    pieces: list[str] = []
    place = 0
    while place < len(typed.words):
        for kinds in (_WARD_KINDS, _AREA_KINDS):
            found = kind_at(typed, place, len(typed.words), kinds)
            if found is not None:
                pieces.append(name_keys(found[0].value)[0])
                place = found[1]
                break
        else:
            pieces.append(typed.words[place].base)
            place += 1
    return "".join(pieces)


def areas_at_the_end(typed: Typed, index: PlaceIndex) -> list[Areas]:
    """Every way to read areas at the end of the text, none at all first."""
    return list(_areas(typed, index, len(typed.words), ()))


def ward_spans(typed: Typed, end: int) -> Iterator[WardSpan]:
    """Every way to read the words before `end` as a ward; those that leave words out come last."""
    yield from _spans_from(typed, 0, end)
    for start in range(1, end):
        after_kind = kind_at(typed, start, end, _WARD_KINDS) is not None
        if start in typed.breaks or after_kind or typed.begins_small:
            yield from _spans_from(typed, start, end)


def kind_at(
    typed: Typed, start: int, end: int, kinds: dict[tuple[str, ...], PlaceKind]
) -> tuple[PlaceKind, int] | None:
    """The kind word at a place, if a name follows it, and where the name begins."""
    for length in (2, 1):
        if start + length < end:
            kind = kinds.get(tuple(word.base for word in typed.words[start : start + length]))
            if kind is not None:
                return kind, start + length
    return None


def parts_before(typed: Typed, end: int) -> list[tuple[int, int]]:
    """The comma-separated parts, or pieces of them, before a place: as bounds of words."""
    bounds = [0, *(place for place in sorted(typed.breaks) if place < end), end]
    return [(start, stop) for start, stop in pairwise(bounds) if start < stop]


def names_a_ward_kind(typed: Typed, start: int, end: int) -> bool:
    """Whether a ward's kind word stands in a span with a name after it."""
    return any(kind_at(typed, place, end, _WARD_KINDS) is not None for place in range(start, end))


def area_name_start(typed: Typed, start: int, end: int) -> int:
    """Where an area's name begins: after its kind word if there is one."""
    found = kind_at(typed, start, end, _AREA_KINDS)
    return found[1] if found is not None else start


def ward_name_start(typed: Typed, end: int) -> tuple[int, PlaceKind | None]:
    """Where the ward's name most likely begins among the words before `end`: after a kind word, else a comma."""
    start = max((place for place in typed.breaks if place < end), default=0)
    if typed.begins_small_at(start) and start + 2 < end and typed.words[start + 1].base.isdigit():
        start += 2
    for place in range(start, end):
        found = kind_at(typed, place, end, _WARD_KINDS)
        if found is not None:
            return found[1], found[0]
    return start, None


def _spans_from(typed: Typed, start: int, end: int) -> Iterator[WardSpan]:
    if start >= end or typed.crosses(start, end):
        return
    yield WardSpan(start, end, None, start)
    found = kind_at(typed, start, end, _WARD_KINDS)
    if found is not None:
        yield WardSpan(found[1], end, found[0], start)


def _areas(
    typed: Typed, index: PlaceIndex, end: int, scopes: tuple[tuple[Scope, ...], ...]
) -> Iterator[Areas]:
    yield Areas(end, scopes)
    if len(scopes) == _MOST_SCOPES:
        return
    for start in range(max(0, end - _LONGEST_NAME), end):
        if typed.crosses(start, end):
            continue
        named = _narrowing(scopes_named(typed, index, start, end), scopes)
        if named:
            yield from _areas(typed, index, start, (*scopes, named))


def scopes_named(typed: Typed, index: PlaceIndex, start: int, end: int) -> tuple[Scope, ...]:
    """The areas that a span names, with or without a kind word; a bare number names none."""
    key = typed.key(start, end)
    plain = index.scopes.get(key, ()) if not key.isdigit() else ()
    found = kind_at(typed, start, end, _AREA_KINDS)
    if found is None:
        return plain
    kind, name_start = found
    return plain or _of_kind(index.scopes.get(typed.key(name_start, end), ()), kind)


def _of_kind(scopes: Sequence[Scope], kind: PlaceKind) -> tuple[Scope, ...]:
    exact = tuple(scope for scope in scopes if scope.area.kind is kind)
    if exact:
        return exact
    if kind is PlaceKind.PROVINCE:
        return tuple(scope for scope in scopes if scope.is_province)
    return tuple(scope for scope in scopes if not scope.is_province)


def _narrowing(named: tuple[Scope, ...], outer: tuple[tuple[Scope, ...], ...]) -> tuple[Scope, ...]:
    """The scopes that can stand before what was named after them: smaller, and at least partly in it."""
    if not outer:
        return named
    return tuple(
        scope
        for scope in named
        if not isinstance(scope.area, Province) and any(_can_hold(other, scope) for other in outer[-1])
    )


def _can_hold(outer: Scope, inner: Scope) -> bool:
    """A province holds districts and former provinces; a district may only be said twice (`quận 9, Thủ Đức`)."""
    if not outer.is_province:
        return outer is inner
    return outer is not inner and not outer.refs.isdisjoint(inner.refs)


def _split_glued(words: tuple[Word, ...], breaks: frozenset[int]) -> Typed:
    cut: list[Word] = []
    moved: set[int] = set()
    for place, word in enumerate(words):
        if place in breaks:
            moved.add(len(cut))
        glued = None if word.marked else _GLUED.fullmatch(word.base)
        if glued:
            cut.extend((read_word(glued.group(1)), read_word(glued.group(2))))
        else:
            cut.append(word)
    return Typed(tuple(cut), frozenset(moved))
