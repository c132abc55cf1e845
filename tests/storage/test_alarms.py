"""Nothing lies silent: what nobody opens comes up one level higher, with metadata only."""

from storage import alarms, tips
from storage.alarms import AlarmRow
from storage.engine import Connection, Database
from storage.viewer import Role, Viewer
from tests.storage.town import COMMUNE, DUTY, HOUR, INSPECTORATE, NEIGHBOUR, NOW, Report, officer


def kinds(conn: Connection, viewer: Viewer) -> list[tuple[str, str, int | None]]:
    return [(row.kind, row.subject_queue_id, row.number) for row in alarms.alarms(conn, viewer)]


def test_an_unopened_tip_comes_up_at_the_duty_desk_once_its_day_is_over(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        opened, unopened = Report().sent(conn), Report().sent(conn)
        tips.mark_viewed(conn, commune, opened.tip_id, NOW)
        assert alarms.raise_unopened(conn, HOUR + 24) == 0
        assert alarms.raise_unopened(conn, HOUR + 25) == 1
        assert alarms.raise_unopened(conn, HOUR + 26) == 0
        assert alarms.alarms(conn, duty) == (
            AlarmRow(unopened.tip_id, "unopened", COMMUNE, "Công an xã Quỳnh Nhai", 2, HOUR + 25),
        )
        assert kinds(conn, commune) == []
        assert tips.tip(conn, duty, unopened.tip_id) == tips.NotVisible()
        assert tips.changes_since(conn, duty, 0).changes[-1].kind == "alarm"
        tips.mark_viewed(conn, commune, unopened.tip_id, NOW)
        assert kinds(conn, duty) == []
        assert alarms.raise_unopened(conn, HOUR + 27) == 0

    town.write_now(story)


def test_what_happens_now_alarms_both_queues_at_once_and_is_due_at_once(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        Report.happening_now().sent(conn)
        assert kinds(conn, commune) == [("happening_now", COMMUNE, 1)]
        assert kinds(conn, duty) == [("happening_now", COMMUNE, 1)]
        assert alarms.raise_unopened(conn, HOUR + 1) == 1
        assert kinds(conn, duty)[1] == ("unopened", COMMUNE, 1)

    town.write_now(story)


def test_alarms_of_a_conflict_stay_between_inspectorate_and_duty_desk(town: Database) -> None:
    def story(conn: Connection) -> None:
        everyone = {queue: officer(conn, queue, queue) for queue in (COMMUNE, NEIGHBOUR, DUTY, INSPECTORATE)}
        Report(INSPECTORATE, conflict=True).sent(conn)
        Report(DUTY).sent(conn)
        assert alarms.raise_unopened(conn, HOUR + 30) == 2
        assert {queue: kinds(conn, viewer) for queue, viewer in everyone.items()} == {
            COMMUNE: [],
            NEIGHBOUR: [],
            DUTY: [("unopened", INSPECTORATE, 1)],
            INSPECTORATE: [("unopened", DUTY, 1)],
        }

    town.write_now(story)


def test_a_held_tip_is_not_forgotten_either(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty = officer(conn, DUTY, "d")
        Report().sent(conn, limit=0)
        assert alarms.raise_unopened(conn, HOUR + 25) == 1
        assert kinds(conn, duty) == [("unopened", COMMUNE, 1)]

    town.write_now(story)


def test_an_alarm_that_was_put_away_stays_away_and_only_its_own_queue_can(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        warner = officer(conn, DUTY, "w", Role.AWARENESS)
        report = Report().sent(conn)
        alarms.raise_unopened(conn, HOUR + 25)
        for nobody in (commune, warner):
            alarms.clear(conn, nobody, report.tip_id, "unopened")
            assert len(kinds(conn, duty)) == 1
        assert kinds(conn, warner) == []
        alarms.clear(conn, duty, report.tip_id, "unopened")
        alarms.raise_unopened(conn, HOUR + 26)
        assert kinds(conn, duty) == []

    town.write_now(story)
