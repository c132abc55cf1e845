"""Finds and checks the marked ranges of a text, counted in UTF-16 units; it never changes the text."""

import re
from typing import Any

from bot.sandbox.refusals import bad_request

_COMMAND = re.compile(r"(?:(?<=\s)|^)/[a-zA-Z0-9_]{1,32}(?:@\w+)?")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def utf16_length(text: str) -> int:
    """Length as the Bot API counts it."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def found_entities(text: str) -> list[dict[str, Any]]:
    """Commands and addresses in a resident's text, as the public server marks them."""
    marks = [("bot_command", match) for match in _COMMAND.finditer(text)]
    marks += [("url", match) for match in _ADDRESS.finditer(text)]
    return [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, match in sorted(marks, key=lambda mark: mark[1].start())
    ]


def checked_entities(text: str, entities: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The bot's own entities, refused (RefusedError, 400) when one lies outside its text."""
    length = utf16_length(text)
    for entity in entities or ():
        start, size = int(entity["offset"]), int(entity["length"])
        if start < 0 or size < 1 or start + size > length:
            raise bad_request("ENTITY_BOUNDS_INVALID")
    return entities or []
