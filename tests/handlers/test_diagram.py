"""The diagram in the docs is the table."""

import re

from handlers.events import Event, ResultEvent
from handlers.state import Stage
from handlers.transitions import MOVES
from handlers.transitions_diagram import PAGE, page


def test_the_page_in_the_docs_is_current() -> None:
    """docs/conversation.md is exactly what the table draws; renew it with `python -m handlers.transitions_diagram`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_stage_can_be_reached_and_is_explained() -> None:
    """No stage stands alone in the table, and each has its line in the page."""
    reached = {stage for move in MOVES for stage in move.to}
    assert reached == set(Stage)
    explained = set(re.findall(r"^\| `(\w+)` \|", page(), re.MULTILINE))
    assert explained == {stage.value for stage in Stage}


def test_the_table_names_events_only() -> None:
    """Every cause in the table is one of the conversation's events."""
    known = set(Event.__args__)
    assert {cause for move in MOVES for cause in move.on} <= known
    assert set(ResultEvent.__args__) <= known
