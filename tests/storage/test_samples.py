"""What a unit sets aside is looked at one level up, by chance, in secret, and only as long as the look takes."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from domain.samples import Mark, SampleRate, Verdict, sample_one_in
from domain.tips import Classification, Decision, TipStatus, VagueStatus, When
from storage import models, samples, threads, tips
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.parts import PartRole
from storage.samples import judge, sample, sample_body, sampler_of, set_aside, waiting_samples
from storage.viewer import Role
from tests.storage.cases import put_aside
from tests.storage.raw_rows import all_rows, rows_naming
from tests.storage.town import (
    COMMUNE,
    DUTY,
    HOUR,
    INSPECTORATE,
    NEIGHBOUR,
    NOW,
    Report,
    later,
    officer,
    sealed_part,
)


def wraps_of(conn: Connection, queue_id: str) -> int:
    return len(rows_naming(conn, queue_id)["part_wraps"])


def test_the_unit_sees_the_same_whether_its_tip_was_chosen_or_not(town: Database) -> None:
    """Answer, page, history, changes and every row that names the unit."""

    def story(conn: Connection, chosen: bool) -> tuple[object, ...]:
        viewer = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        done = set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=chosen), NOW)
        view = tips.tip(conn, viewer, report.tip_id)
        assert isinstance(view, tips.TipView)
        changes = [change.kind for change in tips.changes_since(conn, viewer, 0).changes]
        events = [(event.kind, event.detail) for event in view.events]
        shown = (done, view.status, view.classification, len(view.parts), events, changes)
        return (*shown, wraps_of(conn, COMMUNE), len(waiting_samples(conn, officer(conn, DUTY, "d"))))

    def rolled(conn: Connection, chosen: bool) -> tuple[object, ...]:
        nested = conn.begin_nested()
        try:
            return story(conn, chosen)
        finally:
            nested.rollback()

    chosen = town.write_now(lambda conn: rolled(conn, True))
    passed = town.write_now(lambda conn: rolled(conn, False))
    assert chosen[:-1] == passed[:-1]
    assert (chosen[-1], passed[-1]) == (1, 0)
    assert chosen[:3] == (Done(), TipStatus.CLOSED, Classification.NO_GROUND)


def test_what_wasnt_chosen_leaves_nothing_one_level_up(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report = Report().sent(conn)
        assert (
            set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=False), NOW)
            == Done()
        )
        assert waiting_samples(conn, duty) == ()
        assert sample(conn, duty, report.tip_id) == tips.NotVisible()
        assert sample_body(conn, duty, report.tip_id, PartRole.REPORT, 1) == tips.NotVisible()
        assert wraps_of(conn, DUTY) == 0
        assert all_rows(conn)["samples"] == []

    town.write_now(story)


def test_a_chosen_tip_opens_one_level_up_and_nowhere_else(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> None:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report.sent(conn)
        order = put_aside(conn, viewer, report, chosen=True, mark=Mark.JUNK)
        assert set_aside(conn, viewer, report.tip_id, order, NOW) == Done()
        (line,) = waiting_samples(conn, duty)
        assert (line.tip_id, line.unit_name, line.mark, line.when, line.hour) == (
            report.tip_id,
            "Công an xã Quỳnh Nhai",
            Mark.JUNK,
            When.PAST,
            HOUR,
        )
        view = sample(conn, duty, report.tip_id)
        assert isinstance(view, samples.SampleView)
        sealed = {(key.role, key.number): key.sealed_key for key in order.keys}
        assert {(part.role, part.number): part.sealed_key for part in view.parts} == sealed
        assert (PartRole.NOTE, 1) in sealed
        assert isinstance(sample_body(conn, duty, report.tip_id, PartRole.REPORT, 1), bytes)
        # It isn't a tip of the duty desk's: only the look is.
        assert tips.tip(conn, duty, report.tip_id) == tips.NotVisible()
        assert tips.counts(conn, duty, HOUR).closed == 0
        for nobody in (
            officer(conn, NEIGHBOUR, "n"),
            officer(conn, INSPECTORATE, "i"),
            officer(conn, DUTY, "w", Role.AWARENESS),
            viewer,
        ):
            assert waiting_samples(conn, nobody) == ()
            assert sample(conn, nobody, report.tip_id) == tips.NotVisible()
            assert judge(conn, nobody, report.tip_id, Verdict.RIGHT, NOW) == Failure(
                FailureReason.NOT_A_SAMPLE
            )

    town.write_now(story)


@pytest.mark.parametrize("verdict", Verdict)
def test_after_the_verdict_the_look_is_over(town: Database, verdict: Verdict) -> None:
    report = Report()

    def story(conn: Connection) -> None:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report.sent(conn)
        set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=True), NOW)
        assert samples.note_opening(conn, duty, report.tip_id, NOW) == Done()
        before = tips.tip(conn, viewer, report.tip_id)
        assert judge(conn, duty, report.tip_id, verdict, later(hours=3)) == Done()
        assert waiting_samples(conn, duty) == ()
        assert sample(conn, duty, report.tip_id) == tips.NotVisible()
        assert wraps_of(conn, DUTY) == 0
        assert judge(conn, duty, report.tip_id, verdict, NOW) == Failure(FailureReason.NOT_A_SAMPLE)
        after = tips.tip(conn, viewer, report.tip_id)
        if verdict is Verdict.RIGHT:
            # The unit isn't even told afterwards.
            assert after == before
            return
        assert isinstance(after, tips.TipView)
        assert (after.status, after.lane, after.closed_hour) == (TipStatus.VERIFYING, tips.Lane.OPEN, None)
        assert (after.events[-1].kind, after.events[-1].unit_name, after.events[-1].officer_name) == (
            "reopened",
            "Trực ban Công an tỉnh Sơn La",
            "",
        )
        thread = threads.open_thread(conn, report.mailboxes[0])
        assert thread is not None
        assert thread.status in (VagueStatus.VERIFYING, VagueStatus.ARRIVED)

    town.write_now(story)


def test_a_tip_that_its_unit_takes_up_again_is_no_longer_looked_at(town: Database) -> None:
    report = Report()

    def story(conn: Connection) -> None:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report.sent(conn)
        set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=True), NOW)
        why = sealed_part(report.tip_id, 2, (COMMUNE,), role=PartRole.NOTE)
        assert tips.change_status(conn, viewer, report.tip_id, TipStatus.VERIFYING, NOW, reason=why) == Done()
        assert waiting_samples(conn, duty) == ()
        assert wraps_of(conn, DUTY) == 0

    town.write_now(story)


def test_the_two_upper_queues_look_at_each_others_and_no_commune_ever_does(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        inspector, duty = officer(conn, INSPECTORATE, "i"), officer(conn, DUTY, "d")
        report = Report(INSPECTORATE, conflict=True).sent(conn)
        set_aside(conn, inspector, report.tip_id, put_aside(conn, inspector, report, chosen=True), NOW)
        rows = rows_naming(conn, COMMUNE)
        assert rows["samples"] == rows["part_wraps"] == rows["changes"] == []
        return [
            *(sampler_of(conn, queue) for queue in (COMMUNE, DUTY, INSPECTORATE, "c-none")),
            len(waiting_samples(conn, duty)),
            len(waiting_samples(conn, inspector)),
        ]

    assert town.write_now(story) == [DUTY, INSPECTORATE, DUTY, None, 1, 0]


def test_no_row_of_the_database_makes_a_commune_look_at_what_another_sets_aside(town: Database) -> None:
    """A browser seals every part to the level above without asking the officer, so nobody may put a friend there."""

    def story(conn: Connection) -> None:
        assert sampler_of(conn, COMMUNE) == DUTY
        for swapped in (NEIGHBOUR, INSPECTORATE):
            conn.execute(update(models.provinces).values(duty_desk_id=swapped))
            assert sampler_of(conn, COMMUNE) is None

    town.write_now(story)


def test_a_copy_of_what_happens_now_keeps_its_keys_through_the_look(town: Database) -> None:
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report.sent(conn)
        before = {part.number: part.sealed_key for part in held(conn, duty)}
        set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=True), NOW)
        judge(conn, duty, report.tip_id, Verdict.RIGHT, NOW)
        assert {part.number: part.sealed_key for part in held(conn, duty)} == before

    def held(conn: Connection, viewer: object) -> list[tips.TipPart]:
        view = tips.tip(conn, viewer, report.tip_id)  # type: ignore[arg-type]
        assert isinstance(view, tips.TipView)
        return [part for part in view.parts if part.role is PartRole.REPORT]

    town.write_now(story)


def test_keys_that_are_missing_or_stale_are_refused_and_the_tip_stays_open(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        viewer = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        good = put_aside(conn, viewer, report, chosen=False)
        answers = [
            set_aside(conn, viewer, report.tip_id, bad, NOW)
            for bad in (
                replace(good, keys=()),
                replace(good, keys=good.keys[1:]),
                replace(good, epoch=2),
                replace(good, reason=replace(good.reason, number=9)),
            )
        ]
        view = tips.tip(conn, viewer, report.tip_id)
        assert isinstance(view, tips.TipView)
        assert (view.status, view.events, len(view.parts)) == (TipStatus.RECEIVED, (), 3)
        stranger = officer(conn, NEIGHBOUR, "n")
        answers.append(set_aside(conn, stranger, report.tip_id, good, NOW))
        return [getattr(answer, "reason", None) for answer in answers]

    assert town.write_now(story) == [
        FailureReason.PARTS_MOVED,
        FailureReason.PARTS_MOVED,
        FailureReason.EPOCH_MOVED,
        FailureReason.NUMBER_TAKEN,
        FailureReason.NOT_VISIBLE,
    ]


def test_a_level_above_whose_key_no_longer_verifies_holds_no_tip_open_and_the_record_says_so(
    town: Database,
) -> None:
    def story(conn: Connection) -> list[object]:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report = Report().sent(conn)
        lapsed = replace(put_aside(conn, viewer, report, chosen=True), certified=0)
        # Its epoch stands in the database still: what was sealed to it meanwhile is asked for again.
        refused = set_aside(conn, viewer, report.tip_id, lapsed, NOW)
        done = set_aside(conn, viewer, report.tip_id, replace(lapsed, epoch=0, keys=()), NOW)
        view = tips.tip(conn, viewer, report.tip_id)
        assert isinstance(view, tips.TipView)
        told = [event.detail for event in view.events if event.kind == "aside"]
        return [refused, done, view.status, told, waiting_samples(conn, duty), wraps_of(conn, DUTY)]

    assert town.write_now(story) == [
        Failure(FailureReason.EPOCH_MOVED),
        Done(),
        TipStatus.CLOSED,
        [{"mark": "no_ground", "above": "no_key"}],
        (),
        0,
    ]


def test_no_page_gets_around_the_look_by_saying_that_there_was_no_key(town: Database) -> None:
    def story(conn: Connection) -> object:
        viewer = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        unsealed = replace(put_aside(conn, viewer, report, chosen=False), epoch=0, keys=())
        return set_aside(conn, viewer, report.tip_id, unsealed, NOW)

    assert town.write_now(story) == Failure(FailureReason.EPOCH_MOVED)


def test_nobody_gets_around_the_look_by_closing_a_groundless_tip_the_plain_way(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        viewer = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        groundless = {"classification": Classification.NO_GROUND}
        tips.change_status(conn, viewer, report.tip_id, TipStatus.CLASSIFIED, NOW, **groundless)
        why = sealed_part(report.tip_id, 1, (COMMUNE,), role=PartRole.NOTE)
        plain = tips.change_status(conn, viewer, report.tip_id, TipStatus.CLOSED, NOW, reason=why)
        aside = set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=False), NOW)
        return [plain, aside]

    assert town.write_now(story) == [Failure(FailureReason.SAMPLE_NEEDED), Done()]


def test_what_was_decided_on_ends_by_its_decision_whatever_it_was_called_before(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        viewer = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)

        def move(to: TipStatus, **more: object) -> object:
            return tips.change_status(conn, viewer, report.tip_id, to, NOW, **more)  # type: ignore[arg-type]

        return [
            move(TipStatus.CLASSIFIED, classification=Classification.NO_GROUND),
            move(TipStatus.VERIFYING),
            move(TipStatus.DECIDED, decision=Decision.NO_CASE),
            move(TipStatus.CLOSED),
        ]

    assert town.write_now(story) == [Done()] * 4


def test_a_verified_tip_isnt_set_aside_any_more(town: Database) -> None:
    def story(conn: Connection) -> object:
        viewer = officer(conn, COMMUNE, "c")
        report = Report().sent(conn)
        crime = {"classification": Classification.CRIME}
        tips.change_status(conn, viewer, report.tip_id, TipStatus.CLASSIFIED, NOW, **crime)
        tips.change_status(conn, viewer, report.tip_id, TipStatus.VERIFYING, NOW)
        return set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=False), NOW)

    assert town.write_now(story) == Failure(FailureReason.MOVE_NOT_ALLOWED)


def test_the_rate_is_dated_data() -> None:
    from datetime import date

    table = (SampleRate(date(2025, 7, 1), 5), SampleRate(date(2026, 1, 1), 3))
    assert [
        sample_one_in(day, table) for day in (date(2020, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    ] == [5, 5, 3]
    assert sample_one_in(date(2026, 3, 2)) == 5


def test_the_look_stands_in_the_lookers_own_audit_record_alone(town: Database) -> None:
    from storage.audit_tables import audit_rows

    def story(conn: Connection) -> tuple[list[str], list[str]]:
        viewer, duty = officer(conn, COMMUNE, "c"), officer(conn, DUTY, "d")
        report = Report().sent(conn)
        set_aside(conn, viewer, report.tip_id, put_aside(conn, viewer, report, chosen=True), NOW)
        samples.note_opening(conn, duty, report.tip_id, NOW)
        judge(conn, duty, report.tip_id, Verdict.RIGHT, NOW)

        def acts(unit: str) -> list[str]:
            rows = conn.execute(
                select(audit_rows.c.act)
                .where(audit_rows.c.unit_id == unit, audit_rows.c.subject == report.tip_id.hex())
                .order_by(audit_rows.c.ordinal)
            )
            return list(rows.scalars())

        return acts(COMMUNE), acts(DUTY)

    ours, theirs = town.write_now(story)
    assert theirs == ["tip_viewed", "tip_sampled"]
    assert ours == ["tip_status", "tip_aside", "tip_status"]
