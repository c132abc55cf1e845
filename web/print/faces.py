"""Finds the built fonts that hold a text's letters; it must never let a letter be printed as an empty box."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont, TTLibError

REGULAR = "regular"
BOLD = "bold"
MONO = "mono"

_FILES = {
    REGULAR: ("be-vietnam-pro-latin-400-normal.woff2", "be-vietnam-pro-vietnamese-400-normal.woff2"),
    BOLD: ("be-vietnam-pro-latin-600-normal.woff2", "be-vietnam-pro-vietnamese-600-normal.woff2"),
    MONO: ("ibm-plex-mono-latin-500-normal.woff2",),
}
_EMOJI = "noto-emoji-*-500-normal.woff2"
_UNSEEN = frozenset("\n\u200b\u200d\ufe0e\ufe0f")


class FontsMissing(Exception):
    """The built fonts can't be read: run `make setup`, which builds them."""


class UnprintableLetters(ValueError):
    """No font of the house has these letters: take them out of the text that is to be printed."""


class Face(NamedTuple):
    """How a text is set: `weight` (REGULAR, BOLD or MONO), size in points, line height as a multiple of it.

    1.4 is the least line height at which the marks of `Ễ` and `Ặ` keep clear of the line above (look of the house).
    """

    weight: str
    points: float
    leading: float = 1.4

    @property
    def line(self) -> float:
        """Height of a line in millimetres."""
        return self.points * self.leading * 25.4 / 72


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts that the browser's build left in `folder` (`web/static/build/fonts`)."""

    folder: Path

    def chosen(self, weight: str, text: str) -> tuple[Path, ...]:
        """The font files for a text, the first one holding most of it.

        Raises FontsMissing, or UnprintableLetters where none of them has a letter.
        """
        own = tuple(self.folder / name for name in _FILES[weight])
        missing = {ord(letter) for letter in text if letter not in _UNSEEN}
        for path in own:
            missing -= _letters(path)
        return own if not missing else (*own, *self._pictures(missing))

    def _pictures(self, missing: set[int]) -> Iterator[Path]:
        for path in sorted(self.folder.glob(_EMOJI)):
            if missing & _letters(path):
                missing = missing - _letters(path)
                yield path
        if missing:
            named = ", ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(missing))
            raise UnprintableLetters(f"These letters can't be printed: {named}. Take them out of the text.")


@lru_cache(maxsize=64)
def _letters(path: Path) -> frozenset[int]:
    try:
        with TTFont(BytesIO(path.read_bytes()), lazy=True) as font:
            return frozenset(font.getBestCmap())
    except (OSError, ValueError, TTLibError):
        raise FontsMissing(f"The font {path.name} can't be read: run `make setup`.") from None


def composed(text: str) -> str:
    """A text in the form in which the fonts hold Vietnamese letters whole, without what nobody sees."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in whole if letter == "\n" or letter not in _UNSEEN)
