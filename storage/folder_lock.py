"""Keeps a second serving process off a data folder; must never be relied on across machines (use PostgreSQL there)."""

from pathlib import Path

from filelock import FileLock, Timeout

from storage.errors import AlreadyRunning

LOCK_NAME = "serving.lock"


class DataFolderLock:
    """One serving process per data folder on SQLite; a context manager. Raises `AlreadyRunning`."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._lock = FileLock(data_dir / LOCK_NAME, mode=0o600)

    def __enter__(self) -> "DataFolderLock":
        """Take the lock at once or raise `AlreadyRunning`; the system lets go of it when the process dies."""
        self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyRunning(
                "Another tinbao process serves this data folder; SQLite allows one at a time."
            ) from None
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the lock."""
        self._lock.release()
