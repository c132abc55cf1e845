"""The settled town, on both databases."""

from collections.abc import Iterator

import pytest

from storage.connections import make_engine
from storage.engine import Connection, Database
from storage.urls import sync_url
from tests.storage.town import settle


@pytest.fixture
def town(database: Database) -> Database:
    """A database in which the town's units have their keys."""
    database.write_now(settle)
    return database


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    """One open transaction in the settled town, on both databases; commands are called on it one after the other."""
    engine = make_engine(sync_url(database_url), "write")
    with engine.begin() as connection:
        settle(connection)
        yield connection
    engine.dispose()
