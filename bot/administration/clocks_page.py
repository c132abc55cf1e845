"""Draws docs/clocks.md from the tables of moves and terms; it must never say more than the tables do."""

from pathlib import Path

from domain.deadlines import MARKED_BY_HAND, SERVICE_DUTIES, SKIPPED_BY_HAND, Duty
from domain.legal_terms import STOP_SOURCES, TERMS, Certainty, Term
from domain.spans import Span, SpanUnit
from domain.tips import MOVES, SERVICE_CLOCKS, Classification, ExtensionGround, Move, ReasonNeed, TipStatus
from domain.units import UnitKind

PAGE = Path(__file__).parents[2] / "docs" / "clocks.md"

_DUTIES = {
    Duty.FIRST_VIEW: "somebody of the queue opens the tip",
    Duty.REPORT: "commune police say what the first check found; passing the file on or deciding ends it too",
    Duty.FIRST_WORD: "the resident has a first answer",
    Duty.PROCURACY: "the procuracy is told that the tip was received",
    Duty.HAND_OVER: "the file goes to the body that may decide (status `transferred`)",
    Duty.ASK_EXTENSION: "the procuracy is asked for more time; runs once the time to decide was lengthened",
    Duty.DECIDE: "a criminal case is opened, or not (status `decided`)",
}
_REASONS = {ReasonNeed.NONE: "", ReasonNeed.OPTIONAL: "if there is one", ReasonNeed.REQUIRED: "required"}
_UNITS = {
    SpanUnit.HOURS: "hours",
    SpanUnit.DAYS: "days",
    SpanUnit.WORKING_DAYS: "working days",
    SpanUnit.MONTHS: "months",
}
_MARKS = {Certainty.SOURCED: "sourced", Certainty.BACKGROUND: "**to be confirmed by counsel**"}


def page() -> str:
    """The whole page, as it has to stand in docs/clocks.md."""
    service = SERVICE_CLOCKS[-1]
    duties = "\n".join(f"| `{duty}` | {_whose(duty)} | {meaning} |" for duty, meaning in _DUTIES.items())
    moves = "\n".join(_move(move) for move in MOVES)
    terms = "\n".join(_term(term) for term in TERMS)
    stops = "\n".join(
        f"- `{ground}`: {source} ({_MARKS[mark]})" for ground, (source, mark) in STOP_SOURCES.items()
    )
    return f"""# Statuses and clocks

Drawn from `domain/tips.py` and `domain/legal_terms.py`; don't edit by hand, run `python -m bot.administration.clocks_page`.
A test compares this page with the tables. Hours, days and holidays are Vietnam's.

## Moves

```mermaid
stateDiagram-v2
{_diagram()}
```

A reason is written in the browser and sealed as a note; the history and the tables keep its number and the code of the
ground, never the words. `received` is where a tip begins; residents see only five vague words for all of these.

| from | to | reason | ground (one of) |
|---|---|---|---|
{moves}

## Duties

A row of the queue shows the duty that is due first. Of two that are due together the upper one here comes first.

| duty | whose | done when |
|---|---|---|
{duties}

What an officer noted can be taken back: the clock runs again, the history keeps both. Of {_skipped()} it may be noted
that it isn't needed.

The service's own: first view within {service.first_view_hours} hours (what is happening now at once), first word within {service.first_word_hours} hours.

## Terms of the law

A tip that nobody has classified counts as a crime, so that waiting gains no time. A queue that holds a copy has the
service's clocks alone.

| term | from | span | runs for | in units | source |
|---|---|---|---|---|---|
{terms}

- Hours run out by the hour, days at the end of their last day; a month ends on the same day of a later month, or on that
  month's last day, and then on a working day (code article 134).
- The time to decide may be lengthened once by the police (`{ExtensionGround.COMPLEX}`, `{ExtensionGround.MANY_PLACES}`), then once by the
  procuracy (`{ExtensionGround.PROCURACY}`). An extension names its last day; without one it takes all that the law gives.
- A suspension stops the time to decide and the time to ask. Resumption goes on with what was left. Nothing shortens a clock.
- A tip that was decided, closed and taken up again because something new came counts from that hour.
- Communes that are difficult areas stand in a table with days; the operator fills it.

## Grounds of a suspension

{stops}
"""


def _move(move: Move) -> str:
    grounds = ", ".join(f"`{ground}`" for ground in move.grounds)
    return f"| `{move.current}` | `{move.to}` | {_REASONS[move.reason]} | {grounds} |"


def _diagram() -> str:
    arrows = [f"    {move.current} --> {move.to}" for move in MOVES]
    return "\n".join([f"    [*] --> {TipStatus.RECEIVED}", *arrows, f"    {TipStatus.CLOSED} --> [*]"])


def _skipped() -> str:
    return ", ".join(f"`{duty}`" for duty in sorted(SKIPPED_BY_HAND))


def _whose(duty: Duty) -> str:
    if duty in SERVICE_DUTIES:
        return "service"
    return "law; noted by an officer" if duty in MARKED_BY_HAND else "law"


def _term(term: Term) -> str:
    span = _span(term.span)
    if term.difficult:
        span += f", {_span(term.difficult)} in a difficult area"
    kinds = "all" if term.classifications == frozenset(Classification) else _codes(term.classifications)
    units = "all" if term.units == frozenset(UnitKind) else _codes(term.units)
    return f"| `{term.name}` | {term.valid_from} | {span} | {kinds} | {units} | {term.source} ({_MARKS[term.certainty]}) |"


def _span(span: Span) -> str:
    return f"{span.amount} {_UNITS[span.unit]}"


def _codes(values: frozenset[Classification] | frozenset[UnitKind]) -> str:
    return ", ".join(f"`{value}`" for value in sorted(values))


if __name__ == "__main__":
    assert set(_DUTIES) == set(Duty)
    PAGE.write_text(page(), encoding="utf-8")
