"""The documents keep up with the house: their commands, files and tests exist, their links lead somewhere, every decision has its number once."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import click
import pytest

from bot.cli import main

HOUSE = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    HOUSE / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
] + sorted((HOUSE / "docs").rglob("*.md"))


OF_THE_PRESENT = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"] + [
    HOUSE / "tests" / "vectors" / "README.md"
]
"""What these name is there today; the changelog tells of former days too."""
BUILT = "web/static/build/"
NOT_KEPT = {"recovery.html", "fake_shop.toml", "pictures/fake_shop.svg"}
"""What a build writes, and the topic that the handbook makes as an example."""
NOT_OURS = {"node_modules", "__pycache__", "build", "dist"}
SOURCE = re.compile(r"[\w./*-]+\.(?:py|ts|mjs|css|html|ftl|toml|svg|md|txt|json)")


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


@cache
def _files() -> frozenset[str]:
    """Every file and folder of the repository that isn't made by a build, as addresses within it; folders end in `/`."""
    found = {path.name for path in HOUSE.iterdir() if path.is_file()}
    for room in HOUSE.iterdir():
        if not room.is_dir() or (room.name.startswith(".") and room.name != ".ci"):
            continue
        for folder, folders, names in os.walk(room):
            folders[:] = [name for name in folders if name not in NOT_OURS]
            here = Path(folder).relative_to(HOUSE).as_posix()
            found |= {f"{here}/", *(f"{here}/{name}" for name in names)}
    return frozenset(found)


def _is_there(named: str) -> bool:
    """Whether an address, or the end of one, is that of a file or folder; `*` stands for any letters."""
    if any(mark in named for mark in "*?["):
        return any(fnmatchcase(file, named) for file in _files())
    return any(file == named or file.endswith(f"/{named}") for file in _files())


def _named_in(text: str) -> Iterator[str]:
    """What in backticks looks like a file or folder of ours: begins in one of our rooms, or ends like a source file."""
    rooms = {file.split("/", 1)[0] for file in _files() if "/" in file}
    for quoted in re.findall(r"`([^`\n]+)`", text):
        named = quoted.split("::", 1)[0].strip()
        in_a_room = "/" in named and named.split("/", 1)[0] in rooms and " " not in named
        if (in_a_room or SOURCE.fullmatch(named)) and not named.startswith((BUILT, "/")):
            yield named


@pytest.mark.parametrize("document", OF_THE_PRESENT, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document):
    """A path in backticks that looks like one of ours leads to a file or folder, by itself or as the end of one."""
    for named in _named_in(document.read_text("utf-8")):
        assert named in NOT_KEPT or _is_there(named), named


def test_a_file_that_is_gone_would_be_found():
    """The check above sees what it is meant to see."""
    text = "Kept by `storage/`, tested in `tests/test_nothing_private_leaks.py` and `gone_for_good.ts`; see `anh/chị`."
    named = list(_named_in(text))
    assert named == ["storage/", "tests/test_nothing_private_leaks.py", "gone_for_good.ts"]
    assert [_is_there(each) for each in named] == [True, False, False]


def test_every_promise_of_the_threat_model_names_a_test_that_exists():
    """Each row of the table of promises leads to at least one test file by its whole address."""
    text = (HOUSE / "docs" / "threat-model.md").read_text("utf-8")
    table = text.split("| promise | kept by | tested in |\n", 1)[1].split("\n\n", 1)[0]
    rows = [line.split("|")[1:-1] for line in table.splitlines()[1:]]
    assert len(rows) > 10
    for promise, _, tested in rows:
        tests = re.findall(r"`(tests/[\w/]+\.py)`", tested)
        assert tests, promise
        assert all((HOUSE / test).is_file() for test in tests), promise


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
