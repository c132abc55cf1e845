"""A few threads that read, each on its own connection and one snapshot a time; must never write."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

THREADS = 4


class Readers:
    """A pool of reading threads; a thread keeps its connection, because opening one costs more than a page."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mine = threading.local()
        self._all: list[Connection] = []
        self._gate = threading.Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="tinbao-reader")

    def submit(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Run `work` in one of the threads."""
        return self._threads.submit(self._run, work)

    def close(self) -> None:
        """Wait for what runs, then let go of the connections."""
        self._threads.shutdown(wait=True)
        with self._gate:
            for conn in self._all:
                conn.close()
            self._all.clear()

    def _run(self, work: Callable[[Connection], T]) -> T:
        conn: Connection | None = getattr(self._mine, "conn", None)
        if conn is None:
            conn = self._engine.connect()
            self._mine.conn = conn
            with self._gate:
                self._all.append(conn)
        transaction = conn.begin()
        try:
            return work(conn)
        except DBAPIError as error:
            if error.connection_invalidated:
                self._mine.conn = None
            raise
        finally:
            transaction.close()
