"""Sets a sheet of small stickers with crop marks; a sticker's code must never be smaller than 35 mm."""

from web.print import words
from web.print.faces import BOLD, MONO, REGULAR, Face
from web.print.paper import GREY, HEIGHT, WIDTH, Paper, quiet_zone

COLUMNS, ROWS = 2, 4
STICKER_WIDTH, STICKER_HEIGHT = 90.0, 62.0
GUTTER = 6.0
QR_SIDE = 36.0

_MARK, _AWAY = 2.2, 0.6
_INSIDE = 4.0
_ADDRESS = Face(MONO, 7.5)


def sticker_page(paper: Paper, commune: str, province: str, bot: str, link: str) -> None:
    """Fill the page with stickers for one commune; `bot` like `@TinBaoSonLaBot`, `link` what its code opens."""
    left = (WIDTH - COLUMNS * STICKER_WIDTH - (COLUMNS - 1) * GUTTER) / 2
    top = (HEIGHT - ROWS * STICKER_HEIGHT - (ROWS - 1) * GUTTER) / 2
    for row in range(ROWS):
        for column in range(COLUMNS):
            x = left + column * (STICKER_WIDTH + GUTTER)
            y = top + row * (STICKER_HEIGHT + GUTTER)
            _crop_marks(paper, x, y)
            _sticker(paper, x, y, f"{commune}, {province}", bot, link)


def _crop_marks(paper: Paper, x: float, y: float) -> None:
    for edge_x, out_x in ((x, -1), (x + STICKER_WIDTH, 1)):
        for edge_y, out_y in ((y, -1), (y + STICKER_HEIGHT, 1)):
            paper.line(edge_x + out_x * _AWAY, edge_y, edge_x + out_x * (_AWAY + _MARK), edge_y, 0.15)
            paper.line(edge_x, edge_y + out_y * _AWAY, edge_x, edge_y + out_y * (_AWAY + _MARK), 0.15)


def _sticker(paper: Paper, x: float, y: float, place: str, bot: str, link: str) -> None:
    check = words.STICKER_CHECK.filled(bot=bot)
    code_x, code_y = x + _INSIDE, y + _INSIDE
    paper.qr(link, code_x, code_y, QR_SIDE)
    quiet = quiet_zone(link, QR_SIDE)
    side_x = code_x + QR_SIDE + quiet
    width = x + STICKER_WIDTH - 3 - side_x
    down = paper.text(words.STICKER_TITLE.vi, side_x, y + 3.2, width, Face(BOLD, 11), balanced=True)
    down = paper.text(words.STICKER_TITLE.en, side_x, down + 0.6, width, Face(REGULAR, 7.8), ink=GREY)
    down = paper.text(place, side_x, down + 1.6, width, Face(REGULAR, 9))
    down = paper.text(words.EMERGENCY.vi, side_x, down + 1.6, width, Face(BOLD, 10.5))
    low = max(code_y + QR_SIDE + quiet - 0.8, down + 0.5)
    wide = STICKER_WIDTH - 2 * _INSIDE
    low = paper.text(link, code_x, low, wide, paper.fitted(link, wide, _ADDRESS, 6))
    low = paper.text(check.vi, code_x, low + 0.3, wide, paper.fitted(check.vi, wide, Face(REGULAR, 8.5), 6))
    paper.text(check.en, code_x, low, wide, Face(REGULAR, 7), ink=GREY)
