"""Who may approve is told that a campaign waits, nobody else, and no longer than it does."""

from sqlalchemy import select, update

from storage import campaigns, notices
from storage.engine import Connection
from storage.failures import Done
from storage.models import officers
from storage.notice_tables import notices as table
from storage.viewer import Role, Viewer
from tests.storage.town import COMMUNE, DUTY, INSPECTORATE, NEIGHBOUR, officer
from tests.storage.warnings_town import DAYTIME, draft, open_desk, subscriber


def told(conn: Connection, viewer: Viewer) -> int:
    return len(notices.unseen(conn, viewer))


def test_a_campaign_waits_for_approvers_of_its_unit_and_of_the_desk_above(conn: Connection) -> None:
    """Not for who wrote it, another commune's approver, or anybody who only reads tips."""
    desk = open_desk(conn, COMMUNE)
    subscriber(conn, 1)
    above = officer(conn, DUTY, "Trực ban duyệt", Role.APPROVER)
    others = [
        desk.author,
        officer(conn, NEIGHBOUR, "Duyệt xã bên", Role.APPROVER),
        officer(conn, COMMUNE, "Trưởng", Role.CHIEF),
        officer(conn, INSPECTORATE, "Thanh tra"),
        officer(conn, DUTY, "Trực ban"),
    ]
    made = draft(conn, desk)
    assert campaigns.ask_approval(conn, desk.author, made.id, DAYTIME) == Done()
    assert (told(conn, desk.approver), told(conn, above)) == (1, 1)
    assert [told(conn, each) for each in others] == [0] * len(others)
    (notice,) = notices.unseen(conn, desk.approver)
    assert (notice.kind, notice.number, notice.category) == (notices.NoticeKind.CAMPAIGN_WAITS, None, None)


def test_what_no_longer_waits_is_put_away_and_asked_again_it_is_told_again(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    made = draft(conn, desk)
    campaigns.ask_approval(conn, desk.author, made.id, DAYTIME)
    assert campaigns.refuse(conn, desk.approver, made.id, "Câu hai khó hiểu.", DAYTIME) == Done()
    assert told(conn, desk.approver) == 0
    assert notices.take_for_chat(conn, 10) == ()
    campaigns.ask_approval(conn, desk.author, made.id, DAYTIME)
    assert told(conn, desk.approver) == 1
    assert campaigns.approve(conn, desk.approver, made.id, made.content_hash, DAYTIME) == Done()
    assert told(conn, desk.approver) == 0
    assert sorted(conn.execute(select(table.c.telling)).scalars()) == ["too_late", "too_late"]


def test_one_campaigns_end_leaves_another_ones_notice(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    first, second = draft(conn, desk), draft(conn, desk)
    for each in (first, second):
        campaigns.ask_approval(conn, desk.author, each.id, DAYTIME)
    campaigns.approve(conn, desk.approver, first.id, first.content_hash, DAYTIME)
    assert told(conn, desk.approver) == 1


def test_who_wrote_it_is_not_told_even_as_an_approver(conn: Connection) -> None:
    """Roles change; nobody approves their own words."""
    desk = open_desk(conn)
    subscriber(conn, 1)
    made = draft(conn, desk)
    conn.execute(update(officers).values(role="approver").where(officers.c.id == desk.author.officer_id))
    second = officer(conn, DUTY, "Người viết sau", Role.AWARENESS)
    assert campaigns.ask_approval(conn, second, made.id, DAYTIME) == Done()
    assert (told(conn, desk.author), told(conn, desk.approver)) == (0, 1)
