"""Finds which button a typed text means, with or without diacritics; it must never match part of a message."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from handlers.state import Pick
from handlers.turn import MENU_ROWS
from handlers.wording import Wordings

MOST_LABEL_CHARACTERS = 80
"""Longer texts are never taken for a label; the longest label is a place with its old name."""


def bare_key(text: str) -> str:
    """The letters and digits of a text without case, diacritics, spaces or emoji: `Không có` → `khongco`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(character for character in decomposed if character.isalnum())


@lru_cache(maxsize=1024)
def _label_key(label: str) -> str:
    """Only labels come here, never what a resident typed: nothing private stays in the cache."""
    return bare_key(label)


@dataclass(frozen=True, slots=True)
class MenuLabels:
    """The menu's labels of all languages, as they are and as keys without diacritics or emoji."""

    exact: dict[str, str]
    keys: dict[str, str]

    @classmethod
    def of(cls, wordings: Wordings) -> "MenuLabels":
        """Read them from the texts: a menu of another language may still stand in the chat."""
        ids = [text_id for row in MENU_ROWS for text_id in row]
        labels = [
            (wordings.label(language, text_id), text_id) for language in wordings.languages for text_id in ids
        ]
        return cls(
            dict(labels),
            {_label_key(label): text_id for label, text_id in labels},
        )

    def find(self, text: str, *, exactly: bool) -> str | None:
        """The text id of the menu's label that was typed; `exactly` where the text may as well be content."""
        if len(text) > MOST_LABEL_CHARACTERS:
            return None
        return self.exact.get(text.strip()) or (None if exactly else self.keys.get(bare_key(text)))


def typed_pick(picks: Iterable[Pick], text: str) -> Pick | None:
    """The choice whose label was typed; None where none or more than one fits."""
    if len(text) > MOST_LABEL_CHARACTERS or not (key := bare_key(text)):
        return None
    found = [pick for pick in picks if _label_key(pick.label) == key]
    return found[0] if len(found) == 1 else None
