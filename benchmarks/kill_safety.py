"""Kills the serving process again and again under scripted residents, then checks every promise they were made.

Killed with SIGKILL at random moments, start-up included; the platform redelivers what wasn't confirmed, as the real one does.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import small_house
from benchmarks.careful_residents import CarefulPlatform
from benchmarks.processes import HOUSE
from benchmarks.tip_checking import Findings, check
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer

CHATS = 32
KILLS = 200
START_SECONDS = 120.0
LONGEST_LIFE_SECONDS = 10.0
MOST_SAID = 250
"""A process lives until it has said so many messages, at most: the kill falls anywhere within its work."""
KILLED_IN_START = 0.1
END_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    kills: int
    findings: Findings


async def measure(kills: int, folder: Path, chats: int = CHATS, seed: int | None = None) -> Outcome:
    """Serve, kill, serve again `kills` times; then let every report come to its end, stop cleanly and check."""
    chance = random.Random(seed)
    house = small_house.build(folder, Gazetteer(read_gazetteer_records()))
    small_house.write(house)
    platform = CarefulPlatform(chats)
    runner = await platform.serve()
    nudging = asyncio.create_task(platform.nudging())
    try:
        for _ in range(kills):
            await _serve_and_kill(house, platform, chance)
        await _serve_to_the_end(house, platform)
    finally:
        nudging.cancel()
        await runner.cleanup()
    reports = [report for resident in platform.residents.values() for report in resident.reports]
    return Outcome(kills, await asyncio.to_thread(check, house, reports))


async def _serve(house: small_house.SmallHouse, platform: CarefulPlatform) -> asyncio.subprocess.Process:
    platform.polled.clear()
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.serve_residents", str(house.folder), platform.url, cwd=HOUSE
    )


async def _serve_and_kill(
    house: small_house.SmallHouse, platform: CarefulPlatform, chance: random.Random
) -> None:
    process = await _serve(house, platform)
    try:
        if chance.random() < KILLED_IN_START:
            await asyncio.sleep(chance.uniform(0.2, 3.0))
        else:
            async with asyncio.timeout(START_SECONDS):
                await platform.polled.wait()
            await _until_said(platform, platform.said + chance.randrange(MOST_SAID))
        if process.returncode is not None:
            raise RuntimeError("the serving process ended by itself")
    finally:
        process.kill()
        await process.wait()


async def _until_said(platform: CarefulPlatform, count: int) -> None:
    try:
        async with asyncio.timeout(LONGEST_LIFE_SECONDS):
            while platform.said < count:  # noqa: ASYNC110 - a finer clock than events would make kills too regular
                await asyncio.sleep(0.003)
    except TimeoutError:
        pass


async def _serve_to_the_end(house: small_house.SmallHouse, platform: CarefulPlatform) -> None:
    platform.ending = True
    process = await _serve(house, platform)
    try:
        async with asyncio.timeout(END_SECONDS):
            while not all(resident.idle for resident in platform.residents.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        process.terminate()
        async with asyncio.timeout(30):
            if await process.wait() != 0:
                raise RuntimeError("the serving process didn't stop cleanly")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def run(kills: int = KILLS) -> list[dict[str, object]]:
    """The row of this bench: promises broken, of which there may be none."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(measure(kills, Path(folder)))
    found = outcome.findings
    broken = found.lost + found.doubled + found.incomplete + found.manifests_differ + found.dead_codes
    return [
        {
            "name": "kill_safety",
            "value": broken,
            "floor": 0,
            "unit": f"broken promises in {found.confirmed} confirmed tips, {found.codes} codes, {kills} kills",
            "ratio": None,
            "target": "0",
            "met": broken == 0 and found.confirmed > 0,
            "runs": 1,
            "spread": 0.0,
        }
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=KILLS)
    for line in run(parser.parse_args().kills):
        print(line)
