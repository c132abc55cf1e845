"""The real gazetteer, read once for all tests of the domain."""

import pytest

from bot.gazetteer_files import read_gazetteer_records
from domain.place_records import GazetteerRecords
from domain.places import Gazetteer


@pytest.fixture(scope="session")
def records() -> GazetteerRecords:
    return read_gazetteer_records()


@pytest.fixture(scope="session")
def gazetteer(records: GazetteerRecords) -> Gazetteer:
    return Gazetteer(records)
