"""Makes engines with every safety setting; must never let SQL parameters into an error message or a log."""

import sqlite3
from typing import Any, Literal

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool, QueuePool

BUSY_MILLISECONDS = 10_000
"""How long a SQLite connection waits for another process's write."""

CACHE_KIBIBYTES = 6_144
"""Of pages, for each SQLite connection: what is asked for again and again. The rest is in the system's cache, which costs
the process no memory that grows with the file.
"""

Purpose = Literal["write", "read"]


def make_engine(url: URL, purpose: Purpose) -> Engine:
    """An engine for the writer or the readers of one process; connections are opened when first used."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, purpose)
    return _postgresql_engine(url, purpose)


def _sqlite_engine(url: URL, purpose: Purpose) -> Engine:
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction handling is off: it would begin late, and never IMMEDIATE.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            f"cache_size = -{CACHE_KIBIBYTES}",
            *(("query_only = ON",) if purpose == "read" else ()),
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    # Not by an event: a listener for it would be looked up again at every statement.
    engine.dialect.do_begin = _begin_immediate if purpose == "write" else _begin  # type: ignore[assignment, method-assign]
    return engine


def _begin(connection: Any) -> None:
    connection.execute("BEGIN").close()


def _begin_immediate(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE").close()


def _postgresql_engine(url: URL, purpose: Purpose) -> Engine:
    # Writers rely on row locks under READ COMMITTED; readers see one snapshot.
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if purpose == "write" else 4,
        max_overflow=0 if purpose == "write" else 4,
        hide_parameters=True,
        isolation_level="READ COMMITTED" if purpose == "write" else "REPEATABLE READ",
        connect_args={"connect_timeout": 10, "application_name": f"tinbao {purpose}"},
    )
    return engine.execution_options(postgresql_readonly=True) if purpose == "read" else engine
