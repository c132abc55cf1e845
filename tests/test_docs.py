"""The documents keep up with the house: their commands exist, their links lead somewhere, every decision has its number once."""

import re
from pathlib import Path

import click
import pytest

from bot.cli import main

HOUSE = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    HOUSE / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
] + sorted((HOUSE / "docs").rglob("*.md"))


def _command(words: list[str]) -> click.Command | None:
    found: click.Command | None = main
    for word in words:
        if not isinstance(found, click.Group):
            break
        found = found.commands.get(word)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists(document):
    """`tinbao …` in backticks or a code block names a command that the program has."""
    text = document.read_text("utf-8")
    for line in re.findall(r"(?:^|`)tinbao ((?:[a-z]+ ?)+)", text, re.MULTILINE):
        if line.split()[0] in {"is", "carries"}:
            continue
        assert _command(line.split()) is not None, line


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    """Relative links point to files that are there."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_the_make_commands_of_the_readme_exist():
    """What a newcomer types first is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, document.name


def test_decisions_are_numbered_once():
    """Each decision has its own number and says when and what."""
    files = sorted((HOUSE / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert numbers == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for path in files:
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith(f"# {path.name[:4]} "), path.name
        assert "Status:" in "\n".join(lines[:4]), path.name
