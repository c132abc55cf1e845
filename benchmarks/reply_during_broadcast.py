"""Measures how long a resident waits for an answer while a broadcast runs at the permitted rate, over the same while nothing is sent.

Both in turns in one process: the campaign is paused and resumed in between.
"""

import json
import statistics
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import small_house, warnings_house
from benchmarks.processes import LoopbackPlatform, row, running
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer
from storage import campaigns
from storage.engine import Database
from storage.failures import Done
from storage.viewer import Role

RATE = 30
TALKERS = 4
THINK_SECONDS = 0.8
ROUNDS = 12
ROUND_SECONDS = 15
SETTLE_SECONDS = 3
MOST_RATIO = 2.0


def run() -> list[dict[str, object]]:
    """The rows of this bench."""
    gazetteer = Gazetteer(read_gazetteer_records())
    with tempfile.TemporaryDirectory() as folder:
        house = small_house.build(Path(folder), gazetteer)
        small_house.write(house)
        campaign = warnings_house.furnish(house, RATE * ROUND_SECONDS * (ROUNDS + 2))
        talk = ["--rate", str(RATE), "--talkers", str(TALKERS), "--think", str(THINK_SECONDS)]
        with running("benchmarks.strict_platform", *talk) as process:
            server = LoopbackPlatform(process)
            arguments = (str(house.folder), server.url, "--rate", str(RATE))
            with running("benchmarks.serve_warnings", *arguments):
                server.start()
                server.wait_for("reached", RATE, 60)
                server.wait_for("answers", 10 * TALKERS, 60)
                idle, busy, refused = _in_turns(house, server, campaign)
    ratio = _tail(busy) / _tail(idle)
    unit = f"ms p99 of {len(busy)} answers, {refused} refused"
    return [
        row(
            "reply_during_broadcast",
            [_tail(busy) * 1000],
            [_tail(idle) * 1000],
            unit,
            f"<= {MOST_RATIO}",
            ratio,
            ratio <= MOST_RATIO,
        )
    ]


def _in_turns(
    house: small_house.SmallHouse, server: LoopbackPlatform, campaign: bytes
) -> tuple[list[float], list[float], int]:
    database = Database.open(house.database_url, house.folder)
    officer = database.write_now(lambda conn: warnings_house.author_of(conn, house, Role.AWARENESS))
    idle: list[float] = []
    busy: list[float] = []
    try:
        for _ in range(ROUNDS):
            for act, waits in ((campaigns.pause, idle), (campaigns.resume, busy)):
                now = datetime.now(UTC)
                done = database.write_now(lambda conn, act=act, now=now: act(conn, officer, campaign, now))  # type: ignore[misc]
                assert done == Done(), done
                time.sleep(SETTLE_SECONDS)
                _take(server)
                before = server.facts()["reached"]
                time.sleep(ROUND_SECONDS)
                waits.extend(_take(server))
                sent = server.facts()["reached"] - before
                assert (sent == 0) == (waits is idle), sent
    finally:
        database.close_now()
    return idle, busy, server.facts()["refused"]


def _take(server: LoopbackPlatform) -> list[float]:
    with urllib.request.urlopen(f"{server.url}/waits") as answer:  # noqa: S310
        waits: list[float] = json.load(answer)
    return waits


def _tail(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[98]


if __name__ == "__main__":
    for line in run():
        print(line)
