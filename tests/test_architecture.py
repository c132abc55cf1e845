"""The house keeps its shape: floors, file sizes, opening sentences, no names of places that don't belong in it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "handlers", "storage", "domain", "sealing", "web")
SOURCES = sorted(
    path for room in ROOMS for path in (HOUSE / room).rglob("*.py") if "client" not in path.parts
)


def test_arrows_only_point_down():
    """The import contracts of pyproject.toml hold."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.split(".")[0] for name in found}


ONLY_IN = {
    "aiogram": ("bot/channels/", "bot/sandbox/"),
    "telegram": ("bot/channels/telegram_officers",),
    "apscheduler": ("bot/jobs.py",),
    "sqlalchemy": ("storage/",),
    "cryptography": ("sealing/",),
    "vietnamadminunits": (),
    "obstore": ("storage/blobs.py",),
}


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_library_stays_in_its_room(library):
    """What a library decides stays behind one door, so that it can be replaced or audited there."""
    users = [path.relative_to(HOUSE).as_posix() for path in SOURCES if library in _imports(path)]
    assert [user for user in users if not user.startswith(ONLY_IN[library])] == []


def test_only_settings_reads_the_environment():
    """A setting that is read elsewhere would be neither documented nor checked."""
    pattern = re.compile(r"os\.environ\[|os\.environ\.get|os\.getenv")
    users = [
        path.relative_to(HOUSE).as_posix() for path in SOURCES if pattern.search(path.read_text("utf-8"))
    ]
    assert users == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_a_module_opens_with_its_sentence_and_stays_small(path):
    """What it does stands at its head, and five hundred lines are too many."""
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "no opening sentence"
    assert text.count("\n") < 500


def test_nothing_in_the_house_names_a_registry_or_a_machine():
    """Lock files carry hashes, not addresses; paths are relative to the house."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True)
    forbidden = re.compile(
        "|".join(
            (
                "registry" + r"\.npmjs",
                "pypi" + r"\.org",
                "files" + r"\.pythonhosted",
                "deb" + r"\.debian\.org",
                "/home/" + r"\w+/",
                "/wo" + "rk/",
            )
        )
    )
    guilty = []
    for name in filter(None, tracked.stdout.split("\0")):
        path = HOUSE / name
        if path.is_file() and path.suffix not in {".png", ".ico", ".woff2"}:
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
                if forbidden.search(line):
                    guilty.append(f"{name}:{number}")
    assert guilty == []


def test_nothing_is_left_undone_under_a_finished_name():
    """No stub, no reminder to oneself, no skipped promise."""
    marks = re.compile(
        "|".join(
            ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", r"mark\.(?:skip|xf" + "ail)")
        )
    )
    places = [*SOURCES, *sorted((HOUSE / "tests").rglob("*.py"))]
    assert [
        path.relative_to(HOUSE).as_posix() for path in places if marks.search(path.read_text("utf-8"))
    ] == []
