"""Sets the foot of a sheet: who hung it up, the emergency number and the bot's code; it must never lack the number 113."""

from dataclasses import dataclass

from web.print.faces import BOLD, MONO, REGULAR, Face
from web.print.paper import GREY, HEIGHT, WIDTH, Paper
from web.print.words import SHEET

QR_SIDE = 35.0
_WITH_CODE, _WITHOUT_CODE = 60.0, 36.0


@dataclass(frozen=True, slots=True)
class SheetFoot:
    """`unit` names who hangs the sheet up (may be empty); `link` and `bot` lead to the bot (empty: no code is printed)."""

    unit: str = ""
    link: str = ""
    bot: str = ""

    @property
    def height(self) -> float:
        """Space at the page's end that the sheet's own text must leave free."""
        return _WITH_CODE if self.link else _WITHOUT_CODE


def sheet_foot(paper: Paper, foot: SheetFoot, margin: float, language: str) -> None:
    """Set the foot at the end of the page."""
    words, wide = SHEET[language], WIDTH - 2 * margin
    line = HEIGHT - foot.height + 4
    paper.line(margin, line, margin + wide, line, 0.6)
    x, width, y = margin, wide, line + 6
    if foot.link:
        paper.qr(foot.link, margin, y, QR_SIDE)
        paper.text(
            foot.link, margin, y + QR_SIDE + 3.5, wide, paper.fitted(foot.link, wide, Face(MONO, 8), 6)
        )
        x, width = margin + QR_SIDE + 10, wide - QR_SIDE - 10
    y = paper.text(words.emergency, x, y - 1.5, width, Face(BOLD, 24))
    if foot.link:
        y = paper.text(words.scan, x, y + 1, width, Face(REGULAR, 13))
        y = paper.text(foot.bot, x, y, width, paper.fitted(foot.bot, width, Face(BOLD, 13), 9))
    paper.text(foot.unit, x, y + 0.5, width, Face(REGULAR, 11), ink=GREY)
