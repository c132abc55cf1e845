"""What a code opens: replies sealed to it, the vague status, the way to add; nothing to a code that isn't valid."""

import secrets
from datetime import date

import pytest

from domain.tips import Classification, TipStatus, VagueStatus
from storage import alarms, queue_keys, threads, tips
from storage.engine import Connection, Database
from storage.errors import EpochMoved, NumberTaken
from storage.failures import Done, Failure, FailureReason
from storage.parts import PartRole
from tests.storage.town import COMMUNE, DUTY, HOUR, NOW, Report, certify, later, officer, sealed_part

SIGNATURE = b"s" * 64


def addition(report: Report, number: int, epoch: int = 1) -> tips.SealedReply | object:
    return sealed_part(report.tip_id, number, report.queue_ids, role=PartRole.ADDITION, epoch=epoch)


def test_a_reply_reaches_every_valid_code_it_was_sealed_to_and_no_other(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> list[threads.ThreadRow | None]:
        viewer = officer(conn, COMMUNE, "an")
        report.ready(conn)
        report.make_receipt(conn)
        report.send(conn)
        first = report.reply(viewer)
        assert tips.add_reply(conn, viewer, report.tip_id, first, NOW) == Done()
        return [threads.open_thread(conn, mailbox) for mailbox in (*report.mailboxes, b"?" * 16)]

    older, newer, unknown = town.write_now(story)
    assert older is not None
    assert older.replies == ()
    assert newer is not None
    (reply,) = newer.replies
    assert (reply.number, reply.day, reply.read_day, newer.unit_name) == (
        1,
        date(2026, 3, 2),
        None,
        "Công an xã Quỳnh Nhai",
    )
    assert unknown is None


def test_a_code_of_an_unsent_draft_opens_nothing_but_is_known_as_one(town: Database) -> None:
    report = Report()

    def known(mailbox: bytes) -> tuple[bool, bool]:
        return town.read_now(
            lambda conn: (
                threads.open_thread(conn, mailbox) is not None,
                threads.awaits_sending(conn, mailbox),
            )
        )

    town.write_now(report.ready)
    assert known(report.mailboxes[0]) == (False, True)
    assert known(b"?" * 16) == (False, False)
    town.write_now(report.send)
    assert known(report.mailboxes[0]) == (True, False)


def test_the_resident_sees_the_vague_status_and_the_day_of_the_first_view(town: Database) -> None:
    def story(conn: Connection) -> list[tuple[VagueStatus, date | None]]:
        viewer = officer(conn, COMMUNE, "an")
        report = Report().sent(conn)
        seen = []

        def look() -> None:
            thread = threads.open_thread(conn, report.mailboxes[0])
            assert thread is not None
            seen.append((thread.status, thread.first_viewed))

        look()
        tips.mark_viewed(conn, viewer, report.tip_id, later(hours=12))
        look()
        tips.change_status(
            conn, viewer, report.tip_id, TipStatus.CLASSIFIED, NOW, classification=Classification.CRIME
        )
        tips.change_status(conn, viewer, report.tip_id, TipStatus.VERIFYING, NOW)
        look()
        return seen

    day = date(2026, 3, 3)  # 19:20 UTC is the next day in Vietnam
    assert town.write_now(story) == [
        (VagueStatus.ARRIVED, None),
        (VagueStatus.SEEN, day),
        (VagueStatus.VERIFYING, day),
    ]


def test_reading_is_noted_by_the_day_for_the_replies_that_were_there(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> list[date | None]:
        viewer = officer(conn, COMMUNE, "an")
        report.sent(conn)
        tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer, 1), NOW)
        threads.mark_read(conn, report.mailboxes[0], date(2026, 3, 5))
        tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer, 2), NOW)
        threads.mark_read(conn, b"?" * 16, date(2026, 3, 6))
        view = tips.tip(conn, viewer, report.tip_id)
        assert isinstance(view, tips.TipView)
        return [part.read_day for part in view.parts if part.role is PartRole.REPLY]

    assert town.write_now(story) == [date(2026, 3, 5), None]


def test_what_is_added_later_shows_as_news_in_every_queue_of_the_tip(town: Database) -> None:
    def story(conn: Connection) -> list[tuple[bool, int, bytes | None]]:
        viewers = [officer(conn, queue, queue) for queue in (COMMUNE, DUTY)]
        report = Report.happening_now().sent(conn)
        added = addition(report, 1)
        assert threads.add_addition(conn, report.mailboxes[0], added, SIGNATURE, HOUR + 3) == Done()
        shown = []
        for viewer in viewers:
            (row,) = tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR).rows
            view = tips.tip(conn, viewer, report.tip_id)
            assert isinstance(view, tips.TipView)
            (part,) = [part for part in view.parts if part.role is PartRole.ADDITION]
            shown.append((row.news, row.part_count, part.signature))
            tips.mark_viewed(conn, viewer, report.tip_id, NOW)
            (row,) = tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR).rows
            assert not row.news
        return shown

    assert town.write_now(story) == [(True, 3, SIGNATURE)] * 2


def test_an_addition_before_the_release_arrives_with_the_tip(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> threads.ThreadRow | None:
        report.ready(conn).send(conn, release_at=later(minutes=10))
        threads.add_addition(conn, report.mailboxes[0], addition(report, 1), SIGNATURE, HOUR)
        return threads.open_thread(conn, report.mailboxes[0])

    thread = town.write_now(story)
    assert thread is not None
    assert (thread.additions, thread.next_addition) == (1, 2)


def test_an_addition_with_a_taken_number_or_a_moved_key_is_sealed_again(town: Database) -> None:
    report = Report()
    town.write_now(report.sent)
    mailbox = report.mailboxes[0]
    for number in (0, 2):
        with pytest.raises(NumberTaken) as taken:
            town.write_now(
                lambda conn, number=number: threads.add_addition(
                    conn, mailbox, addition(report, number), SIGNATURE, HOUR
                )
            )
        assert taken.value.next_number == 1

    def move(conn: Connection) -> None:
        queue_keys.add_epoch(conn, COMMUNE, 2, b"k" * 1216, (), NOW)
        certify(conn, COMMUNE, 2)

    town.write_now(move)
    with pytest.raises(EpochMoved):
        town.write_now(lambda conn: threads.add_addition(conn, mailbox, addition(report, 1), SIGNATURE, HOUR))
    done = town.write_now(
        lambda conn: threads.add_addition(conn, mailbox, addition(report, 1, epoch=2), SIGNATURE, HOUR)
    )
    assert done == Done()


def test_a_code_adds_to_its_own_tip_only(town: Database) -> None:
    mine, other = Report(), Report()

    def story(conn: Connection) -> list[Done | Failure]:
        mine.sent(conn)
        other.sent(conn)
        return [
            threads.add_addition(conn, mailbox, addition(other, 1), SIGNATURE, HOUR)
            for mailbox in (mine.mailboxes[0], secrets.token_bytes(16))
        ]

    assert town.write_now(story) == [Failure(FailureReason.UNKNOWN_THREAD)] * 2


def test_an_addition_to_a_closed_tip_does_not_lie_silent(town: Database) -> None:
    def story(conn: Connection) -> list[str]:
        viewer = officer(conn, COMMUNE, "an")
        report = Report().sent(conn)
        why = sealed_part(report.tip_id, 1, (COMMUNE,), role=PartRole.NOTE)
        for to, more in (
            (TipStatus.CLASSIFIED, {"classification": Classification.COMPLAINT}),
            (TipStatus.CLOSED, {"reason": why}),
        ):
            assert tips.change_status(conn, viewer, report.tip_id, to, NOW, **more) == Done()
        threads.add_addition(conn, report.mailboxes[0], addition(report, 1), SIGNATURE, HOUR)
        return [alarm.kind for alarm in alarms.alarms(conn, viewer)]

    assert town.write_now(story) == ["addition_to_closed"]
