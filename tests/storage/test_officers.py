"""Officers from invitation to leaving: each token once, names once, codes once, and no secret in the clear."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sealing.secret_types import SecretText
from storage import leaving, officers, queue_keys, sessions, sign_in, sweep, units
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.models import sign_in_failures
from storage.officers import Enrolment, Inviting, Officer, OfficerState
from storage.queue_keys import SeedWrap
from storage.viewer import Role, Viewer
from tests.storage.raw_rows import files_holding
from tests.storage.town import COMMUNE, NOW, certify, later, officer

TOKEN = SecretText("invitation-" + "x" * 30)
SESSION = SecretText("session-" + "y" * 30)


def enrolment(name: str = "an", code_step: int = 0) -> Enrolment:
    return Enrolment(
        name,
        b"salt" * 4,
        b"v" * 32,
        b"second factor box",
        b"wrapped seed box",
        b"p" * 1216,
        code_step=code_step,
    )


def invite(conn: Connection, token: SecretText = TOKEN, **more: int) -> bytes:
    officer_id = secrets.token_bytes(16)
    assert officers.invite(conn, officer_id, COMMUNE, Role.CHIEF, "Lò Văn An", token, NOW, **more) == Done()
    return officer_id


def test_an_invitation_is_used_once(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        officer_id = invite(conn)
        shown = officers.open_invitation(conn, TOKEN, NOW)
        assert isinstance(shown, officers.InvitedOfficer)
        assert (shown.officer.id, shown.unit_name, shown.queue_epochs) == (
            officer_id,
            "Công an xã Quỳnh Nhai",
            1,
        )
        enrolled = officers.enrol(conn, TOKEN, enrolment(), NOW)
        assert isinstance(enrolled, Officer)
        assert (enrolled.state, enrolled.sign_in_name, enrolled.role) == (
            OfficerState.ACTIVE,
            "an",
            Role.CHIEF,
        )
        return [officers.open_invitation(conn, TOKEN, NOW), officers.enrol(conn, TOKEN, enrolment("b"), NOW)]

    assert town.write_now(story) == [Failure(FailureReason.INVITATION_USED)] * 2


def test_an_invitation_expires_and_can_be_renewed(town: Database) -> None:
    fresh = SecretText("fresh")

    def story(conn: Connection) -> list[object]:
        officer_id = invite(conn, hours=2)
        answers: list[object] = [
            officers.open_invitation(conn, token, when)
            for token, when in ((SecretText("guess"), NOW), (TOKEN, later(hours=2)))
        ]
        leaving.invite_again(conn, officer_id, Inviting(fresh, later(hours=2)))
        answers.append(officers.open_invitation(conn, TOKEN, NOW))
        assert isinstance(officers.enrol(conn, fresh, enrolment(), later(hours=3)), Officer)
        leaving.leave(conn, officer_id, later(hours=3))
        return [*answers, leaving.invite_again(conn, officer_id, Inviting(TOKEN, NOW))]

    assert town.write_now(story) == [
        Failure(FailureReason.INVITATION_UNKNOWN),
        Failure(FailureReason.INVITATION_EXPIRED),
        Failure(FailureReason.INVITATION_UNKNOWN),
        Failure(FailureReason.INVITATION_UNKNOWN),
    ]


def test_a_sign_in_name_belongs_to_one_officer(town: Database) -> None:
    def story(conn: Connection) -> object:
        other = SecretText("other")
        invite(conn)
        invite(conn, other)
        officers.enrol(conn, TOKEN, enrolment("an"), NOW)
        return officers.enrol(conn, other, enrolment("an"), NOW)

    assert town.write_now(story) == Failure(FailureReason.NAME_TAKEN)


def test_nobody_is_invited_to_a_unit_that_is_not_there(town: Database) -> None:
    answer = town.write_now(
        lambda conn: officers.invite(conn, b"i" * 16, "c-0", Role.OFFICER, "x", TOKEN, NOW)
    )
    assert answer == Failure(FailureReason.UNKNOWN_UNIT)


def test_only_an_active_officer_signs_in(town: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        officer_id = invite(conn)
        known = [officers.by_sign_in_name(conn, "an")]
        officers.enrol(conn, TOKEN, enrolment(), NOW)
        known.append(officers.by_sign_in_name(conn, "an"))
        sessions.open_session(conn, officer_id, SESSION, NOW)
        leaving.leave(conn, officer_id, NOW)
        known += [officers.by_sign_in_name(conn, "an"), officers.by_sign_in_name(conn, "nobody")]
        assert sessions.session(conn, SESSION, NOW) is None
        assert officers.officers_of(conn, COMMUNE) == ()
        return [record is not None for record in known]

    assert town.write_now(story) == [False, True, False, False]


def test_a_session_ends_when_idle_and_ends_anyway(town: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        viewer = officer(conn, COMMUNE, "an")
        sessions.open_session(conn, viewer.officer_id, SESSION, NOW, idle_minutes=60, absolute_minutes=150)
        alive = []
        for minutes, touch in ((0, False), (59, True), (118, True), (149, False), (150, False)):
            found = sessions.session(conn, SESSION, later(minutes=minutes))
            alive.append(found is not None)
            if found is not None:
                assert found.viewer == viewer
                assert found.touch_due == (minutes > 0)
            if touch:
                sessions.touch(conn, SESSION, later(minutes=minutes))
        sessions.touch(conn, SESSION, NOW)
        alive.append(sessions.session(conn, SESSION, later(minutes=60)) is not None)
        alive.append(sessions.session(conn, SecretText("guess"), NOW) is not None)
        sessions.close_session(conn, SESSION, NOW)
        return [*alive, sessions.session(conn, SESSION, NOW) is not None]

    assert town.write_now(story) == [True, True, True, True, False, False, False, False]


def test_ended_sessions_are_swept_and_live_ones_stay(town: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        viewer = officer(conn, COMMUNE, "an")
        other = SecretText("other")
        sessions.open_session(conn, viewer.officer_id, SESSION, NOW, idle_minutes=10)
        sessions.open_session(conn, viewer.officer_id, other, NOW, idle_minutes=60)
        sweep.purge(conn, later(minutes=10))
        return [sessions.session(conn, token, NOW) is not None for token in (SESSION, other)]

    assert town.write_now(story) == [False, True]


def test_made_up_names_do_not_pile_up_and_the_most_tried_one_still_waits(town: Database) -> None:
    def story(conn: Connection) -> tuple[int, bool]:
        for _ in range(6):
            sign_in.note_failure(conn, "hanh.lt", NOW)
        for number in range(20):
            sign_in.note_failure(conn, f"bia-{number}", later(minutes=1))
        sign_in.purge(conn, later(minutes=1), most_names=5)
        kept = conn.execute(select(func.count()).select_from(sign_in_failures)).scalar_one()
        return kept, sign_in.begin_attempt(conn, "hanh.lt", later(minutes=1))

    assert town.write_now(story) == (5, False)


def test_guessing_waits_longer_and_longer_whether_the_name_exists_or_not(town: Database) -> None:
    def story(conn: Connection, name: str) -> list[int]:
        waits = []
        now = 0
        for _ in range(14):
            minutes = 0
            while not sign_in.begin_attempt(conn, name, later(minutes=now + minutes)):
                minutes += 1
            waits.append(minutes)
            now += minutes
            sign_in.note_failure(conn, name, later(minutes=now))
        sign_in.note_success(conn, name)
        assert sign_in.begin_attempt(conn, name, later(minutes=now))
        return waits

    expected = [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    town.write_now(lambda conn: (invite(conn), officers.enrol(conn, TOKEN, enrolment("an"), NOW)))
    assert town.write_now(lambda conn: story(conn, "an")) == expected
    assert town.write_now(lambda conn: story(conn, "nobody")) == expected


def test_a_code_is_used_once_and_no_older_one_after_it(town: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        viewer = officer(conn, COMMUNE, "an")
        return [sign_in.take_code_step(conn, viewer.officer_id, step) for step in (100, 100, 99, 101)]

    assert town.write_now(story) == [True, False, False, True]


def test_the_code_typed_while_joining_is_used_up_and_a_new_invitation_begins_anew(town: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        officer_id = invite(conn)
        officers.enrol(conn, TOKEN, enrolment(code_step=100), NOW)
        taken = [sign_in.take_code_step(conn, officer_id, step) for step in (100, 99, 101)]
        leaving.invite_again(conn, officer_id, Inviting(SecretText("fresh"), NOW))
        officers.enrol(conn, SecretText("fresh"), enrolment(code_step=50), NOW)
        return taken + [sign_in.take_code_step(conn, officer_id, step) for step in (50, 51)]

    assert town.write_now(story) == [False, False, True, False, True]


def test_no_token_and_no_typed_name_stands_in_the_database(sqlite_url: str, tmp_path: Path) -> None:
    from tests.storage.town import settle

    database = Database.open(sqlite_url)

    def story(conn: Connection) -> None:
        settle(conn)
        officer_id = invite(conn)
        sessions.open_session(conn, officer_id, SESSION, NOW)
        sign_in.note_failure(conn, "mèo trèo cây cau", NOW)

    database.write_now(story)
    database.close_now()
    needles = [token.reveal().encode() for token in (TOKEN, SESSION)] + ["mèo trèo cây cau".encode()]
    assert files_holding(tmp_path, needles) == []
    assert files_holding(tmp_path, ["Lò Văn An".encode()])  # the search does find what is there


def test_the_serving_snapshot_counts_a_unit_once_an_active_officer_holds_its_current_seed(
    town: Database,
) -> None:
    def active(conn: Connection) -> frozenset[str]:
        return units.serving_rows(conn).active_unit_ids

    def story(conn: Connection) -> list[frozenset[str]]:
        viewer = officer(conn, COMMUNE, "an")
        seen = [active(conn)]
        queue_keys.add_wraps(conn, COMMUNE, 1, (SeedWrap(viewer.officer_id, None, b"sealed"),))
        seen.append(active(conn))
        queue_keys.add_epoch(
            conn, COMMUNE, 2, b"q" * 1216, (SeedWrap(None, b"r" * 1216, b"for recovery"),), NOW
        )
        seen.append(active(conn))
        certify(conn, COMMUNE, 2)
        seen.append(active(conn))
        queue_keys.add_wraps(conn, COMMUNE, 2, (SeedWrap(viewer.officer_id, None, b"sealed again"),))
        seen.append(active(conn))
        assert [seed.epoch for seed in queue_keys.own_seeds(conn, viewer)] == [2, 1]
        stranger = Viewer(viewer.officer_id, "c-03670", viewer.role, viewer.name)
        assert queue_keys.own_seeds(conn, stranger) == ()
        leaving.leave(conn, viewer.officer_id, NOW)
        assert queue_keys.own_seeds(conn, viewer) == ()
        return [*seen, active(conn)]

    none, own = frozenset[str](), frozenset({COMMUNE})
    assert town.write_now(story) == [none, own, own, none, own, none]


def test_epochs_come_one_after_the_other_and_wait_for_their_certificate(town: Database) -> None:
    def story(conn: Connection) -> list[object]:
        answers: list[object] = [
            queue_keys.add_epoch(conn, COMMUNE, epoch, b"q" * 1216, (), NOW) for epoch in (1, 3, 2)
        ]
        waiting = [(key.queue_id, key.epoch) for key in queue_keys.uncertified(conn)]
        certify(conn, COMMUNE, 2)
        return [*answers, waiting, queue_keys.uncertified(conn), len(queue_keys.epochs(conn, COMMUNE))]

    taken = Failure(FailureReason.EPOCH_TAKEN)
    assert town.write_now(story) == [taken, taken, Done(), [(COMMUNE, 2)], (), 2]


@pytest.mark.parametrize(("officer_id", "recovery"), [(None, None), (b"o" * 16, b"r")])
def test_a_seed_is_sealed_to_one_holder(officer_id: bytes | None, recovery: bytes | None) -> None:
    with pytest.raises(ValueError, match="officer or to a recovery key"):
        _ = SeedWrap(officer_id, recovery, b"sealed").holder
