"""Sets a commune's poster: one A4 page, Vietnamese large and English under it; it must never show a link but the bot's and the form's."""

from dataclasses import dataclass

from web.print import words
from web.print.faces import BOLD, MONO, REGULAR, Face, Fonts
from web.print.paper import GREY, HEIGHT, PINE, WHITE, WIDTH, Paper, TooMuchText, quiet_zone
from web.print.stickers import sticker_page
from web.print.words import Said

MARGIN = 17.0
QR_SIDE = 62.0
"""Readable from a metre away; 35 mm is the least that a poster's code may measure."""

_WIDE = WIDTH - 2 * MARGIN
_GAP = 12.0
_BELOW = QR_SIDE + 8
"""How wide the lines under the code may be."""
_TITLE = Face(BOLD, 44, 1.22)
_UNIT = Face(BOLD, 15)
_PLACE = Face(REGULAR, 12)
_ENGLISH_TITLE = Face(REGULAR, 17)
_STEP = Face(BOLD, 14.5)
_STEP_ENGLISH = Face(REGULAR, 10)
_EMERGENCY = Face(BOLD, 28)
_NUMBERS = Face(BOLD, 11)
_NUMBERS_ENGLISH = Face(REGULAR, 10)
_HEAD = Face(BOLD, 12)
_FORM = Face(BOLD, 12)
_SMALL = Face(REGULAR, 8.5)
_BOT = Face(BOLD, 14)
_ADDRESS = Face(MONO, 9)
_DIGITS = Face(MONO, 11)


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says about its place.

    `commune` like `Xã Quỳnh Nhai`, `province` like `Sơn La`, `unit` like `Công an xã Quỳnh Nhai`, `bot_name` the
    bot's name on t.me without `@`, `form_url` empty where there is no form, `root_fingerprint` the thirty digits.
    """

    commune_code: str
    commune: str
    province: str
    unit: str
    bot_name: str
    form_url: str
    root_fingerprint: str

    @property
    def link(self) -> str:
        """The address in the QR code: the bot, with this commune chosen."""
        return commune_link(self.bot_name, self.commune_code)

    @property
    def bot(self) -> str:
        """`@TinBaoSonLaBot`."""
        return f"@{self.bot_name}"


def commune_link(bot_name: str, commune_code: str) -> str:
    """`https://t.me/TinBaoSonLaBot?start=c_03703`."""
    return f"https://t.me/{bot_name}?start=c_{commune_code}"


def poster_pdf(poster: Poster, fonts: Fonts) -> bytes:
    """The poster and, on a second page, its stickers.

    Raises FontsMissing where the build's fonts are missing, and TooMuchText where the addresses leave no room.
    """
    with Paper(fonts, f"Tin Báo, {poster.commune}, {poster.province}") as paper:
        _poster_page(paper, poster)
        paper.new_page()
        sticker_page(paper, poster.commune, poster.province, poster.bot, poster.link)
        return paper.pdf()


def _poster_page(paper: Paper, poster: Poster) -> None:
    y = _head(paper, poster)
    y = paper.text(words.TITLE.vi, MARGIN, y + 6, _WIDE, _TITLE, balanced=True)
    y = paper.text(words.TITLE.en, MARGIN, y + 1.5, _WIDE, _ENGLISH_TITLE, ink=GREY)
    left = _code(paper, poster, y + 8)
    right = _steps(paper, poster, y + 8)
    y = _emergency(paper, max(left, right) + 6)
    _foot(paper, poster, y + 5)


def _head(paper: Paper, poster: Poster) -> float:
    y = paper.text(poster.unit, MARGIN, 13, _WIDE - 40, _UNIT)
    paper.text("Tin Báo", MARGIN + _WIDE - 40, 13, 40, _UNIT, align="R", ink=PINE)
    y = paper.text(f"{poster.commune}, {poster.province}", MARGIN, y, _WIDE, _PLACE)
    paper.line(MARGIN, y + 2.5, MARGIN + _WIDE, y + 2.5, 0.6)
    return y + 2.5


def _code(paper: Paper, poster: Poster, y: float) -> float:
    paper.qr(poster.link, MARGIN, y, QR_SIDE)
    y += QR_SIDE + quiet_zone(poster.link, QR_SIDE) - 1
    y = paper.text(poster.bot, MARGIN, y, _BELOW, paper.fitted(poster.bot, _BELOW, _BOT, 9))
    return _address(paper, poster.link, MARGIN, y, _BELOW)


def _address(paper: Paper, link: str, x: float, y: float, width: float) -> float:
    """An address in letters: smaller where it is long, and broken before its question mark."""
    place, mark, start = link.partition("?")
    face = paper.fitted(place, width, _ADDRESS, 7.25)
    whole = paper.text_width(link, face) <= width
    return paper.text(link if whole else f"{place}\n{mark}{start}", x, y, width, face)


def _steps(paper: Paper, poster: Poster, y: float) -> float:
    x = MARGIN + QR_SIDE + _GAP
    width = _WIDE - QR_SIDE - _GAP
    for number, step in enumerate(words.STEPS, 1):
        paper.disc(x + 5, y + 4.2, 5)
        paper.text(str(number), x, y + 0.3, 10, Face(BOLD, 16), align="C", ink=WHITE)
        y = _both(paper, step, x + 14, y, width - 14, _STEP, _STEP_ENGLISH) + 5
    if not poster.form_url:
        return y - 5
    y = _both(paper, words.FORM, x + 14, y + 0.5, width - 14, _FORM, _STEP_ENGLISH)
    return _address(paper, poster.form_url, x + 14, y + 0.5, width - 14)


def _both(paper: Paper, said: Said, x: float, y: float, width: float, large: Face, small: Face) -> float:
    y = paper.text(said.vi, x, y, width, large, balanced=True)
    return paper.text(said.en, x, y + 0.3, width, small, ink=GREY, balanced=True)


def _emergency(paper: Paper, y: float) -> float:
    height = _EMERGENCY.line + 4
    paper.box(MARGIN, y, _WIDE, height, 1.1)
    paper.text(words.EMERGENCY.vi, MARGIN + 6, y + 2, _WIDE, _EMERGENCY)
    x, width = MARGIN + 120, _WIDE - 126
    top = y + (height - _NUMBERS.line - 2 * _NUMBERS_ENGLISH.line) / 2
    top = paper.text(words.OTHER_NUMBERS.vi, x, top, width, _NUMBERS, align="R")
    for english in (words.EMERGENCY.en, words.OTHER_NUMBERS.en):
        top = paper.text(english, x, top, width, _NUMBERS_ENGLISH, align="R", ink=GREY)
    return y + height


def _foot(paper: Paper, poster: Poster, y: float) -> None:
    check = words.CHECK.filled(bot=poster.bot)
    line = HEIGHT - 30
    y = paper.text(f"{words.STUCK_OVER.vi} · {words.STUCK_OVER.en}", MARGIN, y, _WIDE, _HEAD)
    large, small = _check_faces(paper, check, line - y - 1)
    y = paper.text(check.vi, MARGIN, y, _WIDE, large)
    paper.text(check.en, MARGIN, y + 0.5, _WIDE, small, ink=GREY)
    paper.line(MARGIN, line, MARGIN + _WIDE, line)
    label = f"{words.FINGERPRINT.vi} · {words.FINGERPRINT.en}"
    y = paper.text(label, MARGIN, line + 2, _WIDE, _SMALL, ink=GREY)
    y = paper.text(poster.root_fingerprint, MARGIN, y, _WIDE, _DIGITS)
    paper.text(f"{words.FAIR.vi} {words.FAIR.en}", MARGIN, y + 0.5, _WIDE, _SMALL, ink=GREY)
    paper.text(poster.commune_code, MARGIN, y + 0.5, _WIDE, _SMALL, align="R", ink=GREY)


def _check_faces(paper: Paper, check: Said, room: float) -> tuple[Face, Face]:
    """The largest faces in which the warning fits into the room left above the foot's line."""
    for large, small in ((10.5, 8.5), (10.0, 8.0), (9.5, 7.5), (9.0, 7.5)):
        faces = Face(REGULAR, large), Face(REGULAR, small)
        used = paper.height(check.vi, _WIDE, faces[0]) + paper.height(check.en, _WIDE, faces[1]) + 0.5
        if used <= room:
            return faces
    raise TooMuchText("The bot's name and the form's address leave no room on a poster: shorten the address.")
