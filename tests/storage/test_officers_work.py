"""What officers do with tips: seen only by their queue, claimed once, moved as the law allows, answered to the codes."""

import asyncio
import secrets
from collections.abc import Callable

import pytest

from domain.deadlines import Duty
from domain.tips import Classification, Decision, ExtensionGround, StopGround, TipStatus
from storage import queue_keys, tips
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.parts import PartRole, SealedPart
from storage.tip_duties import mark_duty
from storage.viewer import Role, Viewer
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
)

NOT_VISIBLE = Failure(FailureReason.NOT_VISIBLE)


def note(report: Report, number: int, queue: str = COMMUNE) -> SealedPart:
    return sealed_part(report.tip_id, number, (queue,), role=PartRole.NOTE)


def view_of(conn: Connection, viewer: Viewer, report: Report) -> tips.TipView:
    view = tips.tip(conn, viewer, report.tip_id)
    assert isinstance(view, tips.TipView)
    return view


COMMANDS: dict[str, Callable[[Connection, Viewer, Report], object]] = {
    "tip": lambda conn, viewer, report: tips.tip(conn, viewer, report.tip_id),
    "part_body": lambda conn, viewer, report: tips.part_body(conn, viewer, report.tip_id, PartRole.REPORT, 1),
    "mark_viewed": lambda conn, viewer, report: tips.mark_viewed(conn, viewer, report.tip_id, NOW),
    "claim": lambda conn, viewer, report: tips.claim(conn, viewer, report.tip_id, NOW),
    "unclaim": lambda conn, viewer, report: tips.unclaim(conn, viewer, report.tip_id, NOW),
    "change_status": lambda conn, viewer, report: tips.change_status(
        conn, viewer, report.tip_id, TipStatus.CLASSIFIED, NOW, classification=Classification.CRIME
    ),
    "add_reply": lambda conn, viewer, report: tips.add_reply(
        conn, viewer, report.tip_id, report.reply(viewer), NOW
    ),
    "add_note": lambda conn, viewer, report: tips.add_note(conn, viewer, report.tip_id, note(report, 1), NOW),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_reaches_a_tip_of_another_queue(town: Database, command: str) -> None:
    report = Report()

    def story(conn: Connection) -> list[object]:
        report.sent(conn)
        outsiders = [officer(conn, queue, "x") for queue in (NEIGHBOUR, DUTY, INSPECTORATE)]
        outsiders.append(officer(conn, COMMUNE, "warnings", Role.AWARENESS))
        return [COMMANDS[command](conn, viewer, report) for viewer in outsiders]

    assert all(answer in (NOT_VISIBLE, tips.NotVisible()) for answer in town.write_now(story))

    def inside(conn: Connection) -> object:
        return COMMANDS[command](conn, officer(conn, COMMUNE, "own"), report)

    assert town.write_now(inside) not in (NOT_VISIBLE, tips.NotVisible())


def test_a_tip_opens_with_the_wraps_of_the_viewers_queue_only(town: Database) -> None:
    report = Report.happening_now()

    def story(conn: Connection) -> tuple[list[SealedPart], list[tips.TipView]]:
        viewers = [officer(conn, queue, queue) for queue in report.queue_ids]
        report.begin(conn)
        sealed = [report.add(conn), report.add(conn, blob_name="cd" * 16)]
        report.make_receipt(conn)
        report.send(conn)
        assert tips.part_body(conn, viewers[0], report.tip_id, PartRole.REPORT, 1) == sealed[0].body
        assert tips.part_body(conn, viewers[1], report.tip_id, PartRole.REPORT, 2) == tips.BlobRef(
            "cd" * 16, sealed[1].sealed_bytes
        )
        return sealed, [view_of(conn, viewer, report) for viewer in viewers]

    sealed, views = town.write_now(story)
    for view, place in zip(views, (0, 1), strict=True):
        parts = [part for part in view.parts if part.role is PartRole.REPORT]
        assert [(part.number, part.digest, part.sealed_key) for part in parts] == [
            (part.number, part.digest, part.wraps[place].sealed_key) for part in sealed
        ]
        assert [holder.queue_id for holder in view.holders] == [COMMUNE, DUTY]
    assert [view.copy for view in views] == [False, True]


async def test_of_two_officers_who_claim_at_once_one_wins(town: Database) -> None:
    report = Report()
    await town.write(report.sent)
    viewers = [await town.write(lambda conn, n=n: officer(conn, COMMUNE, f"o{n}")) for n in range(6)]
    answers = await asyncio.gather(
        *(town.write(lambda conn, v=v: tips.claim(conn, v, report.tip_id, NOW)) for v in viewers)
    )
    assert answers.count(Done()) == 1
    assert answers.count(Failure(FailureReason.ALREADY_CLAIMED)) == 5
    winner = viewers[answers.index(Done())]
    view = await town.read(lambda conn: view_of(conn, winner, report))
    assert (view.claimed_by, view.claimed_name) == (winner.officer_id, winner.name)
    assert [event.kind for event in view.events] == ["claimed"]
    assert await town.write(lambda conn: tips.claim(conn, winner, report.tip_id, NOW)) == Done()


def test_of_two_processes_that_claim_at_once_one_wins(database_url: str, town: Database) -> None:
    """Two writers stand for two processes; on SQLite the second waits for the first's transaction."""
    other = Database.open(database_url)
    try:
        reports = [Report() for _ in range(8)]
        town.write_now(lambda conn: [report.sent(conn) for report in reports])
        viewers = [town.write_now(lambda conn, n=n: officer(conn, COMMUNE, f"o{n}")) for n in range(2)]

        async def race() -> list[object]:
            return await asyncio.gather(
                *(
                    db.write(lambda conn, v=viewer, r=report: tips.claim(conn, v, r.tip_id, NOW))
                    for report in reports
                    for db, viewer in zip((town, other), viewers, strict=True)
                )
            )

        answers = asyncio.run(race())
        assert answers.count(Done()) == len(reports)
        counted = [town.read_now(lambda conn, v=v: tips.counts(conn, v, HOUR)) for v in viewers]
        assert sum(count.mine for count in counted) == len(reports)
        assert {count.unassigned for count in counted} == {0}
    finally:
        other.close_now()


def test_a_claimed_tip_is_given_back_by_its_officer_or_a_chief(town: Database) -> None:
    def story(conn: Connection) -> list[Done | Failure]:
        one, two = (officer(conn, COMMUNE, name) for name in ("one", "two"))
        chief = officer(conn, COMMUNE, "chief", Role.CHIEF)
        report = Report().sent(conn)
        answers = [tips.unclaim(conn, one, report.tip_id, NOW)]
        tips.claim(conn, one, report.tip_id, NOW)
        answers.append(tips.unclaim(conn, two, report.tip_id, NOW))
        answers.append(tips.unclaim(conn, chief, report.tip_id, NOW))
        tips.claim(conn, two, report.tip_id, NOW)
        answers.append(tips.unclaim(conn, two, report.tip_id, NOW))
        return answers

    assert town.write_now(story) == [
        Failure(FailureReason.NOT_CLAIMED),
        Failure(FailureReason.NOT_ALLOWED),
        Done(),
        Done(),
    ]


def test_the_status_moves_as_the_table_allows_and_every_move_is_in_the_history(town: Database) -> None:
    def story(conn: Connection) -> tuple[list[Done | Failure], tips.TipView]:
        viewer = officer(conn, COMMUNE, "an")
        report = Report().sent(conn)

        def move(to: TipStatus, **more: object) -> Done | Failure:
            return tips.change_status(conn, viewer, report.tip_id, to, later(minutes=1), **more)  # type: ignore[arg-type]

        answers = [
            move(TipStatus.VERIFYING),
            move(TipStatus.CLASSIFIED),
            move(TipStatus.CLASSIFIED, classification=Classification.CRIME),
            move(TipStatus.CLOSED),
            move(TipStatus.VERIFYING),
            move(TipStatus.SUSPENDED, reason=note(report, 1)),
            move(TipStatus.SUSPENDED, reason=note(report, 1), ground=ExtensionGround.COMPLEX),
            move(TipStatus.SUSPENDED, reason=note(report, 2), ground=StopGround.VALUATION),
            move(TipStatus.SUSPENDED, reason=note(report, 1), ground=StopGround.VALUATION),
            move(TipStatus.RESUMED),
            move(TipStatus.DECIDED),
            move(TipStatus.DECIDED, decision=Decision.NO_CASE),
            move(TipStatus.CLOSED),
        ]
        return answers, view_of(conn, viewer, report)

    answers, view = town.write_now(story)
    no = [answer.reason if isinstance(answer, Failure) else None for answer in answers]
    assert no == [
        FailureReason.MOVE_NOT_ALLOWED,
        FailureReason.CLASSIFICATION_NEEDED,
        None,
        FailureReason.REASON_NEEDED,
        None,
        FailureReason.GROUND_NEEDED,
        FailureReason.GROUND_NEEDED,
        FailureReason.NUMBER_TAKEN,
        None,
        None,
        FailureReason.DECISION_NEEDED,
        None,
        None,
    ]
    assert (view.status, view.lane, view.classification, view.decision, view.due_hour) == (
        TipStatus.CLOSED,
        tips.Lane.CLOSED,
        Classification.CRIME,
        Decision.NO_CASE,
        None,
    )
    assert [event.detail.get("to") for event in view.events] == [
        "classified",
        "verifying",
        "suspended",
        "resumed",
        "decided",
        "closed",
    ]
    assert view.events[2].detail["reason_note"] == "1"
    assert view.events[2].detail["ground"] == "valuation"
    assert view.closed_hour == HOUR


def test_a_reopened_tip_is_back_in_the_open_list_with_its_clock(town: Database) -> None:
    def story(conn: Connection) -> list[tips.QueueRow]:
        viewer = officer(conn, COMMUNE, "an")
        report = Report().sent(conn)
        (before,) = tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR).rows
        for number, to in enumerate((TipStatus.CLASSIFIED, TipStatus.CLOSED, TipStatus.VERIFYING), 1):
            why = note(report, number)
            tips.change_status(
                conn, viewer, report.tip_id, to, NOW, reason=why, classification=Classification.CRIME
            )
        (after,) = tips.queue_page(conn, viewer, tips.QueueFilter(), None, now_hour=HOUR).rows
        assert tips.counts(conn, viewer, HOUR).closed == 0
        return [before, after]

    before, after = town.write_now(story)
    assert after == before._replace(status=TipStatus.VERIFYING)


def test_who_holds_a_copy_answers_but_does_not_move_the_status(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        commune, duty = (officer(conn, queue, queue) for queue in (COMMUNE, DUTY))
        report = Report.happening_now().sent(conn)
        moved = tips.change_status(
            conn, duty, report.tip_id, TipStatus.CLASSIFIED, NOW, classification=Classification.CRIME
        )
        answered = tips.add_reply(conn, duty, report.tip_id, report.reply(duty), NOW)
        noted = tips.add_note(conn, duty, report.tip_id, note(report, 1, DUTY), NOW)
        roles = [
            [part.role.value for part in view_of(conn, viewer, report).parts] for viewer in (commune, duty)
        ]
        return [moved, answered, noted, *roles]

    moved, answered, noted, commune_sees, duty_sees = town.write_now(story)
    assert moved == Failure(FailureReason.NOT_RESPONSIBLE)
    assert (answered, noted) == (Done(), Done())
    assert commune_sees == ["manifest", "reply", "report", "report"]
    assert duty_sees == ["manifest", "note", "reply", "report", "report"]


def test_a_reply_that_was_overtaken_is_sealed_again(town: Database) -> None:
    def story(conn: Connection) -> list[Done | Failure]:
        viewer = officer(conn, COMMUNE, "an")
        report, other = Report().sent(conn), Report().sent(conn)

        def say(reply: tips.SealedReply) -> Done | Failure:
            return tips.add_reply(conn, viewer, report.tip_id, reply, NOW)

        good = report.reply(viewer)
        answers = [
            say(report.reply(viewer, 2)),
            say(tips.SealedReply(good.part, ())),
            say(tips.SealedReply(good.part, ((other.mailboxes[0], secrets.token_bytes(1168)),))),
            say(tips.SealedReply(good.part, good.receipt_keys * 2)),
            say(good),
            say(good),
        ]
        queue_keys.add_epoch(conn, COMMUNE, 2, b"k" * 1216, (), NOW)
        certify(conn, COMMUNE, 2)
        return [*answers, say(report.reply(viewer, 2)), say(report.reply(viewer, 2, epoch=2))]

    reasons = [answer.reason if isinstance(answer, Failure) else None for answer in town.write_now(story)]
    assert reasons == [
        FailureReason.NUMBER_TAKEN,
        FailureReason.UNKNOWN_RECEIPT,
        FailureReason.UNKNOWN_RECEIPT,
        FailureReason.UNKNOWN_RECEIPT,
        None,
        FailureReason.NUMBER_TAKEN,
        FailureReason.EPOCH_MOVED,
        None,
    ]


def test_the_first_view_and_the_first_word_move_the_clock(town: Database) -> None:
    def story(conn: Connection) -> list[tuple[str | None, int | None]]:
        one, two = officer(conn, COMMUNE, "one"), officer(conn, COMMUNE, "two")
        report = Report().sent(conn)
        dues: list[tuple[str | None, int | None]] = []

        def look() -> None:
            (row,) = tips.queue_page(conn, one, tips.QueueFilter(), None, now_hour=HOUR).rows
            dues.append((row.duty, None if row.due_hour is None else row.due_hour - HOUR))

        look()
        for viewer in (one, two, one):
            tips.mark_viewed(conn, viewer, report.tip_id, later(hours=1))
        look()
        tips.add_reply(conn, one, report.tip_id, report.reply(one), later(hours=2))
        mark_duty(conn, one, report.tip_id, Duty.REPORT, later(hours=3))
        look()
        view = view_of(conn, one, report)
        assert [(event.kind, event.officer_name) for event in view.events] == [
            ("viewed", "one"),
            ("viewed", "two"),
            ("reply", "one"),
            ("duty", "one"),
        ]
        assert view.first_word_hour == HOUR + 2
        return dues

    assert town.write_now(story) == [("first_view", 24), ("report", 24), ("procuracy", 81)]


def test_officers_acts_have_minutes_and_residents_acts_have_hours(town: Database) -> None:
    def story(conn: Connection) -> tips.TipView:
        viewer = officer(conn, COMMUNE, "an")
        report = Report().sent(conn)
        tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer), NOW)
        return view_of(conn, viewer, report)

    view = town.write_now(story)
    for part in view.parts:
        assert part.hour == HOUR
        assert (part.at_minute is not None) == (part.role is PartRole.REPLY)
    assert view.events[0].at_minute == int(NOW.timestamp()) // 60
