"""Keeps set-up commands and the serving process off each other's database; it never breaks a lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.data_folder import made_data_folder
from bot.settings import Settings
from storage.engine import DataFolderLock


@contextmanager
def not_while_serving(settings: Settings) -> Iterator[None]:
    """Hold the data folder's lock on SQLite; PostgreSQL has its own.

    Raises AlreadyRunning while another process serves, SettingsError where the folder can't be used.
    """
    if not settings.database_url.startswith("sqlite"):
        yield
        return
    with DataFolderLock(made_data_folder(settings)):
        yield
