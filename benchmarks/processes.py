"""Starts and ends the processes of a measured run, and writes its row; every process started here is ended here."""

import json
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]


@contextmanager
def running(module: str, *arguments: str, before: Sequence[str] = ()) -> Iterator[subprocess.Popen[str]]:
    """A Python module as a process, ended by SIGTERM when the block ends (and killed if it stays)."""
    command = [*before, sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


class LoopbackPlatform:
    """The scripted platform of a run, seen from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.url = f"http://127.0.0.1:{int(process.stdout.readline())}"

    def start(self) -> None:
        """Let the residents begin."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/start", method="POST")).read()  # noqa: S310

    def facts(self) -> dict[str, int]:
        """Updates sent and reports finished so far."""
        with urllib.request.urlopen(f"{self.url}/facts") as answer:  # noqa: S310
            facts: dict[str, int] = json.load(answer)
        return facts

    def wait_for(self, what: str, count: int, seconds: float) -> float:
        """Wait until so many `updates` or `reports` are done; gives the time at which they were."""
        until = time.perf_counter() + seconds
        while self.facts()[what] < count:
            if time.perf_counter() > until:
                raise TimeoutError(f"fewer than {count} {what} in {seconds} seconds")
            time.sleep(0.01)
        return time.perf_counter()

    def rate(self, what: str, warm_up: int, count: int, seconds: float = 120) -> float:
        """So many a second, after a warm-up."""
        self.wait_for(what, warm_up, seconds)
        first, began = self.facts()[what], time.perf_counter()
        self.wait_for(what, first + count, seconds)
        last, ended = self.facts()[what], time.perf_counter()
        return (last - first) / (ended - began)


@contextmanager
def platform(chats: int = 32, *, echo: bool = False) -> Iterator[LoopbackPlatform]:
    """The scripted platform while the block lasts."""
    arguments = ["--chats", str(chats), *(["--echo"] if echo else [])]
    with running("benchmarks.loopback_platform", *arguments) as process:
        yield LoopbackPlatform(process)


def row(
    name: str, values: list[float], floors: list[float], unit: str, target: str, ratio: float, met: bool
) -> dict[str, object]:
    """One line of `results.json`."""
    middle = statistics.median(values)
    return {
        "name": name,
        "value": round(middle, 5),
        "floor": round(statistics.median(floors), 5) if floors else None,
        "unit": unit,
        "ratio": round(ratio, 3),
        "target": target,
        "met": met,
        "runs": len(values),
        "spread": round((max(values) - min(values)) / middle, 3) if middle else 0.0,
    }
