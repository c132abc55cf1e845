"""Measures residents' updates a second through the whole channel against a bot that only echoes; nothing is left out but Argon2id.

Both talk to the same scripted platform over loopback HTTP, in turns, in one run.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks import small_house
from benchmarks.processes import platform, row, running
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer

CHATS = 32
ROUNDS = 3
WARM_UP = 1_000
UPDATES = 4_000
LEAST_RATIO = 0.6
MOST_FSYNCS = 0.25


def echo_rate() -> float:
    """Updates a second of the floor."""
    with platform(CHATS, echo=True) as server, running("benchmarks.echo_bot", server.url):
        server.start()
        return server.rate("updates", WARM_UP, UPDATES)


def product_rate(house: small_house.SmallHouse) -> float:
    """Updates a second of the product, receipt derivation excluded."""
    with (
        platform(CHATS) as server,
        running("benchmarks.serve_residents", str(house.folder), server.url, "--light"),
    ):
        server.start()
        return server.rate("updates", WARM_UP, UPDATES)


def fsyncs_an_update(house: small_house.SmallHouse) -> float:
    """What the system is asked for, line by line, in a run of its own: being watched makes it slow."""
    if shutil.which("strace") is None:
        raise RuntimeError("strace is needed to count fsyncs")
    calls = house.folder / "fsyncs.txt"
    watch = ["strace", "-D", "-f", "-e", "trace=fsync,fdatasync,sync_file_range", "-o", str(calls)]
    with (
        platform(CHATS) as server,
        running("benchmarks.serve_residents", str(house.folder), server.url, "--light", before=watch),
    ):
        server.start()
        server.wait_for("updates", UPDATES, 240)
        updates, lines = server.facts()["updates"], calls.read_text().splitlines()
    if not any("sync" in line for line in lines):
        # The writer commits durably, so seeing nothing means not having looked.
        raise RuntimeError("strace saw no flush at all")
    return sum("sync" in line and "resumed" not in line for line in lines) / updates


def _house(folder: Path, gazetteer: Gazetteer) -> small_house.SmallHouse:
    folder.mkdir()
    house = small_house.build(folder, gazetteer)
    small_house.write(house)
    return house


def run() -> list[dict[str, object]]:
    """The rows of this bench."""
    gazetteer = Gazetteer(read_gazetteer_records())
    floors: list[float] = []
    values: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        # A house for each run: the platform numbers its updates from one, and a house takes no number twice.
        houses = [_house(Path(folder) / str(number), gazetteer) for number in range(ROUNDS + 1)]
        for house in houses[:-1]:
            floors.append(echo_rate())
            values.append(product_rate(house))
        ratio = statistics.median(value / floor for value, floor in zip(values, floors, strict=True))
        try:
            fsyncs = fsyncs_an_update(houses[-1])
            told = row(
                "chat_update fsyncs", [fsyncs], [], "fsync/update", "<= 0.25", fsyncs, fsyncs <= MOST_FSYNCS
            )
        except RuntimeError as error:
            told = row("chat_update fsyncs", [0.0], [], str(error), "<= 0.25", 0.0, met=False)
    return [row("chat_update", values, floors, "updates/s", ">= 0.6", ratio, ratio >= LEAST_RATIO), told]


if __name__ == "__main__":
    for line in run():
        print(line)
