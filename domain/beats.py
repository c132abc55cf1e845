"""Suggests who should get a tip, by place, category and load; it must never decide, nor look at a tip's content."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why somebody is suggested."""

    BEAT_AND_CATEGORY = "beat_and_category"
    CATEGORY = "category"
    BEAT = "beat"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could get a tip.

    `communes`: codes of communes in which they have a hamlet; `categories`: those they look after; `load`: how many
    open tips they hold; `leads`: the chief gets a tip only where nobody else could.
    """

    officer_id: bytes
    communes: frozenset[str]
    categories: frozenset[str]
    load: int
    leads: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who, and why."""

    officer_id: bytes
    reason: Reason


def suggest(candidates: Iterable[Candidate], commune_code: str, category: str | None) -> Suggestion | None:
    """The best match of category and place, among equals who holds least; None without candidates.

    The hamlet of a tip is content, so only its commune counts here: whoever has read the tip picks the hamlet.
    """

    def rank(candidate: Candidate) -> tuple[bool, int, int, bytes]:
        reasons = (category in candidate.categories) * 2 + (commune_code in candidate.communes)
        return (candidate.leads, -reasons, candidate.load, candidate.officer_id)

    best = min(candidates, key=rank, default=None)
    if best is None:
        return None
    if category in best.categories:
        both = commune_code in best.communes
        return Suggestion(best.officer_id, Reason.BEAT_AND_CATEGORY if both else Reason.CATEGORY)
    return Suggestion(best.officer_id, Reason.BEAT if commune_code in best.communes else Reason.LOAD)
