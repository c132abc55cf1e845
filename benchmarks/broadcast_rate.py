"""Measures what a campaign delivers of what a strict platform permits, while residents talk on the same token; a single refusal fails it."""

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import small_house, warnings_house
from benchmarks.processes import LoopbackPlatform, row, running
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer

USUAL, PAID = 30, 1_000
USUAL_SECONDS, PAID_SECONDS = 60, 12
ROUNDS = 3
TALKERS = 3
THINK_SECONDS = 1.0
LEAST_USUAL, LEAST_PAID = 0.985, 0.6


def delivered_share(
    gazetteer: Gazetteer, rate: int, seconds: float, talkers: int
) -> tuple[float, dict[str, int]]:
    """The share of the permitted messages that arrived in the middle of a broadcast, and the platform's counts."""
    with tempfile.TemporaryDirectory() as folder:
        house = small_house.build(Path(folder), gazetteer)
        small_house.write(house)
        warnings_house.furnish(house, int(rate * (seconds + 10)))
        arguments = ["--rate", str(rate), "--talkers", str(talkers), "--think", str(THINK_SECONDS)]
        with (
            running("benchmarks.strict_platform", *arguments) as process,
            _platform(process) as server,
            running("benchmarks.serve_warnings", str(house.folder), server.url, "--rate", str(rate)),
        ):
            server.start()
            server.wait_for("reached", 2 * rate, 60)
            first, began = server.facts()["accepted"], time.perf_counter()
            time.sleep(seconds)
            last, ended = server.facts(), time.perf_counter()
    share = (last["accepted"] - first) / (rate * (ended - began))
    return share, last


class _platform:  # noqa: N801 - reads as the block it opens
    """The platform of a process that has begun."""

    def __init__(self, process: object) -> None:
        self._process = process

    def __enter__(self) -> LoopbackPlatform:
        return LoopbackPlatform(self._process)  # type: ignore[arg-type]

    def __exit__(self, *_: object) -> None:
        return


def run() -> list[dict[str, object]]:
    """The rows of this bench."""
    gazetteer = Gazetteer(read_gazetteer_records())
    usual = [delivered_share(gazetteer, USUAL, USUAL_SECONDS, TALKERS) for _ in range(ROUNDS)]
    paid = [delivered_share(gazetteer, PAID, PAID_SECONDS, 0) for _ in range(ROUNDS)]
    answers = min(told["answers"] for _, told in usual)
    return [
        _row(
            "broadcast_rate",
            usual,
            USUAL,
            LEAST_USUAL,
            f", {answers} answers among them",
            answers > USUAL_SECONDS,
        ),
        _row("broadcast_rate paid", paid, PAID, LEAST_PAID, "", True),
    ]


def _row(
    name: str, rounds: list[tuple[float, dict[str, int]]], rate: int, least: float, more: str, valid: bool
) -> dict[str, object]:
    refused = sum(told["refused"] for _, told in rounds)
    share = statistics.median(each for each, _ in rounds)
    return row(
        name,
        [each * rate for each, _ in rounds],
        [float(rate)],
        f"messages/s, {refused} refused{more}",
        f">= {least}, none refused",
        share,
        share >= least and refused == 0 and valid,
    )


if __name__ == "__main__":
    for line in run():
        print(line)
