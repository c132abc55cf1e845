"""What the wheel's build brings into the browser, and when it is built again."""

import hashlib
import importlib.util
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.client.conftest import CLIENT, ROOT

BUILD = ROOT / "web" / "static" / "build"


def test_the_build_is_whole() -> None:
    """Every built file stands in `hashes.json` with its hash, which is what gets published."""
    hashes: dict[str, str] = json.loads((BUILD / "hashes.json").read_text("utf-8"))
    assert {"argon2_worker.js", "icons.json", "licences.txt", "fonts/be-vietnam-pro.css"} <= hashes.keys()
    for name, digest in hashes.items():
        assert hashlib.sha256((BUILD / name).read_bytes()).hexdigest() == digest, name


def test_every_font_rule_names_its_range_and_a_file_of_our_own() -> None:
    """Letters show at once in a fallback, each file is loaded only where it is needed, none from elsewhere."""
    for family in ("be-vietnam-pro", "ibm-plex-mono", "noto-emoji"):
        rules = (BUILD / "fonts" / f"{family}.css").read_text("utf-8").splitlines()
        assert rules
        for rule in rules:
            assert "font-display:swap" in rule
            assert re.search(r"unicode-range:U\+", rule)
            (file,) = re.findall(r'url\("\./([^"]+)"\)', rule)
            assert (BUILD / "fonts" / file).read_bytes().startswith(b"wOF2")


def test_every_listed_icon_is_an_inline_picture_without_code() -> None:
    """The templates inline these, so they hold shapes and nothing else."""
    listed = {
        line.strip()
        for line in (CLIENT / "icons.txt").read_text("utf-8").splitlines()
        if line.strip()[:1] != "#"
    } - {""}
    icons: dict[str, str] = json.loads((BUILD / "icons.json").read_text("utf-8"))
    assert icons.keys() == listed
    for name, svg in icons.items():
        tags = set(re.findall(r"<([a-z]+)", svg))
        assert tags <= {"svg", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}, name
        assert " on" not in svg
        assert 'aria-hidden="true"' in svg


def test_the_lock_pins_every_package_and_names_no_address() -> None:
    """Each package is fixed by its hash; where it comes from is the machine's own setting."""
    text = (CLIENT / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    assert all("integrity" in entry for place, entry in packages.items() if place)
    own = json.loads((CLIENT / "package.json").read_text("utf-8"))
    for version in (own["dependencies"] | own["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Any, list[str]]:
    """A small checkout whose output is newer than its sources, the build hook over it, and npm's calls."""
    spec = importlib.util.spec_from_file_location("hatch_build", CLIENT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    calls: list[str] = []
    monkeypatch.setattr(module, "_npm", lambda _folder, *arguments: calls.append(arguments[0]))
    sources = (
        "web/client/package-lock.json",
        "web/client/desk/a.ts",
        "sealing/words.vi.txt",
        "handlers/topics/vi/theft.toml",
    )
    outputs = ("web/client/node_modules/.package-lock.json", "web/static/build/hashes.json")
    for age, names in ((1_000, sources), (2_000, outputs)):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (age, age))
    for folder in ("web/client/desk", "web/client", "handlers/topics/vi", "handlers/topics"):
        os.utime(tmp_path / folder, (1_000, 1_000))
    return tmp_path, module.ClientBuildHook(str(tmp_path), {}, None, None, "", "wheel"), calls


def test_a_build_that_is_newer_than_every_source_is_kept(hook: tuple[Path, Any, list[str]]) -> None:
    """Installing twice builds once, and the wheel still takes the output along."""
    _, built, calls = hook
    data: dict[str, Any] = {"artifacts": []}
    built.initialize("standard", data)
    assert (calls, data["artifacts"]) == ([], ["web/static/build/**"])


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        ("web/client/desk/a.ts", ["run"]),
        ("web/client/desk", ["run"]),
        ("sealing/words.vi.txt", ["run"]),
        ("handlers/topics/vi/theft.toml", ["run"]),
        ("web/client/package-lock.json", ["ci", "run"]),
    ],
)
def test_a_changed_source_is_built_again(
    touched: str, expected: list[str], hook: tuple[Path, Any, list[str]]
) -> None:
    """A changed or removed script, a changed word list or lock builds again; only the lock installs again."""
    root, built, calls = hook
    os.utime(root / touched, (3_000, 3_000))
    built.initialize("editable", {"artifacts": []})
    assert calls == expected
