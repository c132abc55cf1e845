"""An officer pauses or cancels in the moment in which a run ends: what the officer did stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest

from domain.campaigns import CampaignState, Monthly
from storage import campaigns
from storage.campaigns import DeliveryState, Outcome
from storage.engine import Connection, Database
from storage.failures import Done
from tests.storage.test_keys_at_the_same_moment import at_once
from tests.storage.town import settle
from tests.storage.warnings_town import CONTENT, DAYTIME, Desk, approved, open_desk, seen, subscriber

MONTHLY = replace(CONTENT, schedule=Monthly(4, time(9, 30), date(2026, 3, 1)))


class Sent:
    """A campaign of which everybody has got everything, and whose run hasn't been ended yet."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database.open(url)
        self.desk, self.made, self.run = self.database.write_now(self._begin)

    def _begin(self, conn: Connection) -> tuple[Desk, bytes, int]:
        settle(conn)
        desk = open_desk(conn)
        subscriber(conn, 1)
        made = approved(conn, desk, MONTHLY, DAYTIME.replace(hour=1))
        campaigns.start_due(conn, DAYTIME)
        (run,) = campaigns.open_runs(conn)
        campaigns.fill_step(conn, run.id, DAYTIME)
        lead = campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
        taken = campaigns.take_batch(conn, lead, run.id, "telegram", 10, DAYTIME).deliveries
        campaigns.settle(
            conn, run.id, [Outcome(each.subscriber_id, DeliveryState.SENT) for each in taken], DAYTIME
        )
        return desk, made.id, run.id

    def end(self, conn: Connection) -> int:
        """What the worker does at the run's end."""
        return campaigns.end_due(conn, DAYTIME)

    def state(self) -> CampaignState:
        """Where the campaign stands."""
        return self.database.read_now(lambda conn: seen(conn, self.desk, self.made)).state

    def ending(self) -> str | None:
        """How its run ended."""
        found = self.database.read_now(lambda conn: campaigns.report(conn, self.desk.author, self.made))
        assert found is not None
        return found.total.ending


@pytest.fixture
def sent(database_url: str) -> Iterator[Sent]:
    made = Sent(database_url)
    yield made
    made.database.close_now()


def test_a_pause_in_the_moment_of_a_runs_end_holds(sent: Sent) -> None:
    """Else the next month's warning would go out although an officer has said stop."""
    author = sent.desk.author
    paused, ended = at_once(
        sent.url, lambda conn: campaigns.pause(conn, author, sent.made, DAYTIME), sent.end
    )
    assert (paused, ended) == (Done(), 1)
    assert (sent.state(), sent.ending()) == (CampaignState.PAUSED, "done")


def test_a_cancel_in_the_moment_of_a_runs_end_holds(sent: Sent) -> None:
    author = sent.desk.author
    cancelled, ended = at_once(
        sent.url, lambda conn: campaigns.cancel(conn, author, sent.made, DAYTIME), sent.end
    )
    assert (cancelled, ended) == (Done(), 0)
    assert (sent.state(), sent.ending()) == (CampaignState.CANCELLED, "cancelled")


def test_a_cancel_in_the_moment_of_a_halt_holds(sent: Sent) -> None:
    author = sent.desk.author
    at_once(
        sent.url,
        lambda conn: campaigns.cancel(conn, author, sent.made, DAYTIME),
        lambda conn: campaigns.halt_run(conn, sent.run, "refused_by_platform", DAYTIME),
    )
    assert sent.state() is CampaignState.CANCELLED
