"""Reads two hours of a day as people type them; it must never guess where a text may mean two things."""

import re
import unicodedata

_HOUR = re.compile(
    r"(?<![0-9])(?P<hour>[0-9]{1,2})(?:\s*(?:giờ|gio|h|g|:00)(?![^\W\d_])(?:00)?)?"
    r"(?:\s*(?P<part>sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem|khuya|am|pm|a\.m\.|p\.m\.)(?![^\W\d_]))?"
)
_FORENOON = frozenset({"sáng", "sang", "am", "a.m."})
_AFTERNOON = frozenset({"chiều", "chieu", "pm", "p.m."})
_NOON = frozenset({"trưa", "trua"})
_EVENING = frozenset({"tối", "toi"})
_LAST_ON_THE_FACE = 12
_AT_LEAST = {"noon": 10, "evening": 5, "night": 6}
"""From this hour on the clock's face a part of the day means today's; `1 giờ trưa` is 13, `1 giờ đêm` is 1."""
_LONGEST_BARE = 16
"""Hours of silence that bare numbers may mean: `9 - 6` is rather an evening than 21 hours."""
_LONGEST_HALF_SAID = 12
"""The same where only one hour says its part of the day: `9 - 6 giờ sáng`, `8 giờ tối - 12` may begin or end either way."""


def read_hours(typed: str) -> tuple[int, int] | None:
    """Two hours from 0 to 23, such as `22 – 6` or `9 giờ tối đến 6 giờ sáng`; None where it isn't clear.

    The two are never the same hour: that no hours are quiet is a button of its own.
    """
    text = unicodedata.normalize("NFC", typed).casefold()
    found = list(_HOUR.finditer(text))
    if len(found) != 2 or any(character.isdigit() for character in _HOUR.sub("", text)):
        return None
    first, second = found
    if (
        first["part"] == "toi"
        and int(first["hour"]) <= _LAST_ON_THE_FACE
        and not text[first.end() : second.start()].strip()
    ):
        return None  # without diacritics: `9h tối 6h`, or `9h tới 6h`?
    start, end = _of_day(first), _of_day(second)
    if start is None or end is None:
        return None
    silence = (end - start) % 24
    # From an hour to the same hour is a whole day or nothing at all; kept hours would mean the second.
    return (start, end) if 0 < silence <= _longest(first, second) else None


def _longest(first: re.Match[str], second: re.Match[str]) -> int:
    bare = [found for found in (first, second) if found["part"] is None]
    if len(bare) == 1 and int(bare[0]["hour"]) <= _LAST_ON_THE_FACE:
        return _LONGEST_HALF_SAID
    return _LONGEST_BARE if len(bare) > 1 else 23


def _of_day(found: re.Match[str]) -> int | None:
    hour, part = int(found["hour"]), found["part"]
    if hour > 24:
        return None
    if part is None or hour > _LAST_ON_THE_FACE:
        return hour % 24
    if part in _FORENOON:
        return hour % 12
    if part in _AFTERNOON:
        return hour % 12 + 12
    if part in _NOON:
        return hour if hour >= _AT_LEAST["noon"] else hour + 12
    late = hour % 12 >= _AT_LEAST["evening" if part in _EVENING else "night"]
    return hour + 12 if late else hour % 12
