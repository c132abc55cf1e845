"""Measures one page of 50 out of 1,000,000 tips as the desk asks it, against the raw driver's same query and against 10,000 tips.

Floor and product take turns in one run, on the same file, with the same marks; nothing is kept between runs.
"""

import asyncio
import random
import secrets
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import sqlite

from storage import tips
from storage.engine import Database, migrate
from storage.queue_page import page_statement
from storage.viewer import Role, Viewer

LARGE, SMALL = 1_000_000, 10_000
PAGE = 50
TURNS, WARM_UP = 1_500, 150
MOST_OVER_RAW = 4.0
MOST_OVER_SMALL = 1.3
NOW_HOUR = 493_000
QUEUE = "c-00001"

CATEGORIES = ("drugs", "fraud", "theft", "gambling", None)
STATUSES = ("received", "classified", "verifying")
WHENS = ("past", "recurring", "soon", "now")

VIEWER = Viewer(b"o" * 16, QUEUE, Role.OFFICER, "bench")


def fill(file: Path, tips_in_queue: int, chance: random.Random) -> None:
    """A queue of open tips that came in over years; the page reads nothing else, so nothing else is filled."""
    migrate(f"sqlite+aiosqlite:///{file}")
    conn = sqlite3.connect(file)
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("PRAGMA cache_size = -400000")
    conn.execute("INSERT INTO units VALUES (?, 'commune', 'Công an xã', '14')", (QUEUE,))
    officers = [secrets.token_bytes(16) for _ in range(20)]
    conn.executemany(
        "INSERT INTO officers (id, unit_id, role, name, state, last_code_step)"
        " VALUES (?, ?, 'officer', 'Cán bộ', 'active', 0)",
        [(officer, QUEUE) for officer in officers],
    )
    first = NOW_HOUR - tips_in_queue // 20

    def rows() -> Any:
        for number in range(1, tips_in_queue + 1):
            received = first + number // 20
            yield (
                QUEUE,
                number,
                chance.randbytes(16),
                False,
                "open",
                "03703",
                chance.choice(WHENS),
                chance.choice(CATEGORIES),
                chance.choice(STATUSES),
                received,
                received + chance.choice((0, 24, 24, 24, 72)),
                None,
                chance.choice(officers) if chance.random() < 0.3 else None,
                chance.randint(1, 9),
                False,
            )

    conn.executemany(f"INSERT INTO queue_rows VALUES ({', '.join('?' * 15)})", rows())  # noqa: S608
    conn.commit()
    conn.execute("ANALYZE")
    conn.commit()
    conn.close()


def marks(file: Path, chance: random.Random, how_many: int) -> list[tuple[int, int]]:
    """Where pages begin: anywhere in the queue."""
    conn = sqlite3.connect(file)
    last = conn.execute("SELECT max(number) FROM queue_rows").fetchone()[0]
    numbers = [chance.randint(1, last * 3 // 5) for _ in range(how_many)]
    found = [
        conn.execute("SELECT due_hour, number FROM queue_rows WHERE number = ?", (number,)).fetchone()
        for number in numbers
    ]
    conn.close()
    return found


def raw_query() -> tuple[str, list[str], dict[str, Any]]:
    """The page's own SQL for the bare driver, the names of its parameters in their order, and those with a value."""
    compiled = page_statement(tips.QueueFilter(), began=True).compile(dialect=sqlite.dialect())
    return str(compiled), list(compiled.positiontup or ()), dict(compiled.params)


async def measure(large: Path, small: Path) -> tuple[list[float], list[float], list[float]]:
    """Seconds of the raw driver, of the product, and of the product on the small table, taken in turns."""
    chance = random.Random(11)
    deep, shallow = marks(large, chance, TURNS + WARM_UP), marks(small, chance, TURNS + WARM_UP)
    sql, names, fixed = raw_query()
    raw = sqlite3.connect(large, isolation_level=None)
    raw.execute("PRAGMA query_only = ON")
    raw.execute("PRAGMA cache_size = -32768")
    products = [Database.open(f"sqlite+aiosqlite:///{file}") for file in (large, small)]

    def ask_raw(mark: tuple[int, int]) -> None:
        values = fixed | {
            "queue": QUEUE,
            "lane": "open",
            "most": PAGE + 1,
            "after_due": mark[0],
            "after_number": mark[1],
        }
        assert len(raw.execute(sql, [values[name] for name in names]).fetchall()) == PAGE + 1

    async def ask(database: Database, mark: tuple[int, int]) -> None:
        page = await database.read(
            lambda conn: tips.queue_page(
                conn, VIEWER, tips.QueueFilter(), f"{mark[0]}.{mark[1]}", PAGE, now_hour=NOW_HOUR
            )
        )
        assert len(page.rows) == PAGE

    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    for turn, (here, there) in enumerate(zip(deep, shallow, strict=True)):
        began = time.perf_counter()
        ask_raw(here)
        after_raw = time.perf_counter()
        await ask(products[0], here)
        after_large = time.perf_counter()
        await ask(products[1], there)
        after_small = time.perf_counter()
        if turn >= WARM_UP:
            times[0].append(after_raw - began)
            times[1].append(after_large - after_raw)
            times[2].append(after_small - after_large)
    raw.close()
    for product in products:
        await product.close()
    return times


def spread(values: list[float]) -> float:
    """How far the middle nine tenths lie apart, over the median."""
    cuts = statistics.quantiles(values, n=20)
    return round((cuts[18] - cuts[0]) / cuts[9], 3)


def run() -> list[dict[str, Any]]:
    """Two rows: over the raw driver's p50, and over the product's own p50 on 10,000 tips."""
    with tempfile.TemporaryDirectory(prefix="tinbao-bench-") as folder:
        files = [Path(folder) / name for name in ("large.db", "small.db")]
        for file, size in zip(files, (LARGE, SMALL), strict=True):
            fill(file, size, random.Random(size))
        raw, large, small = asyncio.run(measure(files[0], files[1]))
    return [
        _row("queue_page", large, raw, MOST_OVER_RAW),
        _row("queue_page, over 10,000 tips", large, small, MOST_OVER_SMALL),
    ]


def _row(name: str, product: list[float], floor: list[float], most: float) -> dict[str, Any]:
    value, under = statistics.median(product), statistics.median(floor)
    ratio = value / under
    return {
        "name": name,
        "value": round(1000 * value, 4),
        "floor": round(1000 * under, 4),
        "unit": "ms p50",
        "ratio": round(ratio, 3),
        "target": f"<= {most}",
        "met": ratio <= most,
        "runs": len(product),
        "spread": spread(product),
    }


if __name__ == "__main__":
    for row in run():
        print(row)
