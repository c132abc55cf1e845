"""The ledger: everybody meant is reached once, nobody twice, and what can't be known is said to be in doubt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.campaigns import Audience, CampaignKind, CampaignState, DoubtRule, Words
from domain.subscriptions import WEEKLY_CAP, QuietHours, SubscriberState
from storage import campaigns, subscribers
from storage.campaigns import DeliveryState, FailedReason, Outcome
from storage.engine import Connection
from storage.errors import LeadLost
from storage.failures import Done
from storage.leadership import Lead
from tests.storage.warnings_town import (
    CONTENT,
    DAYTIME,
    MUONG_GION,
    NIGHT,
    QUYNH_NHAI,
    SON_LA,
    THANH_HOA,
    approve,
    approved,
    begun,
    open_desk,
    row_key_of,
    saying,
    seen,
    subscriber,
)

URGENT = replace(CONTENT, kind=CampaignKind.URGENT, urgent_reason="Đang có người đi lừa trong xã.")


def lead(conn: Connection) -> Lead:
    return campaigns.lead_deliveries(conn, "bot", "telegram", DAYTIME)


def take(conn: Connection, run_id: int, limit: int = 100, now=DAYTIME, who: Lead | None = None):
    return campaigns.take_batch(conn, who or lead(conn), run_id, "telegram", limit, now)


def sent(conn: Connection, run_id: int, batch: campaigns.Batch) -> None:
    outcomes = [Outcome(each.subscriber_id, DeliveryState.SENT) for each in batch.deliveries]
    campaigns.settle(conn, run_id, outcomes, DAYTIME)


def total(conn: Connection, desk, campaign_id: bytes) -> campaigns.RunReport:
    found = campaigns.report(conn, desk.author, campaign_id)
    assert found is not None
    return found.total


def test_everybody_meant_is_taken_once_and_nobody_else(conn: Connection) -> None:
    desk = open_desk(conn)
    meant = {
        subscriber(conn, 1, QUYNH_NHAI).id,
        subscriber(conn, 2, QUYNH_NHAI, MUONG_GION).id,
        subscriber(conn, 3, SON_LA).id,
    }
    subscriber(conn, 4, THANH_HOA)
    _, run = begun(conn, desk)
    who = lead(conn)
    taken = []
    while (batch := take(conn, run, 2, who=who)).looked_at:
        taken += [each.subscriber_id for each in batch.deliveries]
    assert len(taken) == 3
    assert set(taken) == meant


def test_topic_and_language_narrow_an_audience_and_a_province_holds_its_communes(conn: Connection) -> None:
    open_desk(conn)
    subscriber(conn, 1, QUYNH_NHAI, topics=("fire",))
    subscriber(conn, 2, QUYNH_NHAI, topics=("fake_police",), language="en")
    subscriber(conn, 3, SON_LA)

    def count(**narrowed: object) -> int:
        return campaigns.count_audience(conn, Audience(**narrowed)).total  # type: ignore[arg-type]

    assert count(places=(QUYNH_NHAI,)) == 3
    assert count(places=(SON_LA,)) == 3
    assert count(places=(MUONG_GION,)) == 1
    assert count(places=(QUYNH_NHAI,), topics=("fire",)) == 2
    assert count(places=(QUYNH_NHAI,), languages=("en",)) == 1
    assert count() == 0


def test_filling_step_by_step_misses_nobody_and_takes_nobody_twice(conn: Connection) -> None:
    desk = open_desk(conn)
    ids = {subscriber(conn, number, QUYNH_NHAI).id for number in range(23)}
    approved(conn, desk)
    campaigns.start_due(conn, DAYTIME)
    (run,) = campaigns.open_runs(conn)
    while campaigns.fill_step(conn, run.id, DAYTIME, window=5):
        pass
    assert {each.subscriber_id for each in take(conn, run.id).deliveries} == ids
    (after,) = campaigns.open_runs(conn)
    assert after.filled


def test_a_former_leader_gets_nothing_and_what_it_left_is_in_doubt(conn: Connection) -> None:
    desk = open_desk(conn)
    for number in range(3):
        subscriber(conn, number)
    made, run = begun(conn, desk)
    former = lead(conn)
    left = take(conn, run, 1, who=former).deliveries
    newer = lead(conn)
    with pytest.raises(LeadLost):
        take(conn, run, 1, who=former)
    assert total(conn, desk, made.id).in_doubt == 1
    taken = take(conn, run, 10, who=newer).deliveries
    assert len(taken) == 2
    assert left[0].subscriber_id not in {each.subscriber_id for each in taken}


def test_a_late_answer_settles_what_was_in_doubt(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    made, run = begun(conn, desk)
    batch = take(conn, run)
    lead(conn)
    sent(conn, run, batch)
    assert (total(conn, desk, made.id).sent, total(conn, desk, made.id).in_doubt) == (1, 0)
    sent(conn, run, batch)
    assert total(conn, desk, made.id).sent == 1


def test_a_campaign_may_ask_to_be_sent_again_where_in_doubt(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    made, run = begun(conn, desk, replace(CONTENT, doubt=DoubtRule.AGAIN))
    first = take(conn, run).deliveries
    assert take(conn, run).deliveries == first
    assert total(conn, desk, made.id).in_doubt == 0


def test_quiet_hours_put_off_and_an_urgent_campaign_breaks_them(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    awake = subscriber(conn, 2, quiet=QuietHours(0, 0))
    _, run = begun(conn, desk, now=NIGHT)
    who = lead(conn)
    assert [each.subscriber_id for each in take(conn, run, now=NIGHT, who=who).deliveries] == [awake.id]
    morning = NIGHT + timedelta(hours=8, minutes=30)
    assert take(conn, run, now=morning - timedelta(minutes=1), who=who).looked_at == 0
    assert len(take(conn, run, now=morning, who=who).deliveries) == 1
    _, urgent = begun(conn, desk, URGENT, now=NIGHT)
    assert len(take(conn, urgent, now=NIGHT, who=who).deliveries) == 2


def test_who_goes_to_sleep_while_it_runs_is_put_off(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    evening = NIGHT - timedelta(hours=2)
    _, run = begun(conn, desk, now=evening)
    batch = take(conn, run, now=NIGHT)
    assert (batch.deliveries, batch.looked_at) == ((), 1)
    assert take(conn, run, now=NIGHT).looked_at == 0


def test_the_weekly_cap_leaves_out_what_is_too_much_but_not_what_is_urgent(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    for number in range(WEEKLY_CAP):
        _, run = begun(conn, desk, saying(f"Lần {number}"))
        sent(conn, run, take(conn, run))
    made, run = begun(conn, desk, saying("Thêm một lần"))
    assert take(conn, run).deliveries == ()
    assert total(conn, desk, made.id).skipped == (("weekly_cap", 1),)
    _, urgent = begun(conn, desk, URGENT)
    assert len(take(conn, urgent).deliveries) == 1
    next_week = DAYTIME + timedelta(days=7)
    _, later = begun(conn, desk, saying("Tuần sau"), now=next_week)
    assert len(take(conn, later, now=next_week).deliveries) == 1


def test_urgent_warnings_and_corrections_take_nothing_of_the_weekly_cap(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    first, run = begun(conn, desk, saying("Lần đầu"))
    sent(conn, run, take(conn, run))
    for number in range(WEEKLY_CAP):
        _, run = begun(conn, desk, replace(URGENT, words={"vi": Words(f"Khẩn {number}", "Bà con tắt máy.")}))
        back = [Outcome(each.subscriber_id, DeliveryState.QUEUED) for each in take(conn, run).deliveries]
        campaigns.settle(conn, run, back, DAYTIME)
        sent(conn, run, take(conn, run))
    words = {"vi": Words("Số đúng là 113", "Lời trước ghi nhầm số. Số đúng là 113.")}
    correction = campaigns.correct(conn, desk.author, first.id, words, DAYTIME)
    assert isinstance(correction, campaigns.Campaign)
    approve(conn, desk, correction)
    campaigns.start_due(conn, DAYTIME)
    mending = next(each for each in campaigns.open_runs(conn) if each.campaign_id == correction.id)
    campaigns.fill_step(conn, mending.id, DAYTIME)
    sent(conn, mending.id, take(conn, mending.id))
    reached = 0
    for number in range(WEEKLY_CAP):
        _, run = begun(conn, desk, saying(f"Thường {number}"))
        batch = take(conn, run)
        reached += len(batch.deliveries)
        sent(conn, run, batch)
    assert reached == WEEKLY_CAP - 1


def test_what_was_put_back_unsent_does_not_count_for_the_week(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    _, run = begun(conn, desk)
    for _ in range(WEEKLY_CAP + 1):
        batch = take(conn, run)
        assert len(batch.deliveries) == 1
        outcomes = [Outcome(batch.deliveries[0].subscriber_id, DeliveryState.QUEUED)]
        campaigns.settle(conn, run, outcomes, DAYTIME)


def test_who_stops_before_the_turn_is_left_out(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    made, run = begun(conn, desk)
    assert subscribers.stop(conn, row_key_of(1))
    assert take(conn, run).deliveries == ()
    assert total(conn, desk, made.id).skipped == (("stopped", 1),)


def test_who_blocked_the_bot_is_marked_and_comes_back_by_writing(conn: Connection) -> None:
    desk = open_desk(conn)
    one = subscriber(conn, 1)
    made, run = begun(conn, desk)
    take(conn, run)
    blocked = Outcome(one.id, DeliveryState.FAILED, FailedReason.BLOCKED)
    campaigns.settle(conn, run, [blocked], DAYTIME)
    assert total(conn, desk, made.id).failed == (("blocked", 1),)
    away = subscribers.of_row_key(conn, row_key_of(1))
    assert away is not None
    assert away.state is SubscriberState.BLOCKED
    assert campaigns.count_audience(conn, CONTENT.audience).total == 0
    assert subscribers.come_back(conn, row_key_of(1))
    assert campaigns.count_audience(conn, CONTENT.audience).total == 1


def test_pause_and_cancel_stop_the_taking_and_resume_goes_on(conn: Connection) -> None:
    desk = open_desk(conn)
    for number in range(4):
        subscriber(conn, number)
    made, run = begun(conn, desk)
    sent(conn, run, take(conn, run, 1))
    assert campaigns.pause(conn, desk.author, made.id, DAYTIME) == Done()
    assert take(conn, run, 1).halted
    assert campaigns.resume(conn, desk.author, made.id, DAYTIME) == Done()
    sent(conn, run, take(conn, run, 1))
    assert campaigns.cancel(conn, desk.author, made.id, DAYTIME) == Done()
    assert take(conn, run, 1).halted
    report = total(conn, desk, made.id)
    assert (report.recipients, report.sent, report.waiting, report.ending) == (4, 2, 2, "cancelled")


def test_a_run_ends_when_everybody_is_through_and_not_before(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    made, run = begun(conn, desk)
    batch = take(conn, run)
    assert not campaigns.due_work(conn, DAYTIME).ends
    sent(conn, run, batch)
    assert campaigns.due_work(conn, DAYTIME).ends
    campaigns.end_due(conn, DAYTIME)
    assert seen(conn, desk, made.id).state is CampaignState.FINISHED
    assert campaigns.open_runs(conn) == ()


def test_what_is_not_sent_in_its_time_expires(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    made, run = begun(conn, desk, replace(CONTENT, valid_hours=2))
    late = DAYTIME + timedelta(hours=2)
    assert take(conn, run, now=late).halted
    campaigns.end_due(conn, late)
    report = total(conn, desk, made.id)
    assert (report.waiting, report.ending) == (1, "expired")


def test_a_correction_goes_to_those_who_got_the_first_and_to_nobody_else(conn: Connection) -> None:
    desk = open_desk(conn)
    for number in range(3):
        subscriber(conn, number)
    made, run = begun(conn, desk)
    batch = take(conn, run, 2)
    sent(conn, run, batch)
    words = {"vi": Words("Số đúng là 113", "Lời trước ghi nhầm số. Số đúng là 113.")}
    correction = campaigns.correct(conn, desk.author, made.id, words, DAYTIME)
    assert isinstance(correction, campaigns.Campaign)
    assert seen(conn, desk, made.id).state is CampaignState.PAUSED
    subscriber(conn, 99)
    approve(conn, desk, correction)
    campaigns.start_due(conn, DAYTIME)
    second = next(each for each in campaigns.open_runs(conn) if each.campaign_id == correction.id)
    while campaigns.fill_step(conn, second.id, DAYTIME):
        pass
    reached = {each.subscriber_id for each in take(conn, second.id).deliveries}
    assert reached == {each.subscriber_id for each in batch.deliveries}


def test_a_content_changed_behind_the_desk_is_never_sent(conn: Connection) -> None:
    from sqlalchemy import text

    desk = open_desk(conn)
    subscriber(conn, 1)
    made = approved(conn, desk)
    conn.execute(text("UPDATE campaigns SET content = replace(content, 'tắt máy', 'gửi tiền')"))
    assert campaigns.start_due(conn, DAYTIME) == (made.id,)
    assert seen(conn, desk, made.id).state is CampaignState.DRAFT
    other, run = begun(conn, desk, saying("Khác"))
    conn.execute(text("UPDATE campaigns SET content = replace(content, 'Khác', 'Lạ')"))
    assert campaigns.run_message(conn, run) is None
    assert other.id != made.id


def test_a_channel_takes_only_its_own_rows(conn: Connection) -> None:
    desk = open_desk(conn)
    subscriber(conn, 1)
    subscriber(conn, 1, channel="zalo")
    _, run = begun(conn, desk)
    assert len(take(conn, run).deliveries) == 1
