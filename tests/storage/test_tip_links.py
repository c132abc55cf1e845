"""Tips that may belong together are proposed from metadata; the officer decides, both pages say so, no other queue is named."""

from datetime import timedelta

import pytest

from domain.hours import hour_of
from storage import drafts, tips
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.tip_links import link, linked_tips, unlink
from storage.viewer import Viewer
from tests.storage.town import COMMUNE, HOUR, NEIGHBOUR, NOW, Report, officer


def told(conn: Connection, category: str | None = "theft", hour: int = HOUR, queue: str = COMMUNE) -> Report:
    report = Report(queue)
    report.ready(conn)
    drafts.set_category(conn, report.tip_id, category)
    drafts.renew_manifest(conn, report.tip_id, report.seal_manifest, hour)
    report.send(conn, hour=hour)
    return report


def shown(conn: Connection, viewer: Viewer, report: Report) -> list[tuple[int, bool]]:
    return [(tip.number, tip.linked) for tip in linked_tips(conn, viewer, report.tip_id)]


def test_the_same_place_week_and_category_are_proposed_nearest_first(town: Database) -> None:
    def story(conn: Connection) -> list[tuple[int, bool]]:
        viewer = officer(conn, COMMUNE, "c")
        told(conn, hour=HOUR - 7 * 24 - 1)
        told(conn, hour=HOUR - 7 * 24)
        told(conn, hour=HOUR - 2)
        mine = told(conn, hour=HOUR)
        told(conn, "fraud")
        told(conn, None)
        told(conn, hour=HOUR + 1)
        told(conn, queue=NEIGHBOUR)
        return shown(conn, viewer, mine)

    assert town.write_now(story) == [(7, False), (3, False), (2, False)]


def test_a_tip_without_a_category_gets_no_proposal(town: Database) -> None:
    def story(conn: Connection) -> list[tuple[int, bool]]:
        viewer = officer(conn, COMMUNE, "c")
        told(conn, None)
        return shown(conn, viewer, told(conn, None))

    assert town.write_now(story) == []


def test_a_link_shows_on_both_pages_and_is_taken_back_on_both(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "c")
        one, two = told(conn), told(conn, "fraud")
        assert link(conn, viewer, one.tip_id, two.tip_id, NOW) == Done()
        assert link(conn, viewer, two.tip_id, one.tip_id, NOW) == Done()
        assert (shown(conn, viewer, one), shown(conn, viewer, two)) == ([(2, True)], [(1, True)])
        view = tips.tip(conn, viewer, two.tip_id)
        assert isinstance(view, tips.TipView)
        assert [(event.kind, event.detail) for event in view.events] == [("linked", {"with": "1"})]
        assert unlink(conn, viewer, two.tip_id, one.tip_id, NOW + timedelta(minutes=1)) == Done()
        assert (shown(conn, viewer, one), shown(conn, viewer, two)) == ([], [])
        assert unlink(conn, viewer, two.tip_id, one.tip_id, NOW) == Done()

    town.write_now(story)


@pytest.mark.parametrize("command", [link, unlink])
def test_no_link_reaches_into_another_queue(town: Database, command: object) -> None:
    def story(conn: Connection) -> list[object]:
        viewer, stranger = officer(conn, COMMUNE, "c"), officer(conn, NEIGHBOUR, "n")
        mine, theirs = told(conn), told(conn, queue=NEIGHBOUR)
        pairs = [
            (viewer, mine.tip_id, theirs.tip_id),
            (viewer, theirs.tip_id, mine.tip_id),
            (viewer, mine.tip_id, b"?" * 16),
            (stranger, mine.tip_id, theirs.tip_id),
        ]
        return [command(conn, *pair, NOW) for pair in pairs]  # type: ignore[operator]

    assert town.write_now(story) == [Failure(FailureReason.NOT_VISIBLE)] * 4


def test_a_tip_isnt_linked_to_itself(town: Database) -> None:
    def story(conn: Connection) -> object:
        viewer = officer(conn, COMMUNE, "c")
        mine = told(conn)
        assert hour_of(NOW) == HOUR
        return link(conn, viewer, mine.tip_id, mine.tip_id, NOW)

    assert town.write_now(story) == Failure(FailureReason.NOT_VISIBLE)
