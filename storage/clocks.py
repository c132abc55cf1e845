"""Which service clock of a tip runs now, as the hour it is due; must never invent a deadline (domain holds them)."""

from domain.tips import When, first_view_due, first_word_due

NOTHING_DUE = 2_000_000_000
"""Stands after every real hour (it is beyond the year 230,000), so that rows without a clock come last."""


def due_hour(received_hour: int, when: When, *, viewed: bool, answered: bool) -> int:
    """First the view is due, then the first word, then nothing of the service promise."""
    if not viewed:
        return first_view_due(received_hour, when)
    if not answered:
        return first_word_due(received_hour, when)
    return NOTHING_DUE
