"""A duty desk that holds a copy of what happens now looks at it by chance, and has afterwards exactly what it had before."""

import pytest

from domain.samples import Verdict
from domain.tips import TipStatus
from storage import forwarding, tips
from storage.engine import Connection
from storage.failures import Done
from storage.parts import PartRole
from storage.resealing import held_parts
from storage.samples import judge, set_aside
from storage.viewer import Viewer
from tests.storage.cases import order, put_aside
from tests.storage.town import COMMUNE, DUTY, NEIGHBOUR, NOW, Report, officer, sealed_part

Names = set[tuple[str, int]]


def note(conn: Connection, viewer: Viewer, report: Report, number: int) -> None:
    part = sealed_part(report.tip_id, number, (viewer.unit_id,), role=PartRole.NOTE)
    assert tips.add_note(conn, viewer, report.tip_id, part, NOW) == Done()


def opened(conn: Connection, viewer: Viewer, report: Report) -> Names:
    return set(held_parts(conn, report.tip_id, viewer.unit_id))


def look(conn: Connection, viewer: Viewer, report: Report) -> None:
    chosen = put_aside(conn, viewer, report, chosen=True)
    assert set_aside(conn, viewer, report.tip_id, chosen, NOW) == Done()


@pytest.mark.parametrize("verdict", Verdict)
def test_the_communes_notes_are_closed_again_after_the_verdict(conn: Connection, verdict: Verdict) -> None:
    viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
    report = Report.happening_now().sent(conn)
    note(conn, viewer, report, 1)
    note(conn, duty, report, 2)
    before = opened(conn, duty, report)
    assert ("note", 1) not in before
    look(conn, viewer, report)
    assert opened(conn, duty, report) == before | {("note", 1), ("note", 3)}
    assert judge(conn, duty, report.tip_id, verdict, NOW) == Done()
    assert opened(conn, duty, report) == before
    assert ("note", 1) in opened(conn, viewer, report)


def test_they_are_closed_too_where_the_commune_takes_the_tip_up_again(conn: Connection) -> None:
    viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
    report = Report.happening_now().sent(conn)
    before = opened(conn, duty, report)
    look(conn, viewer, report)
    why = sealed_part(report.tip_id, 2, (COMMUNE,), role=PartRole.NOTE)
    assert tips.change_status(conn, viewer, report.tip_id, TipStatus.VERIFYING, NOW, reason=why) == Done()
    assert opened(conn, duty, report) == before


def test_notes_that_came_with_the_tip_when_the_desk_had_it_stay_the_desks(conn: Connection) -> None:
    """The commune hands it to the duty desk, which hands it on and keeps a copy: with all that it was given."""
    viewer, duty, next_one = (officer(conn, unit, unit) for unit in (COMMUNE, DUTY, NEIGHBOUR))
    report = Report.happening_now().sent(conn)
    note(conn, viewer, report, 1)
    assert forwarding.forward(conn, viewer, report.tip_id, order(conn, viewer, report, DUTY), NOW) == Done()
    note(conn, duty, report, 3)
    assert forwarding.forward(conn, duty, report.tip_id, order(conn, duty, report, NEIGHBOUR), NOW) == Done()
    note(conn, next_one, report, 5)
    before = opened(conn, duty, report)
    assert {("note", 1), ("note", 2), ("note", 3)} <= before
    look(conn, next_one, report)
    assert ("note", 5) in opened(conn, duty, report)
    assert judge(conn, duty, report.tip_id, Verdict.RIGHT, NOW) == Done()
    # Of what the look added, the desk keeps the reason alone that its own officer wrote.
    assert opened(conn, duty, report) == before | {("note", 4)}
