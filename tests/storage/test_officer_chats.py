"""A linked chat answers for its officer alone, with the rights of the moment, and names nobody on disk."""

import secrets
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from domain.hours import hour_of
from sealing.conversation_keys import Chat, ContactPlace, open_contact, seal_contact, subscriber_row_key
from sealing.officer_chat_keys import officer_row_key
from sealing.secret_types import SecretBytes, SecretText
from storage import leaving, officer_chats, officer_inbox, tip_work
from storage.audit_tables import audit_rows
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import metadata, officers
from storage.officer_chat_tables import officer_chat_codes
from storage.officer_chats import CODE_MINUTES, Linked, NewChat, OfficerChat
from storage.officers import Inviting
from storage.viewer import Role, Viewer
from tests.storage.town import COMMUNE, DUTY, HOUR, INSPECTORATE, NEIGHBOUR, NOW, Report, later, officer

DEPLOYMENT = b"D" * 16
CONTACT_KEY, PSEUDONYM_KEY = SecretBytes(b"c" * 32), SecretBytes(b"p" * 32)
EXPIRED = Failure(FailureReason.LINK_EXPIRED)


def chat_of(number: int) -> Chat:
    return Chat("telegram", SecretText(str(number)))


def key_of(number: int) -> bytes:
    return officer_row_key(PSEUDONYM_KEY, DEPLOYMENT, chat_of(number))


def new_chat(number: int) -> NewChat:
    row = officer_chats.new_chat_id()
    place = ContactPlace(DEPLOYMENT, "officer", row)
    return NewChat(row, key_of(number), seal_contact(CONTACT_KEY, place, chat_of(number)), "vi")


def linked(conn: Connection, viewer: Viewer, number: int) -> OfficerChat:
    code = SecretText(secrets.token_hex(5))
    assert officer_chats.make_code(conn, viewer, code, NOW) == Done()
    made = officer_chats.link(conn, code, new_chat(number), NOW)
    assert isinstance(made, Linked)
    return made.chat


def test_a_code_links_once_and_for_ten_minutes(conn: Connection) -> None:
    viewer, code = officer(conn, COMMUNE, "Lò Văn Hùng"), SecretText("AB0CD1EF2G")
    assert officer_chats.make_code(conn, viewer, code, NOW) == Done()
    assert officer_chats.link(conn, SecretText("AB0CD1EF2H"), new_chat(1), NOW) == EXPIRED
    made = officer_chats.link(conn, code, new_chat(1), NOW)
    assert isinstance(made, Linked)
    assert made.chat.viewer == viewer
    assert officer_chats.link(conn, code, new_chat(2), NOW) == EXPIRED
    assert officer_chats.linked_chat(conn, key_of(2)) is None
    officer_chats.make_code(conn, viewer, code, NOW)
    assert officer_chats.link(conn, code, new_chat(1), later(minutes=CODE_MINUTES)) == EXPIRED


def test_a_second_code_takes_the_place_of_the_first(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    officer_chats.make_code(conn, viewer, SecretText("first"), NOW)
    officer_chats.make_code(conn, viewer, SecretText("second"), NOW)
    assert officer_chats.link(conn, SecretText("first"), new_chat(1), NOW) == EXPIRED
    assert isinstance(officer_chats.link(conn, SecretText("second"), new_chat(1), NOW), Linked)


def test_an_officer_has_one_chat_and_a_chat_one_officer(conn: Connection) -> None:
    """A new link ends the former one, which is handed back to be told."""
    one, other = officer(conn, COMMUNE, "Lò Văn Hùng"), officer(conn, NEIGHBOUR, "Quàng Thị Ban")
    first = linked(conn, one, 1)
    officer_chats.make_code(conn, one, SecretText("again"), NOW)
    made = officer_chats.link(conn, SecretText("again"), new_chat(2), NOW)
    assert isinstance(made, Linked)
    assert made.former == first.address
    assert officer_chats.linked_chat(conn, key_of(1)) is None
    linked(conn, other, 2)
    found = officer_chats.linked_chat(conn, key_of(2))
    assert found is not None
    assert found.viewer == other
    assert officer_chats.own_chat(conn, one) is None


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_that_may_link_a_chat_get_a_code(conn: Connection, role: Role) -> None:
    viewer = officer(conn, DUTY, "Cầm Văn Tuấn", role)
    done = officer_chats.make_code(conn, viewer, SecretText("code"), NOW)
    assert done == (Failure(FailureReason.NOT_ALLOWED) if role is Role.ADMINISTRATOR else Done())


def test_unit_and_role_are_those_of_the_moment(conn: Connection) -> None:
    """What the officer was when the chat was linked says nothing later."""
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    linked(conn, viewer, 1)
    conn.execute(
        update(officers).values(unit_id=NEIGHBOUR, role="chief").where(officers.c.id == viewer.officer_id)
    )
    found = officer_chats.linked_chat(conn, key_of(1))
    assert found is not None
    assert (found.viewer.unit_id, found.viewer.role) == (NEIGHBOUR, Role.CHIEF)
    conn.execute(update(officers).values(state="left").where(officers.c.id == viewer.officer_id))
    assert officer_chats.linked_chat(conn, key_of(1)) is None
    assert officer_chats.chats_of(conn, (viewer.officer_id,)) == {}
    assert officer_chats.take_digests(conn, date(2026, 3, 3)) == ()
    conn.execute(update(officers).values(state="active").where(officers.c.id == viewer.officer_id))
    conn.execute(update(officers).values(role="administrator").where(officers.c.id == viewer.officer_id))
    assert officer_chats.linked_chat(conn, key_of(1)) is None
    assert officer_chats.chats_of(conn, (viewer.officer_id,)) == {}


def test_who_leaves_has_no_chat_and_no_code_any_more(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    linked(conn, viewer, 1)
    officer_chats.make_code(conn, viewer, SecretText("late"), NOW)
    leaving.leave(conn, viewer.officer_id, NOW)
    assert officer_chats.linked_chat(conn, key_of(1)) is None
    assert officer_chats.link(conn, SecretText("late"), new_chat(1), NOW) == EXPIRED
    assert officer_chats.own_chat(conn, viewer) is None
    officer_chats.purge(conn, NOW)
    assert officer_chats.unlink(conn, key_of(1), NOW) is False


def test_who_is_invited_anew_links_a_chat_anew(conn: Connection) -> None:
    """A lost passphrase may mean a lost phone."""
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    linked(conn, viewer, 1)
    assert leaving.invite_again(conn, viewer.officer_id, Inviting(SecretText("token"), NOW)) == Done()
    assert officer_chats.linked_chat(conn, key_of(1)) is None
    assert officer_chats.own_chat(conn, viewer) is None


def test_linking_and_unlinking_stand_in_the_units_record(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    linked(conn, viewer, 1)
    assert officer_chats.unlink(conn, key_of(1), NOW)
    linked(conn, viewer, 2)
    assert officer_chats.unlink_own(conn, viewer, NOW)
    acts = conn.execute(
        select(audit_rows.c.act).where(
            audit_rows.c.unit_id == COMMUNE, audit_rows.c.officer_id == viewer.officer_id
        )
    ).scalars()
    told = [act for act in acts if act.startswith("chat_")]
    assert told == ["chat_linked", "chat_unlinked", "chat_linked", "chat_unlinked"]


def test_a_blocked_chat_is_told_nothing_until_it_comes_back(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    chat = linked(conn, viewer, 1)
    officer_chats.mark_blocked(conn, viewer.officer_id)
    assert officer_chats.chats_of(conn, (viewer.officer_id,)) == {}
    assert officer_chats.take_digests(conn, date(2026, 3, 3)) == ()
    own = officer_chats.own_chat(conn, viewer)
    assert own is not None
    assert own.blocked
    assert officer_chats.come_back(conn, key_of(1))
    assert not officer_chats.come_back(conn, key_of(1))
    assert officer_chats.chats_of(conn, (viewer.officer_id,)) == {viewer.officer_id: chat}


def test_a_days_digest_is_taken_up_once_and_not_on_the_day_of_the_link(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    chat = linked(conn, viewer, 1)
    today = date(2026, 3, 2)
    assert officer_chats.take_digests(conn, today) == ()
    tomorrow = today + timedelta(days=1)
    assert [each.viewer for each in officer_chats.take_digests(conn, tomorrow)] == [viewer]
    assert officer_chats.take_digests(conn, tomorrow) == ()
    officer_chats.put_digest_back(conn, viewer.officer_id, tomorrow)
    assert len(officer_chats.take_digests(conn, tomorrow)) == 1
    officer_chats.set_digest(conn, chat, on=False)
    assert officer_chats.take_digests(conn, tomorrow + timedelta(days=1)) == ()


def test_codes_that_have_ended_are_forgotten(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    officer_chats.make_code(conn, viewer, SecretText("code"), NOW)
    officer_chats.purge(conn, later(minutes=CODE_MINUTES - 1))
    assert conn.execute(select(officer_chat_codes)).first() is not None
    officer_chats.purge(conn, later(minutes=CODE_MINUTES))
    assert conn.execute(select(officer_chat_codes)).first() is None


def test_an_address_opens_for_its_own_row_only(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "Lò Văn Hùng")
    address = linked(conn, viewer, 4711).address
    place = ContactPlace(DEPLOYMENT, "officer", address.id)
    assert open_contact(CONTACT_KEY, place, address.contact) == chat_of(4711)
    for table in metadata.sorted_tables:
        for row in conn.execute(select(table)):
            assert not any(b"4711" in each for each in row if isinstance(each, bytes))
            assert "4711" not in [str(each) for each in row]


def test_an_officers_chat_has_a_name_of_its_own() -> None:
    """The same chat may subscribe to warnings: nothing joins the two rows."""
    assert key_of(1) != subscriber_row_key(PSEUDONYM_KEY, DEPLOYMENT, chat_of(1))
    columns = set(metadata.tables["officer_chats"].columns.keys())
    assert not columns & {"subscriber_key", "row_key", "tip_id", "mailbox"}


def test_lists_and_numbers_are_those_of_the_own_queue(conn: Connection) -> None:
    mine, theirs = officer(conn, COMMUNE, "Lò Văn Hùng"), officer(conn, NEIGHBOUR, "Quàng Thị Ban")
    report = Report().sent(conn)
    tips, total = officer_inbox.new_tips(conn, mine, HOUR, 5)
    assert [(tip.number, tip.tip_id, total) for tip in tips] == [(1, report.tip_id, 1)]
    assert officer_inbox.new_tips(conn, theirs, HOUR, 5) == ((), 0)
    assert officer_inbox.by_number(conn, theirs, 1) is None
    writer = officer(conn, COMMUNE, "Hà Thị Mai", Role.AWARENESS)
    assert officer_inbox.by_number(conn, writer, 1) is None
    assert officer_inbox.due_tips(conn, writer, HOUR + 1000, 5) == ((), 0)


def test_what_is_due_is_what_is_late_or_within_a_day(conn: Connection) -> None:
    mine = officer(conn, COMMUNE, "Lò Văn Hùng")
    report = Report().sent(conn)
    tips, total = officer_inbox.due_tips(conn, mine, HOUR, 5)
    assert [(tip.duty, tip.due_hour) for tip in tips] == [("first_view", HOUR + 24)]
    assert total == 1
    tip_work.mark_viewed(conn, mine, report.tip_id, NOW)
    after, _ = officer_inbox.due_tips(conn, mine, HOUR, 5)
    assert all(tip.duty != "first_view" for tip in after)


def test_the_morning_counts_what_waits_for_this_officer(conn: Connection) -> None:
    mine = officer(conn, COMMUNE, "Lò Văn Hùng")
    first, _ = Report().sent(conn), Report().sent(conn)
    tip_work.claim(conn, mine, first.tip_id, NOW)
    found = officer_inbox.waiting(conn, mine, later(hours=2))
    assert (found.new, found.mine, found.campaigns) == (1, 1, 0)
    late = officer_inbox.waiting(conn, mine, later(hours=48))
    assert late.late == 2
    approver = officer(conn, COMMUNE, "Cầm Văn Tuấn", Role.APPROVER)
    nothing = officer_inbox.waiting(conn, approver, NOW)
    assert (nothing.new, nothing.due, nothing.late, nothing.mine) == (0, 0, 0, 0)


def test_a_conflict_tip_is_nothing_to_the_commune(conn: Connection) -> None:
    Report(INSPECTORATE, conflict=True).sent(conn)
    commune, inspector = officer(conn, COMMUNE, "Lò Văn Hùng"), officer(conn, INSPECTORATE, "Đèo Thị Vân")
    assert officer_inbox.new_tips(conn, commune, HOUR, 5) == ((), 0)
    assert officer_inbox.by_number(conn, commune, 1) is None
    tips, _ = officer_inbox.new_tips(conn, inspector, hour_of(NOW), 5)
    assert [tip.number for tip in tips] == [1]
    assert not {"commune_code", "place"} & set(type(tips[0]).__dataclass_fields__)
