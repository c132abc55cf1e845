"""Measures what a serving process holds after many updates over what it held after few; it never restarts in between."""

import tempfile
from pathlib import Path

from benchmarks import small_house
from benchmarks.processes import platform, running
from bot.gazetteer_files import read_gazetteer_records
from domain.places import Gazetteer

CHATS = 32
FEW = 1_000
MANY = 100_000
MOST_RATIO = 1.1
LONGEST_SECONDS = 3_000


def resident_mib(process_id: int) -> float:
    """The resident set of a process."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(process_id)


def run(few: int = FEW, many: int = MANY) -> list[dict[str, object]]:
    """The row of this bench."""
    with tempfile.TemporaryDirectory() as folder:
        house = small_house.build(Path(folder), Gazetteer(read_gazetteer_records()))
        small_house.write(house)
        with (
            platform(CHATS) as server,
            running("benchmarks.serve_residents", folder, server.url, "--light") as process,
        ):
            server.start()
            server.wait_for("updates", few, LONGEST_SECONDS)
            early = resident_mib(process.pid)
            server.wait_for("updates", many, LONGEST_SECONDS)
            late = resident_mib(process.pid)
    ratio = late / early
    return [
        {
            "name": "memory",
            "value": round(late, 1),
            "floor": round(early, 1),
            "unit": f"MiB after {many} updates over {few}",
            "ratio": round(ratio, 3),
            "target": "<= 1.1",
            "met": ratio <= MOST_RATIO,
            "runs": 1,
            "spread": 0.0,
        }
    ]


if __name__ == "__main__":
    for line in run():
        print(line)
