"""Measures the time from the start of `tinbao run` to the first update answered; no process keeps anything warm for the next.

An update waits on the platform already, as after a restart. The first start, which may still have to compile Python's
bytecode as an installation does, isn't counted.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.processes import HOUSE, LoopbackPlatform, platform, row

ROUNDS = 5
MOST_SECONDS = 3.0
TOKEN = "700:BENCH"
TINBAO = (sys.executable, "-c", "from bot.program import main; main()")


def prepared(folder: Path) -> None:
    """Make an installation as `tinbao demo --prepare` makes it."""
    command = [*TINBAO, "demo", "--prepare", str(folder)]
    subprocess.run(command, check=True, cwd=HOUSE, stdout=subprocess.DEVNULL, timeout=600)


def seconds_to_the_first_answer(folder: Path, server: LoopbackPlatform) -> float:
    """Start, wait for the answer, stop."""
    server.start()
    waiting = server.facts()["updates"]
    settings = {
        "TINBAO_RESIDENTS_BOT_TOKEN": TOKEN,
        "TINBAO_TELEGRAM_API": server.url,
        "PYTHONPATH": str(HOUSE),
    }
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen([*TINBAO, "run", "residents"], cwd=folder, env={**inherited, **settings})
    try:
        return server.wait_for("updates", waiting + 1, 120) - began
    finally:
        process.terminate()
        process.wait(30)


def run() -> list[dict[str, object]]:
    """The row of this bench."""
    values: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "house"
        prepared(home)
        for number in range(ROUNDS + 1):
            with platform(1) as server:
                seconds = seconds_to_the_first_answer(home, server)
            if number:
                values.append(seconds)
    middle = statistics.median(values)
    return [row("start", values, [], "s", "<= 3", middle / MOST_SECONDS, middle <= MOST_SECONDS)]


if __name__ == "__main__":
    for line in run():
        print(line)
