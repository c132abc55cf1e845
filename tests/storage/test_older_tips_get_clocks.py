"""A database of before the legal clocks: its tips get them with the migration, from what the history says."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

import storage.migrations
from storage.migrate import migrate
from storage.urls import sync_url

HOUR = 493_000
TIP, OFFICER = b"t" * 16, b"o" * 16
MOVES = ("classified", "transferred", "verifying", "suspended")


@pytest.fixture
def older_url(empty_url: str) -> str:
    """A database of the second revision with one tip that was verified and then suspended."""
    engine = create_engine(sync_url(empty_url))
    with engine.begin() as conn:
        config = Config()
        config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
        config.attributes["connection"] = conn
        command.upgrade(config, "0002")
        fill(conn)
    engine.dispose()
    return empty_url


def fill(conn: Connection) -> None:
    add(conn, "units", id="c-1", kind="commune", name="Công an xã", province_code="14")
    add(conn, "queues", queue_id="c-1", epoch=1, last_number=1, last_change=0)
    add(
        conn,
        "officers",
        id=OFFICER,
        unit_id="c-1",
        role="officer",
        name="An",
        state="active",
        last_code_step=0,
    )
    counters = dict.fromkeys(
        ("report_bytes", "reports", "last_report", "last_addition", "last_reply", "last_note", "last_event"),
        0,
    )
    add(
        conn,
        "tips",
        id=TIP,
        sent=True,
        commune_code="03703",
        when="past",
        conflict=False,
        routing_alarms="[]",
        status="suspended",
        classification="crime",
        started_hour=HOUR,
        received_hour=HOUR,
        generation=1,
        manifest_current=True,
        first_word_hour=HOUR + 3,
        **counters,
    )
    add(
        conn,
        "queue_rows",
        queue_id="c-1",
        number=1,
        tip_id=TIP,
        copy=False,
        lane="open",
        commune_code="03703",
        when="past",
        status="suspended",
        received_hour=HOUR,
        due_hour=2_000_000_000,
        first_viewed_hour=HOUR + 1,
        part_count=1,
        news=False,
    )
    for ordinal, to in enumerate(MOVES, 1):
        add(
            conn,
            "officer_events",
            tip_id=TIP,
            ordinal=ordinal,
            queue_id="c-1",
            officer_id=OFFICER,
            kind="status",
            at_minute=(HOUR + 10 + ordinal) * 60,
            detail=f'{{"from":"received","to":"{to}"}}',
        )


def add(conn: Connection, table: str, **values: object) -> None:
    named: Mapping[str, object] = values
    columns = ", ".join(f'"{name}"' for name in named)
    places = ", ".join(f":{name}" for name in named)
    conn.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), dict(named))  # noqa: S608


def test_an_older_tip_has_its_clocks_after_the_migration(older_url: str) -> None:
    """Passed on and suspended in its day: what is left is the word to the procuracy, which nobody noted then."""
    migrate(older_url)
    engine = create_engine(sync_url(older_url))
    with engine.connect() as conn:
        acts = conn.execute(text("SELECT act, hour FROM clock_events ORDER BY ordinal")).all()
        row = conn.execute(text("SELECT duty, due_hour FROM queue_rows")).one()
    engine.dispose()
    assert [tuple(each) for each in acts] == [("handed_over", HOUR + 12), ("stopped", HOUR + 14)]
    assert row.duty == "procuracy"
    assert HOUR + 48 < row.due_hour < HOUR + 24 * 10
