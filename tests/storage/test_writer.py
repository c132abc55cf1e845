"""Group commit: whoever is told that a write is done finds it on disk, and nobody suffers from another's failure."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from storage import limits, updates
from storage.engine import (
    AlreadyRunning,
    BadDatabaseUrl,
    Connection,
    Database,
    DatabaseUnreachable,
    DataFolderLock,
)
from storage.writer import Job
from tests.conftest import PostgreSQL
from tests.storage.town import HOUR, NOW, Report, settle


class Broken(Exception):
    """What a failing write raises."""


def put(conn: Connection, key: str) -> str:
    assert updates.take_update(conn, "telegram", key, HOUR)
    return key


def kept(conn: Connection) -> set[str]:
    return set(conn.execute(text("SELECT update_key FROM update_keys")).scalars())


def broken(conn: Connection, key: str) -> None:
    put(conn, key)
    raise Broken


def broken_statement(conn: Connection, key: str) -> None:
    put(conn, key)
    conn.execute(text("INSERT INTO update_keys (channel, update_key, hour) VALUES ('telegram', 'taken', 1)"))


async def test_one_failing_write_undoes_itself_and_nobody_else(database: Database) -> None:
    await database.write(lambda conn: put(conn, "taken"))
    before = database.commits
    gate = threading.Event()
    first = asyncio.ensure_future(database.write(lambda conn: gate.wait(60) and put(conn, "first")))
    works = [
        (lambda conn, n=n: broken(conn, f"bad{n}"))
        if n % 3 == 0
        else (lambda conn, n=n: broken_statement(conn, f"worse{n}"))
        if n % 3 == 1
        else (lambda conn, n=n: put(conn, f"good{n}"))
        for n in range(30)
    ]
    waiting = [asyncio.ensure_future(database.write(work)) for work in works]
    await asyncio.sleep(0)
    gate.set()
    answers = await asyncio.gather(first, *waiting, return_exceptions=True)
    assert [type(answer) for answer in answers[1:]] == [Broken, IntegrityError, str] * 10
    assert await database.read(kept) == {"taken", "first", *(f"good{n}" for n in range(30) if n % 3 == 2)}
    assert database.commits - before < 10


async def test_writes_that_wait_together_share_a_commit(database: Database) -> None:
    gate = threading.Event()
    before = database.commits
    first = asyncio.ensure_future(database.write(lambda conn: gate.wait(60)))
    others = [asyncio.ensure_future(database.write(lambda conn, n=n: put(conn, str(n)))) for n in range(50)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *others)
    assert database.commits - before <= 2


async def test_a_person_never_waits_for_the_process_own_writes_to_gather(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.writer.GATHER_SECONDS", 60.0)
    gate = threading.Event()
    first = asyncio.ensure_future(database.write_patiently(lambda conn: gate.wait(60)))
    own = [
        asyncio.ensure_future(database.write_patiently(lambda conn, n=n: put(conn, f"own{n}")))
        for n in range(3)
    ]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(first, *own)
    async with asyncio.timeout(60):
        assert await database.write(lambda conn: put(conn, "a person's")) == "a person's"
        assert await database.write_patiently(lambda conn: put(conn, "own")) == "own"


async def test_a_write_is_durable_before_its_waiter_wakes(sqlite_database: Database, sqlite_url: str) -> None:
    await sqlite_database.write(lambda conn: put(conn, "a"))
    other = Database.open(sqlite_url)
    assert await other.read(kept) == {"a"}
    await other.close()


def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        database.read_now(lambda conn: put(conn, "a"))
    assert database.read_now(kept) == set()


def test_a_reader_sees_one_moment(database: Database) -> None:
    def twice(conn: Connection) -> tuple[set[str], set[str]]:
        before = kept(conn)
        database.write_now(lambda other: put(other, "between"))
        return before, kept(conn)

    assert database.read_now(twice) == (set(), set())
    assert database.read_now(kept) == {"between"}


def test_an_error_never_shows_a_parameter(database: Database) -> None:
    def fail(conn: Connection) -> None:
        conn.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": "đừng lộ ra"})

    with pytest.raises(DBAPIError) as failed:
        database.write_now(fail)
    assert "đừng lộ ra" not in str(failed.value)
    assert "đừng lộ ra" not in repr(failed.value)


def test_a_closed_database_finishes_what_waits_and_takes_no_more(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    done: list[str] = []

    class Waiter:
        def done(self) -> bool:
            return False

        def set_result(self, value: str) -> None:
            done.append(value)

    for n in range(20):
        database._writer.submit(Job(lambda conn, n=n: put(conn, str(n)), waiter=Waiter()))  # type: ignore[arg-type]
    database.close_now()
    assert len(done) == 20
    with pytest.raises(RuntimeError, match="closed"):
        database.write_now(lambda conn: put(conn, "late"))


async def test_a_waiter_that_gave_up_does_not_stop_the_others(database: Database) -> None:
    gate = threading.Event()
    first = asyncio.ensure_future(database.write(lambda conn: gate.wait(60) and put(conn, "first")))
    second = asyncio.ensure_future(database.write(lambda conn: put(conn, "second")))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert await second == "second"
    assert await database.read(kept) == {"first", "second"}


def test_processes_that_lock_in_opposite_order_both_get_through(
    postgresql_url: str,
) -> None:
    """On PostgreSQL a deadlock undoes one batch, which then runs again, each write by itself."""
    one, two = Database.open(postgresql_url), Database.open(postgresql_url)
    keys = [bytes([n]) * 16 for n in range(2)]
    one.write_now(lambda conn: [limits.take(conn, key, "x", 1, 10_000) for key in keys])

    async def both() -> None:
        await asyncio.gather(
            *(
                database.write(lambda conn, key=key: limits.take(conn, key, "x", 1, 10_000))
                for _ in range(150)
                for database, order in ((one, keys), (two, keys[::-1]))
                for key in order
            )
        )

    asyncio.run(both())
    counted = one.read_now(lambda conn: [limits.taken(conn, key, "x", 1) for key in keys])
    assert counted == [301, 301]
    one.close_now()
    two.close_now()


KILLED_WRITER = """
import asyncio, sys
from storage.engine import Database
from tests.conftest import PostgreSQL
from tests.storage.town import Report

async def main() -> None:
    database = Database.open(sys.argv[1])
    async def resident() -> None:
        while True:
            report = Report()
            await database.write(report.ready)
            await database.write(report.send)
            print(report.tip_id.hex(), flush=True)
    await asyncio.gather(*(resident() for _ in range(8)))

asyncio.run(main())
"""


def test_a_killed_process_loses_nothing_that_was_confirmed(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    database.write_now(settle)
    database.close_now()
    confirmed: list[str] = []
    for lines in (5, 23, 60):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED_WRITER, sqlite_url],
            stdout=subprocess.PIPE,
            cwd=Path.cwd(),
            text=True,
        )
        assert process.stdout is not None
        confirmed += [process.stdout.readline().strip() for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        confirmed += [line.strip() for line in process.stdout if len(line) == 33]
        process.stdout.close()
        process.wait()
    database = Database.open(sqlite_url)

    def look(conn: Connection) -> tuple[set[str], int, int, int]:
        arrived = list(conn.execute(text("SELECT tip_id FROM queue_rows")).scalars())
        parts = conn.execute(text("SELECT count(*) FROM parts")).scalar_one()
        whole = conn.execute(
            text("SELECT count(*) FROM tips WHERE reports = 2 AND generation = 1")
        ).scalar_one()
        return {tip_id.hex() for tip_id in arrived}, len(arrived), parts, whole

    arrived, rows, parts, whole = database.read_now(look)
    assert set(confirmed) <= arrived
    assert len(arrived) == rows
    assert parts == 3 * whole
    # A process that was killed leaves no lock behind.
    database.write_now(lambda conn: Report().sent(conn))
    database.close_now()


def test_a_second_serving_process_is_told_so_in_one_sentence(tmp_path: Path) -> None:
    with DataFolderLock(tmp_path / "data"):
        code = (
            "import sys; from pathlib import Path; from storage.engine import DataFolderLock\n"
            "DataFolderLock(Path(sys.argv[1])).__enter__()"
        )
        second = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "data")], capture_output=True, text=True, check=False
        )
        assert "AlreadyRunning: Another tinbao process serves this data folder" in second.stderr
        with pytest.raises(AlreadyRunning, match=r"^[^.]+\.$"), DataFolderLock(tmp_path / "data"):
            pass
    with DataFolderLock(tmp_path / "data"):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://x/y",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "postgresql://h:port/x",
    ],
)
def test_an_address_that_is_not_ours_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as bad:
        Database.open(url)
    assert "TINBAO_DATABASE_URL" in str(bad.value)
    assert not url or url not in str(bad.value)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnreachable) as missing:
        Database.open("postgresql+asyncpg://u:geheim@127.0.0.1:9/tinbao")
    assert "geheim" not in repr(missing.value)
    assert missing.value.__cause__ is None


def test_sqlite_runs_with_every_safety_setting(sqlite_database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }

    def look(conn: Connection) -> dict[str, object]:
        return {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}

    assert sqlite_database.write_now(look) == wanted
    assert sqlite_database.read_now(look) == wanted
    with pytest.raises(OperationalError):
        sqlite_database.write_now(lambda conn: conn.exec_driver_sql("BEGIN"))
    assert NOW.tzinfo is not None


def test_a_connection_that_is_lost_costs_one_write_and_one_read_not_the_process(
    postgresql_url: str, postgresql: PostgreSQL
) -> None:
    database = Database.open(postgresql_url)
    database.write_now(lambda conn: put(conn, "before"))
    database.read_now(kept)
    with psycopg.connect(postgresql.admin, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'tinbao %%' AND datname = %s",
            [make_url(postgresql_url).database],
        )
    with pytest.raises(DBAPIError):
        database.write_now(lambda conn: put(conn, "lost"))
    for _ in range(4):
        with contextlib.suppress(DBAPIError):
            database.read_now(kept)
    database.write_now(lambda conn: put(conn, "after"))
    assert database.read_now(kept) == {"before", "after"}
    database.close_now()
