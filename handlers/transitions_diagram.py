"""Draws docs/conversation.md from the table of transitions; it must never say more than the table does.

Run `python -m handlers.transitions_diagram` after a change of the table.
"""

from collections.abc import Mapping
from pathlib import Path

from handlers.state import (
    AREA_STAGES,
    AWARENESS_STAGES,
    FOLLOW_UP_STAGES,
    REPORT_STAGES,
    WARNING_STAGES,
    Stage,
)
from handlers.transitions import ANYWHERE, MOVES, PLACE_STAGES, Move

PAGE = Path(__file__).parent.parent / "docs" / "conversation.md"

_GROUPS = {
    ANYWHERE: "anywhere",
    REPORT_STAGES: "report",
    PLACE_STAGES: "where",
    AREA_STAGES: "areas",
    WARNING_STAGES: "all_about_warnings",
    AWARENESS_STAGES: "awareness_rooms",
}
_NOTHING: Mapping[frozenset[Stage], str] = {}
_STAGES = {
    Stage.MENU: "the menu; nothing is under way",
    Stage.NOTICE: "step 1: four lines to read before anything is told",
    Stage.PLACE: "step 2: in which commune did it happen?",
    Stage.PLACE_CHOICE: "candidates as buttons; ambiguity is shown, never guessed",
    Stage.PLACE_PROVINCE: "one name in many provinces: which province?",
    Stage.PLACE_LIST: "communes page by page",
    Stage.BROWSE_PROVINCE: "all provinces",
    Stage.BROWSE_LETTER: "the letters of one province",
    Stage.UNSERVED: "the place is known, its province doesn't use Tin Báo; no draft begins",
    Stage.CONFLICT: "step 3: are local police or officials involved?",
    Stage.WHEN: "step 4: when?",
    Stage.CONTENT: "step 5: the telling; each item is sealed the moment it comes",
    Stage.CHANGE: "changing the place would drop the sealed items: asked first",
    Stage.CATEGORY: "step 6: what is it about?",
    Stage.CODE: "step 7: the code was shown; only here can it be sent",
    Stage.SENT: "step 8: done; the chat can be cleared",
    Stage.RESUME: "an unfinished report with sealed items: go on or drop it?",
    Stage.FOLLOW_UP: "a receipt code is asked for",
    Stage.THREAD: "status and answers of one tip",
    Stage.ADDING: "more is sealed, signed and sent",
    Stage.PRIVACY: "what is kept; erasing it",
    Stage.LANGUAGE: "Vietnamese or English",
    Stage.AWARENESS: "topics page by page, or those that a sentence is like",
    Stage.TOPIC: "one topic's card; a quiz, warnings, other topics",
    Stage.QUIZ: "a question with its options; the answer is explained",
    Stage.WARNINGS: "what this chat is subscribed to, and what can be changed",
    Stage.AREA: "warnings of which place? The same search as in step 2",
    Stage.AREA_CHOICE: "candidates as buttons",
    Stage.AREA_PROVINCE: "one name in many provinces: which province?",
    Stage.AREA_LIST: "communes page by page",
    Stage.AREA_BROWSE: "all provinces",
    Stage.AREA_WHOLE: "the whole province, or one commune of it?",
    Stage.AREA_LETTER: "the letters of one province",
    Stage.WARNED_PLACES: "the places; a press drops one",
    Stage.WARNED_TOPICS: "the topics; a press turns one on or off",
    Stage.QUIET_HOURS: "hours in which no ordinary warning comes",
    Stage.VERIFY: "a link, a bot's name or a poster's text: is it ours?",
}


def page() -> str:
    """The whole page, as it has to stand in docs/conversation.md."""
    rows = "\n".join(f"| `{stage}` | {meaning} |" for stage, meaning in _STAGES.items())
    return f"""# The residents' conversation

Drawn from the table in `handlers/transitions.py`; don't edit by hand, run `python -m handlers.transitions_diagram`.
A test compares this page with the table, and another plays random events and finds no move that isn't in it.

A stage that isn't left by an event puts its question again. Emergency numbers, advice and warnings are answered at
every stage without leaving it. A button of an earlier question is stale: it is answered with the current question.

| stage | what is asked or shown |
|---|---|
{rows}

## The report

```mermaid
{_diagram("report", {PLACE_STAGES: "where"})}
```

## Following up, privacy

```mermaid
{_diagram("follow_up")}
```

## Awareness, warnings

The search for a place is the report's, with stages of its own: nothing of a subscription is ever kept with a report.
What a chat is subscribed to is looked up for every change and stands in no conversation.

```mermaid
{_diagram("awareness", {AREA_STAGES: "areas", AWARENESS_STAGES: "awareness_rooms"})}
```

## The doors that are open everywhere

```mermaid
{_diagram("anywhere")}
```
"""


def _room(move: Move) -> str:
    if move.start is ANYWHERE:
        return "anywhere"
    if move.start <= FOLLOW_UP_STAGES | {Stage.PRIVACY, Stage.LANGUAGE}:
        return "follow_up"
    return "awareness" if move.start <= WARNING_STAGES | AWARENESS_STAGES else "report"


def _diagram(room: str, inside: Mapping[frozenset[Stage], str] = _NOTHING) -> str:
    moves = [move for move in MOVES if _room(move) == room]
    lines = ["stateDiagram-v2", "    direction TB"]
    for stages, group in inside.items():
        lines += [f"    state {group} {{", *(f"        {stage}" for stage in sorted(stages)), "    }"]
    if PLACE_STAGES in inside:
        lines.append("    [*] --> notice")
    edges: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        name = _GROUPS.get(move.start)
        starts = [name] if name else sorted(move.start)
        for start in starts:
            for to in move.to:
                edges.setdefault((start, to), []).append(move.why)
    lines += [
        f"    {start} --> {to}: {'; '.join(dict.fromkeys(whys))}" for (start, to), whys in edges.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
