"""Turns text ids of the Fluent files into plain texts with marks; it must never take what a resident wrote."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from handlers.effects import Mark, MarkKind, Wording

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).parent / "wording"
_MARKED = re.compile(r"__(?P<bold>[^_]+)__|`(?P<code>[^`]+)`")


class UnknownText(LookupError):
    """A text id is missing, or a variable wasn't given: add it to the Fluent files of every language."""


class Wordings:
    """The texts of every language, read once. `__so__` is bold and `` `so` `` is code in the Fluent files."""

    def __init__(self, bundles: Mapping[str, FluentBundle]) -> None:
        self._bundles = dict(bundles)
        self._fixed: dict[tuple[str, str], str] = {}

    @classmethod
    @cache
    def load(cls, folder: Path = _FOLDER) -> "Wordings":
        """Read `<folder>/<language>/*.ftl`; a folder is read once in a process."""
        bundles = {}
        for language in LANGUAGES:
            bundle = FluentBundle([language], use_isolating=False)
            for path in sorted((folder / language).glob("*.ftl")):
                bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
            bundles[language] = bundle
        return cls(bundles)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages, the default first."""
        return tuple(self._bundles)

    def label(self, language: str, text_id: str, **values: str | int) -> str:
        """The text of a button; raises UnknownText."""
        fixed = self._fixed.get((language, text_id)) if not values else None
        if fixed is not None:
            return fixed
        bundle = self._bundles.get(language) or self._bundles[LANGUAGES[0]]
        try:
            pattern = bundle.get_message(text_id).value
        except LookupError:
            raise UnknownText(text_id) from None
        text, errors = bundle.format_pattern(pattern, values) if pattern else ("", [])
        if errors or not pattern:
            raise UnknownText(text_id)
        if not values:
            self._fixed[language, text_id] = str(text)
        return str(text)

    def text(self, language: str, text_id: str, **values: str | int) -> Wording:
        """A text with its marks; raises UnknownText. Values must come from the house, never from a resident."""
        return marked(self.label(language, text_id, **values))


def marked(source: str) -> Wording:
    """Take `__bold__` and `` `code` `` out of a text and say where they stood."""
    pieces: list[str] = []
    marks: list[Mark] = []
    length = place = 0
    for found in _MARKED.finditer(source):
        before = source[place : found.start()]
        kind = MarkKind.BOLD if found["bold"] is not None else MarkKind.CODE
        inside = found["bold"] or found["code"]
        marks.append(Mark(kind, length + units(before), units(inside)))
        pieces += [before, inside]
        length += units(before) + units(inside)
        place = found.end()
    pieces.append(source[place:])
    return Wording("".join(pieces), tuple(marks))


def joined(*wordings: Wording | None, between: str = "\n\n") -> Wording:
    """Several texts in one message, marks moved along; None and empty ones are left out."""
    text = ""
    marks: list[Mark] = []
    for wording in wordings:
        if wording is None or not wording.text:
            continue
        if text:
            text += between
        shift = units(text)
        marks += [Mark(mark.kind, mark.offset + shift, mark.length) for mark in wording.marks]
        text += wording.text
    return Wording(text, tuple(marks))


def units(text: str) -> int:
    """UTF-16 code units, in which chat platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
