"""A forward hands the tip over whole: the new queue has it, the former has a line without content, the resident hears one vague word."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from domain import limits
from domain.routing import AlarmKind
from domain.tips import Classification, TipStatus, VagueStatus, When
from domain.units import CommuneAssignment, Unit, UnitKind
from storage import alarms, models, notices, queue_keys, threads, tips, units
from storage.engine import Connection, Database
from storage.errors import EpochMoved
from storage.failures import Done, Failure, FailureReason
from storage.forwarded import forwarded_tips
from storage.forwarding import forward, targets
from storage.notices import NoticeKind
from storage.parts import PartRole
from storage.queues import Lane
from storage.tip_links import link, linked_tips
from storage.viewer import Role, Viewer
from tests.storage.cases import order
from tests.storage.raw_rows import rows_naming
from tests.storage.town import (
    COMMUNE,
    DUTY,
    HOUR,
    INSPECTORATE,
    NEIGHBOUR,
    NOW,
    Report,
    certify,
    later,
    officer,
    sealed_part,
    settle,
)

SIGNATURE = b"s" * 64


def send_on(
    conn: Connection, viewer: Viewer, report: Report, target: str, minutes: int = 5
) -> Done | Failure:
    return forward(conn, viewer, report.tip_id, order(conn, viewer, report, target), later(minutes=minutes))


def view_of(conn: Connection, viewer: Viewer, report: Report) -> tips.TipView:
    view = tips.tip(conn, viewer, report.tip_id)
    assert isinstance(view, tips.TipView)
    return view


def lived(conn: Connection, viewer: Viewer, report: Report) -> None:
    """A tip with every kind of part: opened, answered, noted, added to."""
    report.sent(conn)
    tips.mark_viewed(conn, viewer, report.tip_id, NOW)
    tips.claim(conn, viewer, report.tip_id, NOW)
    assert tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer), NOW) == Done()
    note = sealed_part(report.tip_id, 1, (viewer.unit_id,), role=PartRole.NOTE)
    assert tips.add_note(conn, viewer, report.tip_id, note, NOW) == Done()
    added = sealed_part(report.tip_id, 1, report.queue_ids, role=PartRole.ADDITION)
    assert threads.add_addition(conn, report.mailboxes[0], added, SIGNATURE, HOUR) == Done()


def test_the_new_queue_has_every_part_and_the_former_no_wrap_no_row_and_no_count(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        lived(conn, former, report)
        before = {(part.role, part.number) for part in view_of(conn, former, report).parts}
        assert send_on(conn, former, report, NEIGHBOUR) == Done()
        view = view_of(conn, receiver, report)
        assert {(part.role, part.number) for part in view.parts} == before | {(PartRole.NOTE, 2)}
        assert (view.number, view.claimed_by, view.copy) == (1, None, False)
        assert [holder.queue_id for holder in view.holders] == [NEIGHBOUR]
        assert tips.tip(conn, former, report.tip_id) == tips.NotVisible()
        assert tips.part_body(conn, former, report.tip_id, PartRole.REPORT, 1) == tips.NotVisible()
        counted = tips.counts(conn, former, HOUR)
        assert (counted.open, counted.mine, counted.unassigned) == (0, 0, 0)
        counted = tips.counts(conn, receiver, HOUR)
        assert (counted.open, counted.unassigned) == (1, 1)
        rows = rows_naming(conn, COMMUNE)
        assert rows["part_wraps"] == rows["queue_rows"] == rows["tip_queues"] == []

    town.write_now(story)


def test_the_former_queue_keeps_a_line_without_content_and_its_number_isnt_used_again(town: Database) -> None:
    def story(conn: Connection) -> None:
        former, colleague = officer(conn, COMMUNE, "former"), officer(conn, COMMUNE, "colleague")
        report, other = Report().sent(conn), Report()
        assert send_on(conn, former, report, NEIGHBOUR) == Done()
        (line,) = forwarded_tips(conn, colleague)
        assert (line.number, line.to_unit_name, line.officer_name, line.when) == (
            1,
            "Công an xã Mường Giôn",
            "former",
            When.PAST,
        )
        assert forwarded_tips(conn, officer(conn, NEIGHBOUR, "n")) == ()
        assert forwarded_tips(conn, officer(conn, COMMUNE, "w", Role.AWARENESS)) == ()
        other.sent(conn)
        assert view_of(conn, former, other).number == 2

    town.write_now(story)


def test_what_comes_later_is_sealed_to_the_new_queue_alone(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report.sent(conn)
        assert send_on(conn, former, report, NEIGHBOUR) == Done()
        thread = threads.open_thread(conn, report.mailboxes[0])
        assert thread is not None
        assert [holder.queue_id for holder in thread.holders] == [NEIGHBOUR]
        for queue in (COMMUNE, INSPECTORATE):
            stale = sealed_part(report.tip_id, 1, (queue,), role=PartRole.ADDITION)
            with pytest.raises(EpochMoved):
                threads.add_addition(conn, report.mailboxes[0], stale, SIGNATURE, HOUR)
        fresh = sealed_part(report.tip_id, 1, (NEIGHBOUR,), role=PartRole.ADDITION)
        assert threads.add_addition(conn, report.mailboxes[0], fresh, SIGNATURE, HOUR) == Done()
        assert any(part.role is PartRole.ADDITION for part in view_of(conn, receiver, report).parts)
        assert tips.add_reply(conn, former, report.tip_id, report.reply(former), NOW) == Failure(
            FailureReason.NOT_VISIBLE
        )

    town.write_now(story)


def test_the_resident_hears_that_it_has_moved_until_the_new_queue_sets_a_status(town: Database) -> None:
    def story(conn: Connection) -> list[VagueStatus]:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report = Report().sent(conn)
        told = []

        def look() -> None:
            thread = threads.open_thread(conn, report.mailboxes[0])
            assert thread is not None
            told.append(thread.status)

        tips.mark_viewed(conn, former, report.tip_id, NOW)
        look()
        send_on(conn, former, report, NEIGHBOUR)
        look()
        tips.mark_viewed(conn, receiver, report.tip_id, later(hours=1))
        look()
        tips.change_status(
            conn,
            receiver,
            report.tip_id,
            TipStatus.CLASSIFIED,
            later(hours=2),
            classification=Classification.CRIME,
        )
        look()
        return told

    assert town.write_now(story) == [
        VagueStatus.SEEN,
        VagueStatus.MOVED,
        VagueStatus.MOVED,
        VagueStatus.SEEN,
    ]


def test_the_receiving_queue_reads_who_forwarded_by_unit_and_role_and_begins_its_own_clocks(
    town: Database,
) -> None:
    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report = Report()
        lived(conn, former, report)
        send_on(conn, former, report, NEIGHBOUR, minutes=60 * 20)
        view = view_of(conn, receiver, report)
        moved = view.events[-1]
        assert (moved.kind, moved.unit_name, moved.role) == ("forwarded", "Công an xã Quỳnh Nhai", "officer")
        assert {(event.officer_name, event.officer_id) for event in view.events} == {("", b"")}
        assert moved.detail == {"from": COMMUNE, "to": NEIGHBOUR, "reason_note": "2"}
        assert view.unit_names[NEIGHBOUR] == "Công an xã Mường Giôn"
        written = [part for part in view.parts if part.role in (PartRole.NOTE, PartRole.REPLY)]
        assert {(part.author_name, part.author_id, part.author_role) for part in written} == {
            (None, None, "officer")
        }
        (row,) = tips.queue_page(conn, receiver, tips.QueueFilter(), None, now_hour=HOUR + 20).rows
        assert (row.received_hour, row.due_hour, row.viewed) == (HOUR + 20, HOUR + 44, False)

    town.write_now(story)


def test_a_tip_about_local_police_never_goes_to_the_commune_it_is_about(town: Database) -> None:
    """Not by its name, not by a row of the table that has ended, and not from a unit in between."""

    def story(conn: Connection) -> list[object]:
        start = NOW.date().replace(year=2025)
        units.assign(conn, [CommuneAssignment("03703", NEIGHBOUR, start)])
        units.assign(conn, [CommuneAssignment("03703", "c-99999", start.replace(month=6))])
        inspector, duty = officer(conn, INSPECTORATE, "i"), officer(conn, DUTY, "d")
        report = Report(INSPECTORATE, conflict=True).sent(conn)
        answers: list[object] = [
            [unit.id for unit in targets(conn, inspector, report.tip_id)],
            send_on(conn, inspector, report, COMMUNE),
            send_on(conn, inspector, report, NEIGHBOUR),
            send_on(conn, inspector, report, DUTY),
            [unit.id for unit in targets(conn, duty, report.tip_id)],
            send_on(conn, duty, report, COMMUNE),
            send_on(conn, duty, report, NEIGHBOUR),
        ]
        rows = rows_naming(conn, COMMUNE)
        assert all(
            rows[table] == [] for table in ("queue_rows", "part_wraps", "changes", "alarms", "forwards")
        )
        return answers

    town.write_now(
        lambda conn: units.upsert_units(conn, [Unit("c-99999", UnitKind.COMMUNE, "Công an xã Khác", "14")])
    )
    refused = Failure(FailureReason.NOT_A_TARGET)
    assert town.write_now(story) == [[DUTY], refused, refused, Done(), [INSPECTORATE], refused, refused]


def test_a_tip_without_that_answer_may_go_back_down(town: Database) -> None:
    def story(conn: Connection) -> object:
        duty = officer(conn, DUTY, "d")
        report = Report(DUTY).sent(conn)
        return send_on(conn, duty, report, COMMUNE)

    assert town.write_now(story) == Done()


def test_only_units_of_served_provinces_with_a_certified_key_are_targets(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        units.upsert_units(
            conn,
            [
                Unit("c-11111", UnitKind.COMMUNE, "Công an xã Chưa Có Khóa", "14"),
                Unit("c-22222", UnitKind.COMMUNE, "Công an xã Tỉnh Khác", "38"),
            ],
        )
        queue_keys.add_epoch(conn, "c-22222", 1, b"k" * 1216, (), NOW)
        certify(conn, "c-22222", 1)
        commune = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        offered = [unit.id for unit in targets(conn, commune, report.tip_id)]
        return [
            offered,
            *(
                forward(conn, commune, report.tip_id, order(conn, commune, report, unit, 1), NOW)
                for unit in ("c-11111", "c-22222", COMMUNE, "c-none")
            ),
        ]

    refused = Failure(FailureReason.NOT_A_TARGET)
    assert town.write_now(story) == [
        [NEIGHBOUR, DUTY, INSPECTORATE],
        Failure(FailureReason.EPOCH_MOVED),
        refused,
        refused,
        refused,
    ]


def test_what_came_in_between_is_refused_and_nothing_is_stored(town: Database) -> None:
    """Parts or notes added during the dialog, a key that moved, keys left out, doubled or made up, another tip's reason."""

    def story(conn: Connection) -> tuple[list[object], int, int]:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report, other = Report().sent(conn), Report().sent(conn)
        good = order(conn, former, report, NEIGHBOUR)
        added = sealed_part(report.tip_id, 1, report.queue_ids, role=PartRole.ADDITION)
        threads.add_addition(conn, report.mailboxes[0], added, SIGNATURE, HOUR)
        whole = order(conn, former, report, NEIGHBOUR)
        stray = whole.keys[0]._replace(number=77)
        elsewhere = sealed_part(report.tip_id, 1, (NEIGHBOUR, COMMUNE), role=PartRole.NOTE)

        def attempt(order_: object) -> object:
            return forward(conn, former, report.tip_id, order_, NOW)  # type: ignore[arg-type]

        answers = [
            attempt(good),
            attempt(replace(whole, keys=whole.keys[1:])),
            attempt(replace(whole, keys=(*whole.keys, whole.keys[0]))),
            attempt(replace(whole, keys=(*whole.keys[1:], stray))),
            attempt(replace(whole, epoch=2)),
            attempt(replace(whole, reason=elsewhere)),
            attempt(replace(whole, reason=replace(whole.reason, role=PartRole.REPLY))),
            attempt(replace(whole, reason=replace(whole.reason, number=2))),
            attempt(replace(whole, reason=replace(whole.reason, tip_id=other.tip_id))),
        ]
        assert tips.tip(conn, receiver, report.tip_id) == tips.NotVisible()
        assert rows_naming(conn, NEIGHBOUR)["part_wraps"] == []
        return answers, len(view_of(conn, former, report).parts), len(forwarded_tips(conn, former))

    answers, parts, lines = town.write_now(story)
    assert [getattr(answer, "reason", None) for answer in answers] == [
        FailureReason.PARTS_MOVED,
        FailureReason.PARTS_MOVED,
        FailureReason.PARTS_MOVED,
        FailureReason.PARTS_MOVED,
        FailureReason.EPOCH_MOVED,
        FailureReason.EPOCH_MOVED,
        FailureReason.NUMBER_TAKEN,
        FailureReason.NUMBER_TAKEN,
        FailureReason.NOT_VISIBLE,
    ]
    assert (parts, lines) == (4, 0)


def test_nobody_forwards_what_isnt_theirs_to_forward(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        one, two = officer(conn, COMMUNE, "one"), officer(conn, COMMUNE, "two")
        chief, stranger = officer(conn, COMMUNE, "chief", Role.CHIEF), officer(conn, NEIGHBOUR, "n")
        duty, warner = officer(conn, DUTY, "d"), officer(conn, COMMUNE, "w", Role.AWARENESS)
        mine, now = Report().sent(conn), Report.happening_now().sent(conn)
        held = Report().sent(conn, limit=0)
        tips.claim(conn, one, mine.tip_id, NOW)
        return [
            send_on(conn, stranger, mine, DUTY),
            send_on(conn, warner, mine, DUTY),
            send_on(conn, duty, now, NEIGHBOUR),
            send_on(conn, one, held, NEIGHBOUR),
            send_on(conn, two, mine, NEIGHBOUR),
            send_on(conn, chief, mine, NEIGHBOUR),
        ]

    reasons = [getattr(answer, "reason", None) for answer in town.write_now(story)]
    assert reasons == [
        FailureReason.NOT_VISIBLE,
        FailureReason.NOT_VISIBLE,
        FailureReason.NOT_RESPONSIBLE,
        FailureReason.NOT_OPEN,
        FailureReason.NOT_ALLOWED,
        None,
    ]


def test_the_duty_desks_copy_of_what_happens_now_stays_and_its_alarm_names_the_new_queue(
    town: Database,
) -> None:
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        former, duty, receiver = (officer(conn, queue, queue) for queue in (COMMUNE, DUTY, NEIGHBOUR))
        report.sent(conn)
        own = sealed_part(report.tip_id, 1, (DUTY,), role=PartRole.NOTE)
        tips.add_note(conn, duty, report.tip_id, own, NOW)
        before = {(part.role, part.number): part.sealed_key for part in view_of(conn, duty, report).parts}
        assert send_on(conn, former, report, NEIGHBOUR) == Done()
        after = view_of(conn, duty, report)
        assert {(part.role, part.number): part.sealed_key for part in after.parts} == before
        assert (after.copy, [holder.queue_id for holder in after.holders]) == (True, [NEIGHBOUR, DUTY])
        told = [(row.kind, row.subject_queue_id, row.number) for row in alarms.alarms(conn, duty)]
        assert told == [(AlarmKind.HAPPENING_NOW.value, NEIGHBOUR, 1)]
        assert alarms.alarms(conn, former) == ()
        assert [row.kind for row in alarms.alarms(conn, receiver)] == [AlarmKind.HAPPENING_NOW.value]
        assert not any(
            part.role is PartRole.NOTE and part.number == 1 for part in view_of(conn, receiver, report).parts
        )

    town.write_now(story)


def test_a_copy_becomes_the_holder_with_the_keys_it_had(town: Database) -> None:
    """Who forwards to the duty desk can't put another key in the place of one that the desk opens already."""
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        former, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report.sent(conn)
        before = {
            part.number: part.sealed_key
            for part in view_of(conn, duty, report).parts
            if part.role is PartRole.REPORT
        }
        assert send_on(conn, former, report, DUTY) == Done()
        view = view_of(conn, duty, report)
        assert (view.copy, view.number, [holder.queue_id for holder in view.holders]) == (False, 1, [DUTY])
        assert {part.number: part.sealed_key for part in view.parts if part.role is PartRole.REPORT} == before
        assert any(part.role is PartRole.NOTE for part in view.parts)
        # What happens now stays with the duty desk when it forwards: the resident was told so.
        assert send_on(conn, duty, report, NEIGHBOUR, minutes=9) == Done()
        assert view_of(conn, duty, report).copy
        assert tips.counts(conn, duty, HOUR).open == 1

    town.write_now(story)


@pytest.mark.parametrize("held", [True, False])
def test_a_forward_to_a_queue_that_has_a_copy_comes_into_it_and_is_told(town: Database, held: bool) -> None:
    """The hour's bound held the copy back; what is theirs to answer lies with nobody else, and must not wait there."""
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        former, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report.ready(conn).send(conn, limit=0 if held else 60)
        assert (tips.counts(conn, duty, HOUR).held, tips.counts(conn, duty, HOUR).open) == (held, not held)
        if held:
            assert tips.open_held_lane(conn, former, NOW) == 1
        told = len(notices.unseen(conn, duty))
        assert send_on(conn, former, report, DUTY, minutes=70) == Done()
        counted = tips.counts(conn, duty, HOUR)
        assert (counted.held, counted.open, counted.unassigned) == (0, 1, 1)
        view = view_of(conn, duty, report)
        assert (view.copy, view.lane) == (False, Lane.OPEN)
        anew = notices.unseen(conn, duty)
        assert len(anew) == told + 1
        assert {(notice.kind, notice.number) for notice in anew} == {(NoticeKind.HAPPENING_NOW, view.number)}

    town.write_now(story)


def test_a_tip_that_comes_back_gets_a_new_number_and_its_links_are_gone(town: Database) -> None:
    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report, other = Report().sent(conn), Report().sent(conn)
        assert link(conn, former, report.tip_id, other.tip_id, NOW) == Done()
        assert send_on(conn, former, report, NEIGHBOUR) == Done()
        assert [tip.linked for tip in linked_tips(conn, former, other.tip_id)] == []
        assert send_on(conn, receiver, report, COMMUNE, minutes=8) == Done()
        view = view_of(conn, former, report)
        assert view.number == 3
        assert not any(tip.linked for tip in linked_tips(conn, former, report.tip_id))
        # Own acts of before are named again: the unit holds the tip.
        assert {event.officer_name for event in view.events} == {"former", ""}

    town.write_now(story)


async def test_of_two_officers_who_forward_at_once_one_does(town: Database) -> None:
    report = Report()
    await town.write(report.sent)
    viewers = [await town.write(lambda conn, n=n: officer(conn, COMMUNE, f"o{n}")) for n in range(2)]
    orders = [
        await town.read(lambda conn, v=viewer, t=target: order(conn, v, report, t))
        for viewer, target in zip(viewers, (NEIGHBOUR, DUTY), strict=True)
    ]
    answers = await asyncio.gather(
        *(
            town.write(lambda conn, v=viewer, o=made: forward(conn, v, report.tip_id, o, NOW))
            for viewer, made in zip(viewers, orders, strict=True)
        )
    )
    assert answers.count(Done()) == 1
    assert answers.count(Failure(FailureReason.NOT_VISIBLE)) == 1
    holders = await town.read(
        lambda conn: conn.execute(
            select(models.tip_queues.c.queue_id).where(models.tip_queues.c.tip_id == report.tip_id)
        ).all()
    )
    assert len(holders) == 1


def test_what_waited_for_a_forward_to_commit_is_refused_for_the_former_queue(postgresql_url: str) -> None:
    """Two processes: the resident's addition was sealed to the former queue and waited while the tip went on."""
    desk, bot = Database.open(postgresql_url), Database.open(postgresql_url)
    report, held, forwarded = Report(), threading.Event(), threading.Event()
    desk.write_now(settle)
    desk.write_now(report.sent)
    stale = sealed_part(report.tip_id, 1, (COMMUNE,), role=PartRole.ADDITION)

    def hand_over(conn: Connection) -> Done | Failure:
        done = send_on(conn, officer(conn, COMMUNE, "former"), report, NEIGHBOUR)
        held.set()
        forwarded.wait(60)
        return done

    def add(conn: Connection) -> Done | Failure:
        return threads.add_addition(conn, report.mailboxes[0], stale, SIGNATURE, HOUR)

    with ThreadPoolExecutor() as pool:
        going = pool.submit(desk.write_now, hand_over)
        assert held.wait(60)
        adding = pool.submit(bot.write_now, add)
        while not desk.read_now(_somebody_waits):
            time.sleep(0.01)
        forwarded.set()
        assert going.result() == Done()
        with pytest.raises(EpochMoved):
            adding.result()
    desk.close_now()
    bot.close_now()


def _somebody_waits(conn: Connection) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(conn.execute(text(waiting)).scalar())


def test_the_former_units_links_and_numbers_say_nothing_to_the_next(town: Database) -> None:
    """A link of the former queue stands in the history, but the number in it is the former queue's own."""

    def story(conn: Connection) -> str:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report, other = Report().sent(conn), Report().sent(conn)
        link(conn, former, report.tip_id, other.tip_id, NOW)
        send_on(conn, former, report, NEIGHBOUR)
        assert tips.tip(conn, receiver, other.tip_id) == tips.NotVisible()
        event = next(event for event in view_of(conn, receiver, report).events if event.kind == "linked")
        return event.queue_id

    assert town.write_now(story) == COMMUNE


def test_no_number_of_notes_keeps_a_tip_from_being_forwarded(
    conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words end where one request can't carry their keys any more; a reason has room above that, a forward always."""
    monkeypatch.setattr(limits, "MOST_NOTES", 3)
    monkeypatch.setattr(limits, "MOST_NOTES_WITH_REASONS", 4)
    monkeypatch.setattr(limits, "MOST_REPLIES", 2)
    settle(conn)
    report, former = Report(), officer(conn, COMMUNE, "former")
    lived(conn, former, report)
    full = Failure(FailureReason.TIP_FULL)

    def note(number: int, *, listed: bool = True) -> Done | Failure:
        made = sealed_part(report.tip_id, number, (COMMUNE,), role=PartRole.NOTE)
        return tips.add_note(conn, former, report.tip_id, made, NOW, listed=listed)

    assert [note(number) for number in (2, 3, 4)] == [Done(), Done(), full]
    assert [note(number, listed=False) for number in (4, 5)] == [Done(), full]
    replies = [tips.add_reply(conn, former, report.tip_id, report.reply(former, at), NOW) for at in (2, 3)]
    assert replies == [Done(), full]
    before = {(part.role, part.number) for part in view_of(conn, former, report).parts}
    receiver = officer(conn, NEIGHBOUR, "receiver")
    assert send_on(conn, former, report, NEIGHBOUR) == Done()
    after = {(part.role, part.number) for part in view_of(conn, receiver, report).parts}
    assert after == before | {(PartRole.NOTE, 5)}
