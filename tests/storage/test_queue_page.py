"""The queue page: what is due first on top, every row once over its pages, counts that agree with the lists."""

import secrets

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, insert, select

from domain.tips import Classification, ExtensionGround, StopGround, TipStatus, When
from sealing.parts import Role as PartRole
from storage import drafts, queue_keys, sweep, tips
from storage.connections import make_engine
from storage.engine import Connection, Database
from storage.errors import BadCursor
from storage.models import queue_rows
from storage.models import tips as tip_table
from storage.parts import SealedPart
from storage.queue_filters import QueueView
from storage.queue_keys import SeedWrap
from storage.queue_page import OVERDUE_COUNTED, page_statement
from storage.urls import sync_url
from storage.viewer import Role, Viewer
from tests.storage.town import COMMUNE, DUTY, HOUR, NEIGHBOUR, Report, later, officer, sealed_part


def pages(
    conn: Connection, viewer: Viewer, wanted: tips.QueueFilter, now_hour: int = HOUR, limit: int = 3
) -> list[tips.QueueRow]:
    """Every row of a list, page after page."""
    rows: list[tips.QueueRow] = []
    after: str | None = None
    while True:
        page = tips.queue_page(conn, viewer, wanted, after, limit, now_hour=now_hour)
        assert len(page.rows) <= limit
        rows.extend(page.rows)
        if page.after is None:
            return rows
        after = page.after


def test_pages_hold_every_row_once_in_the_order_of_what_is_due(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "an")
        sent = [
            Report(when=when).sent(conn, hour=HOUR + late)
            for late, when in ((5, When.PAST), (0, When.SOON), (5, When.PAST), (3, When.NOW), (0, When.PAST))
            * 2
        ]
        rows = pages(conn, viewer, tips.QueueFilter())
        assert sorted(row.tip_id for row in rows) == sorted(report.tip_id for report in sent)
        assert rows == sorted(rows, key=lambda row: (row.due_hour, row.number))
        assert rows[0].when is When.NOW

    town.write_now(story)


def test_a_row_that_arrives_while_paging_neither_hides_nor_doubles_another(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "an")
        before = [Report().sent(conn, hour=HOUR + 2).tip_id for _ in range(4)]
        first = tips.queue_page(conn, viewer, tips.QueueFilter(), None, 2, now_hour=HOUR)
        Report().sent(conn, hour=HOUR)
        second = tips.queue_page(conn, viewer, tips.QueueFilter(), first.after, 2, now_hour=HOUR)
        assert [row.tip_id for row in (*first.rows, *second.rows)] == before

    town.write_now(story)


def test_filters_add_up(town: Database) -> None:
    def story(conn: Connection) -> None:
        one, two = officer(conn, COMMUNE, "one"), officer(conn, COMMUNE, "two")
        reports = []
        for n in range(8):
            report = Report(when=When.RECURRING if n % 2 else When.PAST).ready(conn)
            drafts.set_category(conn, report.tip_id, "drugs" if n % 4 < 2 else None)
            report.send(conn, hour=HOUR + n)
            reports.append(report)
        tips.claim(conn, one, reports[0].tip_id, later())
        tips.claim(conn, two, reports[1].tip_id, later())
        tips.change_status(
            conn, one, reports[0].tip_id, TipStatus.CLASSIFIED, later(), classification=Classification.CRIME
        )

        def found(viewer: Viewer = one, now_hour: int = HOUR, **wanted: object) -> list[int]:
            rows = pages(conn, viewer, tips.QueueFilter(**wanted), now_hour)  # type: ignore[arg-type]
            return [reports.index(next(r for r in reports if r.tip_id == row.tip_id)) for row in rows]

        assert found() == list(range(8))
        assert found(mine=True) == [0]
        assert found(two, mine=True) == [1]
        assert found(unassigned=True) == [2, 3, 4, 5, 6, 7]
        assert found(officer=two.officer_id) == [1]
        assert found(officer=one.officer_id, category="drugs", when=When.PAST) == [0]
        assert found(officer=secrets.token_bytes(16)) == []
        assert found(category="drugs") == [0, 1, 4, 5]
        assert found(category="drugs", when=When.RECURRING) == [1, 5]
        assert found(category="drugs", unassigned=True) == [4, 5]
        assert found(status=TipStatus.CLASSIFIED) == [0]
        assert found(status=TipStatus.CLASSIFIED, when=When.RECURRING) == []
        assert found(now_hour=HOUR + 27, overdue=True) == [0, 1, 2]
        assert found(view=QueueView.CLOSED) == found(view=QueueView.HELD) == []

    town.write_now(story)


def test_the_newest_or_the_oldest_can_stand_on_top(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "an")
        for late in (5, 0, 3, 0, 9, 1, 4):
            Report().sent(conn, hour=HOUR + late)

        def numbers(sort: tips.QueueSort) -> list[int]:
            return [row.number for row in pages(conn, viewer, tips.QueueFilter(sort=sort))]

        assert numbers(tips.QueueSort.NEWEST) == [7, 6, 5, 4, 3, 2, 1]
        assert numbers(tips.QueueSort.OLDEST) == [1, 2, 3, 4, 5, 6, 7]
        assert numbers(tips.QueueSort.DUE) == [2, 4, 6, 3, 7, 1, 5]

    town.write_now(story)


def test_a_count_above_a_thousand_stops_and_says_so(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "an")
        Report().sent(conn)
        tip = dict(conn.execute(select(tip_table)).mappings().one())
        row = dict(conn.execute(select(queue_rows)).mappings().one())

        def add(*numbers: int) -> None:
            ids = {number: number.to_bytes(16, "big") for number in numbers}
            conn.execute(insert(tip_table), [{**tip, "id": tip_id} for tip_id in ids.values()])
            rows = [{**row, "number": number, "tip_id": tip_id} for number, tip_id in ids.items()]
            conn.execute(insert(queue_rows), rows)

        def counted() -> tuple[int, int, bool]:
            found = tips.counts(conn, viewer, HOUR + 99)
            length = tips.list_length(conn, viewer, tips.QueueFilter(overdue=True), HOUR + 99)
            return length, found.overdue, found.overdue_capped

        add(*range(2, OVERDUE_COUNTED + 1))
        assert counted() == (OVERDUE_COUNTED, OVERDUE_COUNTED, False)
        add(5000, 5001)
        assert counted() == (OVERDUE_COUNTED + 1, OVERDUE_COUNTED, True)

    town.write_now(story)


@pytest.mark.parametrize("mark", ["", ".", "1", "1.", "1.x", "-1.2", "1.2.3", "٣.1", "9" * 30 + ".1", "1;2"])
def test_a_forged_page_mark_is_refused(town: Database, mark: str) -> None:
    viewer = town.write_now(lambda conn: officer(conn, COMMUNE, "an"))
    with pytest.raises(BadCursor):
        town.read_now(lambda conn: tips.queue_page(conn, viewer, tips.QueueFilter(), mark, now_hour=HOUR))


def test_roles_that_do_not_read_tips_see_an_empty_queue(town: Database) -> None:
    def story(conn: Connection) -> None:
        Report().sent(conn)
        for role in (Role.AWARENESS, Role.APPROVER):
            viewer = officer(conn, COMMUNE, role.value, role)
            assert pages(conn, viewer, tips.QueueFilter()) == []
            assert tips.counts(conn, viewer, HOUR).open == 0
            assert tips.changes_since(conn, viewer, 0).changes == ()
            assert tips.open_held_lane(conn, viewer, later()) == 0

    town.write_now(story)


def test_changes_run_without_a_gap_and_say_when_they_cannot(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer = officer(conn, COMMUNE, "an")
        report = Report().sent(conn)
        tips.claim(conn, viewer, report.tip_id, later())
        Report(NEIGHBOUR).sent(conn)
        found = tips.changes_since(conn, viewer, 0)
        assert [(change.seq, change.kind) for change in found.changes] == [(1, "arrived"), (2, "claimed")]
        assert (found.last, found.gap) == (2, False)
        assert tips.changes_since(conn, viewer, 2) == tips.Changes(2, (), gap=False)
        assert tips.changes_since(conn, viewer, 1, limit=1).changes[0].seq == 2
        assert tips.changes_since(conn, viewer, 99).gap
        sweep.purge(conn, later(hours=49))
        assert tips.changes_since(conn, viewer, 0) == tips.Changes(2, (), gap=True)
        assert tips.counts(conn, viewer, HOUR).last_change == 2

    town.write_now(story)


def test_over_the_hours_bound_tips_are_held_counted_and_come_in_as_there_is_room(town: Database) -> None:
    def story(conn: Connection) -> None:
        viewer, other = officer(conn, COMMUNE, "an"), officer(conn, NEIGHBOUR, "mo")
        sent = [Report().ready(conn) for _ in range(5)]
        arrivals = [report.send(conn, limit=2).arrival for report in sent]
        assert arrivals == ["released", "released", "held", "held", "held"]
        assert Report(NEIGHBOUR).ready(conn).send(conn, limit=2).arrival == "released"
        count = tips.counts(conn, viewer, HOUR)
        assert (count.open, count.held) == (2, 3)
        held = pages(conn, viewer, tips.QueueFilter(view=QueueView.HELD))
        assert [row.number for row in held] == [3, 4, 5]
        assert tips.claim(conn, viewer, sent[4].tip_id, later()).reason == "not_open"  # type: ignore[union-attr]
        assert sweep.release_due(conn, later(minutes=20), 2) == ()
        came = sweep.release_due(conn, later(hours=1), 2)
        assert [(each.number, each.held) for each in came] == [(3, False), (4, False)]
        assert Report().ready(conn).send(conn, hour=HOUR + 1, limit=2).arrival == "held"
        assert tips.open_held_lane(conn, other, later(hours=1)) == 0
        assert tips.open_held_lane(conn, viewer, later(hours=1)) == 2
        count = tips.counts(conn, viewer, HOUR)
        assert (count.open, count.held) == (6, 0)

    town.write_now(story)


class QueueMachine(RuleBasedStateMachine):
    """Officers and residents of one queue in any order; the counts must always be the lengths of the lists."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.reports: list[Report] = []
        self.connection = self.engine.connect()
        self.transaction = self.connection.begin()
        self.viewers = [officer(self.connection, COMMUNE, f"o{n}", Role.CHIEF) for n in range(2)]
        for viewer in self.viewers:
            wrap = SeedWrap(viewer.officer_id, None, secrets.token_bytes(80))
            queue_keys.add_wraps(self.connection, COMMUNE, 1, (wrap,))
        self.duty = officer(self.connection, DUTY, "d")

    def teardown(self) -> None:
        self.transaction.rollback()
        self.connection.close()

    @rule(now=st.booleans(), held=st.booleans())
    def send(self, now: bool, held: bool) -> None:
        report = Report.happening_now() if now else Report()
        self.reports.append(report.sent(self.connection, limit=0 if held else 1000))

    @rule(data=st.data(), who=st.integers(0, 1))
    def claim_or_give_back(self, data: st.DataObject, who: int) -> None:
        if self.reports:
            tip_id = data.draw(st.sampled_from(self.reports)).tip_id
            act = data.draw(st.sampled_from([tips.claim, tips.unclaim, tips.mark_viewed]))
            act(self.connection, self.viewers[who], tip_id, later())

    def _why(self, tip_id: bytes) -> SealedPart | None:
        view = tips.tip(self.connection, self.viewers[0], tip_id)
        if not isinstance(view, tips.TipView):
            return None
        return sealed_part(
            tip_id, view.next_note, tuple(holder.queue_id for holder in view.holders), role=PartRole.NOTE
        )

    @rule(data=st.data(), to=st.sampled_from(TipStatus))
    def move(self, data: st.DataObject, to: TipStatus) -> None:
        if self.reports:
            tip_id = data.draw(st.sampled_from(self.reports)).tip_id
            tips.change_status(
                self.connection,
                self.viewers[0],
                tip_id,
                to,
                later(),
                reason=self._why(tip_id),
                classification=Classification.CRIME,
                ground={
                    TipStatus.SUSPENDED: StopGround.VALUATION,
                    TipStatus.EXTENDED: ExtensionGround.COMPLEX,
                }.get(to),
            )

    @rule(data=st.data(), to=st.integers(0, 1))
    def assign(self, data: st.DataObject, to: int) -> None:
        if self.reports:
            tip_id = data.draw(st.sampled_from(self.reports)).tip_id
            tips.assign(self.connection, self.viewers[0], tip_id, self.viewers[to].officer_id, later())

    @rule(room=st.integers(0, 2))
    def let_in(self, room: int) -> None:
        sweep.release_due(self.connection, later(), room)

    @rule()
    def open_lane(self) -> None:
        tips.open_held_lane(self.connection, self.viewers[0], later())

    @invariant()
    def counts_agree_with_the_lists(self) -> None:
        later_hour = HOUR + 10
        for viewer in (*self.viewers, self.duty):
            count = tips.counts(self.connection, viewer, later_hour)

            def length(viewer: Viewer = viewer, **wanted: object) -> int:
                return len(pages(self.connection, viewer, tips.QueueFilter(**wanted), later_hour, 5))  # type: ignore[arg-type]

            assert count.open == length()
            assert count.closed == length(view=QueueView.CLOSED)
            assert count.held == length(view=QueueView.HELD)
            assert count.unassigned == length(unassigned=True)
            assert count.mine == length(mine=True)
            assert count.overdue == length(overdue=True)
            for wanted in self.filters:
                listed = pages(self.connection, viewer, wanted, later_hour, 5)
                assert tips.list_length(self.connection, viewer, wanted, later_hour) == len(listed)
                assert len({row.number for row in listed}) == len(listed)

    @property
    def filters(self) -> list[tips.QueueFilter]:
        """Lists as the desk's tabs and drop-downs make them, in every order."""
        one, two = (viewer.officer_id for viewer in self.viewers)
        return [
            tips.QueueFilter(status=TipStatus.RECEIVED, sort=tips.QueueSort.NEWEST),
            tips.QueueFilter(when=When.NOW, overdue=True),
            tips.QueueFilter(officer=one, sort=tips.QueueSort.OLDEST),
            tips.QueueFilter(officer=two, status=TipStatus.CLASSIFIED),
            tips.QueueFilter(unassigned=True, when=When.PAST, sort=tips.QueueSort.NEWEST),
            tips.QueueFilter(view=QueueView.CLOSED, sort=tips.QueueSort.OLDEST),
            tips.QueueFilter(view=QueueView.HELD, sort=tips.QueueSort.NEWEST),
        ]


def test_whatever_happens_the_counts_are_the_lengths_of_the_lists(town: Database, database_url: str) -> None:
    QueueMachine.engine = make_engine(sync_url(database_url), "write")
    run_state_machine_as_test(
        QueueMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    QueueMachine.engine.dispose()


@pytest.mark.parametrize(
    "wanted",
    [
        tips.QueueFilter(),
        tips.QueueFilter(overdue=True),
        tips.QueueFilter(mine=True),
        tips.QueueFilter(unassigned=True),
        tips.QueueFilter(status=TipStatus.VERIFYING),
        tips.QueueFilter(category="drugs"),
        tips.QueueFilter(when=When.NOW, overdue=True),
        tips.QueueFilter(view=QueueView.CLOSED),
        tips.QueueFilter(view=QueueView.HELD),
        tips.QueueFilter(officer=b"o" * 16),
        *(
            tips.QueueFilter(**{"sort": sort, **wanted})  # type: ignore[arg-type]
            for sort in (tips.QueueSort.NEWEST, tips.QueueSort.OLDEST)
            for wanted in (
                {},
                {"mine": True},
                {"unassigned": True},
                {"status": TipStatus.VERIFYING},
                {"category": "drugs"},
                {"when": When.NOW},
                {"officer": b"o" * 16},
                {"view": QueueView.CLOSED},
                {"view": QueueView.HELD},
            )
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("began", [False, True])
def test_every_list_walks_an_index_and_sorts_nothing(
    sqlite_database: Database, wanted: tips.QueueFilter, began: bool
) -> None:
    """Sorting would make a page as slow as its queue is long."""

    def plan(conn: Connection) -> list[str]:
        compiled = page_statement(wanted, began).compile(conn)
        names = compiled.positiontup or []
        rows = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(1 for _ in names))
        return [row[3] for row in rows]

    steps = sqlite_database.read_now(plan)
    assert steps[0].startswith("SEARCH queue_rows USING INDEX ix_queue_rows_")
    assert not any("TEMP B-TREE" in step for step in steps)
