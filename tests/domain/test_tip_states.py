"""A tip's states, what a resident sees of them, the clocks, coarse times and bounds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.administration.clocks_page import PAGE, page
from domain.categories import CATEGORIES, is_category
from domain.hours import day_of, day_of_hour, hour_of, release_time, start_of_hour
from domain.limits import Limits
from domain.tips import (
    ALLOWED_MOVES,
    MOVES,
    ExtensionGround,
    ReasonNeed,
    ServiceClocks,
    StopGround,
    TipStatus,
    VagueStatus,
    When,
    first_view_due,
    first_word_due,
    may_move,
    move_between,
    reason_needed,
    service_clocks,
    vague_status,
)

moments = st.datetimes(datetime(2025, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
steps = st.sampled_from([1, 5, 15, 30, 60])
jitters = st.floats(0, 1, exclude_max=True)


def test_every_status_can_be_reached_and_can_be_left() -> None:
    reached = {TipStatus.RECEIVED}
    while (more := reached.union(*(ALLOWED_MOVES[status] for status in reached))) != reached:
        reached = more
    assert reached == set(TipStatus)
    assert all(ALLOWED_MOVES[status] for status in TipStatus)


def test_a_tip_is_never_received_again_nor_decided_without_verification() -> None:
    assert not any(may_move(status, TipStatus.RECEIVED) for status in TipStatus)
    assert {s for s in TipStatus if may_move(s, TipStatus.DECIDED)} == {
        TipStatus.VERIFYING,
        TipStatus.EXTENDED,
        TipStatus.RESUMED,
    }


def test_what_stretches_stops_or_ends_a_tip_early_needs_a_reason() -> None:
    assert reason_needed(TipStatus.VERIFYING, TipStatus.EXTENDED)
    assert reason_needed(TipStatus.VERIFYING, TipStatus.SUSPENDED)
    assert reason_needed(TipStatus.CLASSIFIED, TipStatus.CLOSED)
    assert reason_needed(TipStatus.CLOSED, TipStatus.VERIFYING)
    assert not reason_needed(TipStatus.RECEIVED, TipStatus.CLASSIFIED)
    assert not reason_needed(TipStatus.DECIDED, TipStatus.CLOSED)


def test_each_move_stands_once_and_says_whether_it_asks_for_a_reason_and_a_ground() -> None:
    assert len({(move.current, move.to) for move in MOVES}) == len(MOVES)
    for move in MOVES:
        assert move_between(move.current, move.to) is move
        assert may_move(move.current, move.to)
        assert reason_needed(move.current, move.to) == (move.reason is ReasonNeed.REQUIRED)
    asked = {move.to: set(move.grounds) for move in MOVES if move.grounds}
    assert asked == {TipStatus.SUSPENDED: set(StopGround), TipStatus.EXTENDED: set(ExtensionGround)}
    assert all(move.reason is ReasonNeed.REQUIRED for move in MOVES if move.grounds)


def test_a_move_outside_the_table_is_none() -> None:
    outside = {(a, b) for a in TipStatus for b in TipStatus} - {(move.current, move.to) for move in MOVES}
    assert (TipStatus.RECEIVED, TipStatus.DECIDED) in outside
    assert not any(may_move(*pair) or reason_needed(*pair) for pair in outside)


def test_the_page_in_the_docs_is_the_tables() -> None:
    """docs/clocks.md is what the tables draw; renew it with `python -m bot.administration.clocks_page`."""
    assert PAGE.read_text("utf-8") == page()


def test_an_unopened_tip_has_only_arrived() -> None:
    assert {vague_status(status, viewed=False) for status in TipStatus} == {VagueStatus.ARRIVED}


def test_residents_can_see_each_of_the_five_statuses_and_no_other() -> None:
    seen = {vague_status(status, viewed) for status in TipStatus for viewed in (True, False)}
    assert seen == set(VagueStatus)
    assert vague_status(TipStatus.RECEIVED, viewed=True) is VagueStatus.SEEN
    assert vague_status(TipStatus.TRANSFERRED, viewed=True) is VagueStatus.MOVED
    assert vague_status(TipStatus.SUSPENDED, viewed=True) is VagueStatus.VERIFYING


def test_a_first_view_is_due_within_a_day_and_at_once_for_what_happens_now() -> None:
    assert first_view_due(500_000, When.PAST) == 500_024
    assert first_view_due(500_000, When.NOW) == 500_000
    assert first_word_due(500_000, When.RECURRING) == 500_072


def test_clocks_change_on_their_day() -> None:
    table = (
        ServiceClocks(date(2025, 7, 1), 24, 72, 15),
        ServiceClocks(date(2026, 1, 1), 12, 48, 10),
    )
    assert service_clocks(date(2025, 12, 31), table).first_view_hours == 24
    assert service_clocks(date(2026, 1, 1), table).first_view_hours == 12
    assert service_clocks(date(2020, 1, 1), table).first_view_hours == 24


@given(moments)
def test_an_hour_holds_its_moment(now: datetime) -> None:
    start = start_of_hour(hour_of(now))
    assert start <= now < start + timedelta(hours=1)
    assert day_of_hour(hour_of(now)) == day_of(now)


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    assert day_of(datetime(2026, 1, 1, 16, 59, tzinfo=UTC)) == date(2026, 1, 1)
    assert day_of(datetime(2026, 1, 1, 17, 0, tzinfo=UTC)) == date(2026, 1, 2)


@given(moments, steps, jitters)
def test_a_release_falls_on_a_full_step_after_the_sending(now: datetime, minutes: int, jitter: float) -> None:
    released = release_time(now, minutes, jitter)
    assert now < released <= now + timedelta(minutes=2 * minutes)
    assert int(released.timestamp()) % (minutes * 60) == 0
    assert released.microsecond == 0


@given(moments, st.integers(0, 59), jitters)
def test_the_minute_of_the_sending_does_not_show_in_the_release(
    now: datetime, second: int, jitter: float
) -> None:
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    same_quarter = quarter + timedelta(minutes=second % 15, seconds=second)
    assert release_time(quarter, 15, jitter) == release_time(same_quarter, 15, jitter)


def test_the_jitter_moves_a_release_by_a_step() -> None:
    now = datetime(2026, 1, 1, 8, 7, tzinfo=UTC)
    assert release_time(now, 15, 0.0) == datetime(2026, 1, 1, 8, 15, tzinfo=UTC)
    assert release_time(now, 15, 0.99) == datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
    assert release_time(now, 0, 0.5) == now


def test_a_moment_without_a_zone_or_a_grid_that_drifts_is_refused() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        hour_of(naive)
    with pytest.raises(ValueError, match="time zone"):
        day_of(naive)
    with pytest.raises(ValueError, match="evenly"):
        release_time(naive.replace(tzinfo=UTC), 7, 0.1)
    with pytest.raises(ValueError, match="jitter"):
        release_time(naive.replace(tzinfo=UTC), 15, 1.0)


def test_the_categories_are_the_sixteen_of_the_product() -> None:
    assert len(CATEGORIES) == len(set(CATEGORIES)) == 16
    assert (CATEGORIES[0], CATEGORIES[-1]) == ("drugs", "other")
    assert is_category("domestic_violence")
    assert not is_category("opinions")


def test_the_limits_default_to_the_products() -> None:
    limits = Limits()
    assert (limits.parts_per_tip, limits.bytes_per_tip, limits.text_characters) == (20, 60_000_000, 4_000)
    assert (limits.tips_per_chat_day, limits.drafts_per_chat_day, limits.wrong_codes_per_hour) == (3, 3, 5)
    assert (limits.free_disk_bytes, limits.tips_per_queue_hour) == (1024**3, 60)
