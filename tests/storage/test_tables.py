"""The tables themselves: no column can hold who a resident is, or when within the hour they did something."""

import re

from sqlalchemy import Date, DateTime, Float, Numeric, Time

from storage.models import metadata

MINUTES = {
    # Officers' acts.
    ("audit_rows", "at_minute"),
    ("forwards", "at_minute"),
    ("samples", "judged_at_minute"),
    ("tip_links", "at_minute"),
    ("departures", "at_minute"),
    ("invitations", "expires_at_minute"),
    ("joinings", "invited_at_minute"),
    ("joinings", "paper_until_minute"),
    ("officer_chat_codes", "ends_minute"),
    ("officer_chats", "linked_minute"),
    ("officer_events", "at_minute"),
    ("open_tips", "seen_at_minute"),
    ("parts", "at_minute"),
    ("passkey_answers", "ends_at_minute"),
    ("passkeys", "added_at_minute"),
    ("passkeys", "used_at_minute"),
    ("queue_keys", "made_at_minute"),
    ("sessions", "ends_at_minute"),
    ("sessions", "seen_at_minute"),
    ("sign_in_failures", "last_at_minute"),
    ("deletion_requests", "asked_minute"),
    # The service's own parts.
    ("escalations", "next_minute"),
    ("heartbeats", "minute"),
    # On a grid of five minutes, of what is happening now alone, and gone once somebody has opened it.
    ("urgent_arrivals", "grid_minute"),
    # On the grid of the release minutes, jittered, and gone once the tip has arrived.
    ("tip_queues", "release_at_minute"),
}

OFFICERS_OWN = {"campaigns", "campaign_events", "campaign_runs", "campaign_tests", "test_links"}
"""Tables of warnings that officers write, approve and send; no resident's act stands in them."""


def test_minutes_are_kept_of_officers_acts_alone() -> None:
    found = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if "minute" in column.name and table.name not in OFFICERS_OWN
    }
    assert found == MINUTES | {("sessions", "idle_minutes")}


def test_no_column_is_a_moment() -> None:
    kinds = (DateTime, Time, Float, Numeric)
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert not isinstance(column.type, kinds) or isinstance(column.type, Date)
            assert not re.search(
                r"seconds|timestamp|created_at|updated_at|chat|phone|address|_ip", column.name
            )


def test_no_table_links_a_conversation_to_a_tip() -> None:
    for name in ("conversations", "limits", "reminders", "update_keys"):
        table = metadata.tables[name]
        assert not table.foreign_keys
        assert not {"tip_id", "mailbox", "queue_id"} & set(table.columns.keys())
    for name in ("tips", "tip_queues", "parts", "part_wraps", "receipts"):
        assert "row_key" not in metadata.tables[name].columns
