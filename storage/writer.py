"""One thread that runs every write of the process with group commit; must never wake a waiter before its commit is durable."""

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

MOST_AT_ONCE = 128
GATHER_SECONDS = 0.004
"""How long a batch waits for waiters that were there in the last batches; a lone waiter never waits."""

Work = Callable[[Connection], Any]

_RETRIED_STATES = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure, deadlock. The whole batch is undone and each write runs by itself."""
_TRIES_ALONE = 3


@dataclass(slots=True)
class Job:
    """One waiter: the work, and where its outcome goes (a loop's future, or a thread's)."""

    work: Work
    patient: bool = False
    """The process's own work, for which no waiter ever gathers: it goes with the next commit, whoever else is in it."""
    loop: asyncio.AbstractEventLoop | None = None
    waiter: "asyncio.Future[Any] | Future[Any] | None" = None
    value: Any = None
    error: BaseException | None = field(default=None)

    def run(self, conn: Connection) -> None:
        """Do the work; a run before this one counts for nothing."""
        self.value, self.error = None, None
        self.value = self.work(conn)

    def deliver(self) -> None:
        """Wake the waiter; only in its own thread (or from any, for a thread's future)."""
        if self.waiter is None or self.waiter.done():
            return
        if self.error is not None:
            self.waiter.set_exception(self.error)
        else:
            self.waiter.set_result(self.value)


class Writer:
    """Takes jobs from any thread, commits those that wait together, then wakes them all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._recent: deque[int] = deque([1], maxlen=6)
        self._conn: Connection | None = engine.connect()
        self._closed = False
        self._gate = threading.Lock()
        self.commits = 0
        """Transactions committed so far, for benchmarks."""
        self._thread = threading.Thread(target=self._serve, name="tinbao-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job. Raises RuntimeError once closed."""
        with self._gate:
            if self._closed:
                raise RuntimeError("The database is closed.")
            self._jobs.put(job)

    def close(self) -> None:
        """Finish what waits, then end the thread."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _serve(self) -> None:
        open_still = True
        while open_still:
            first = self._jobs.get()
            if first is None:
                break
            batch, open_still = self._gather(first)
            self._commit(batch)
            _wake(batch)
        if self._conn is not None:
            self._conn.close()

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        """Everything that waits, and for a moment those who came in the last batches and will come again."""
        batch = [first]
        waiters = int(not first.patient)
        expected = max(self._recent) if waiters else 0
        until = time.monotonic() + GATHER_SECONDS
        while len(batch) < MOST_AT_ONCE:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                left = until - time.monotonic()
                if waiters >= expected or left <= 0:
                    break
                try:
                    job = self._jobs.get(timeout=left)
                except queue.Empty:
                    break
            if job is None:
                return batch, False
            batch.append(job)
            waiters += not job.patient
        if waiters:
            self._recent.append(waiters)
        return batch, True

    def _commit(self, batch: list[Job]) -> None:
        try:
            self._together(batch)
        except Exception as error:  # noqa: BLE001 - whatever failed, every waiter must hear of it
            self._drop_lost_connection(error)
            if not _worth_retrying(error):
                for job in batch:
                    job.error = error
                return
            for job in batch:
                self._alone(job)

    def _alone(self, job: Job) -> None:
        for attempt in range(_TRIES_ALONE):
            try:
                self._together([job])
            except Exception as error:  # noqa: BLE001 - see above
                self._drop_lost_connection(error)
                job.error = error
                if not _worth_retrying(error) or attempt == _TRIES_ALONE - 1:
                    return
            else:
                return

    def _together(self, batch: list[Job]) -> None:
        """One transaction; a job that fails is undone alone. Raises what the transaction as a whole failed with."""
        conn = self._connection()
        transaction = conn.begin()
        try:
            # Said to the driver itself: three statements for every waiter, none with a value in it.
            say = _driver(conn)
            for job in batch:
                if len(batch) > 1:
                    say("SAVEPOINT waiter")
                try:
                    job.run(conn)
                except Exception as error:
                    if _worth_retrying(error) or len(batch) == 1:
                        raise
                    job.error = error
                    say("ROLLBACK TO SAVEPOINT waiter")
                if len(batch) > 1:
                    say("RELEASE SAVEPOINT waiter")
            transaction.commit()
            self.commits += 1
        except BaseException:
            transaction.close()
            raise

    def _connection(self) -> Connection:
        if self._conn is None:
            self._conn = self._engine.connect()
        return self._conn

    def _drop_lost_connection(self, error: Exception) -> None:
        driver_failed = isinstance(error, self._engine.dialect.loaded_dbapi.Error)
        if self._conn is None or not (driver_failed or _says_it_is_lost(error)):
            return
        if driver_failed:
            # From a savepoint, past the layer that knows lost connections: a new one is sure to be whole.
            self._conn.invalidate(error)
        self._conn.close()
        self._conn = None


def _driver(conn: Connection) -> Callable[[str], object]:
    """Give the driver's own way of running a statement; both drivers have it."""
    run: Callable[[str], object] = conn.connection.driver_connection.execute  # type: ignore[union-attr]
    return run


def _says_it_is_lost(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _worth_retrying(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RETRIED_STATES


def _wake(batch: list[Job]) -> None:
    """One wake-up for each event loop, whatever the number of its waiters."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in batch:
        if job.loop is None:
            job.deliver()
        else:
            by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver_all, jobs)
        except RuntimeError:
            # The loop is gone with its waiters; what they asked for is committed all the same.
            continue


def _deliver_all(jobs: list[Job]) -> None:
    for job in jobs:
        job.deliver()
