"""The database: one writer thread with group commit, readers beside it; must never report a write before it is durable."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from storage.errors import (
    AlreadyRunning,
    BadDatabaseUrl,
    DatabaseNotMigrated,
    DatabaseTooNew,
    DatabaseUnreachable,
)

T = TypeVar("T")

__all__ = [
    "AlreadyRunning",
    "BadDatabaseUrl",
    "Connection",
    "DataFolderLock",
    "Database",
    "DatabaseNotMigrated",
    "DatabaseTooNew",
    "DatabaseUnreachable",
    "check_revision",
    "migrate",
]


class Database:
    """Reads and writes of one process. `write` functions may run more than once; only the last run counts."""

    @classmethod
    def open(cls, url: str, data_dir: Path | None = None) -> "Database":
        """Open; nothing is created but the data folder. Raises `BadDatabaseUrl`, `DatabaseUnreachable`."""
        raise NotImplementedError

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in the writer thread; returns after its commit is durable. What `fn` raises undoes `fn` alone."""
        raise NotImplementedError

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in a reader thread on one consistent snapshot; it can't write."""
        raise NotImplementedError

    def write_now(self, fn: Callable[[Connection], T]) -> T:
        """The same as `write`, for code without an event loop (command line)."""
        raise NotImplementedError

    def read_now(self, fn: Callable[[Connection], T]) -> T:
        """The same as `read`, for code without an event loop."""
        raise NotImplementedError

    async def close(self) -> None:
        """Finish the writes that wait, then let go of every connection."""
        raise NotImplementedError

    def close_now(self) -> None:
        """The same as `close`, for code without an event loop."""
        raise NotImplementedError


class DataFolderLock:
    """One serving process per data folder on SQLite; a context manager. Raises `AlreadyRunning`."""

    def __init__(self, data_dir: Path) -> None:
        raise NotImplementedError

    def __enter__(self) -> "DataFolderLock":
        raise NotImplementedError

    def __exit__(self, *_: object) -> None:
        raise NotImplementedError


def migrate(url: str) -> None:
    """Bring the database to this version's tables. Raises `DatabaseTooNew`, `BadDatabaseUrl`, `DatabaseUnreachable`."""
    raise NotImplementedError


def check_revision(url: str) -> None:
    """Raises `DatabaseNotMigrated` or `DatabaseTooNew` unless the tables are this version's."""
    raise NotImplementedError
