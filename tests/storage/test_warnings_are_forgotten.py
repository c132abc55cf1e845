"""What warnings leave behind about people goes in time, by the sweep itself and when an officer leaves."""

from datetime import timedelta

from sqlalchemy import Table, func, select

from sealing.secret_types import SecretText
from storage import campaigns, leaving, subscribers, sweep
from storage.campaigns import DeliveryState, Outcome
from storage.engine import Connection
from storage.failures import Done
from storage.models import (
    campaign_counts,
    campaign_deliveries,
    campaign_presses,
    campaign_tests,
    test_chats,
    test_links,
)
from storage.subscribers import KEPT_AFTER_LEAVING_DAYS
from tests.storage.warnings_town import DAYTIME, begun, draft, open_desk, row_key_of, subscriber

TOKEN = SecretText("a token of some length")


def rows(conn: Connection, table: Table) -> int:
    found: int = conn.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def test_the_sweep_forgets_who_left_who_got_a_warning_and_who_met_its_trick(conn: Connection) -> None:
    """Ledger and presses after 90 days, who went away after 180; the counts stay."""
    desk = open_desk(conn)
    gone = subscriber(conn, 1)
    made, run = begun(conn, desk)
    lead = campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
    campaigns.take_batch(conn, lead, run, "telegram", 10, DAYTIME)
    campaigns.settle(conn, run, [Outcome(gone.id, DeliveryState.SENT)], DAYTIME)
    campaigns.count_met(conn, made.id, b"o" * 16, "03703")
    campaigns.end_due(conn, DAYTIME)
    subscribers.mark_blocked(conn, (gone.id,), DAYTIME.date())
    campaigns.make_test_link(conn, desk.author, TOKEN, DAYTIME)
    sweep.purge(conn, DAYTIME + timedelta(days=89))
    assert (rows(conn, campaign_deliveries), rows(conn, campaign_presses)) == (1, 1)
    assert rows(conn, test_links) == 0
    sweep.purge(conn, DAYTIME + timedelta(days=91))
    assert (rows(conn, campaign_deliveries), rows(conn, campaign_presses)) == (0, 0)
    assert rows(conn, campaign_counts) == 1
    assert subscribers.of_row_key(conn, row_key_of(1)) is not None
    sweep.purge(conn, DAYTIME + timedelta(days=KEPT_AFTER_LEAVING_DAYS + 2))
    assert subscribers.of_row_key(conn, row_key_of(1)) is None


def test_presses_of_a_campaign_that_still_runs_stay(conn: Connection) -> None:
    """A second press must not count while the button can be pressed."""
    desk = open_desk(conn)
    subscriber(conn, 1)
    made, _ = begun(conn, desk)
    campaigns.count_met(conn, made.id, b"o" * 16, "03703")
    sweep.purge(conn, DAYTIME + timedelta(days=91))
    assert not campaigns.count_met(conn, made.id, b"o" * 16, "03703")


def test_an_officer_who_leaves_leaves_no_chat_and_no_test_behind(conn: Connection) -> None:
    """The sealed address of their own chat goes with their access."""
    desk = open_desk(conn)
    made = draft(conn, desk)
    campaigns.make_test_link(conn, desk.author, TOKEN, DAYTIME)
    chat = campaigns.TestChat(campaigns.new_test_chat_id(), b"sealed", "vi")
    assert campaigns.link_test_chat(conn, TOKEN, chat, DAYTIME) == Done()
    assert campaigns.send_test(conn, desk.author, made.id, DAYTIME) == Done()
    campaigns.make_test_link(conn, desk.author, TOKEN, DAYTIME)
    leaving.leave(conn, desk.author.officer_id, DAYTIME)
    assert [rows(conn, table) for table in (test_chats, test_links, campaign_tests)] == [0, 0, 0]
