"""The database: one writer thread with group commit, readers beside it; must never report a write before it is durable."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage.connections import make_engine
from storage.errors import (
    AlreadyRunning,
    BadDatabaseUrl,
    DatabaseNotMigrated,
    DatabaseTooNew,
    DatabaseUnreachable,
)
from storage.folder_lock import DataFolderLock
from storage.readers import Readers
from storage.urls import sqlite_file, sync_url
from storage.writer import Job, Writer

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
]


class Database:
    """Reads and writes of one process. A function given to `write` may run more than once: only its last run counts,
    so it must do nothing but use its connection and return a value.
    """

    def __init__(self, url: URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._write_engine = make_engine(url, "write")
        self._read_engine = make_engine(url, "read")
        self._writer = Writer(self._write_engine)
        self._readers = Readers(self._read_engine)

    @classmethod
    def open(cls, url: str, data_dir: Path | None = None) -> "Database":
        """Open a migrated database; nothing is created but the data folder (mode 0700).

        Raises `BadDatabaseUrl`, `DatabaseNotMigrated` (no file), `DatabaseUnreachable`.
        """
        target = sync_url(url)
        if data_dir is not None:
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = sqlite_file(target)
        if file is not None and not file.exists():
            raise DatabaseNotMigrated("There is no database yet: run `tinbao migrate`.")
        try:
            return cls(target)
        except DBAPIError:
            raise DatabaseUnreachable("The database of TINBAO_DATABASE_URL can't be reached.") from None

    @property
    def commits(self) -> int:
        """Durable transactions of this process so far; each is one flush to disk."""
        return self._writer.commits

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in the writer thread; returns after its commit is durable. What `fn` raises undoes `fn` alone."""
        return await self._write(fn, patient=False)

    async def write_patiently(self, fn: Callable[[Connection], T]) -> T:
        """The same for the process's own work (a ledger, a sweep), on which no person waits: people's writes don't gather for it."""
        return await self._write(fn, patient=True)

    async def _write(self, fn: Callable[[Connection], T], *, patient: bool) -> T:
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Any] = loop.create_future()
        self._writer.submit(Job(fn, patient=patient, loop=loop, waiter=waiter))
        return cast("T", await waiter)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in a reader thread on one consistent snapshot; it can't write."""
        return await asyncio.wrap_future(self._readers.submit(fn))

    def write_now(self, fn: Callable[[Connection], T]) -> T:
        """The same as `write`, for code without an event loop (command line)."""
        waiter: Future[Any] = Future()
        self._writer.submit(Job(fn, waiter=waiter))
        return cast("T", waiter.result())

    def read_now(self, fn: Callable[[Connection], T]) -> T:
        """The same as `read`, for code without an event loop."""
        return self._readers.submit(fn).result()

    async def close(self) -> None:
        """Finish the writes that wait, then let go of every connection."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """The same as `close`, for code without an event loop."""
        self._writer.close()
        self._readers.close()
        self._write_engine.dispose()
        self._read_engine.dispose()
