"""Measures how long texts are for the ear and the eye; it must never judge what they say."""

import re

MOST_SYLLABLES_A_SENTENCE = 15
"""One idea a sentence, at most fifteen syllables: the tone of every Vietnamese text."""

_ENDS = re.compile(r"[.!?:;…]+[”\"’)]*(?:\s|$)|\n")
_SPLIT = re.compile(r"[\s\-–/]+")
_ABBREVIATION = re.compile(r"[A-Z]{2,5}")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; a line, a list item and what stands before a colon count as sentences."""
    return tuple(found for part in _ENDS.split(text) if (found := part.strip()))


def syllables(sentence: str) -> int:
    """Vietnamese syllables, or words of another language, as written: figures don't count."""
    return sum(any(letter.isalpha() for letter in word) for word in sentence.split())


def too_long(text: str, most: int = MOST_SYLLABLES_A_SENTENCE) -> tuple[str, ...]:
    """The sentences that have more than `most` syllables."""
    return tuple(sentence for sentence in sentences(text) if syllables(sentence) > most)


def spoken_syllables(text: str) -> int:
    """Vietnamese syllables, or words, as read aloud: `113` counts as three, `OTP` as three, `2,5` as two."""
    count = 0
    for word in _SPLIT.split(text):
        figures = sum(letter.isdigit() for letter in word)
        letters = "".join(letter for letter in word if letter.isalpha())
        count += figures + (len(letters) if _ABBREVIATION.fullmatch(letters) else min(len(letters), 1))
    return count
