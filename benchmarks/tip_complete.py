"""Measures whole tips a second, from the first word to `Đã gửi`, against what their parts cost by themselves.

The floor is one receipt derivation plus as many bare updates as a report has, one after the other; all taken in this run.
"""

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import small_house
from benchmarks.chat_update import CHATS, echo_rate
from benchmarks.loopback_platform import ECHO_MIX
from benchmarks.processes import platform, row, running
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer
from sealing.receipts import derive_receipt, new_code

ROUNDS = 3
WARM_UP_TIPS = 40
TIPS = 250
DERIVATIONS = 20
LEAST_RATIO = 0.5


def derivation_seconds() -> float:
    """How long one receipt derivation takes."""
    began = time.perf_counter()
    for _ in range(DERIVATIONS):
        derive_receipt(new_code(), b"d" * 16)
    return (time.perf_counter() - began) / DERIVATIONS


def tips_a_second(house: small_house.SmallHouse) -> tuple[float, float]:
    """Whole tips a second, and updates a tip."""
    with platform(CHATS) as server, running("benchmarks.serve_residents", str(house.folder), server.url):
        server.start()
        server.wait_for("reports", WARM_UP_TIPS, 180)
        first, began = server.facts(), time.perf_counter()
        server.wait_for("reports", first["reports"] + TIPS, 180)
        last, ended = server.facts(), time.perf_counter()
    tips = last["reports"] - first["reports"]
    return tips / (ended - began), (last["updates"] - first["updates"]) / tips


def run() -> list[dict[str, object]]:
    """The row of this bench."""
    gazetteer = Gazetteer(read_gazetteer_records())
    values: list[float] = []
    floors: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            home = Path(folder) / str(number)
            home.mkdir()
            house = small_house.build(home, gazetteer)
            small_house.write(house)
            derivation = derivation_seconds()
            bare = 1 / echo_rate()
            tips, steps = tips_a_second(house)
            values.append(tips)
            floors.append(1 / (derivation + max(steps, len(ECHO_MIX)) * bare))
    ratio = statistics.median(value / floor for value, floor in zip(values, floors, strict=True))
    return [row("tip_complete", values, floors, "tips/s", ">= 0.5", ratio, ratio >= LEAST_RATIO)]


if __name__ == "__main__":
    for line in run():
        print(line)
