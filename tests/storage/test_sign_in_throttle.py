"""Guessing side by side is worth no more than guessing one after the other, whatever process takes the tries."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from storage import sign_in
from storage.engine import Connection, Database
from storage.models import sign_in_failures
from storage.sign_in import FREE_TRIES
from tests.storage.town import NOW, later, settle

_PROCESSES = 4
_TRIES = 24


def _wrong(conn: Connection) -> bool:
    allowed = sign_in.begin_attempt(conn, "hanh.lt", NOW)
    # What is checked between counting and noting takes a while.
    time.sleep(0.02)
    if allowed:
        sign_in.note_failure(conn, "hanh.lt", NOW)
    return allowed


def test_many_wrong_tries_at_once_get_no_more_than_the_free_ones(database_url: str) -> None:
    databases = [Database.open(database_url) for _ in range(_PROCESSES)]
    databases[0].write_now(settle)
    with ThreadPoolExecutor(_TRIES) as pool:
        tries = [pool.submit(databases[at % _PROCESSES].write_now, _wrong) for at in range(_TRIES)]
        allowed = [each.result() for each in tries]
    counted = databases[0].read_now(
        lambda conn: conn.execute(select(sign_in_failures.c.failures)).scalars().all()
    )
    for each in databases:
        each.close_now()
    assert sum(allowed) == FREE_TRIES
    assert counted == [FREE_TRIES]


def test_once_the_wait_is_over_one_of_many_at_once_may_try(database_url: str) -> None:
    """After five wrong ones a minute's wait; then the first of those who waited counts for the others too."""
    databases = [Database.open(database_url) for _ in range(_PROCESSES)]
    databases[0].write_now(settle)
    for _ in range(FREE_TRIES):
        databases[0].write_now(_wrong)

    def later_wrong(conn: Connection) -> bool:
        now = later(minutes=1)
        allowed = sign_in.begin_attempt(conn, "hanh.lt", now)
        time.sleep(0.02)
        if allowed:
            sign_in.note_failure(conn, "hanh.lt", now)
        return allowed

    with ThreadPoolExecutor(_TRIES) as pool:
        tries = [pool.submit(databases[at % _PROCESSES].write_now, later_wrong) for at in range(_TRIES)]
        allowed = [each.result() for each in tries]
    for each in databases:
        each.close_now()
    assert sum(allowed) == 1


def test_a_right_try_forgets_the_count_and_leaves_nothing_behind(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        for _ in range(FREE_TRIES - 1):
            assert sign_in.begin_attempt(conn, "hanh.lt", NOW)
            sign_in.note_failure(conn, "hanh.lt", NOW)
        assert sign_in.begin_attempt(conn, "hanh.lt", NOW)
        sign_in.note_success(conn, "hanh.lt")
        return list(conn.execute(select(sign_in_failures)).all())

    assert town.write_now(story) == []
