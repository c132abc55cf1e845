"""Keeps set-up commands and the serving process off each other's database; it never breaks a lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.settings import Settings
from storage.engine import DataFolderLock


@contextmanager
def not_while_serving(settings: Settings) -> Iterator[None]:
    """Hold the data folder's lock on SQLite; PostgreSQL has its own.

    Raises AlreadyRunning while another process serves.
    """
    if not settings.database_url.startswith("sqlite"):
        yield
        return
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with DataFolderLock(settings.data_dir):
        yield
