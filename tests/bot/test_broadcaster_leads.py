"""Several workers on one PostgreSQL share one token: one sends, another takes over, and no row is sent by two."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.leaders import FileLeader, broadcast_leader
from bot.sandbox.rates import RateRule
from storage.engine import Database
from storage.leadership import AdvisoryLock
from tests.bot.platform import Platform, until
from tests.bot.warnings import Province

pytestmark = pytest.mark.postgres
NAME = "broadcast-test"


@pytest.fixture
def province(platform: Platform, postgresql_url: str) -> Iterator[Province]:
    database = Database.open(postgresql_url)
    yield Province(platform, database)
    database.close_now()


@pytest.fixture
def other_database(postgresql_url: str) -> Iterator[Database]:
    """The connections of another process."""
    database = Database.open(postgresql_url)
    yield database
    database.close_now()


def _end_connections(url: str, application: str) -> int:
    """What the server does when a process dies: its connections end, its locks are free."""
    libpq = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq, autocommit=True) as conn:
        found = conn.execute(
            "SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
            " WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = %s"
            " AND a.datname = current_database()",
            (application,),
        ).fetchone()
    assert found is not None
    return int(found[0])


async def test_two_workers_share_one_budget_and_the_second_takes_over_when_the_first_loses_the_lead(
    province: Province, other_database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    """Even a first worker that doesn't notice at once sends no row that the second has, and nothing is refused."""
    rule = province.platform.bot.rate = RateRule(30)
    phones = province.subscribe(90)
    made = province.approved()

    def count() -> int:
        return sum(len(province.warnings(phone)) for phone in phones)

    first = broadcast_leader(postgresql_url, tmp_path, NAME, answers_residents=False)
    second = broadcast_leader(postgresql_url, tmp_path, NAME, answers_residents=False)
    async with (
        province.broadcasting(rate=30, leader=first),
        province.broadcasting(rate=30, leader=second, database=other_database),
    ):
        await until(lambda: count() >= 20)
        assert _end_connections(postgresql_url, "tinbao lead") >= 1
        report = await province.over(made, 30)
    reached = [len(province.warnings(phone)) for phone in phones]
    assert max(reached) == 1
    assert report.sent + report.in_doubt == 90
    assert sum(reached) >= report.sent
    assert reached.count(0) <= report.in_doubt
    assert rule.refused == 0


async def test_a_killed_worker_leaves_only_its_last_rows_in_doubt_to_the_next(
    province: Province, other_database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    phones = province.subscribe(60)
    made = province.approved()

    def count() -> int:
        return sum(len(province.warnings(phone)) for phone in phones)

    first = broadcast_leader(postgresql_url, tmp_path, NAME, answers_residents=False)
    second = broadcast_leader(postgresql_url, tmp_path, NAME, answers_residents=False)
    killed = await province.begin(rate=30, leader=first, database=other_database)
    await until(lambda: count() >= 10)
    await killed.die()
    _end_connections(postgresql_url, "tinbao lead")
    async with province.broadcasting(rate=200, leader=second):
        report = await province.over(made, 30)
    assert report.sent + report.in_doubt == 60
    assert report.in_doubt <= 20
    assert max(len(province.warnings(phone)) for phone in phones) == 1


async def test_a_worker_without_residents_stands_back_while_somebody_answers_them(
    postgresql_url: str, tmp_path: Path
) -> None:
    worker = broadcast_leader(postgresql_url, tmp_path, NAME, answers_residents=False)
    residents = broadcast_leader(postgresql_url, tmp_path, NAME, answers_residents=True)
    assert await worker.leads()
    assert not await residents.leads()
    assert not await worker.leads()
    assert await residents.leads()
    await residents.let_go()
    assert await worker.leads()
    await worker.let_go()


def test_an_advisory_lock_is_held_by_one_and_freed_by_the_server(postgresql_url: str) -> None:
    one, other = AdvisoryLock(postgresql_url, NAME), AdvisoryLock(postgresql_url, NAME)
    assert one.hold()
    assert one.hold()
    assert not other.hold()
    _end_connections(postgresql_url, "tinbao lead")
    assert not one.hold()
    assert other.hold()
    assert not one.hold()
    other.let_go()
    assert one.is_free()
    assert other.hold()
    other.let_go()
    one.let_go()


async def test_a_lead_by_file_is_held_by_one(tmp_path: Path) -> None:
    one, other = FileLeader(tmp_path / "a.lead"), FileLeader(tmp_path / "a.lead")
    assert await one.leads()
    assert not await other.leads()
    await one.let_go()
    assert await other.leads()
    await asyncio.sleep(0)
    await other.let_go()
