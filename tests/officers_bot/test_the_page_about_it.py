"""The document about the officers' bot lists what the table has."""

import re
from pathlib import Path

from handlers.officers.commands import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "officers-bot.md"


def test_every_command_stands_there_with_what_it_asks_for() -> None:
    """A command that nobody reviewed, or asks for something else, would stand out here."""
    lines = re.findall(r"^\| (`/[^|]+) \|[^|]*\| ([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    written = {
        name: action.strip("`") for names, action in lines for name in re.findall(r"`/(\w+)[^`]*`", names)
    }
    assert written == {
        command.name: "–" if command.action is None else command.action.value for command in COMMANDS
    }
