"""The register has every number of a time, forwarded ones as their line; what is printed is on record first."""

from sqlalchemy import select

from storage import tips
from storage.audit_tables import audit_rows
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.forwarding import forward
from storage.printing import note_print, note_register, register
from storage.viewer import Role
from tests.storage.cases import order
from tests.storage.town import COMMUNE, HOUR, NEIGHBOUR, NOW, Report, later, officer


def test_the_register_has_the_numbers_of_its_time_in_order(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        reports = [Report().sent(conn, hour=HOUR + step) for step in (0, 0, 5, 30, 31)]
        Report().sent(conn, hour=HOUR + 31, limit=0)
        forward(conn, viewer, reports[2].tip_id, order(conn, viewer, reports[2], NEIGHBOUR), later(hours=6))
        whole = register(conn, viewer, HOUR, HOUR + 40)
        assert [line.number for line in whole] == [1, 2, 3, 4, 5]
        gone = whole[2]
        assert gone.forwarded is not None
        assert (gone.status, gone.forwarded.to_unit_name) == (None, "Công an xã Mường Giôn")
        assert [line.number for line in register(conn, viewer, HOUR + 1, HOUR + 31)] == [3, 4]
        assert register(conn, viewer, HOUR + 32, HOUR + 50) == ()
        assert register(conn, viewer, HOUR, HOUR) == ()
        assert [line.number for line in register(conn, officer(conn, NEIGHBOUR, "n"), 0, HOUR * 2)] == [1]
        assert register(conn, officer(conn, COMMUNE, "w", Role.AWARENESS), 0, HOUR * 2) == ()

    town.write_now(story)


def test_an_old_months_forwarded_tips_stay_in_its_register_whatever_was_forwarded_since(
    town: Database,
) -> None:
    """Many forwards after the time that is asked for take no line from it, and the lines are the first of it."""

    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        reports = [Report().sent(conn, hour=HOUR + step) for step in (0, 0, 1, 1, 50, 50, 50, 50)]
        for step, report in enumerate(reports):
            if step != 1:
                at = later(hours=60, minutes=step)
                forward(conn, viewer, report.tip_id, order(conn, viewer, report, NEIGHBOUR), at)
        for most in (1, 2, 3, 4, 9):
            first = [1, 2, 3, 4][:most]
            assert [line.number for line in register(conn, viewer, HOUR, HOUR + 40, most)] == first
        assert [line.number for line in register(conn, viewer, HOUR + 50, HOUR + 51, 9)] == [5, 6, 7, 8]

    town.write_now(story)


def test_a_print_is_in_the_history_and_in_the_audit_record(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer, stranger = officer(conn, COMMUNE, "c"), officer(conn, NEIGHBOUR, "n")
        report = Report().sent(conn)
        assert note_print(conn, viewer, report.tip_id, "form", NOW) == Done()
        assert note_print(conn, stranger, report.tip_id, "form", NOW) == Failure(FailureReason.NOT_VISIBLE)
        assert note_register(conn, viewer, HOUR, HOUR + 24, NOW) == Done()
        warner = officer(conn, COMMUNE, "w", Role.AWARENESS)
        assert note_register(conn, warner, HOUR, HOUR + 24, NOW) == Failure(FailureReason.NOT_ALLOWED)
        view = tips.tip(conn, viewer, report.tip_id)
        assert isinstance(view, tips.TipView)
        assert [(event.kind, event.detail) for event in view.events] == [("printed", {"what": "form"})]
        mine = select(audit_rows.c.act).where(audit_rows.c.unit_id == COMMUNE)
        acts = conn.execute(mine.order_by(audit_rows.c.ordinal)).scalars()
        assert list(acts)[-2:] == ["tip_printed", "register_printed"]

    town.write_now(story)
