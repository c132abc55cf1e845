"""Reads Vietnamese words with all, half or none of their diacritics; it must never decide what they mean."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
"""Combining tone marks and their number; 1 is the level tone, which has no mark."""

_LEVEL_TONE = "1"
_FINAL_Y = re.compile(r"^(qu|[bcdghklmnprstvx]+)y$")
_LETTERS_PER_WORD = 20
_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_PARTS = re.compile(r"[,;:/|()\[\]\n\r\t]+|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word: `base` without any diacritics, `signature` with letters and tone, `marked` if it had any.

    The signature is the same for both habits of placing a tone mark (`hoà`, `hòa`).
    """

    base: str
    signature: str
    marked: bool


def read_word(word: str) -> Word:
    """One word of letters and digits, in any case and any Unicode form; nothing of what is typed is kept."""
    tone = _LEVEL_TONE
    letters: list[str] = []
    bare: list[str] = []
    marked = False
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char in _TONES:
            tone = _TONES[char]
            marked = True
        elif unicodedata.combining(char):
            letters.append(char)
            marked = True
        elif char == "đ":
            letters.append("đ")
            bare.append("d")
            marked = True
        else:
            letters.append(char)
            bare.append(char)
    base = "".join(bare)
    return Word(fold_base(base), fold_base("".join(letters)) + tone, marked)


def fold_base(base: str) -> str:
    """One spelling for a final i or y after a consonant (`Mỹ`, `Mĩ`) and for numbers (`05`, `5`)."""
    if base.isdigit():
        return base.lstrip("0") or "0"
    return f"{base[:-1]}i" if base.endswith("y") and _FINAL_Y.match(base) else base


def words_of(text: str, most: int = 24) -> tuple[tuple[Word, ...], frozenset[int]]:
    """The first `most` words of a text and the positions before which a comma, line or bracket stands."""
    found: list[Word] = []
    breaks: set[int] = set()
    for part in _PARTS.findall(visible(text[: most * _LETTERS_PER_WORD])):
        if _WORDS.fullmatch(part):
            if len(found) == most:
                break
            found.append(read_word(part))
        elif found:
            breaks.add(len(found))
    return tuple(found), frozenset(breaks)


def visible(text: str) -> str:
    """The text in composed form without apostrophes, control, format and stray combining characters."""
    composed = unicodedata.normalize("NFC", text)
    kept = (
        char for char in composed if char in "\n\r\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )
    return _APOSTROPHES.sub("", "".join(kept))


_read_official = lru_cache(maxsize=16_384)(read_word)
"""Remembers the words of official names, which come thousands of times: never a word that somebody typed."""


def name_keys(name: str) -> tuple[str, str]:
    """An official name as two joined keys, without diacritics and by signature.

    `Chiềng Khoang` → (`chiengkhoang`, `chiêng2khoang1`). Only for official names, whose words it remembers: it expects
    spaces, hyphens and apostrophes, nothing else, and is fast because a gazetteer calls it fourteen thousand times.
    """
    words = [_read_official(part) for part in name.replace("'", "").replace("-", " ").split()]
    return "".join(word.base for word in words), "".join(word.signature for word in words)
