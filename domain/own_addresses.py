"""Tells which links and bot names in a text are ours, by exact comparison alone; it must never open one.

Whatever isn't exactly ours isn't ours. `LOOKS_ALIKE` only says which strange ones are made to be taken for ours.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, urlsplit

from rapidfuzz.distance import OSA

MOST_FOUND = 10
MOST_READ = 20_000
"""Characters of a text that are looked at."""

_TELEGRAM = "t.me"
_TRAILING = ".,;:!?)]}>»”’\"'…"
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://\S+")
_BARE = re.compile(r"(?<![\w.@-])(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d+)?(?:[/?#]\S*)?")
_NAME = re.compile(r"(?<![\w.])@(\w{3,64})|(?<![\w/@.])(\w{2,60}bot)(?!\w)", re.IGNORECASE)
_PUNYCODE = re.compile(r"xn--[a-z0-9-]+", re.IGNORECASE | re.ASCII)
_CONFUSED = str.maketrans(
    {
        "0": "o", "1": "l", "|": "l", "3": "e", "4": "a", "5": "s", "6": "b", "8": "b",
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ɡ": "g", "һ": "h", "і": "l", "ı": "l", "ј": "j",
        "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "ѕ": "s", "т": "t", "υ": "u", "ν": "v", "ѵ": "v",
        "х": "x", "у": "y", "α": "a", "β": "b", "ο": "o", "ρ": "p", "τ": "t", "ι": "l", "κ": "k", "η": "n",
        "đ": "d", "i": "l", "-": "", "_": "", ".": "",
    }
)  # fmt: skip
_ALIKE = 2
"""Wrong letters at most between a name and one that is made to look like it."""


class AddressKind(StrEnum):
    """What an address of ours is."""

    BOT = "bot"
    FORM = "form"
    DESK = "desk"


class Verdict(StrEnum):
    """What a found address is."""

    OURS = "ours"
    LOOKS_ALIKE = "looks_alike"
    """Not ours, and made like ours: other letters, our name within another address, or somebody before an `@`."""
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class OwnAddresses:
    """What is ours: the bot's name without `@`, and the form's and desk's addresses; empty where there is none."""

    bot_name: str = ""
    form_url: str = ""
    desk_url: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One address found in a text. `kind` for ours; `commune_code` where the bot's link names one (from a poster)."""

    verdict: Verdict
    kind: AddressKind | None = None
    commune_code: str | None = None


_STRANGE = Checked(Verdict.STRANGE)
_ALIKE_FOUND = Checked(Verdict.LOOKS_ALIKE)


def check_text(text: str, own: OwnAddresses) -> tuple[Checked, ...]:
    """Every link and bot name in a text, in order, at most MOST_FOUND; empty where there is none."""
    found = []
    for kind, written in _addresses(text[:MOST_READ]):
        found.append(_check_name(written, own) if kind == "name" else _check_link(written, own))
        if len(found) == MOST_FOUND:
            break
    return tuple(found)


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    taken: list[tuple[int, int, str, str]] = []
    for kind, pattern in (("link", _LINK), ("link", _BARE), ("name", _NAME)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= other_start or start >= other_end for other_start, other_end, _, _ in taken):
                taken.append((start, end, kind, (match.group(match.lastindex or 0)).rstrip(_TRAILING)))
    for _, _, kind, written in sorted(taken):
        yield kind, written


def _check_name(name: str, own: OwnAddresses) -> Checked:
    if own.bot_name and _same_name(name, own.bot_name):
        return Checked(Verdict.OURS, AddressKind.BOT)
    return _ALIKE_FOUND if own.bot_name and _alike(name, own.bot_name) else _STRANGE


def _check_link(link: str, own: OwnAddresses) -> Checked:
    parts = _split(link if "://" in link else f"https://{link}")
    if parts is None:
        return _unlike_or_alike(link, own)
    bot = _bot_link(parts, own)
    if bot is not None:
        return bot
    for kind, address in ((AddressKind.FORM, own.form_url), (AddressKind.DESK, own.desk_url)):
        if address and _within(parts, address):
            return Checked(Verdict.OURS, kind)
    return _unlike_or_alike(link, own)


def _bot_link(parts: SplitResult, own: OwnAddresses) -> Checked | None:
    if parts.scheme == "tg":
        name = parse_qs(parts.query).get("domain", [""])[0]
        start = parse_qs(parts.query).get("start", [""])[0]
        if parts.netloc != "resolve":
            return None
    elif parts.scheme in {"https", "http"} and parts.netloc.lower() == _TELEGRAM:
        name = parts.path.strip("/")
        start = parse_qs(parts.query).get("start", [""])[0]
    else:
        return None
    if not own.bot_name or not _same_name(name, own.bot_name):
        return _ALIKE_FOUND if own.bot_name and _alike(name, own.bot_name) else _STRANGE
    code = start.removeprefix("c_")
    is_poster = start.startswith("c_") and code.isascii() and code.isdigit()
    return Checked(Verdict.OURS, AddressKind.BOT, code if is_poster else None)


def _within(parts: SplitResult, address: str) -> bool:
    """Whether a link lies at an address of ours: same scheme, nobody before an `@`, same host and port, under its path."""
    ours = _split(address)
    if ours is None or parts.scheme != ours.scheme or not parts.netloc.isascii():
        return False
    if parts.netloc.lower().removesuffix(_port(parts)) != ours.netloc.lower().removesuffix(_port(ours)):
        return False
    path = ours.path.rstrip("/")
    return parts.path == path or parts.path.startswith(f"{path}/") or (not path and not parts.path)


def _port(parts: SplitResult) -> str:
    return {"https": ":443", "http": ":80"}.get(parts.scheme, "")


def _unlike_or_alike(link: str, own: OwnAddresses) -> Checked:
    address = _PUNYCODE.sub(_as_shown, link.rpartition("://")[2])
    written = _skeleton(address)
    host = _skeleton(re.split(r"[/?#]", address)[0].rpartition("@")[2])
    for known in (own.form_url, own.desk_url):
        ours = _skeleton((_split(known) or urlsplit("")).hostname or "") if known else ""
        if ours and (ours in written or OSA.distance(host, ours) <= _ALIKE):
            return _ALIKE_FOUND
    bot = _skeleton(own.bot_name)
    return _ALIKE_FOUND if bot and bot in written else _STRANGE


def _same_name(name: str, ours: str) -> bool:
    """Telegram's names are ASCII and know no case."""
    return name.isascii() and name.lower() == ours.lower()


def _alike(name: str, ours: str) -> bool:
    written, own = _skeleton(name), _skeleton(ours)
    return own in written or OSA.distance(written, own) <= _ALIKE


def _skeleton(text: str) -> str:
    """What a hurried eye sees: no case, no marks, letters that look like others turned into those."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    seen = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_CONFUSED)
    return seen.replace("rn", "m").replace("vv", "w")


def _as_shown(label: re.Match[str]) -> str:
    """A part of a host as browsers may show it."""
    try:
        return label[0].encode("ascii").decode("idna")
    except UnicodeError:
        return label[0]


def _split(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.netloc else None
