"""The real gazetteer, read once for all tests of the domain."""

import pytest
from hypothesis import settings

from bot.gazetteer_files import read_gazetteer_records
from domain.place_records import GazetteerRecords
from domain.places import Gazetteer

# A shared machine may pause at any line; what is asked is whether a law holds, not how fast.
settings.register_profile("no stopwatch", deadline=None)
settings.load_profile("no stopwatch")


@pytest.fixture(scope="session")
def records() -> GazetteerRecords:
    return read_gazetteer_records()


@pytest.fixture(scope="session")
def gazetteer(records: GazetteerRecords) -> Gazetteer:
    return Gazetteer(records)
