"""What the desk prints of clocks: urgency, groups by Vietnam's day and by hours, standing still, and how long a duty took."""

from datetime import datetime

import pytest

from domain import deadlines
from domain.deadlines import Duty
from domain.hours import VIETNAM_TIME, hour_of
from domain.tips import StopGround, When
from web.desk import texts
from web.desk.clock_texts import DUTY, GROUND, HISTORY, STOPPED
from web.desk.duties import Clock, Urgency, clocks, group_of, next_clock, row_duty

NBSP = "\N{NO-BREAK SPACE}"


def at(day: int, hour: int) -> int:
    return hour_of(datetime(2026, 11, day, hour, tzinfo=VIETNAM_TIME))


def row(duty: Duty | StopGround | None, due: int | None, now: int, when: When = When.PAST) -> Clock | None:
    return row_duty(duty, when, at(21, 10), due, now)


@pytest.mark.parametrize(
    ("now", "due", "group"),
    [
        ((21, 22), (22, 3), "today"),
        ((21, 23), (22, 9), "today"),
        ((21, 23), (22, 17), "later"),
        ((21, 8), (21, 23), "today"),
        ((22, 0), (22, 23), "today"),
        ((21, 8), (22, 0), "later"),
        ((21, 11), (21, 10), "late"),
    ],
)
def test_what_runs_out_before_morning_stands_under_today(
    now: tuple[int, int], due: tuple[int, int], group: str
) -> None:
    """Late in the evening a tip that is due in a few hours is due on tomorrow's date, and still can't wait."""
    assert group_of(row(Duty.HAND_OVER, at(*due), at(*now)), at(*now)) == group


def test_a_row_says_which_duty_it_is_and_how_urgent() -> None:
    def told(duty: Duty, due: tuple[int, int], now: tuple[int, int]) -> tuple[str, str, Urgency]:
        clock = row(duty, at(*due), at(*now))
        assert clock is not None
        return clock.name, clock.text, clock.urgency

    assert told(Duty.FIRST_VIEW, (22, 10), (21, 12)) == ("Xem lần đầu", f"Còn{NBSP}22{NBSP}giờ", Urgency.CALM)
    assert told(Duty.REPORT, (22, 10), (22, 8)) == ("Báo cáo đầu", f"Còn{NBSP}2{NBSP}giờ", Urgency.SOON)
    assert told(Duty.HAND_OVER, (21, 10), (22, 10)) == ("Chuyển hồ sơ", f"Quá{NBSP}1{NBSP}ngày", Urgency.LATE)
    assert told(Duty.DECIDE, (30, 10), (22, 10)) == ("Giải quyết", f"Còn{NBSP}8{NBSP}ngày", Urgency.CALM)


def test_what_happens_now_is_to_be_seen_now_and_then_has_the_other_duties() -> None:
    unseen = row(Duty.FIRST_VIEW, at(21, 10), at(21, 10), When.NOW)
    assert unseen is not None
    assert (unseen.text, group_of(unseen, at(21, 10))) == (f"Xem{NBSP}ngay", "now")
    seen = row(Duty.REPORT, at(22, 10), at(21, 10), When.NOW)
    assert seen is not None
    assert seen.urgency is Urgency.CALM


def test_a_row_that_stands_still_says_why_and_one_without_duty_nothing() -> None:
    stopped = row(StopGround.EXPERT_OPINION, None, at(21, 12))
    assert stopped is not None
    assert (stopped.text, stopped.name, group_of(stopped, at(21, 12))) == ("Dừng tính", "Giám định", "later")
    assert row(None, None, at(21, 12)) is None
    assert group_of(None, at(21, 12)) == "later"


def test_the_card_shows_how_long_a_duty_took_and_what_is_left_of_a_stopped_one() -> None:
    received = at(1, 10)
    found = clocks(
        (
            deadlines.Clock(Duty.FIRST_VIEW, received, received + 24, done_hour=received + 2),
            deadlines.Clock(Duty.FIRST_WORD, received, received + 72, done_hour=received),
            deadlines.Clock(
                Duty.DECIDE, received, at(21, 23), stopped_hour=at(11, 23), stopped_for=StopGround.VALUATION
            ),
        ),
        When.PAST,
        at(28, 10),
    )
    assert [(clock.text, clock.done) for clock in found] == [
        (f"Sau{NBSP}2{NBSP}giờ", True),
        ("Ngay trong giờ đầu", True),
        (f"Dừng tính, còn{NBSP}10{NBSP}ngày", False),
    ]
    assert (found[2].stopped, found[2].used) == ("Định giá", 51)
    waits = next_clock(found, closed=False)
    assert waits is not None
    assert (waits.name, waits.text) == ("Dừng tính", "Định giá")
    assert next_clock(found, closed=True) is None


def test_every_duty_and_every_ground_has_its_words() -> None:
    assert set(DUTY) == set(Duty)
    assert set(STOPPED) == set(StopGround)
    assert {ground.value for ground in GROUND} == set(HISTORY)
    assert {"now", "late", "today", "later"} == set(texts.GROUPS)
