"""The law's terms as effective-dated data, each with its source; must never be copied into the logic as a constant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from domain.spans import Span, SpanUnit
from domain.tips import Classification, StopGround
from domain.units import UnitKind


class Certainty(StrEnum):
    """`sourced`: found in a public source. `background`: to be confirmed by counsel before anybody relies on it."""

    SOURCED = "sourced"
    BACKGROUND = "background"


class TermName(StrEnum):
    """What a term is about."""

    REPORT = "report"
    PROCURACY = "procuracy"
    HAND_OVER = "hand_over"
    DECIDE = "decide"
    DECIDE_COMPLEX = "decide_complex"
    EXTENSION = "extension"
    ASK_BEFORE = "ask_before"


_CRIME = frozenset({Classification.CRIME})
_ANY = frozenset(Classification)
_COMMUNE = frozenset({UnitKind.COMMUNE})
_EVERY_UNIT = frozenset(UnitKind)


@dataclass(frozen=True, slots=True)
class Term:
    """One term from `valid_from` on, until a newer row of the same name.

    `difficult`: the span in a commune that is marked as a difficult area. It runs for tips of these classifications in
    units of these kinds; a tip that nobody has classified yet counts as a crime, so that waiting gains no time.
    """

    name: TermName
    valid_from: date
    span: Span
    source: str
    certainty: Certainty
    difficult: Span | None = None
    classifications: frozenset[Classification] = _CRIME
    units: frozenset[UnitKind] = _EVERY_UNIT

    def runs_for(self, classification: Classification | None, unit: UnitKind) -> bool:
        """Whether a tip of this classification (None: not classified yet) has this term in a unit of this kind."""
        return (classification or Classification.CRIME) in self.classifications and unit in self.units

    def span_in(self, *, difficult: bool) -> Span:
        """The span for a difficult area or any other."""
        return self.difficult if difficult and self.difficult else self.span


_CODE = date(2018, 1, 1)
"""The criminal procedure code of 2015 is in force from this day."""

_NO_DISTRICTS = date(2025, 3, 1)
"""The police has no districts from this day; commune police got their duties."""

TERMS: tuple[Term, ...] = (
    Term(
        TermName.REPORT,
        _NO_DISTRICTS,
        Span(12, SpanUnit.HOURS),
        "Guidance 11/HD-BCA-V03 of 2025, as the press reports it",
        Certainty.SOURCED,
        difficult=Span(24, SpanUnit.HOURS),
        units=_COMMUNE,
    ),
    Term(
        TermName.HAND_OVER,
        _NO_DISTRICTS,
        Span(7, SpanUnit.DAYS),
        "Guidance 11/HD-BCA-V03 of 2025, as the press reports it",
        Certainty.SOURCED,
        classifications=_ANY,
        units=_COMMUNE,
    ),
    Term(
        TermName.PROCURACY,
        _CODE,
        Span(3, SpanUnit.WORKING_DAYS),
        "Criminal procedure code 2015, article 146(4)",
        Certainty.BACKGROUND,
    ),
    Term(
        TermName.DECIDE,
        _CODE,
        Span(20, SpanUnit.DAYS),
        "Criminal procedure code 2015, article 147(1)",
        Certainty.SOURCED,
    ),
    Term(
        TermName.DECIDE_COMPLEX,
        _CODE,
        Span(2, SpanUnit.MONTHS),
        "Criminal procedure code 2015, article 147(2): complex, or many places to check",
        Certainty.SOURCED,
    ),
    Term(
        TermName.EXTENSION,
        _CODE,
        Span(2, SpanUnit.MONTHS),
        "Criminal procedure code 2015, article 147(2): once, by the procuracy",
        Certainty.SOURCED,
    ),
    Term(
        TermName.ASK_BEFORE,
        _CODE,
        Span(5, SpanUnit.DAYS),
        "Criminal procedure code 2015, article 147(2)",
        Certainty.BACKGROUND,
    ),
)
"""What the desk's legal clocks count by; a new law is a new row."""

STOP_SOURCES: Mapping[StopGround, tuple[str, Certainty]] = MappingProxyType(
    {
        StopGround.EXPERT_OPINION: ("Criminal procedure code 2015, article 148(1)(a)", Certainty.SOURCED),
        StopGround.VALUATION: ("Criminal procedure code 2015, article 148(1)(a)", Certainty.SOURCED),
        StopGround.FOREIGN_ASSISTANCE: ("Criminal procedure code 2015, article 148(1)(a)", Certainty.SOURCED),
        StopGround.KEY_DOCUMENTS: ("Criminal procedure code 2015, article 148(1)(b)", Certainty.SOURCED),
        StopGround.FORCE_MAJEURE: ("Law 02/2021/QH15: natural disaster, epidemic", Certainty.BACKGROUND),
    }
)
"""Why the time to decide may stand still, and where that is said."""


def term_on(name: TermName, day: date, table: Iterable[Term] = TERMS) -> Term:
    """The term in force on `day`; before its first row the first row holds, so that no tip is without a clock."""
    rows = [term for term in table if term.name is name]
    in_force = [term for term in rows if term.valid_from <= day]
    if in_force:
        return max(in_force, key=lambda term: term.valid_from)
    return min(rows, key=lambda term: term.valid_from)
