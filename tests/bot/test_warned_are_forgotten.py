"""However many were warned, nobody remembers after 90 days who got what."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table, func, select

from bot.jobs import Housekeeping
from storage import campaigns, subscribers
from storage.campaigns import DeliveryState, Outcome
from storage.engine import Connection
from storage.models import campaign_deliveries, campaign_presses
from storage.models import subscribers as subscriber_rows
from tests.bot.conftest import Served
from tests.storage.town import settle
from tests.storage.warnings_town import DAYTIME, begun, open_desk, subscriber


def _warn(conn: Connection) -> None:
    settle(conn)
    desk = open_desk(conn)
    ids = [subscriber(conn, number).id for number in range(9)]
    made, run = begun(conn, desk)
    lead = campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
    campaigns.take_batch(conn, lead, run, "telegram", 100, DAYTIME)
    campaigns.settle(conn, run, [Outcome(each, DeliveryState.SENT) for each in ids], DAYTIME)
    campaigns.end_due(conn, DAYTIME)
    for number in range(9):
        campaigns.count_met(conn, made.id, bytes([number]) * 16, "03703")
    subscribers.mark_blocked(conn, tuple(ids), DAYTIME.date())


async def test_the_housekeeping_forgets_all_of_a_long_ledger_in_one_round(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sweep.FORGOTTEN_AT_ONCE", 2)
    database, parts = served.parts.database, served.parts
    await database.write(_warn)

    def left(conn: Connection, *tables: Table) -> list[int]:
        return [conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    def later() -> datetime:
        return DAYTIME + timedelta(days=91)

    tables = (campaign_deliveries, campaign_presses, subscriber_rows)
    assert await database.read(lambda conn: left(conn, *tables)) == [9, 9, 9]
    await Housekeeping(database, parts.blobs, parts.limits, later).purge()
    assert await database.read(lambda conn: left(conn, *tables)) == [0, 0, 9]
