"""Sets a campaign's warning on one A4 page for a notice board; it must never cut a text off to make it fit."""

from dataclasses import dataclass

from web.print.faces import BOLD, REGULAR, Face, Fonts
from web.print.paper import HEIGHT, WIDTH, Paper, TooMuchText
from web.print.sheet_foot import SheetFoot, sheet_foot

MARGIN = 20.0
_WIDE = WIDTH - 2 * MARGIN
_PICTURE = 70.0
_TITLES = (44.0, 40.0, 34.0, 28.0)
_BODIES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.5, 11.0)
_TITLE_LINES = 3
_GAP = 6.0
_HEAD = Face(BOLD, 12)
_MOST_LETTERS = 5000
"""More than a page holds in the smallest type; longer texts aren't even measured."""
_TOO_MUCH = "The warning doesn't fit on one A4 page: shorten its text."


@dataclass(frozen=True, slots=True)
class BulletinSheet:
    """A warning as it was approved: `unit` and `day` (`Sơn La, 23/11/2026`) stand above, `picture` is a square PNG or empty."""

    title: str
    text: str
    unit: str
    day: str
    foot: SheetFoot
    picture: bytes = b""
    language: str = "vi"


def bulletin_sheet_pdf(sheet: BulletinSheet, fonts: Fonts) -> bytes:
    """The warning as a PDF of one page, in the largest type in which it fits.

    Raises TooMuchText where even the smallest doesn't fit, FontsMissing and UnprintableLetters as the fonts do.
    """
    with Paper(fonts, sheet.title, sheet.language) as paper:
        _set(paper, sheet)
        return paper.pdf()


def _set(paper: Paper, sheet: BulletinSheet) -> None:
    top = 18 + _HEAD.line * len(paper.lines(sheet.unit, _WIDE * 0.6, _HEAD)) + 8
    room = HEIGHT - sheet.foot.height - top - (_PICTURE + 6 if sheet.picture else 0)
    title, body = _faces(paper, sheet, room)
    paper.text(sheet.unit, MARGIN, 18, _WIDE * 0.6, _HEAD)
    paper.text(sheet.day, MARGIN + _WIDE * 0.6, 18, _WIDE * 0.4, Face(REGULAR, 12), align="R")
    y = paper.text(sheet.title, MARGIN, top, _WIDE, title, balanced=True) + _GAP
    y = paper.text(sheet.text, MARGIN, y, _WIDE, body)
    if sheet.picture:
        paper.picture(sheet.picture, MARGIN, y + 6, _PICTURE)
    sheet_foot(paper, sheet.foot, MARGIN, sheet.language)


def _faces(paper: Paper, sheet: BulletinSheet, room: float) -> tuple[Face, Face]:
    """The largest faces for title and text that fit into the room; the text's size counts first."""
    titles = [Face(BOLD, points, 1.3) for points in _TITLES]
    heights = [paper.height(sheet.title, _WIDE, title) for title in titles]
    fitting = [
        (title, height)
        for title, height in zip(titles, heights, strict=True)
        if round(height / title.line) <= _TITLE_LINES
    ]
    if not fitting or len(sheet.text) > _MOST_LETTERS:
        raise TooMuchText(_TOO_MUCH)
    for points in _BODIES:
        body = Face(REGULAR, points, 1.45)
        used = _GAP + paper.height(sheet.text, _WIDE, body)
        for title, height in fitting:
            if height + used <= room:
                return title, body
    raise TooMuchText(_TOO_MUCH)
