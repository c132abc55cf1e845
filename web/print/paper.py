"""Sets text, lines and codes on A4 pages; the same input must always give the same bytes, and none of them may name a machine or a person."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Self

import segno
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from web.print.faces import Face, Fonts, composed

WIDTH, HEIGHT = 210.0, 297.0
"""A4 in millimetres; every length of this room is in millimetres, measured from the top left corner."""

BLACK = (0, 0, 0)
WHITE = (255, 255, 255)
GREY = (70, 70, 70)
"""Dark enough to stay readable when a copier prints it."""
PINE = (12, 101, 82)
"""The house's colour; printed in black and white it is a dark grey."""

QUIET_MODULES = 4
"""Empty modules around a QR code, without which readers may miss it (ISO/IEC 18004)."""

_MADE = datetime(2025, 7, 1, tzinfo=UTC)


class TooMuchText(ValueError):
    """The text doesn't fit on its page even in the smallest size that can be read: shorten it."""


class Paper:
    """A document of A4 pages, in the fonts of the house; a `with` block lets the font files go at its end."""

    def __init__(self, fonts: Fonts, title: str, language: str = "vi") -> None:
        self._fonts = fonts
        self._pdf = FPDF(unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_creation_date(_MADE)
        self._pdf.set_producer("Tin Báo")
        self._pdf.set_title(composed(title))
        self._pdf.set_lang(language)
        self._pdf.add_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def new_page(self) -> None:
        """Begin one more page; what follows is set on it."""
        self._pdf.add_page()

    def lines(self, text: str, width: float, face: Face) -> list[str]:
        """How a text breaks at `width`."""
        return self._wrapped(self._set(text, face), width, face)

    def height(self, text: str, width: float, face: Face) -> float:
        """How high a text stands at `width`."""
        return len(self.lines(text, width, face)) * face.line

    def text_width(self, text: str, face: Face) -> float:
        """How wide a text is in one line."""
        return self._pdf.get_string_width(self._set(text, face))

    def text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        face: Face,
        *,
        align: str = "L",
        ink: tuple[int, int, int] = BLACK,
        balanced: bool = False,
    ) -> float:
        """Set a text into a column and return where it ends; `balanced` gives its lines about one length.

        Raises FontsMissing and UnprintableLetters as `Fonts.chosen` does.
        """
        whole = self._set(text, face)
        breaking = self._balance(whole, width, face) if balanced else width
        self._pdf.set_text_color(*ink)
        # An empty text puts the face on the page itself: a line that begins with a letter of the second font would
        # name it only for that line, and the next line would be printed in whatever face came before.
        self._pdf.text(x, y, "")
        for line in self._wrapped(whole, breaking, face):
            self._pdf.set_xy(x, y)
            self._pdf.cell(width, face.line, line, align=align, new_x=XPos.LEFT, new_y=YPos.TOP)
            y += face.line
        return y

    def fitted(self, text: str, width: float, face: Face, least: float) -> Face:
        """The face, made smaller (down to `least` points) until the text stands in one line."""
        points = face.points
        while points > least and self.text_width(text, face._replace(points=points)) > width:
            points -= 0.25
        return face._replace(points=points)

    def line(self, x1: float, y1: float, x2: float, y2: float, thick: float = 0.3) -> None:
        """Draw a black line."""
        self._pdf.set_draw_color(*BLACK)
        self._pdf.set_line_width(thick)
        self._pdf.line(x1, y1, x2, y2)

    def box(self, x: float, y: float, width: float, height: float, thick: float = 0.4) -> None:
        """Draw a frame with rounded corners."""
        self._pdf.set_draw_color(*BLACK)
        self._pdf.set_line_width(thick)
        self._pdf.rect(x, y, width, height, round_corners=True, corner_radius=2.5)

    def disc(self, x: float, y: float, radius: float) -> None:
        """Draw a filled disc around a point, for a number in white."""
        self._pdf.set_fill_color(*PINE)
        self._pdf.circle(x, y, radius, style="F")

    def qr(self, link: str, x: float, y: float, side: float) -> None:
        """Draw the QR code of an address; keep `quiet_zone` empty around it.

        A quarter of it may be scratched off (level Q). All modules are one path: drawn one by one, hairlines
        would show between them.
        """
        rows = [bytes(row) for row in _code(link).matrix]
        module = side / len(rows)
        with self._pdf.new_path() as path:
            path.style.fill_color = "#000000"
            path.style.stroke_color = None
            for row, bits in enumerate(rows):
                for start, length in _runs(bits):
                    path.rectangle(x + start * module, y + row * module, length * module, module)

    def picture(self, data: bytes, x: float, y: float, side: float) -> None:
        """Place a square picture (PNG or JPEG bytes)."""
        self._pdf.image(BytesIO(data), x=x, y=y, w=side, h=side, keep_aspect_ratio=True)

    def pdf(self) -> bytes:
        """The finished document."""
        return bytes(self._pdf.output())

    def _set(self, text: str, face: Face) -> str:
        whole = composed(text)
        families = []
        for path in self._fonts.chosen(face.weight, whole):
            family = path.name.split(".")[0]
            if family not in self._pdf.fonts:
                self._pdf.add_font(family, fname=path)
            families.append(family)
        self._pdf.set_font(families[0], size=face.points)
        self._pdf.set_fallback_fonts(families[1:])
        return whole

    def _wrapped(self, whole: str, width: float, face: Face) -> list[str]:
        found = self._pdf.multi_cell(
            width, face.line, whole, align="L", dry_run=True, output=MethodReturnValue.LINES
        )
        assert isinstance(found, list)
        return [str(line) for line in found]

    def _balance(self, whole: str, width: float, face: Face) -> float:
        count = len(self._wrapped(whole, width, face))
        narrow, wide = width / 2, width
        while wide - narrow > 0.5:
            middle = (narrow + wide) / 2
            if len(self._wrapped(whole, middle, face)) > count:
                narrow = middle
            else:
                wide = middle
        return wide


def quiet_zone(link: str, side: float) -> float:
    """How much must stay empty around the QR code of an address that is `side` wide."""
    return QUIET_MODULES * side / len(_code(link).matrix)


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error="q")


def _runs(bits: bytes) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for place, dark in enumerate((*bits, 0)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append((start, place - start))
            start = None
    return runs
