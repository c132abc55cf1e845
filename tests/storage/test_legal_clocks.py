"""The law's clocks as they are kept: each row says its next duty and hour, through extension, suspension and hand-over."""

from datetime import date, datetime, timedelta

import pytest

from domain.deadlines import Duty
from domain.decision_clock import ClockAct
from domain.hours import day_of_hour, hour_of
from domain.samples import Verdict
from domain.tips import Classification, Decision, ExtensionGround, StopGround, TipStatus
from storage import clocks, purging, tips
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.parts import PartRole
from storage.queue_page import QueueRow
from storage.samples import judge, set_aside
from storage.tip_duties import TipClocks, mark_duty, take_back, tip_clocks
from storage.tip_reading import NotVisible
from storage.viewer import Viewer
from tests.storage.cases import put_aside
from tests.storage.town import COMMUNE, DUTY, HOUR, NEIGHBOUR, NOW, Report, later, officer, sealed_part

DONE = Done()
NO_SUCH_DUTY = Failure(FailureReason.NO_SUCH_DUTY)


class Case:
    """One officer with one tip, and a clock that the test moves."""

    def __init__(self, conn: Connection, report: Report | None = None) -> None:
        self.conn = conn
        self.officer = officer(conn, COMMUNE, "an")
        self.report = (report or Report()).sent(conn)
        self.now: datetime = NOW

    def move(self, to: TipStatus, *, words: bool = True, **more: object) -> Done | Failure:
        view = tips.tip(self.conn, self.officer, self.report.tip_id)
        assert isinstance(view, tips.TipView)
        note = sealed_part(self.report.tip_id, view.next_note, (COMMUNE,), role=PartRole.NOTE)
        return tips.change_status(
            self.conn,
            self.officer,
            self.report.tip_id,
            to,
            self.now,
            reason=note if words else None,
            **more,  # type: ignore[arg-type]
        )

    def a_crime_that_is_verified(self) -> "Case":
        """Seen, answered, reported, told, handed over: what is left is to decide."""
        tips.mark_viewed(self.conn, self.officer, self.report.tip_id, self.now)
        tips.add_reply(self.conn, self.officer, self.report.tip_id, self.report.reply(self.officer), self.now)
        assert self.move(TipStatus.CLASSIFIED, classification=Classification.CRIME) == DONE
        assert self.mark(Duty.REPORT) == self.mark(Duty.PROCURACY) == DONE
        assert self.move(TipStatus.TRANSFERRED) == DONE
        assert self.move(TipStatus.VERIFYING) == DONE
        return self

    def mark(self, duty: Duty, viewer: Viewer | None = None) -> Done | Failure:
        return mark_duty(self.conn, viewer or self.officer, self.report.tip_id, duty, self.now)

    def row(self, viewer: Viewer | None = None, view: tips.QueueView = tips.QueueView.OPEN) -> QueueRow:
        wanted = tips.QueueFilter(view=view)
        (row,) = tips.queue_page(
            self.conn, viewer or self.officer, wanted, None, now_hour=hour_of(self.now)
        ).rows
        return row

    def last_day(self) -> date:
        due = self.row().due_hour
        assert due is not None
        return day_of_hour(due)


def test_deadlines_across_an_extension_and_a_suspension(conn: Connection) -> None:
    """Twenty days, two months, ten weeks at the expert's, what was left, and two months of the procuracy's."""
    case = Case(conn).a_crime_that_is_verified()
    assert (case.row().duty, case.last_day()) == (Duty.DECIDE, date(2026, 3, 22))

    case.now = later(days=15)
    assert case.move(TipStatus.EXTENDED, ground=ExtensionGround.COMPLEX) == DONE
    assert (case.row().duty, case.last_day()) == (Duty.ASK_EXTENSION, date(2026, 4, 29))
    assert case.mark(Duty.ASK_EXTENSION) == DONE
    assert (case.row().duty, case.last_day()) == (Duty.DECIDE, date(2026, 5, 4))

    case.now = later(days=30)
    left = (case.row().due_hour or 0) - hour_of(case.now)
    assert case.move(TipStatus.SUSPENDED, ground=StopGround.EXPERT_OPINION) == DONE
    row = case.row()
    assert (row.duty, row.due_hour, row.status) == (StopGround.EXPERT_OPINION, None, TipStatus.SUSPENDED)
    assert tips.counts(conn, case.officer, hour_of(later(days=90))).overdue == 0

    case.now = later(days=100)
    assert case.move(TipStatus.RESUMED) == DONE
    assert case.row().due_hour == hour_of(case.now) + left

    ended = case.last_day()
    assert (
        case.move(TipStatus.EXTENDED, ground=ExtensionGround.PROCURACY, until=ended + timedelta(20)) == DONE
    )
    assert (case.row().duty, case.last_day()) == (Duty.DECIDE, ended + timedelta(days=20))

    case.now = later(days=110)
    assert case.move(TipStatus.DECIDED, decision=Decision.CASE_OPENED) == DONE
    assert case.row().duty is None
    assert [event.detail.get("ground") for event in _history(case) if "ground" in event.detail] == [
        "complex",
        "expert_opinion",
        "procuracy",
    ]


def test_the_police_lengthen_once_then_the_procuracy_once_and_no_further_than_the_law(
    conn: Connection,
) -> None:
    case = Case(conn).a_crime_that_is_verified()

    def extend(ground: ExtensionGround, until: date | None = None) -> FailureReason | None:
        answer = case.move(TipStatus.EXTENDED, ground=ground, until=until)
        return answer.reason if isinstance(answer, Failure) else None

    assert extend(ExtensionGround.PROCURACY) is FailureReason.NOT_EXTENDABLE
    assert extend(ExtensionGround.MANY_PLACES, date(2026, 5, 5)) is FailureReason.UNTIL_OUTSIDE
    assert extend(ExtensionGround.MANY_PLACES, date(2026, 3, 21)) is FailureReason.UNTIL_OUTSIDE
    assert extend(ExtensionGround.MANY_PLACES, date(2026, 5, 4)) is None
    assert extend(ExtensionGround.COMPLEX) is FailureReason.NOT_EXTENDABLE
    assert extend(ExtensionGround.PROCURACY) is None
    assert extend(ExtensionGround.PROCURACY) is FailureReason.NOT_EXTENDABLE
    assert case.last_day() == date(2026, 7, 6), "4 July 2026 is a Saturday"


def test_a_date_is_taken_of_an_extension_alone(conn: Connection) -> None:
    case = Case(conn)
    answer = case.move(TipStatus.CLASSIFIED, classification=Classification.CRIME, until=date(2026, 5, 1))
    assert answer == Failure(FailureReason.UNTIL_OUTSIDE)


@pytest.mark.parametrize(
    "kind", [Classification.ADMINISTRATIVE, Classification.COMPLAINT, Classification.NO_GROUND]
)
def test_classifying_a_tip_as_no_crime_takes_the_clocks_of_crimes_away(
    conn: Connection, kind: Classification
) -> None:
    case = Case(conn)
    tips.mark_viewed(conn, case.officer, case.report.tip_id, NOW)
    assert case.row().duty is Duty.REPORT
    assert case.move(TipStatus.CLASSIFIED, classification=kind) == DONE
    assert (case.row().duty, case.row().due_hour) == (Duty.FIRST_WORD, HOUR + 72)
    assert case.mark(Duty.REPORT) == Failure(FailureReason.NO_SUCH_DUTY)
    assert case.move(TipStatus.CLASSIFIED, classification=Classification.CRIME) == DONE
    assert case.row().duty is Duty.REPORT


def test_the_first_report_has_twelve_hours_and_a_day_where_the_area_is_difficult(conn: Connection) -> None:
    mountain = Case(conn)
    assert (mountain.row().duty, mountain.row().due_hour) == (Duty.FIRST_VIEW, HOUR + 24)
    clocks.set_difficult(conn, [clocks.DifficultCommune("03703", date(2025, 7, 1), date(2026, 3, 1))])
    clocks.refresh(conn, mountain.report.tip_id)
    assert (mountain.row().duty, mountain.row().due_hour) == (Duty.REPORT, HOUR + 12)


def test_a_duty_is_noted_once_by_the_queue_that_answers_for_the_tip(conn: Connection) -> None:
    case = Case(conn, Report.happening_now())
    duty, neighbour = officer(conn, DUTY, "duty"), officer(conn, NEIGHBOUR, "mo")
    assert case.mark(Duty.REPORT, neighbour) == Failure(FailureReason.NOT_VISIBLE)
    assert case.mark(Duty.REPORT, duty) == Failure(FailureReason.NOT_RESPONSIBLE)
    assert case.mark(Duty.DECIDE) == Failure(FailureReason.NO_SUCH_DUTY)
    assert case.mark(Duty.REPORT) == case.mark(Duty.REPORT) == DONE
    assert [event.detail for event in _history(case) if event.kind == "duty"] == [{"duty": "report"}]
    case.move(TipStatus.CLASSIFIED, classification=Classification.CRIME)
    case.move(TipStatus.CLOSED)
    assert case.mark(Duty.PROCURACY) == Failure(FailureReason.NOT_OPEN)


def test_what_was_noted_by_mistake_is_taken_back_and_both_stay_in_the_history(conn: Connection) -> None:
    case = Case(conn)
    tips.mark_viewed(conn, case.officer, case.report.tip_id, NOW)
    assert take_back(conn, case.officer, case.report.tip_id, Duty.REPORT, NOW) == NO_SUCH_DUTY
    assert case.mark(Duty.REPORT) == DONE
    assert case.row().duty is Duty.FIRST_WORD
    assert take_back(conn, case.officer, case.report.tip_id, Duty.REPORT, NOW) == DONE
    assert (case.row().duty, case.row().due_hour) == (Duty.REPORT, HOUR + 24)
    assert [event.detail for event in _history(case) if event.kind == "duty"] == [
        {"duty": "report"},
        {"duty": "report", "taken_back": "yes"},
    ]
    stranger = officer(conn, NEIGHBOUR, "mo")
    assert take_back(conn, stranger, case.report.tip_id, Duty.REPORT, NOW) == Failure(
        FailureReason.NOT_VISIBLE
    )


def test_only_the_asking_for_more_time_may_be_found_needless(conn: Connection) -> None:
    case = Case(conn).a_crime_that_is_verified()
    case.move(TipStatus.EXTENDED, ground=ExtensionGround.MANY_PLACES)

    def skip(duty: Duty) -> Done | Failure:
        return mark_duty(conn, case.officer, case.report.tip_id, duty, NOW, needed=False)

    assert case.row().duty is Duty.ASK_EXTENSION
    assert skip(Duty.PROCURACY) == NO_SUCH_DUTY
    assert skip(Duty.ASK_EXTENSION) == DONE
    assert case.row().duty is Duty.DECIDE


def test_a_copy_keeps_the_services_clocks_and_says_nothing_of_the_laws(conn: Connection) -> None:
    case = Case(conn, Report.happening_now())
    duty = officer(conn, DUTY, "duty")
    assert case.row(duty).duty is Duty.FIRST_VIEW
    tips.mark_viewed(conn, duty, case.report.tip_id, NOW)
    assert case.row(duty).duty is Duty.FIRST_WORD
    tips.add_reply(conn, duty, case.report.tip_id, case.report.reply(duty), NOW)
    assert case.row(duty).duty is None
    assert case.row().duty is Duty.FIRST_VIEW


def test_the_clocks_of_a_tip_are_shown_to_its_queue_alone(conn: Connection) -> None:
    case = Case(conn)
    stranger = officer(conn, NEIGHBOUR, "mo")
    assert tip_clocks(conn, stranger, case.report.tip_id) == NotVisible()
    found = tip_clocks(conn, case.officer, case.report.tip_id)
    assert isinstance(found, TipClocks)
    assert [clock.duty for clock in found.clocks] == [
        Duty.FIRST_VIEW,
        Duty.REPORT,
        Duty.FIRST_WORD,
        Duty.PROCURACY,
        Duty.HAND_OVER,
        Duty.DECIDE,
    ]


def test_a_closed_tip_waits_for_nothing_and_a_reopened_one_goes_on(conn: Connection) -> None:
    case = Case(conn).a_crime_that_is_verified()
    case.move(TipStatus.DECIDED, decision=Decision.NO_CASE)
    assert case.move(TipStatus.CLOSED, words=False) == DONE
    assert case.row(view=tips.QueueView.CLOSED).duty is None
    assert tips.unclaim(conn, case.officer, case.report.tip_id, NOW) == Failure(FailureReason.NOT_OPEN)
    case.now = later(days=40)
    assert case.move(TipStatus.VERIFYING) == DONE
    assert (case.row().duty, case.last_day()) == (Duty.DECIDE, date(2026, 5, 1))


@pytest.mark.parametrize("way", ["classified", "transferred", "set aside", "sampled"])
def test_what_was_called_groundless_and_is_verified_after_all_has_the_laws_clocks_and_time(
    conn: Connection, way: str
) -> None:
    """Else nobody is told of the twenty days, and a criminal case goes after ninety days instead of two years."""
    case = Case(conn)
    tip_id, who = case.report.tip_id, case.officer
    if way in {"classified", "transferred"}:
        assert case.move(TipStatus.CLASSIFIED, classification=Classification.NO_GROUND) == DONE
    else:
        aside = put_aside(conn, who, case.report, chosen=way == "sampled")
        assert set_aside(conn, who, tip_id, aside, case.now) == DONE
    if way == "transferred":
        assert case.move(TipStatus.TRANSFERRED) == DONE
    case.now = later(days=1)
    if way == "sampled":
        assert judge(conn, officer(conn, DUTY, "d"), tip_id, Verdict.REOPENED, case.now) == DONE
    else:
        assert case.move(TipStatus.VERIFYING) == DONE
    view, running = tips.tip(conn, who, tip_id), tip_clocks(conn, who, tip_id)
    assert isinstance(view, tips.TipView)
    assert view.classification is None
    assert isinstance(running, TipClocks)
    assert Duty.DECIDE in {clock.duty for clock in running.clocks}
    assert case.move(TipStatus.DECIDED, decision=Decision.CASE_OPENED) == DONE
    assert case.move(TipStatus.CLOSED, words=False) == DONE
    ended = hour_of(case.now)
    assert purging.due(conn, ended + 730 * 24 - 1) == ()
    assert purging.due(conn, ended + 730 * 24) == (tip_id,)


def test_a_classification_that_stands_is_kept_when_a_tip_is_verified(conn: Connection) -> None:
    case = Case(conn).a_crime_that_is_verified()
    view = tips.tip(conn, case.officer, case.report.tip_id)
    assert isinstance(view, tips.TipView)
    assert view.classification is Classification.CRIME


def test_refreshing_changes_nothing_that_is_right(conn: Connection) -> None:
    case = Case(conn).a_crime_that_is_verified()
    before = case.row()
    clocks.refresh(conn, case.report.tip_id)
    assert case.row() == before
    clocks.add_event(conn, case.report.tip_id, COMMUNE, ClockAct.DECIDED, HOUR)
    clocks.refresh(conn, case.report.tip_id)
    assert case.row().duty is None


def _history(case: Case) -> tuple[tips.OfficerEvent, ...]:
    view = tips.tip(case.conn, case.officer, case.report.tip_id)
    assert isinstance(view, tips.TipView)
    return view.events
