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
_AT_LEAST = {"noon": 10, "evening": 5, "night": 6}
"""From this hour on the clock's face a part of the day means today's; `1 giờ trưa` is 13, `1 giờ đêm` is 1."""
_LONGEST_BARE = 16
"""Hours of silence that bare numbers may mean: `9 - 6` is rather an evening than 21 hours."""


def read_hours(typed: str) -> tuple[int, int] | None:
    """Two hours from 0 to 23, such as `22 – 6` or `9 giờ tối đến 6 giờ sáng`; None where it isn't clear."""
    text = unicodedata.normalize("NFC", typed).casefold()
    found = list(_HOUR.finditer(text))
    if len(found) != 2 or any(character.isdigit() for character in _HOUR.sub("", text)):
        return None
    first, second = found
    if first["part"] == "toi" and int(first["hour"]) <= 12 and not text[first.end() : second.start()].strip():
        return None  # without diacritics: `9h tối 6h`, or `9h tới 6h`?
    start, end = _of_day(first), _of_day(second)
    if start is None or end is None:
        return None
    bare = first["part"] is None and second["part"] is None
    return None if bare and (end - start) % 24 > _LONGEST_BARE else (start, end)


def _of_day(found: re.Match[str]) -> int | None:
    hour, part = int(found["hour"]), found["part"]
    if hour > 24:
        return None
    if part is None or hour > 12:
        return hour % 24
    if part in _FORENOON:
        return hour % 12
    if part in _AFTERNOON:
        return hour % 12 + 12
    if part in _NOON:
        return hour if hour >= _AT_LEAST["noon"] else hour + 12
    late = hour % 12 >= _AT_LEAST["evening" if part in _EVENING else "night"]
    return hour + 12 if late else hour % 12
