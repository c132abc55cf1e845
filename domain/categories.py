"""The kinds of matter a tip may be about; it must never hold a category for opinions, speech or persons."""

CATEGORIES: tuple[str, ...] = (
    "drugs",
    "fraud",
    "loansharking",
    "gambling",
    "theft",
    "violence",
    "domestic_violence",
    "child_abuse",
    "trafficking",
    "weapons",
    "smuggling",
    "environment",
    "traffic",
    "fire",
    "wanted",
    "other",
)
"""Codes in the order in which they are offered; their labels stand in the texts of each language."""


def is_category(code: str) -> bool:
    """Whether `code` is one of the offered categories; a tip may also have none."""
    return code in CATEGORIES
