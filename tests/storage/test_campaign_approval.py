"""Nobody approves their own words, an approval covers exactly one content, and every ordinary no has its reason."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.campaigns import Audience, CampaignState, Monthly, Once, Peak, Weekly, Words
from domain.subscriptions import Place
from sealing.secret_types import SecretText
from storage import campaigns
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import test_chats
from storage.viewer import Role
from tests.storage.town import COMMUNE, DUTY, INSPECTORATE, NEIGHBOUR, officer
from tests.storage.warnings_town import (
    CONTENT,
    DAYTIME,
    QUYNH_NHAI,
    SON_LA,
    THANH_HOA,
    WORDS,
    Desk,
    approve,
    approved,
    begun,
    draft,
    open_desk,
    saying,
    seen,
    subscriber,
)


@pytest.fixture
def desk(conn: Connection) -> Desk:
    subscriber(conn, 1)
    return open_desk(conn)


def no(reason: FailureReason) -> Failure:
    return Failure(reason)


def test_a_second_person_approves_exactly_this_content(conn: Connection, desk: Desk) -> None:
    made = approved(conn, desk)
    assert made.state is CampaignState.SCHEDULED
    assert made.approved_hash == made.content_hash
    assert made.approved_by == desk.approver.officer_id


def test_nobody_approves_what_they_wrote_changed_or_asked_for(conn: Connection, desk: Desk) -> None:
    """Even an officer whose role was changed in between."""
    made = draft(conn, desk)
    assert campaigns.ask_approval(conn, desk.author, made.id, DAYTIME) == Done()
    turned = replace(desk.author, role=Role.APPROVER)
    assert campaigns.approve(conn, turned, made.id, made.content_hash, DAYTIME) == no(FailureReason.OWN_WORK)
    other = officer(conn, DUTY, "Lò Văn An", Role.AWARENESS)
    changed = campaigns.change(conn, other, made.id, made.version, saying("Khác"), DAYTIME)
    assert isinstance(changed, campaigns.Campaign)
    assert campaigns.ask_approval(conn, desk.author, made.id, DAYTIME) == Done()
    turned = replace(other, role=Role.APPROVER)
    assert campaigns.approve(conn, turned, made.id, changed.content_hash, DAYTIME) == no(
        FailureReason.OWN_WORK
    )
    assert campaigns.approve(conn, desk.approver, made.id, changed.content_hash, DAYTIME) == Done()


def test_an_author_may_not_approve_and_an_approver_may_not_write(conn: Connection, desk: Desk) -> None:
    made = draft(conn, desk)
    assert campaigns.create(conn, desk.approver, CONTENT, DAYTIME) == no(FailureReason.NOT_ALLOWED)
    assert campaigns.change(conn, desk.approver, made.id, 1, CONTENT, DAYTIME) == no(
        FailureReason.NOT_ALLOWED
    )
    assert campaigns.ask_approval(conn, desk.author, made.id, DAYTIME) == Done()
    other = officer(conn, DUTY, "Lò Văn An", Role.AWARENESS)
    assert campaigns.approve(conn, other, made.id, made.content_hash, DAYTIME) == no(
        FailureReason.NOT_ALLOWED
    )


def test_a_hash_of_another_content_approves_nothing(conn: Connection, desk: Desk) -> None:
    made = draft(conn, desk)
    campaigns.ask_approval(conn, desk.author, made.id, DAYTIME)
    said = campaigns.approve(conn, desk.approver, made.id, b"x" * 32, DAYTIME)
    assert said == no(FailureReason.CONTENT_MOVED)
    assert seen(conn, desk, made.id).state is CampaignState.AWAITING_APPROVAL


@pytest.mark.parametrize(
    "change",
    [
        {"words": {"vi": Words("Khác", "Lời khác.")}},
        {"audience": Audience((SON_LA,))},
        {"schedule": Once(DAYTIME + timedelta(days=1))},
        {"buttons": ()},
    ],
)
def test_any_change_after_the_approval_makes_it_a_draft_again(
    conn: Connection, desk: Desk, change: dict[str, object]
) -> None:
    made = approved(conn, desk)
    changed = campaigns.change(
        conn,
        desk.author,
        made.id,
        made.version,
        replace(CONTENT, **change),  # type: ignore[arg-type]
        DAYTIME,
    )
    assert isinstance(changed, campaigns.Campaign)
    assert changed.state is CampaignState.DRAFT
    assert (changed.approved_by, changed.approved_hash, changed.next_minute) == (None, None, None)
    assert campaigns.start_due(conn, DAYTIME) == ()
    assert campaigns.open_runs(conn) == ()


def test_saving_the_same_again_keeps_the_approval(conn: Connection, desk: Desk) -> None:
    made = approved(conn, desk)
    same = campaigns.change(conn, desk.author, made.id, made.version, CONTENT, DAYTIME)
    assert isinstance(same, campaigns.Campaign)
    assert same.state is CampaignState.SCHEDULED


def test_two_who_write_at_once_do_not_overwrite_each_other(conn: Connection, desk: Desk) -> None:
    made = draft(conn, desk)
    campaigns.change(conn, desk.author, made.id, made.version, saying("Một"), DAYTIME)
    late = campaigns.change(conn, desk.author, made.id, made.version, saying("Hai"), DAYTIME)
    assert late == no(FailureReason.CONTENT_MOVED)


def test_what_runs_is_not_changed_any_more(conn: Connection, desk: Desk) -> None:
    made, _ = begun(conn, desk)
    late = campaigns.change(conn, desk.author, made.id, made.version, saying("Khác"), DAYTIME)
    assert late == no(FailureReason.MOVE_NOT_ALLOWED)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"audience": Audience()}, FailureReason.UNFIT),
        ({"audience": Audience((Place("14", "99999"),))}, FailureReason.NOBODY),
        ({"schedule": Once(DAYTIME - timedelta(hours=1))}, FailureReason.IN_THE_PAST),
        ({"words": {"vi": Words("Tựa", "dài " * 1500)}}, FailureReason.UNFIT),
        ({"schedule": Weekly((), time(9), date(2026, 3, 1))}, FailureReason.UNFIT),
    ],
)
def test_what_cannot_go_out_is_refused_where_it_is_asked_for(
    conn: Connection, desk: Desk, change: dict[str, object], reason: FailureReason
) -> None:
    made = draft(conn, desk, replace(CONTENT, **change))  # type: ignore[arg-type]
    assert campaigns.ask_approval(conn, desk.author, made.id, DAYTIME) == no(reason)


def test_an_approval_that_comes_too_late_is_refused(conn: Connection, desk: Desk) -> None:
    made = draft(conn, desk, replace(CONTENT, schedule=Once(DAYTIME + timedelta(hours=1))))
    campaigns.ask_approval(conn, desk.author, made.id, DAYTIME)
    late = DAYTIME + timedelta(hours=2)
    said = campaigns.approve(conn, desk.approver, made.id, made.content_hash, late)
    assert said == no(FailureReason.IN_THE_PAST)


def test_given_back_with_a_remark_it_is_a_draft(conn: Connection, desk: Desk) -> None:
    made = draft(conn, desk)
    campaigns.ask_approval(conn, desk.author, made.id, DAYTIME)
    assert campaigns.refuse(conn, desk.approver, made.id, " ", DAYTIME) == no(FailureReason.REASON_NEEDED)
    assert campaigns.refuse(conn, desk.approver, made.id, "Ghi rõ số gọi lại", DAYTIME) == Done()
    assert seen(conn, desk, made.id).state is CampaignState.DRAFT
    history = campaigns.history(conn, desk.author, made.id)
    assert [(event.kind, event.note) for event in history] == [
        ("created", ""),
        ("asked", ""),
        ("refused", "Ghi rõ số gọi lại"),
    ]


def test_places_outside_the_province_are_refused(conn: Connection, desk: Desk) -> None:
    abroad = replace(CONTENT, audience=Audience((THANH_HOA,)))
    assert campaigns.create(conn, desk.author, abroad, DAYTIME) == no(FailureReason.OUTSIDE_AREA)
    made = draft(conn, desk)
    said = campaigns.change(conn, desk.author, made.id, made.version, abroad, DAYTIME)
    assert said == no(FailureReason.OUTSIDE_AREA)


def test_a_commune_sees_its_own_campaigns_and_the_province_all_of_them(conn: Connection, desk: Desk) -> None:
    here, there = open_desk(conn, COMMUNE), open_desk(conn, NEIGHBOUR)
    made = draft(conn, here)
    assert campaigns.campaign(conn, here.approver, made.id) is not None
    assert campaigns.campaign(conn, desk.approver, made.id) is not None
    assert campaigns.campaign(conn, there.author, made.id) is None
    assert campaigns.pause(conn, there.author, made.id, DAYTIME) == no(FailureReason.NOT_VISIBLE)
    inspector = officer(conn, INSPECTORATE, "Thanh tra")
    assert campaigns.campaign(conn, inspector, made.id) is None
    assert campaigns.campaign_list(conn, inspector) == ()


def test_a_recurring_campaign_runs_again_at_its_next_time_and_ends_with_its_rule(
    conn: Connection, desk: Desk
) -> None:
    weekly = Weekly((3,), time(10), date(2026, 3, 1), date(2026, 3, 13))
    made = approved(conn, desk, replace(CONTENT, schedule=weekly))
    for week in range(2):
        now = DAYTIME + timedelta(days=1, weeks=week)
        assert campaigns.start_due(conn, now - timedelta(minutes=1)) == ()
        assert campaigns.open_runs(conn) == ()
        campaigns.start_due(conn, now)
        (run,) = campaigns.open_runs(conn)
        while campaigns.fill_step(conn, run.id, now):
            pass
        lead = campaigns.lead_deliveries(conn, "bot", "telegram", now)
        batch = campaigns.take_batch(conn, lead, run.id, "telegram", 10, now)
        outcomes = [
            campaigns.Outcome(each.subscriber_id, campaigns.DeliveryState.SENT) for each in batch.deliveries
        ]
        campaigns.settle(conn, run.id, outcomes, now)
        campaigns.end_due(conn, now)
    after = seen(conn, desk, made.id)
    assert (after.runs, after.state) == (2, CampaignState.FINISHED)
    found = campaigns.report(conn, desk.author, made.id)
    assert found is not None
    assert (found.total.sent, len(found.runs)) == (2, 2)


def test_a_time_that_passed_while_nothing_ran_is_missed_not_made_up_for(conn: Connection, desk: Desk) -> None:
    made = approved(conn, desk, replace(CONTENT, schedule=Once(DAYTIME + timedelta(hours=1)), valid_hours=2))
    campaigns.start_due(conn, DAYTIME + timedelta(days=2))
    assert campaigns.open_runs(conn) == ()
    assert seen(conn, desk, made.id).state is CampaignState.EXPIRED


def test_after_an_outage_the_occurrence_that_is_still_valid_runs(conn: Connection, desk: Desk) -> None:
    """Missed: Monday to Wednesday, 10:00. Thursday's is three hours old and valid for six."""
    daily = Peak(date(2026, 3, 2), date(2026, 3, 20), time(10), 1)
    before = DAYTIME - timedelta(days=3)
    made = approved(conn, desk, replace(CONTENT, schedule=daily, valid_hours=6), before)
    thursday = DAYTIME + timedelta(days=1, hours=3)
    campaigns.start_due(conn, thursday)
    assert campaigns.open_runs(conn) == ()
    campaigns.start_due(conn, thursday)
    (run,) = campaigns.open_runs(conn)
    after = seen(conn, desk, made.id)
    assert (run.campaign_id, after.state, after.runs) == (made.id, CampaignState.RUNNING, 1)
    assert after.next_minute == (DAYTIME + timedelta(days=2)).timestamp() // 60
    kinds = [event.kind for event in campaigns.history(conn, desk.author, made.id)]
    assert kinds.count("missed") == 1


def test_a_peak_period_that_passed_while_nothing_ran_is_over(conn: Connection, desk: Desk) -> None:
    daily = Peak(date(2026, 3, 2), date(2026, 3, 6), time(10), 1)
    made = approved(conn, desk, replace(CONTENT, schedule=daily), DAYTIME - timedelta(days=3))
    campaigns.start_due(conn, DAYTIME + timedelta(days=30))
    assert seen(conn, desk, made.id).state is CampaignState.EXPIRED


def test_a_monthly_rule_names_its_next_minute(conn: Connection, desk: Desk) -> None:
    made = approved(conn, desk, replace(CONTENT, schedule=Monthly(31, time(9), date(2026, 3, 1))))
    assert made.next_minute is not None
    assert made.next_minute * 60 == 1774922400  # 31 March 2026, 9:00 in Vietnam


def test_a_correction_needs_its_own_approval_and_a_first_that_somebody_got(
    conn: Connection, desk: Desk
) -> None:
    words = {"vi": Words("Số đúng là 113", "Lời trước ghi nhầm.")}
    made = draft(conn, desk)
    assert campaigns.correct(conn, desk.author, made.id, words, DAYTIME) == no(FailureReason.NOT_OPEN)
    first, _ = begun(conn, desk)
    correction = campaigns.correct(conn, desk.author, first.id, words, DAYTIME)
    assert isinstance(correction, campaigns.Campaign)
    assert (correction.state, correction.corrects) == (CampaignState.DRAFT, first.id)
    assert campaigns.ask_approval(conn, desk.author, correction.id, DAYTIME) == no(FailureReason.NOBODY)


def test_a_corrected_campaign_is_not_resumed_unless_its_correction_is_cancelled(
    conn: Connection, desk: Desk
) -> None:
    """Who got the former words after the correction's list was made would never be told that they are wrong."""
    words = {"vi": Words("Số đúng là 113", "Lời trước ghi nhầm.")}
    first, _ = begun(conn, desk)
    correction = campaigns.correct(conn, desk.author, first.id, words, DAYTIME)
    assert isinstance(correction, campaigns.Campaign)
    assert campaigns.resume(conn, desk.author, first.id, DAYTIME) == no(FailureReason.CORRECTED)
    assert campaigns.correction_of(conn, first.id) == correction.id
    assert campaigns.cancel(conn, desk.author, correction.id, DAYTIME) == Done()
    assert campaigns.resume(conn, desk.author, first.id, DAYTIME) == Done()


def test_a_test_goes_to_the_officers_own_chat_through_a_link_that_works_once(
    conn: Connection, desk: Desk
) -> None:
    made, token = draft(conn, desk), SecretText("t")
    assert campaigns.send_test(conn, desk.author, made.id, DAYTIME) == no(FailureReason.NO_TEST_CHAT)
    assert campaigns.make_test_link(conn, desk.author, token, DAYTIME) == Done()
    chat = campaigns.TestChat(b"r" * 16, b"sealed", "vi")
    late = DAYTIME + timedelta(minutes=30)
    assert campaigns.link_test_chat(conn, token, chat, late) == no(FailureReason.LINK_EXPIRED)
    assert campaigns.link_test_chat(conn, token, chat, DAYTIME) == Done()
    assert campaigns.link_test_chat(conn, token, chat, DAYTIME) == no(FailureReason.LINK_EXPIRED)
    assert campaigns.send_test(conn, desk.author, made.id, DAYTIME) == Done()
    lead = campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
    (due,) = campaigns.take_tests(conn, lead)
    assert (due.contact, due.chat_row, due.content.words["vi"]) == (b"sealed", b"r" * 16, WORDS)
    assert campaigns.take_tests(conn, lead) == ()
    campaigns.settle_test(conn, due.id, reason=None)
    last = campaigns.last_test(conn, desk.author, made.id)
    assert last is not None
    assert (last.state, last.content_hash) == ("sent", made.content_hash)


def test_a_test_that_a_former_leader_left_is_in_doubt_and_may_be_sent_again(
    conn: Connection, desk: Desk
) -> None:
    made, token = draft(conn, desk), SecretText("t")
    campaigns.make_test_link(conn, desk.author, token, DAYTIME)
    campaigns.link_test_chat(conn, token, campaigns.TestChat(b"r" * 16, b"sealed", "vi"), DAYTIME)
    campaigns.send_test(conn, desk.author, made.id, DAYTIME)
    former = campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
    (left,) = campaigns.take_tests(conn, former)
    campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
    last = campaigns.last_test(conn, desk.author, made.id)
    assert last is not None
    assert (last.state, last.reason) == ("failed", "unknown")
    assert campaigns.send_test(conn, desk.author, made.id, DAYTIME) == Done()
    campaigns.settle_test(conn, left.id, reason=None)


def test_a_waiting_test_whose_chat_is_gone_keeps_nobody_busy(conn: Connection, desk: Desk) -> None:
    made, token = draft(conn, desk), SecretText("t")
    campaigns.make_test_link(conn, desk.author, token, DAYTIME)
    campaigns.link_test_chat(conn, token, campaigns.TestChat(b"r" * 16, b"sealed", "vi"), DAYTIME)
    campaigns.send_test(conn, desk.author, made.id, DAYTIME)
    assert campaigns.due_work(conn, DAYTIME).tests
    conn.execute(test_chats.delete())
    assert not campaigns.due_work(conn, DAYTIME).tests


def test_reports_mask_what_fewer_than_five_told(conn: Connection, desk: Desk) -> None:
    made, _ = begun(conn, desk)
    for number in range(6):
        assert campaigns.count_met(conn, made.id, bytes([number]) * 16, "03703")
    assert not campaigns.count_met(conn, made.id, bytes(16), "03703")
    for number in range(4):
        campaigns.count_met(conn, made.id, bytes([100 + number]) * 16, "03670")
    campaigns.count_act(conn, made.id, "stop")
    campaigns.count_act(conn, made.id, "quiz_right")
    found = campaigns.report(conn, desk.author, made.id)
    assert found is not None
    assert [(each.commune_code, each.count) for each in found.met] == [("03670", None), ("03703", 6)]
    assert (found.stopped, found.quiz_right, found.quiz_wrong) == (1, 1, 0)
    assert "4" not in {str(each.count) for each in found.met}


def test_a_button_belongs_to_those_who_got_the_bulletin(conn: Connection, desk: Desk) -> None:
    from tests.storage.warnings_town import row_key_of

    subscriber(conn, 2, SON_LA, QUYNH_NHAI)
    made, run = begun(conn, desk, replace(CONTENT, topic_id="fake_police"))
    assert campaigns.received(conn, row_key_of(1), made.short_id) is None
    lead = campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)
    campaigns.take_batch(conn, lead, run, "telegram", 10, DAYTIME)
    got = campaigns.received(conn, row_key_of(1), made.short_id)
    assert got == campaigns.ReceivedBulletin(made.id, "fake_police", "03703")
    province_wide = campaigns.received(conn, row_key_of(2), made.short_id)
    assert province_wide is not None
    assert province_wide.commune_code is None
    assert campaigns.received(conn, row_key_of(1), "forged") is None
    assert campaigns.received(conn, b"nobody".ljust(16), made.short_id) is None


def test_only_what_awaits_an_approval_is_counted_for_approvers(conn: Connection, desk: Desk) -> None:
    made = draft(conn, desk)
    assert campaigns.awaiting_approval(conn, desk.approver) == 0
    campaigns.ask_approval(conn, desk.author, made.id, DAYTIME)
    assert campaigns.awaiting_approval(conn, desk.approver) == 1
    approve(conn, desk, draft(conn, desk, saying("Khác")))
    assert campaigns.awaiting_approval(conn, desk.approver) == 1
