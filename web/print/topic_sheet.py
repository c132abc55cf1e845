"""Sets an awareness topic on one A4 page; it must never cut a text off to make it fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.print.faces import BOLD, REGULAR, Face, Fonts
from web.print.paper import HEIGHT, PINE, WIDTH, Paper, TooMuchText
from web.print.sheet_foot import SheetFoot, sheet_foot
from web.print.words import SHEET

MARGIN = 17.0
_WIDE = WIDTH - 2 * MARGIN
_PICTURE = 62.0
_GAP = 9.0
_COLUMN = (_WIDE - _GAP) / 2
_TITLES = (44.0, 40.0, 34.0, 30.0, 27.0)
_BODIES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5)
"""Sizes to try, the largest first; 9.5 points is the least that is comfortable on a notice board."""


@dataclass(frozen=True, slots=True)
class TopicSheet:
    """What stands on the sheet, in one language (`vi` or `en`); `picture` holds a square PNG, or nothing."""

    title: str
    scene: str
    signs: Sequence[str]
    advice: Sequence[str]
    call: Sequence[str]
    picture: bytes
    foot: SheetFoot
    language: str = "vi"


def topic_sheet_pdf(sheet: TopicSheet, fonts: Fonts) -> bytes:
    """The sheet as a PDF of one page, in the largest type in which it fits.

    Raises TooMuchText where even the smallest doesn't fit, FontsMissing and UnprintableLetters as the fonts do.
    """
    with Paper(fonts, sheet.title, sheet.language) as paper:
        for points in _BODIES:
            setting = _Setting(paper, sheet, _title_face(paper, sheet.title, points), points)
            if setting.set(draw=False) <= HEIGHT - sheet.foot.height:
                setting.set(draw=True)
                sheet_foot(paper, sheet.foot, MARGIN, sheet.language)
                return paper.pdf()
    raise TooMuchText("The topic's texts don't fit on one A4 page: shorten the scene or the lists.")


def _title_face(paper: Paper, title: str, body: float) -> Face:
    """The largest face in which the title takes two lines; over a small text it is smaller too."""
    for points in _TITLES:
        face = Face(BOLD, points, 1.32)
        if points > body * 3:
            continue
        if len(paper.lines(title, _WIDE, face)) <= 2:
            break
    return face


class _Setting:
    """One try at setting the sheet: measured first, drawn once it fits."""

    def __init__(self, paper: Paper, sheet: TopicSheet, title: Face, points: float) -> None:
        self._paper = paper
        self._sheet = sheet
        self._title = title
        self._body = Face(REGULAR, points, 1.45)
        self._head = Face(BOLD, points * 1.25)
        self._draw = False

    def set(self, *, draw: bool) -> float:
        """Where the last text ends."""
        self._draw = draw
        sheet, words = self._sheet, SHEET[self._sheet.language]
        y = self._text(sheet.title, MARGIN, 15, _WIDE, self._title, balanced=True) + 5
        y = self._scene(y) + 6
        left = self._list(words.signs, sheet.signs, MARGIN, y)
        right = self._list(words.advice, sheet.advice, MARGIN + _COLUMN + _GAP, y)
        return self._call(words.call, max(left, right) + 3)

    def _scene(self, y: float) -> float:
        sheet = self._sheet
        if not sheet.picture:
            return self._text(sheet.scene, MARGIN, y, _WIDE, self._body)
        if self._draw:
            self._paper.picture(sheet.picture, MARGIN + _WIDE - _PICTURE, y + 1, _PICTURE)
        end = self._text(sheet.scene, MARGIN, y, _WIDE - _PICTURE - _GAP, self._body)
        return max(end, y + 1 + _PICTURE)

    def _list(self, head: str, lines: Sequence[str], x: float, y: float) -> float:
        y = self._text(head, x, y, _COLUMN, self._head, ink=PINE) + 1
        for line in lines:
            self._text("–", x, y, 5, self._body)
            y = self._text(line, x + 5, y, _COLUMN - 5, self._body) + 1.2
        return y

    def _call(self, head: str, y: float) -> float:
        top, x, width = y, MARGIN + 6, _WIDE - 12
        y = self._text(head, x, y + 3, width, self._head)
        for line in self._sheet.call:
            y = self._text(line, x, y, width, self._body)
        y += 3
        if self._draw:
            self._paper.box(MARGIN, top, _WIDE, y - top, 0.8)
        return y

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        face: Face,
        *,
        ink: tuple[int, int, int] = (0, 0, 0),
        balanced: bool = False,
    ) -> float:
        if self._draw:
            return self._paper.text(text, x, y, width, face, ink=ink, balanced=balanced)
        return y + self._paper.height(text, width, face)
