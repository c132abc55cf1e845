"""What nobody opens reaches the right people at the desk and in their chats, once each, whenever the worker is killed."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.duty import Shift
from sealing.conversation_keys import Chat, ContactPlace, seal_contact
from sealing.officer_chat_keys import officer_row_key
from sealing.secret_types import SecretText
from storage import alarms, notices, officer_chats, rota, tip_work
from storage.engine import Connection, Database
from storage.failures import Done
from storage.notice_tables import notices as table
from storage.notices import NoticeKind
from storage.officer_chats import Linked, NewChat
from storage.viewer import Role, Viewer
from tests.lying_worker import CONTACT_KEY, DEPLOYMENT, PLACES, PSEUDONYM_KEY
from tests.storage.town import COMMUNE, DUTY, HOUR, INSPECTORATE, NEIGHBOUR, NOW, Report, officer, settle

HOUSE = Path(__file__).resolve().parents[1]
PEOPLE = {
    "officer": (COMMUNE, Role.OFFICER),
    "colleague": (COMMUNE, Role.OFFICER),
    "chief": (COMMUNE, Role.CHIEF),
    "neighbour": (NEIGHBOUR, Role.CHIEF),
    "desk": (DUTY, Role.DUTY_DESK),
    "inspector": (INSPECTORATE, Role.INSPECTORATE),
}


class Town:
    """The town's people with a linked chat each, and a database that outlives every process."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.sent = url, folder, folder / "sent.txt"
        self.sent.touch()
        self.people: dict[str, Viewer] = {}
        self.write(self._furnish)

    def write(self, work: object) -> object:
        database = Database.open(self.url)
        try:
            return database.write_now(work)  # type: ignore[arg-type]
        finally:
            database.close_now()

    def _furnish(self, conn: Connection) -> None:
        settle(conn)
        for number, (name, (unit, role)) in enumerate(PEOPLE.items(), 1):
            viewer = self.people[name] = officer(conn, unit, name, role)
            chat, row, code = (
                Chat("telegram", SecretText(str(number))),
                officer_chats.new_chat_id(),
                SecretText(name),
            )
            contact = seal_contact(CONTACT_KEY, ContactPlace(DEPLOYMENT, "officer", row), chat)
            officer_chats.make_code(conn, viewer, code, NOW)
            key = officer_row_key(PSEUDONYM_KEY, DEPLOYMENT, chat)
            assert isinstance(officer_chats.link(conn, code, NewChat(row, key, contact, "vi"), NOW), Linked)

    def take_turns(self) -> None:
        """The rota of the commune, all week: the colleague by day, the officer by night."""
        turns = {Shift.DAY: self.people["colleague"], Shift.NIGHT: self.people["officer"]}

        def plan(conn: Connection) -> None:
            for weekday, (shift, viewer) in product(range(7), turns.items()):
                chief, ids = self.people["chief"], [viewer.officer_id]
                assert rota.plan_week(conn, chief, weekday, shift, ids, NOW) == Done()

        self.write(plan)

    def work(self, now: datetime, place: str = "-") -> None:
        """A worker and an officers' bot live for a while in a process of their own, and die where they are told to."""
        arguments = (self.url, str(self.folder), now.isoformat(), str(self.sent), place)
        done = subprocess.run(
            [sys.executable, "-m", "tests.lying_worker", *arguments],
            cwd=HOUSE,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == (0 if place == "-" else -signal.SIGKILL), done.stderr

    def at_the_desk(self, name: str) -> list[tuple[str, str, int | None]]:
        """What an officer's notices of the service's own clocks say, sorted; the law's have their own tests."""
        viewer = self.people[name]
        found = self.write(lambda conn: notices.unseen(conn, viewer))
        assert isinstance(found, tuple)
        legal = {NoticeKind.DUE_SOON, NoticeKind.OVERDUE}
        return sorted(
            (notice.kind.value, notice.queue_id, notice.number)
            for notice in found
            if notice.kind not in legal
        )

    def alarms(self, name: str) -> list[tuple[str, str, int | None]]:
        viewer = self.people[name]
        found = self.write(lambda conn: alarms.alarms(conn, viewer))
        assert isinstance(found, tuple)
        return sorted((row.kind, row.subject_queue_id, row.number) for row in found)

    def telling(self) -> dict[int, tuple[str, str]]:
        """Of each notice: its officer's chat, and where the telling stands."""
        number = {viewer.officer_id: str(place) for place, viewer in enumerate(self.people.values(), 1)}
        rows = self.write(
            lambda conn: conn.execute(select(table.c.row_id, table.c.officer_id, table.c.telling)).all()
        )
        assert isinstance(rows, Sequence)
        return {row.row_id: (number[row.officer_id], row.telling) for row in rows}

    def messages(self) -> Counter[tuple[str, int]]:
        """How often each notice was told in each chat, as the platform saw it."""
        lines = (line.split() for line in self.sent.read_text("utf-8").splitlines())
        return Counter((chat, int(notice)) for chat, notice in lines)


@pytest.fixture
def town_at(database_url: str, tmp_path: Path) -> Town:
    return Town(database_url, tmp_path)


@pytest.mark.parametrize("kills", [(), PLACES[:-1]], ids=["unharmed", "killed everywhere"])
def test_a_tip_unopened_for_a_day_has_reached_everyone_it_should(town_at: Town, kills: Sequence[str]) -> None:
    """Officer on duty, chief, then the duty desk; of a conflict tip the duty desk alone."""

    def send(conn: Connection) -> None:
        Report().sent(conn)
        Report(INSPECTORATE, conflict=True).sent(conn)

    town_at.write(send)
    a_day_later = NOW + timedelta(hours=24)
    for place in kills:
        town_at.work(a_day_later, place)
    town_at.work(a_day_later)
    new, unopened = ("new_tip", COMMUNE, 1), ("unopened", COMMUNE, 1)
    conflict_new, conflict = ("new_tip", INSPECTORATE, 1), ("unopened", INSPECTORATE, 1)
    assert town_at.at_the_desk("officer") == [new, unopened]
    assert town_at.at_the_desk("chief") == [new, unopened]
    assert town_at.at_the_desk("inspector") == [conflict_new, conflict]
    assert town_at.at_the_desk("desk") == [unopened, conflict]
    assert town_at.alarms("desk") == [unopened, conflict]
    assert town_at.at_the_desk("neighbour") == []
    assert town_at.alarms("chief") == town_at.alarms("neighbour") == []
    _once_each(town_at, in_doubt=2 if kills else 0)


def test_by_turns_whoever_is_on_duty_is_told_then_the_chief_then_the_duty_desk(town_at: Town) -> None:
    """Each when its hour has come and not before, whoever else serves in the commune; the worker dies on every step."""
    town_at.take_turns()
    town_at.write(lambda conn: Report().sent(conn))
    new, unopened = ("new_tip", COMMUNE, 1), ("unopened", COMMUNE, 1)
    # It came by day: the one on duty by day hears of it. Nobody opened it by half past two at night.
    story = (
        (timedelta(minutes=1), "posted", {"colleague": [new]}),
        (timedelta(hours=12), "posting", {"colleague": [new], "officer": [unopened]}),
        (timedelta(hours=20), "begun", {"colleague": [new], "officer": [unopened], "chief": [unopened]}),
        (
            timedelta(hours=24),
            "sent",
            {"colleague": [new], "officer": [unopened], "chief": [unopened], "desk": [unopened]},
        ),
    )
    for passed, place, told in story:
        town_at.work(NOW + passed, place)
        town_at.work(NOW + passed)
        assert {name: seen for name in PEOPLE if (seen := town_at.at_the_desk(name))} == told, passed
    assert town_at.alarms("desk") == [unopened]
    _once_each(town_at, in_doubt=2)


@pytest.mark.parametrize("kills", [(), PLACES[:-1]], ids=["unharmed", "killed everywhere"])
def test_what_happens_now_reaches_duty_at_once_and_the_chief_after_a_quarter_of_an_hour(
    town_at: Town, kills: Sequence[str]
) -> None:
    """The duty desk holds it from the start."""
    town_at.write(lambda conn: Report.happening_now().sent(conn, hour=HOUR, now=NOW))
    now, unopened = ("happening_now", COMMUNE, 1), ("unopened", COMMUNE, 1)
    town_at.work(NOW + timedelta(minutes=1))
    for name in ("officer", "chief"):
        assert town_at.at_the_desk(name) == [now]
    assert town_at.at_the_desk("desk") == [("happening_now", DUTY, 1)]
    assert town_at.alarms("officer") == town_at.alarms("desk") == [now]
    a_quarter_later = NOW + timedelta(minutes=15)
    for place in kills:
        town_at.work(a_quarter_later, place)
    town_at.work(a_quarter_later)
    assert town_at.at_the_desk("chief") == [now, unopened]
    assert town_at.at_the_desk("officer") == [now]
    assert town_at.at_the_desk("desk") == [("happening_now", DUTY, 1), ("unopened", DUTY, 1)]
    assert town_at.alarms("desk") == [now]
    half_an_hour_later = NOW + timedelta(minutes=30)
    town_at.work(half_an_hour_later)
    assert town_at.alarms("desk") == [now, unopened]
    for name in ("neighbour", "inspector"):
        assert town_at.at_the_desk(name) == town_at.alarms(name) == []
    _once_each(town_at, in_doubt=2 if kills else 0)


def test_who_opens_it_in_time_spares_the_others(town_at: Town) -> None:
    """What an officer has opened isn't told to anybody any more, and its minute is forgotten."""
    report = Report.happening_now()

    def send_and_open(conn: Connection) -> None:
        report.sent(conn, now=NOW)
        for name in ("officer", "desk"):
            tip_work.mark_viewed(conn, town_at.people[name], report.tip_id, NOW)

    town_at.write(send_and_open)
    town_at.work(NOW + timedelta(hours=3))
    for name in PEOPLE:
        assert "unopened" not in [kind for kind, _, _ in town_at.at_the_desk(name)]
    assert town_at.messages() == Counter()


def _once_each(town: Town, in_doubt: int) -> None:
    """Every notice went out once, or is in doubt and went out at most once; none was told in another's chat."""
    told, messages = town.telling(), town.messages()
    assert set(messages.values()) <= {1}
    assert {state for _, state in told.values()} <= {"told", "in_doubt"}
    assert {(chat, notice) for notice, (chat, state) in told.items() if state == "told"} <= messages.keys()
    assert messages.keys() <= {(chat, notice) for notice, (chat, _) in told.items()}
    letters_in_doubt = {chat for chat, state in told.values() if state == "in_doubt"}
    assert len(letters_in_doubt) <= in_doubt
    assert bool(letters_in_doubt) == bool(in_doubt)
