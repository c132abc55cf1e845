"""Node and a real browser hold every vector that Python holds."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.client.conftest import CLIENT, NODE, VECTORS

FILES = sorted(VECTORS.glob("*.json"))
SHARED = [path for path in FILES if json.loads(path.read_text("utf-8"))["where"] == "everywhere"]


def _cases(path: Path) -> list[dict[str, object]]:
    cases: list[dict[str, object]] = json.loads(path.read_text("utf-8"))["cases"]
    return cases


def test_every_vector_file_says_where_it_holds_and_has_cases_that_must_fail() -> None:
    """A file of an unknown kind, or one without a refusal, would let a runner pass by doing nothing."""
    assert SHARED
    for path in FILES:
        assert json.loads(path.read_text("utf-8"))["where"] in {"everywhere", "server"}, path.name
        assert _cases(path), path.name
    assert sum("refused" in case for path in SHARED for case in _cases(path)) > 50


def test_node_runs_every_shared_case() -> None:
    """As many cases pass in Node as the files hold; a call that no function is known for fails."""
    ran = subprocess.run(
        [NODE, "--test-reporter=tap", "tests/run_in_node.mjs"],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        check=False,
    )
    counts = {name: int(number) for name, number in re.findall(r"^# (\w+) (\d+)$", ran.stdout, re.MULTILINE)}
    wrong = re.findall(r"^ *not ok \d+ - (.*)$", ran.stdout, re.MULTILINE)
    expected = sum(len(_cases(path)) for path in SHARED)
    print(f"Node: {counts.get('pass', 0)} of {expected} vector cases in {len(SHARED)} files")
    assert (wrong, counts.get("pass"), counts.get("skipped")) == ([], expected, 0), ran.stderr
    assert ran.returncode == 0


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_a_real_browser_runs_every_shared_case(path: Path, chromium: Browser, test_pages: str) -> None:
    """The same cases hold in Chromium under the desk's policy, Argon2id in its worker."""
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{test_pages}/page_vectors.html")
    page.wait_for_function("() => 'runVectors' in globalThis")
    problems = page.evaluate("name => runVectors(name)", path.name)
    page.close()
    names = [case["name"] for case in _cases(path)]
    wrong = [
        f"{name}: {problem}" for name, problem in zip(names, problems, strict=True) if problem is not None
    ]
    print(f"Chromium: {len(names) - len(wrong)} of {len(names)} vector cases of {path.name}")
    assert (wrong, complaints) == ([], [])
