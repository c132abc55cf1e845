"""The settled town, on both databases."""

import pytest

from storage.engine import Database
from tests.storage.town import settle


@pytest.fixture
def town(database: Database) -> Database:
    """A database in which the town's units have their keys."""
    database.write_now(settle)
    return database
