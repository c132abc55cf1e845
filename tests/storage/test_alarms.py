"""Nothing lies silent: what nobody opens comes up one level higher, with metadata only."""

from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import select

from domain.duty import Shift
from domain.tips import Classification, TipStatus
from storage import alarms, attention, escalations, leaving, level_above, notices, rota, tips
from storage.alarms import AlarmRow
from storage.engine import Connection, Database
from storage.failures import Done
from storage.notice_tables import escalations as escalation_rows
from storage.notice_tables import urgent_arrivals
from storage.notices import NoticeKind
from storage.parts import PartRole
from storage.viewer import Role, Viewer
from tests.storage.town import (
    COMMUNE,
    DUTY,
    HOUR,
    INSPECTORATE,
    NEIGHBOUR,
    NOW,
    Report,
    officer,
    sealed_part,
)


def kinds(conn: Connection, viewer: Viewer) -> list[tuple[str, str, int | None]]:
    return [(row.kind, row.subject_queue_id, row.number) for row in alarms.alarms(conn, viewer)]


def after(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def escalate(conn: Connection, now: datetime) -> int:
    return escalations.escalate(conn, escalations.lying(conn, now), now)


def test_an_unopened_tip_comes_up_at_the_duty_desk_once_its_day_is_over(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        opened, unopened = Report().sent(conn), Report().sent(conn)
        tips.mark_viewed(conn, commune, opened.tip_id, NOW)
        escalate(conn, after(23))
        assert kinds(conn, duty) == []
        for hours in (24, 25, 48):
            escalate(conn, after(hours))
            unopened_ones = [row for row in alarms.alarms(conn, duty) if row.kind == "unopened"]
            assert unopened_ones == [
                AlarmRow(unopened.tip_id, "unopened", COMMUNE, "Công an xã Quỳnh Nhai", 2, HOUR + 24)
            ]
        assert kinds(conn, commune) == []
        assert tips.tip(conn, duty, unopened.tip_id) == tips.NotVisible()
        assert tips.changes_since(conn, duty, 0).changes[-1].kind == "alarm"
        tips.mark_viewed(conn, commune, unopened.tip_id, after(49))
        escalate(conn, after(50))
        assert "unopened" not in [kind for kind, _, _ in kinds(conn, duty)]

    town.write_now(story)


def test_what_happens_now_alarms_both_queues_at_once_and_comes_up_after_half_an_hour(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        officer(conn, COMMUNE, "chief", Role.CHIEF)
        Report.happening_now().sent(conn, now=NOW)
        assert kinds(conn, commune) == [("happening_now", COMMUNE, 1)]
        assert kinds(conn, duty) == [("happening_now", COMMUNE, 1)]
        escalate(conn, after(0.4))
        assert len(kinds(conn, duty)) == 1
        escalate(conn, after(0.5))
        assert kinds(conn, duty)[1] == ("unopened", COMMUNE, 1)

    town.write_now(story)


def test_alarms_of_a_conflict_stay_between_inspectorate_and_duty_desk(town: Database) -> None:
    def story(conn: Connection) -> None:
        everyone = {queue: officer(conn, queue, queue) for queue in (COMMUNE, NEIGHBOUR, DUTY, INSPECTORATE)}
        Report(INSPECTORATE, conflict=True).sent(conn)
        Report(DUTY).sent(conn)
        escalate(conn, after(30))
        assert {queue: kinds(conn, viewer) for queue, viewer in everyone.items()} == {
            COMMUNE: [],
            NEIGHBOUR: [],
            DUTY: [("unopened", INSPECTORATE, 1)],
            INSPECTORATE: [("unopened", DUTY, 1)],
        }

    town.write_now(story)


def test_no_minute_of_an_arrival_stays_once_somebody_has_opened_it(town: Database) -> None:
    """Until then the arrival stands on a grid of five minutes, of what is happening now alone; afterwards in hours."""

    def minutes(conn: Connection) -> list[int]:
        kept = [*conn.execute(select(escalation_rows.c.next_minute)).scalars()]
        return [*kept, *conn.execute(select(urgent_arrivals.c.grid_minute)).scalars()]

    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        arrived = NOW + timedelta(minutes=3, seconds=17)
        report = Report.happening_now().sent(conn, now=arrived)
        Report().sent(conn)
        for seconds in (20, 40, 16 * 60, 31 * 60):
            escalate(conn, arrived + timedelta(seconds=seconds))
            assert all(minute % 5 == 0 for minute in minutes(conn))
        for viewer in (duty, commune):
            tips.mark_viewed(conn, viewer, report.tip_id, arrived)
        assert all(minute % 60 == 0 for minute in minutes(conn))
        escalate(conn, arrived + timedelta(minutes=32))
        assert all(minute % 60 == 0 for minute in minutes(conn))

    town.write_now(story)


def test_a_held_tip_is_not_forgotten_either(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, _ = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        Report().sent(conn, limit=0)
        escalate(conn, after(25))
        assert kinds(conn, duty) == [("unopened", COMMUNE, 1)]

    town.write_now(story)


def test_an_alarm_that_was_put_away_stays_away_and_only_its_own_queue_can(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        warner = officer(conn, DUTY, "w", Role.AWARENESS)
        report = Report().sent(conn)
        escalate(conn, after(25))
        for nobody in (commune, warner):
            alarms.clear(conn, nobody, report.tip_id, "unopened")
            assert len(kinds(conn, duty)) == 1
        assert kinds(conn, warner) == []
        alarms.clear(conn, duty, report.tip_id, "unopened")
        escalate(conn, after(26))
        assert kinds(conn, duty) == []

    town.write_now(story)


def test_a_queue_whose_last_officer_has_left_raises_an_alarm_above_and_its_tips_come_up(
    town: Database,
) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        Report().sent(conn)
        Report(INSPECTORATE, conflict=True).sent(conn)
        assert level_above.unmanned(conn) == (INSPECTORATE,)
        leaving.leave(conn, commune.officer_id, NOW)
        assert level_above.unmanned(conn) == (COMMUNE, INSPECTORATE)
        for queue_id in level_above.unmanned(conn):
            assert level_above.raise_unmanned(conn, queue_id, NOW) == 1
            assert level_above.raise_unmanned(conn, queue_id, NOW) == 0
        assert sorted(kinds(conn, duty)) == [
            ("no_active_queue", COMMUNE, 1),
            ("no_active_queue", INSPECTORATE, 1),
        ]

    town.write_now(story)


def test_what_is_answered_or_closed_needs_no_alarm_any_more(town: Database) -> None:
    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        tips.mark_viewed(conn, commune, report.tip_id, NOW)
        escalate(conn, after(71))
        assert kinds(conn, duty) == [("overdue", COMMUNE, 1)]
        escalate(conn, after(72))
        assert ("unanswered", COMMUNE, 1) in kinds(conn, duty)
        assert alarms.settled(conn, HOUR + 72) == ()
        tips.add_reply(conn, commune, report.tip_id, report.reply(commune), after(73))
        gone = alarms.settled(conn, HOUR + 73)
        alarms.clear_settled(conn, gone)
        escalate(conn, after(74))
        assert kinds(conn, duty) == [("overdue", COMMUNE, 1)]

    town.write_now(story)


def test_nobody_is_told_any_more_of_a_clock_that_has_stopped(town: Database) -> None:
    """Neither at the desk nor in a chat; what is told of another clock stays."""

    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c", Role.CHIEF)
        report = Report().sent(conn)
        tips.mark_viewed(conn, commune, report.tip_id, NOW)
        for hours in range(48, 74):
            escalate(conn, after(hours))
        before = {(viewer, kind) for viewer in (duty, commune) for kind in told(conn, viewer)}
        assert {(duty, "unanswered"), (commune, "unanswered"), (commune, "overdue")} <= before
        tips.add_reply(conn, commune, report.tip_id, report.reply(commune), after(74))
        assert {"unanswered"}.isdisjoint({*told(conn, duty), *told(conn, commune)})
        assert "overdue" in told(conn, commune)
        untold = {(each.officer_id, each.kind.value) for each in notices.take_for_chat(conn, 100)}
        assert "unanswered" not in {kind for _, kind in untold}
        assert (commune.officer_id, "overdue") in untold
        note = sealed_part(report.tip_id, 1, (COMMUNE,), role=PartRole.NOTE)
        assert (
            tips.change_status(
                conn,
                commune,
                report.tip_id,
                TipStatus.CLASSIFIED,
                after(75),
                reason=note,
                classification=Classification.ADMINISTRATIVE,
            )
            == Done()
        )
        assert not {"due_soon", "overdue"} & {*told(conn, duty), *told(conn, commune)}

    town.write_now(story)


def test_a_forwarded_tip_is_nobodys_matter_any_more_where_it_was(town: Database) -> None:
    """Notices and alarms of the former queue go with the tip; the new queue's officers are told."""

    def story(conn: Connection) -> None:
        duty, commune = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        escalate(conn, after(24))
        assert kinds(conn, duty) == [("unopened", COMMUNE, 1)]
        assert len(notices.unseen(conn, commune)) > 1
        alarms.forget_in_queue(conn, report.tip_id, COMMUNE)
        assert kinds(conn, duty) == []
        assert notices.unseen(conn, commune) == notices.unseen(conn, duty) == ()

    town.write_now(story)


def told(conn: Connection, viewer: Viewer) -> list[str]:
    return sorted(notice.kind.value for notice in notices.unseen(conn, viewer))


def test_what_asks_for_a_look_stands_before_a_hundred_unopened_tips(town: Database) -> None:
    """New tips say themselves in the queue; however many they are, they hide no deletion that waits nor what is overdue."""

    def story(conn: Connection) -> None:
        chief = officer(conn, COMMUNE, "chief", Role.CHIEF)

        def tell(key: str, kind: NoticeKind, queue_id: str, hour: int) -> None:
            notices.post(
                conn,
                officer_ids=(chief.officer_id,),
                key=key,
                kind=kind,
                queue_id=queue_id,
                number=1,
                category=None,
                when=None,
                hour=hour,
            )

        tell("waits", NoticeKind.DELETION_WAITS, COMMUNE, HOUR)
        tell("overdue", NoticeKind.OVERDUE, COMMUNE, HOUR + 1)
        for step in range(attention.MOST):
            tell(f"new:{step}", NoticeKind.NEW_TIP, COMMUNE, HOUR + 2)
            tell(f"elsewhere:{step}", NoticeKind.UNOPENED, NEIGHBOUR, HOUR + 2)
        shown = attention.attention(conn, chief).notices
        assert [notice.kind for notice in shown] == [NoticeKind.OVERDUE, NoticeKind.DELETION_WAITS]

    town.write_now(story)


def test_the_rota_says_who_is_reminded_and_whoever_has_a_tip_in_hand_comes_first(town: Database) -> None:
    """The officer on duty hears of what nobody has opened, its holder of what waits for an answer, the chief of both."""

    def story(conn: Connection) -> None:
        chief = officer(conn, COMMUNE, "chief", Role.CHIEF)
        on_duty, holder = officer(conn, COMMUNE, "a"), officer(conn, COMMUNE, "b")
        for weekday, shift in product(range(7), Shift):
            assert rota.plan_week(conn, chief, weekday, shift, (on_duty.officer_id,), NOW) == Done()
        opened, unopened = Report().sent(conn), Report().sent(conn)
        assert (told(conn, on_duty), told(conn, holder)) == (["new_tip", "new_tip"], [])
        tips.mark_viewed(conn, holder, opened.tip_id, NOW)
        assert tips.claim(conn, holder, opened.tip_id, NOW) == Done()
        escalate(conn, after(12))
        assert "unopened" in told(conn, on_duty)
        assert "unopened" not in told(conn, chief)
        escalate(conn, after(20))
        assert "unopened" in told(conn, chief)
        assert "unopened" not in told(conn, holder)
        escalate(conn, after(48))
        assert "unanswered" in told(conn, holder)
        escalate(conn, after(68))
        assert told(conn, chief).count("unanswered") == 2, "of the unopened one as well"
        assert {notice.tip_id for notice in notices.unseen(conn, holder)} == {opened.tip_id}
        assert unopened.tip_id in {notice.tip_id for notice in notices.unseen(conn, on_duty)}

    town.write_now(story)
