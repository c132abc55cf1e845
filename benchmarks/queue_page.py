"""Measures one page of 50 out of 1,000,000 tips as the desk asks it, on SQLite and PostgreSQL, against the raw driver's same query and against 10,000 tips.

Three lists take turns: what is due first, one category of it, and the newest first. Floor and product take turns in one
run, on the same database, with the same marks; nothing is kept between runs.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg as postgresql
from sqlalchemy.engine import make_url

from benchmarks.queue_tables import (
    NOW_HOUR,
    QUEUE,
    Mark,
    fill_postgresql,
    fill_sqlite,
    marks,
    postgresql_server,
)
from storage import tips
from storage.engine import Database
from storage.queue_page import page_statement
from storage.viewer import Role, Viewer

LARGE, SMALL = 1_000_000, 10_000
PAGE = 50
TURNS, WARM_UP = 1_500, 150
MOST_OVER_RAW = 4.0
MOST_OVER_SMALL = 1.3

VIEWER = Viewer(b"o" * 16, QUEUE, Role.OFFICER, "bench")
LISTS = (
    tips.QueueFilter(),
    tips.QueueFilter(category="fraud"),
    tips.QueueFilter(sort=tips.QueueSort.NEWEST),
)

Raw = Callable[[tips.QueueFilter, Mark], int]
"""Asks the bare driver for a page; gives the number of rows."""


def values_of(wanted: tips.QueueFilter, mark: Mark) -> dict[str, Any]:
    """The page's parameters by name."""
    values: dict[str, Any] = {"queue": QUEUE, "lane": "open", "most": PAGE + 1, "after_number": mark.number}
    if wanted.category is not None:
        values["category"] = wanted.category
    if wanted.sort is tips.QueueSort.DUE:
        values["after_due"] = mark.due_hour
    return values


def raw_sqlite(file: Path) -> Raw:
    """The page's own SQL through the standard library's driver."""
    conn = sqlite3.connect(file, isolation_level=None)
    conn.execute("PRAGMA query_only = ON")
    conn.execute("PRAGMA cache_size = -32768")
    compiled = {
        wanted: page_statement(wanted, began=True).compile(dialect=sqlite.dialect()) for wanted in LISTS
    }
    queries = {
        wanted: (str(each), list(each.positiontup or ()), dict(each.params))
        for wanted, each in compiled.items()
    }

    def ask(wanted: tips.QueueFilter, mark: Mark) -> int:
        sql, names, fixed = queries[wanted]
        values = fixed | values_of(wanted, mark)
        return len(conn.execute(sql, [values[name] for name in names]).fetchall())

    return ask


def raw_postgresql(url: str) -> Raw:
    """The page's own SQL through psycopg, which prepares it on the server by itself."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    conn = psycopg.connect(address, autocommit=True)
    queries = {
        wanted: (str(compiled), dict(compiled.params))
        for wanted in LISTS
        for compiled in [page_statement(wanted, began=True).compile(dialect=postgresql.dialect())]
    }

    def ask(wanted: tips.QueueFilter, mark: Mark) -> int:
        sql, fixed = queries[wanted]
        return len(conn.execute(sql, fixed | values_of(wanted, mark)).fetchall())

    return ask


async def measure(raw: Raw, large: str, small: str) -> tuple[list[float], list[float], list[float]]:
    """Seconds of the raw driver, of the product, and of the product on the small table, taken in turns."""
    deep, shallow = marks(LARGE, TURNS + WARM_UP), marks(SMALL, TURNS + WARM_UP)
    # Of ten thousand tips there are fewer places to begin at.
    shallow = [shallow[turn % len(shallow)] for turn in range(len(deep))]
    products = [Database.open(url) for url in (large, small)]

    async def ask(database: Database, wanted: tips.QueueFilter, mark: Mark) -> None:
        page = await database.read(
            lambda conn: tips.queue_page(
                conn, VIEWER, wanted, f"{mark.due_hour}.{mark.number}", PAGE, now_hour=NOW_HOUR
            )
        )
        assert len(page.rows) == PAGE

    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    for turn, (near, far) in enumerate(zip(deep, shallow, strict=True)):
        wanted, here, there = LISTS[turn % len(LISTS)], near, far
        if wanted.sort is tips.QueueSort.NEWEST:
            # This list runs the other way: a mark as far from its end as the others' are from theirs.
            here, there = Mark(0, LARGE - near.number), Mark(0, SMALL - far.number)
        began = time.perf_counter()
        assert raw(wanted, here) == PAGE + 1
        after_raw = time.perf_counter()
        await ask(products[0], wanted, here)
        after_large = time.perf_counter()
        await ask(products[1], wanted, there)
        after_small = time.perf_counter()
        if turn >= WARM_UP:
            times[0].append(after_raw - began)
            times[1].append(after_large - after_raw)
            times[2].append(after_small - after_large)
    for product in products:
        await product.close()
    return times


def spread(values: list[float]) -> float:
    """How far the middle nine tenths lie apart, over the median."""
    cuts = statistics.quantiles(values, n=20)
    return round((cuts[18] - cuts[0]) / cuts[9], 3)


def run() -> list[dict[str, Any]]:
    """For each database two rows: over the raw driver's p50, and over the product's own p50 on 10,000 tips."""
    with tempfile.TemporaryDirectory(prefix="tinbao-bench-") as folder:
        files = [Path(folder) / name for name in ("large.db", "small.db")]
        urls = [fill_sqlite(file, size) for file, size in zip(files, (LARGE, SMALL), strict=True)]
        found = {"queue_page": asyncio.run(measure(raw_sqlite(files[0]), *urls))}
    with postgresql_server() as admin:
        urls = [fill_postgresql(admin, name, size) for name, size in (("large", LARGE), ("small", SMALL))]
        found["queue_page postgresql"] = asyncio.run(measure(raw_postgresql(urls[0]), *urls))
    return [
        row
        for name, (raw, large, small) in found.items()
        for row in (
            _row(name, large, raw, MOST_OVER_RAW),
            _row(f"{name}, over 10,000 tips", large, small, MOST_OVER_SMALL),
        )
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
