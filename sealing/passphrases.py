"""Generates passphrases from the Vietnamese word list and normalises what is typed; it must never use a
passphrase as it was typed.

Source: docs/sealed-tip-spec.md, section 10.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from sealing.derivation import Random, system_random
from sealing.errors import Malformed
from sealing.secret_types import SecretText

__all__ = [
    "WORDS_IN_PASSPHRASE",
    "generate_passphrase",
    "normalise_passphrase",
    "read_words",
    "shipped_words",
]

WORDS_IN_PASSPHRASE: Final = 5
FEWEST_WORDS: Final = 2048
"""With at least so many words, five of them hold 55 bits."""

_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")


def generate_passphrase(words: Sequence[str], random: Random = system_random) -> SecretText:
    """Return five words, each chosen uniformly, joined by single spaces; `words` comes from `read_words`."""
    return SecretText(" ".join(_pick(words, random) for _ in range(WORDS_IN_PASSPHRASE)))


def normalise_passphrase(typed: SecretText) -> SecretText:
    """Return lower-case letters and digits without diacritics, single spaces between; raises `Malformed` if
    nothing is left.
    """
    plain = _plain(typed.reveal())
    if not plain:
        raise Malformed("an empty passphrase")
    return SecretText(plain)


def read_words(text: str) -> tuple[str, ...]:
    """Return the words of a list, one a line.

    Raises `Malformed` if there are fewer than 2,048, or one hasn't two syllables, or two are the same without
    diacritics.
    """
    words = tuple(text.split("\n")[:-1]) if text.endswith("\n") else tuple(text.split("\n"))
    plain = {_plain(word) for word in words}
    if len(words) < FEWEST_WORDS or len(plain) != len(words):
        raise Malformed("a word list has at least 2,048 words, all different without diacritics")
    if any(word.count(" ") != 1 for word in plain):
        # One number of syllables a word: no two choices of words read the same.
        raise Malformed("every word of the list has two syllables")
    return words


@cache
def shipped_words() -> tuple[str, ...]:
    """Return the list that the package ships as data, `words.vi.txt`."""
    return read_words(files("sealing").joinpath("words.vi.txt").read_text("utf-8"))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    base = "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))
    return _NOT_PLAIN.sub(" ", base.replace("đ", "d").replace("Đ", "d").lower()).strip()


def _pick(words: Sequence[str], random: Random) -> str:
    bound = 2**32 - 2**32 % len(words)
    drawn = bound
    while drawn >= bound:
        drawn = int.from_bytes(random(4), "big")
    return words[drawn % len(words)]
