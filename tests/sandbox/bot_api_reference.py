"""Fetches the Bot API's own schema, which the chat library's source distribution carries, into the tests' cache.

`python -m tests.sandbox.bot_api_reference` is part of the test set-up; the file is never committed.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
import venv
from importlib.metadata import version
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parents[1] / ".cache" / "bot-api"
_INSIDE = ".butcher/schema/schema.json"


def reference() -> dict[str, Any]:
    """The reference as the library's makers read it: methods and types with their fields and descriptions."""
    wanted = version("aiogram")
    kept = CACHE / f"schema-{wanted}.json"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            kept_draft = Path(folder) / "schema.json"
            kept_draft.write_bytes(_fetch(wanted, Path(folder)))
            kept_draft.replace(kept)
    loaded: dict[str, Any] = json.loads(kept.read_bytes())
    return loaded


def _fetch(wanted: str, folder: Path) -> bytes:
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--no-binary", "aiogram", "--dest", folder, f"aiogram=={wanted}"],
        check=True,
    )  # fmt: skip
    with tarfile.open(folder / f"aiogram-{wanted}.tar.gz") as archive:
        member = archive.extractfile(f"aiogram-{wanted}/{_INSIDE}")
        assert member is not None
        return member.read()


if __name__ == "__main__":
    sys.stdout.write(f"Bot API {reference()['api']['version']}\n")
