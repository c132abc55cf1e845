"""Sorts Vietnamese names as a Vietnamese dictionary does; it must never sort by code points."""

import unicodedata

_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""The dictionaries' order: level, huyền, hỏi, ngã, sắc, nặng."""

OrderKey = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def vietnamese_order(name: str) -> OrderKey:
    """A sorting key: syllable by syllable, letters first, tone between equal letters; `2` before `10`."""
    return tuple(_syllable(syllable) for syllable in name.casefold().replace("-", " ").split())


def first_letter(name: str) -> str:
    """The letter under which a name stands in an A–Z list: Ă and Â under A, but Đ on its own."""
    for char in name.casefold():
        if char == "đ":
            return "Đ"
        base = unicodedata.normalize("NFD", char)[0]
        if base.isalnum():
            return base.upper()
    return "#"


def _syllable(syllable: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if syllable.isdigit():
        return (0, int(syllable)), ()
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", syllable):
        pieces = unicodedata.normalize("NFD", char)
        tone = next((_TONES[piece] for piece in pieces if piece in _TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in _TONES))
        if letter in _RANK:
            letters.append(_RANK[letter])
            tones.append(tone)
    return tuple(letters), tuple(tones)
