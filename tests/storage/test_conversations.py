"""Conversations, update keys, limits and reminders: nothing twice, nothing kept longer than it serves."""

from datetime import date

import pytest
from sqlalchemy import text

from storage import conversations, deployment, limits, reminders, sweep, updates
from storage.conversations import StoredConversation
from storage.engine import Connection, Database
from storage.errors import ConversationMoved
from storage.reminders import Reminder
from tests.storage.town import HOUR, NOW, later

KEY, OTHER = b"k" * 16, b"o" * 16


def test_an_update_is_taken_once(database: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        return [
            updates.take_update(conn, channel, key, HOUR)
            for channel, key in (("telegram", "1"), ("telegram", "1"), ("zalo", "1"), ("telegram", "2"))
        ]

    assert database.write_now(story) == [True, False, True, True]


def test_update_keys_go_after_two_days(database: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        updates.take_update(conn, "telegram", "old", HOUR - 48)
        updates.take_update(conn, "telegram", "new", HOUR - 47)
        sweep.purge(conn, NOW)
        return [updates.take_update(conn, "telegram", key, HOUR) for key in ("old", "new")]

    assert database.write_now(story) == [True, False]


def test_a_conversation_comes_back_as_it_was_saved(database: Database) -> None:
    def story(conn: Connection) -> list[StoredConversation | None]:
        found = [conversations.load(conn, KEY)]
        assert conversations.save(conn, KEY, b"one", 0, HOUR) == 1
        found.append(conversations.load(conn, KEY, lock=True))
        assert conversations.save(conn, KEY, b"two", 1, HOUR) == 2
        conversations.save(conn, OTHER, b"other", 0, HOUR)
        found.append(conversations.load(conn, KEY))
        conversations.forget(conn, KEY)
        return [*found, conversations.load(conn, KEY)]

    assert database.write_now(story) == [
        None,
        StoredConversation(b"one", 1, died=False),
        StoredConversation(b"two", 2, died=False),
        None,
    ]


@pytest.mark.parametrize("expected", [0, 2, 7])
def test_a_conversation_that_moved_is_not_overwritten(database: Database, expected: int) -> None:
    database.write_now(lambda conn: conversations.save(conn, KEY, b"one", 0, HOUR))
    with pytest.raises(ConversationMoved):
        database.write_now(lambda conn: conversations.save(conn, KEY, b"lost", expected, HOUR))
    assert database.read_now(lambda conn: conversations.load(conn, KEY)) == StoredConversation(
        b"one", 1, died=False
    )


def test_an_idle_conversation_leaves_only_the_mark_of_its_draft_and_that_for_a_day(
    database: Database,
) -> None:
    def story(conn: Connection) -> list[StoredConversation | None]:
        conversations.save(conn, KEY, b"with a draft", 0, HOUR, has_draft=True)
        conversations.save(conn, OTHER, b"without", 0, HOUR)
        found: list[StoredConversation | None] = []
        for hours in (23, 24, 25, 47, 48):
            sweep.forget_idle_conversations(conn, HOUR + hours)
            found += [conversations.load(conn, key) for key in (KEY, OTHER)]
        return found

    mark = StoredConversation(None, 2, died=True)
    alive = [
        StoredConversation(b"with a draft", 1, died=False),
        StoredConversation(b"without", 1, died=False),
    ]
    assert database.write_now(story) == [*alive, mark, None, mark, None, mark, None, None, None]


def test_who_comes_back_after_a_dead_draft_goes_on_and_the_mark_is_gone(database: Database) -> None:
    def story(conn: Connection) -> StoredConversation | None:
        conversations.save(conn, KEY, b"draft", 0, HOUR, has_draft=True)
        sweep.forget_idle_conversations(conn, HOUR + 24)
        found = conversations.load(conn, KEY)
        assert found is not None
        assert found.died
        conversations.save(conn, KEY, b"fresh", found.version, HOUR + 25)
        return conversations.load(conn, KEY)

    assert database.write_now(story) == StoredConversation(b"fresh", 3, died=False)


def test_a_limit_counts_up_to_its_bound_for_each_key_kind_and_span(database: Database) -> None:
    day = HOUR // 24

    def story(conn: Connection) -> list[object]:
        answers: list[object] = [limits.take(conn, KEY, "tip", day, 3) for _ in range(4)]
        answers += [limits.taken(conn, KEY, "tip", day), limits.take(conn, KEY, "tip", day, 0)]
        answers += [limits.take(conn, OTHER, "tip", day, 3), limits.take(conn, KEY, "draft", day, 3)]
        answers.append(limits.take(conn, KEY, "tip", day + 1, 3))
        limits.release(conn, KEY, "tip", day)
        answers += [limits.take(conn, KEY, "tip", day, 3), limits.take(conn, KEY, "tip", day, 3)]
        for _ in range(3):
            limits.release(conn, OTHER, "tip", day)
        return [*answers, limits.taken(conn, OTHER, "tip", day)]

    assert database.write_now(story) == [True, True, True, False, 3, False, True, True, True, True, False, 0]


def test_limits_are_forgotten_once_their_day_or_hour_is_over(database: Database) -> None:
    day = HOUR // 24

    def story(conn: Connection) -> list[int]:
        spans = (day, day - 1, day - 2, HOUR, HOUR - 1, HOUR - 2)
        for span in spans:
            limits.take(conn, KEY, "x", span, 3)
        sweep.purge(conn, NOW)
        return [limits.taken(conn, KEY, "x", span) for span in spans]

    assert database.write_now(story) == [1, 1, 0, 1, 1, 0]


def test_reminders_come_on_their_day_and_go(database: Database) -> None:
    today = date(2026, 3, 5)
    first, second = Reminder(KEY, b"sealed address", today), Reminder(OTHER, b"another", date(2026, 3, 6))

    def story(conn: Connection) -> list[tuple[Reminder, ...]]:
        for reminder in (second, Reminder(KEY, b"older", date(2026, 3, 9)), first):
            reminders.put(conn, reminder)
        found = [reminders.due(conn, date(2026, 3, 4)), reminders.due(conn, today)]
        reminders.remove(conn, KEY)
        return [*found, reminders.due(conn, date(2026, 3, 30))]

    assert database.write_now(story) == [(), (first,), (second,)]


def test_the_deployment_is_named_once(database: Database) -> None:
    assert database.read_now(deployment.deployment_id) is None
    database.write_now(lambda conn: deployment.set_deployment_id(conn, b"d" * 16))
    database.write_now(lambda conn: deployment.set_deployment_id(conn, b"d" * 16))
    with pytest.raises(ValueError, match="another deployment"):
        database.write_now(lambda conn: deployment.set_deployment_id(conn, b"e" * 16))
    with pytest.raises(ValueError, match="16 bytes"):
        database.write_now(lambda conn: deployment.set_deployment_id(conn, b""))
    assert database.read_now(deployment.deployment_id) == b"d" * 16


def test_row_ids_keep_no_order(sqlite_database: Database) -> None:
    """On SQLite an automatic row id would tell in which order residents came within the hour."""

    def story(conn: Connection) -> list[int]:
        for n in range(12):
            conversations.save(conn, bytes([n]) * 16, b"state", 0, HOUR)
        return list(conn.execute(text("SELECT rowid FROM conversations ORDER BY row_key")).scalars())

    ids = sqlite_database.write_now(story)
    assert ids != sorted(ids)
    assert min(ids) > 1000
    assert later() == NOW
