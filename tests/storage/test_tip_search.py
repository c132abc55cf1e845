"""Only the own queue's texts are handed out to be searched, files and held tips never, and each handing out is on record."""

from sqlalchemy import select

from domain.permissions import Role
from storage import tip_search
from storage.audit_tables import audit_rows
from storage.engine import Database
from storage.parts import PartRole
from tests.storage import town
from tests.storage.town import COMMUNE, DUTY, NEIGHBOUR, NOW, Report, officer


def test_another_units_tips_are_neither_listed_nor_read(database: Database) -> None:
    database.write_now(town.settle)
    mine, other = Report(COMMUNE), Report(NEIGHBOUR)
    database.write_now(lambda conn: (mine.sent(conn), other.sent(conn)))
    viewer = database.write_now(lambda conn: officer(conn, COMMUNE, "lan"))
    database.write_now(lambda conn: town.tips.mark_viewed(conn, viewer, mine.tip_id, NOW))
    listed = database.read_now(lambda conn: tip_search.listed(conn, viewer))
    assert [tip.tip_id for tip in listed] == [mine.tip_id]
    asked = [mine.tip_id, other.tip_id]
    texts = database.read_now(lambda conn: tip_search.texts_of(conn, viewer, asked))
    assert set(texts) == {mine.tip_id}
    assert [(text.role, text.number) for text in texts[mine.tip_id]] == [
        (PartRole.REPORT, 1),
        (PartRole.REPORT, 2),
    ]


def test_held_tips_and_files_in_the_blob_store_are_left_out(database: Database) -> None:
    database.write_now(town.settle)
    held, with_file = Report(COMMUNE), Report(COMMUNE)

    def arrive(conn: town.Connection) -> None:
        held.sent(conn, limit=0)
        with_file.begin(conn)
        with_file.add(conn, blob_name="a" * 32)
        with_file.add(conn)
        with_file.make_receipt(conn)
        with_file.send(conn)

    database.write_now(arrive)
    viewer = database.write_now(lambda conn: officer(conn, COMMUNE, "lan"))
    listed = database.read_now(lambda conn: tip_search.listed(conn, viewer))
    assert [tip.tip_id for tip in listed] == [with_file.tip_id]
    database.write_now(lambda conn: town.tips.mark_viewed(conn, viewer, with_file.tip_id, NOW))
    asked = [held.tip_id, with_file.tip_id]
    texts = database.read_now(lambda conn: tip_search.texts_of(conn, viewer, asked))
    assert {tip_id: [text.number for text in of] for tip_id, of in texts.items()} == {with_file.tip_id: [2]}


def test_who_sees_no_tips_gets_none(database: Database) -> None:
    database.write_now(town.settle)
    report = Report(COMMUNE)
    database.write_now(report.sent)
    viewer = database.write_now(lambda conn: officer(conn, DUTY, "xuan", Role.AWARENESS))
    assert database.read_now(lambda conn: tip_search.listed(conn, viewer)) == ()
    assert database.read_now(lambda conn: tip_search.texts_of(conn, viewer, [report.tip_id])) == {}


def test_a_list_goes_on_where_it_stopped_and_a_version_grows_with_every_part(database: Database) -> None:
    database.write_now(town.settle)
    reports = [Report(COMMUNE) for _ in range(5)]
    for report in reports:
        database.write_now(report.sent)
    viewer = database.write_now(lambda conn: officer(conn, COMMUNE, "lan"))
    first = database.read_now(lambda conn: tip_search.listed(conn, viewer, limit=3))
    rest = database.read_now(lambda conn: tip_search.listed(conn, viewer, first[-1].number))
    assert [tip.tip_id for tip in (*first, *rest)] == [report.tip_id for report in reversed(reports)]
    database.write_now(
        lambda conn: town.tips.add_reply(conn, viewer, reports[0].tip_id, reports[0].reply(viewer), NOW)
    )
    again = database.read_now(lambda conn: tip_search.listed(conn, viewer))
    assert again[-1].version == rest[-1].version + 1


def test_handing_texts_out_is_on_record_as_a_number(database: Database) -> None:
    database.write_now(town.settle)
    viewer = database.write_now(lambda conn: officer(conn, COMMUNE, "lan"))
    database.write_now(lambda conn: tip_search.note_reading(conn, viewer, 12, NOW))
    found = database.read_now(lambda conn: conn.execute(select(audit_rows.c.act, audit_rows.c.detail)).all())
    assert [tuple(row) for row in found if row.act == "texts_read"] == [("texts_read", '{"tips":"12"}')]


def test_nothing_is_handed_out_of_a_tip_that_nobody_has_opened(database: Database) -> None:
    database.write_now(town.settle)
    report = Report(COMMUNE)
    database.write_now(report.sent)
    viewer = database.write_now(lambda conn: officer(conn, COMMUNE, "lan"))
    (listed,) = database.read_now(lambda conn: tip_search.listed(conn, viewer))
    assert not listed.opened
    assert database.read_now(lambda conn: tip_search.texts_of(conn, viewer, [report.tip_id])) == {}
