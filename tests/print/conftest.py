"""Reads printed pages back as somebody with a telephone and good eyes would: codes, letters, sizes."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest

from tests.reading_codes import codes_in
from web.print.faces import Fonts

FONTS = Path(__file__).parents[2] / "web" / "static" / "build" / "fonts"
PIXELS_PER_MM = 6.0


@dataclass(frozen=True)
class Code:
    """A QR code as a reader found it: what it says, and the side of its square in millimetres."""

    text: str
    side: float


@dataclass(frozen=True)
class Page:
    """One printed page: its codes, its letters in reading order, the size in points of each letter."""

    codes: tuple[Code, ...]
    text: str
    points: tuple[float, ...]
    size_mm: tuple[int, int]

    def points_of(self, words: str) -> float:
        """The size in which some words are printed."""
        return self.points[self.text.index(words)]

    @property
    def flat(self) -> str:
        """The letters with every break as one space."""
        return " ".join(self.text.split())


def _codes(page: pypdfium2.PdfPage) -> tuple[Code, ...]:
    picture = page.render(scale=PIXELS_PER_MM * 25.4 / 72, grayscale=True).to_pil()
    found = codes_in(picture)
    return tuple(
        Code(code.text, (code.position.top_right.x - code.position.top_left.x) / PIXELS_PER_MM)
        for code in found
    )


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    letters, points = [], []
    for place in range(text.count_chars()):
        letters.append(chr(pypdfium2.raw.FPDFText_GetUnicode(text, place)))
        matrix = pypdfium2.raw.FS_MATRIX()
        pypdfium2.raw.FPDFText_GetMatrix(text, place, ctypes.byref(matrix))
        points.append(round(pypdfium2.raw.FPDFText_GetFontSize(text, place) * (matrix.d or 1), 2))
    width, height = (round(side * 25.4 / 72) for side in page.get_size())
    return Page(_codes(page), "".join(letters), tuple(points), (width, height))


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The fonts of the build."""
    return Fonts(FONTS)


@pytest.fixture(scope="session")
def read_back() -> Callable[[bytes], list[Page]]:
    """Read a PDF's pages."""

    def read(data: bytes) -> list[Page]:
        with pypdfium2.PdfDocument(data) as document:
            return [_page(page) for page in document]

    return read
