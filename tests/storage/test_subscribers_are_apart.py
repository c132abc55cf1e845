"""A subscription holds no chat, ends at once, and can't be joined with a tip: no shared column, value or finer time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Date, LargeBinary, select, text
from sqlalchemy.engine import make_url

from domain.subscriptions import EVERY_TOPIC, Place, QuietHours, SubscriberState
from sealing.conversation_keys import Chat, conversation_row_key, limit_row_key
from sealing.secret_types import SecretText
from storage import campaigns, subscribers
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.models import metadata
from storage.subscribers import KEPT_AFTER_LEAVING_DAYS
from tests.storage.town import Report, settle
from tests.storage.warnings_town import (
    DAYTIME,
    DEPLOYMENT,
    MUONG_GION,
    PSEUDONYM_KEY,
    QUYNH_NHAI,
    SON_LA,
    begun,
    open_desk,
    row_key_of,
    subscriber,
)

CHAT = 7_123_456_789
SUBSCRIBER_SIDE = {
    "subscribers",
    "subscriber_places",
    "subscriber_topics",
    "campaign_deliveries",
    "campaign_presses",
    "campaign_counts",
    "run_counts",
}
TIP_SIDE = {
    "tips",
    "tip_queues",
    "queue_rows",
    "parts",
    "part_wraps",
    "receipts",
    "reply_keys",
    "officer_events",
    "alarms",
    "changes",
    "arrivals",
    "conversations",
    "limits",
    "reminders",
    "update_keys",
    "clock_events",
    "deletion_requests",
    "deletions",
    "escalations",
    "forwards",
    "kept_wraps",
    "notices",
    "open_tips",
    "past_tips",
    "queue_counts",
    "queues",
    "samples",
    "tip_links",
    "urgent_arrivals",
}
OFFICES = {
    "assignments",
    "audit_counts",
    "audit_heads",
    "audit_rows",
    "beat_categories",
    "beats",
    "campaign_events",
    "campaign_pictures",
    "campaign_runs",
    "campaign_tests",
    "campaigns",
    "checked_keys",
    "departures",
    "difficult_communes",
    "directory",
    "duty_days",
    "duty_plan",
    "heartbeats",
    "invitations",
    "joinings",
    "leads",
    "meta",
    "officer_chat_codes",
    "officer_chats",
    "officers",
    "passkey_answers",
    "passkeys",
    "provinces",
    "queue_keys",
    "queue_seeds",
    "saved_views",
    "sessions",
    "sign_in_failures",
    "test_chats",
    "test_links",
    "units",
}
"""Units, officers and what they write: no row of these is about a resident, so none leads from one resident's row to another."""


def test_a_subscription_is_kept_changed_and_ended(conn: Connection) -> None:
    key = row_key_of(CHAT)
    subscriber(conn, CHAT, QUYNH_NHAI, topics=("fire",))
    assert subscribers.change_places(conn, key, (MUONG_GION, SON_LA)) == Done()
    assert subscribers.change_topics(conn, key, ()) == Done()
    assert subscribers.change_language(conn, key, "en") == Done()
    assert subscribers.change_quiet_hours(conn, key, QuietHours(22, 6)) == Done()
    found = subscribers.of_row_key(conn, key)
    assert found is not None
    assert (found.places, found.topics, found.language) == ((SON_LA,), (EVERY_TOPIC,), "en")
    assert (found.quiet, found.state) == (QuietHours(22, 6), SubscriberState.ACTIVE)
    assert subscribers.change_places(conn, key, ()) == Failure(FailureReason.NO_PLACES)
    many = tuple(Place("14", f"{number:05}") for number in range(41))
    assert subscribers.change_places(conn, key, many) == Failure(FailureReason.TOO_MANY)
    assert subscribers.stop(conn, key)
    assert not subscribers.stop(conn, key)
    assert subscribers.of_row_key(conn, key) is None
    assert subscribers.change_language(conn, key, "vi") == Failure(FailureReason.NOT_OPEN)


def test_stopping_leaves_no_row_of_the_subscriber(conn: Connection) -> None:
    subscriber(conn, CHAT)
    subscribers.stop(conn, row_key_of(CHAT))
    for name in ("subscribers", "subscriber_places", "subscriber_topics"):
        assert conn.execute(select(metadata.tables[name])).first() is None


def test_who_stays_away_too_long_is_forgotten(conn: Connection) -> None:
    one = subscriber(conn, CHAT)
    subscribers.mark_blocked(conn, (one.id,), DAYTIME.date())
    edge = DAYTIME.date() + timedelta(days=KEPT_AFTER_LEAVING_DAYS)
    assert subscribers.purge(conn, edge) == 0
    assert subscribers.purge(conn, edge + timedelta(days=1)) == 1
    assert not subscribers.come_back(conn, row_key_of(CHAT))


def test_a_moved_chat_keeps_its_subscription_unless_the_new_one_has_its_own(conn: Connection) -> None:
    one = subscriber(conn, 1, SON_LA)
    subscribers.move(conn, one.id, row_key_of(2), b"sealed anew")
    assert subscribers.of_row_key(conn, row_key_of(1)) is None
    moved = subscribers.of_row_key(conn, row_key_of(2))
    assert moved is not None
    assert moved.places == (SON_LA,)
    other = subscriber(conn, 3, QUYNH_NHAI)
    subscribers.move(conn, one.id, row_key_of(3), b"sealed anew")
    assert subscribers.of_row_key(conn, row_key_of(2)) is None
    assert subscribers.of_row_key(conn, row_key_of(3)) == other


def test_every_table_is_on_one_side_or_about_offices() -> None:
    """Whoever makes a table says here on which side it stands, and the other tests look at it from then on."""
    sides = (SUBSCRIBER_SIDE, TIP_SIDE, OFFICES)
    assert set().union(*sides) == set(metadata.tables)
    assert sum(map(len, sides)) == len(metadata.tables)
    for name in OFFICES:
        targets = {key.column.table.name for key in metadata.tables[name].foreign_keys}
        assert not targets & (SUBSCRIBER_SIDE | TIP_SIDE), f"{name} leads to residents' rows"


def test_no_column_of_subscribers_leads_to_a_tip_or_a_conversation() -> None:
    """No foreign key either way, no key column of one name, and no time finer than a day but the ledger's hour."""
    tables = metadata.tables
    for name in SUBSCRIBER_SIDE:
        targets = {key.column.table.name for key in tables[name].foreign_keys}
        assert not targets & TIP_SIDE, name
    for name in TIP_SIDE:
        targets = {key.column.table.name for key in tables[name].foreign_keys}
        assert not targets & SUBSCRIBER_SIDE, name
    keys = {
        (column.name, name)
        for name in SUBSCRIBER_SIDE | TIP_SIDE
        for column in tables[name].columns
        if isinstance(column.type, LargeBinary) and column.name != "id"
    }
    ours = {column for column, name in keys if name in SUBSCRIBER_SIDE}
    theirs = {column for column, name in keys if name in TIP_SIDE}
    assert ours & theirs <= {
        "contact"
    }  # sealed with a fresh nonce and bound to its own row: no two are alike
    days = [column.name for column in tables["subscribers"].columns if isinstance(column.type, Date)]
    assert days == ["since_day", "left_day"]
    moments = ("hour", "minute", "second", "_at", "time")
    for name in SUBSCRIBER_SIDE - {"campaign_deliveries"}:
        assert not [c.name for c in tables[name].columns if c.name.endswith(moments)], name


def test_one_chat_has_three_names_that_nothing_joins() -> None:
    chat = Chat("telegram", SecretText(str(CHAT)))
    names = {
        row_key_of(CHAT),
        conversation_row_key(PSEUDONYM_KEY, DEPLOYMENT, chat),
        limit_row_key(PSEUDONYM_KEY, DEPLOYMENT, 20516, "tip", chat),
    }
    assert len(names) == 3


def test_no_value_stands_on_both_sides(conn: Connection) -> None:
    """Every byte string of a subscriber's rows is looked for among those of tips (one chat on both sides: `tests.bot`)."""
    desk = open_desk(conn)
    subscriber(conn, CHAT)
    Report().sent(conn)
    begun(conn, desk)

    def values(names: set[str]) -> Iterator[object]:
        for name in names:
            for row in conn.execute(select(metadata.tables[name])):
                yield from (each for each in row if isinstance(each, bytes) and each)

    assert not set(values(SUBSCRIBER_SIDE)) & set(values(TIP_SIDE))


def test_no_chat_id_stands_anywhere_on_disk(sqlite_url: str) -> None:
    """The raw bytes of the file and its log hold no chat id, as digits or as a number."""
    database = Database.open(sqlite_url)
    database.write_now(settle)
    desk = database.write_now(open_desk)
    for number in range(20):
        database.write_now(lambda conn, number=number: subscriber(conn, CHAT + number))
    _, run = database.write_now(lambda conn: begun(conn, desk))
    lead = database.write_now(lambda conn: campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME))
    database.write_now(lambda conn: campaigns.take_batch(conn, lead, run, "telegram", 50, DAYTIME))
    assert (
        database.read_now(lambda conn: conn.execute(text("SELECT count(*) FROM subscribers")).scalar()) == 20
    )
    path = make_url(sqlite_url).database
    assert path is not None
    raw = b"".join(Path(path + end).read_bytes() for end in ("", "-wal"))
    database.close_now()
    raw += Path(path).read_bytes()
    assert b"telegram" in raw
    for number in range(20):
        chat = CHAT + number
        assert str(chat).encode() not in raw
        assert chat.to_bytes(8, "big") not in raw
        assert chat.to_bytes(8, "little") not in raw
