"""Runs every bench, each in a fresh process, prints the table and writes `benchmarks/results.json`; it never keeps a figure from an earlier run.

`python -m benchmarks [NAME …]` runs all or the named modules.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
MODULES: dict[str, tuple[str, ...]] = {
    "chat_update": ("chat_update",),
    "tip_complete": ("tip_complete",),
    "place_search": ("place_search",),
    "queue_page": ("queue_page", "queue_page postgresql"),
    "broadcast_rate": ("broadcast_rate", "broadcast_rate paid"),
    "broadcast_resume": ("broadcast_resume",),
    "reply_during_broadcast": ("reply_during_broadcast",),
    "open_tip": ("open_tip",),
    "desk_search": ("desk_search",),
    "start": ("start",),
    "memory": ("memory",),
    "kill_safety": ("kill_safety",),
}
"""Bench module → the names of performance targets that its rows answer to."""
LONGEST_SECONDS = 3600
_RUN = "import importlib, json, sys; rows = importlib.import_module('benchmarks.' + sys.argv[1]).run(); json.dump(rows, open(sys.argv[2], 'w'))"


def main(chosen: list[str]) -> int:
    """Run the chosen benches (all if none is named); gives 0 when every target is met."""
    unknown = [name for name in chosen if name not in MODULES]
    if unknown:
        sys.stderr.write(f"There is no bench {unknown[0]!r}; there are {', '.join(MODULES)}.\n")
        return 2
    rows: list[dict[str, Any]] = []
    for name in chosen or MODULES:
        sys.stderr.write(f"… {name}\n")
        rows += _run(name)
    _print(rows)
    if not chosen:
        RESULTS.write_text(
            json.dumps({"machine": _machine(), "benches": rows}, indent=1, ensure_ascii=False) + "\n",
            encoding="utf-8",
        )
    return 0 if all(row["met"] for row in rows) else 1


def _run(name: str) -> list[dict[str, Any]]:
    """Run one bench in a process of its own, so that none inherits memory or warm caches from another."""
    answer = HERE / f".{name}.json"
    try:
        done = subprocess.run(
            [sys.executable, "-c", _RUN, name, str(answer)], timeout=LONGEST_SECONDS, check=False
        )
        if done.returncode != 0:
            return [_unmeasured(each, f"it ended with exit code {done.returncode}") for each in MODULES[name]]
        rows: list[dict[str, Any]] = json.loads(answer.read_text("utf-8"))
    except subprocess.TimeoutExpired:
        return [_unmeasured(each, "it didn't end within an hour") for each in MODULES[name]]
    finally:
        answer.unlink(missing_ok=True)
    return rows


def _unmeasured(name: str, why: str) -> dict[str, Any]:
    """A bench that can't run says why and counts as not met."""
    nothing = dict.fromkeys(("value", "floor", "unit", "ratio", "target", "runs", "spread"))
    return {"name": name, **nothing, "met": False, "why": why}


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "system": platform.system(),
        "day": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


def _print(rows: list[dict[str, Any]]) -> None:
    heads = ("bench", "value", "floor", "unit", "ratio", "spread", "target", "met")
    lines = [
        (
            str(row["name"]),
            _short(row["value"]),
            _short(row["floor"]),
            str(row["unit"] or ""),
            _short(row["ratio"]),
            _short(row["spread"]),
            str(row["target"] if row["target"] is not None else row.get("why", "")),
            "yes" if row["met"] else "NO",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in [heads, *lines]) for column in range(len(heads))]
    for line in [heads, *lines]:
        sys.stdout.write(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        )


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, list | tuple):
        return "–".join(_short(each) for each in value)
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
