"""Inviting an officer anew beside a dismissal, a grant or an enrolment: whoever is dismissed stays out, and no key is left with somebody nobody checked."""

import secrets
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from sealing.recovery_files import RecoveryAnswer, SealedEpoch
from sealing.secret_types import SecretText
from storage import joining, leaving, officers, queue_keys, recovering, renewal
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.joining import Grant, KeyCheck
from storage.models import invitations
from storage.officers import Inviting, OfficerState
from storage.queue_keys import SeedWrap
from storage.viewer import Viewer
from tests.storage.test_keys_at_the_same_moment import DEPLOYMENT, UNIT, at_once, begun
from tests.storage.test_officers import enrolment
from tests.storage.test_renewal import chief, hold
from tests.storage.town import COMMUNE, NOW, officer

TOKEN = SecretText("giấy mời mới")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    yield opened
    opened.close_now()


def reinvite(conn: Connection, who: Viewer) -> Done | Failure:
    return leaving.invite_again(conn, who.officer_id, Inviting(TOKEN, NOW))


def state(database: Database, who: Viewer) -> OfficerState:
    return database.read_now(lambda conn: officers.officer_or_raise(conn, who.officer_id).state)


def test_who_is_dismissed_at_the_moment_of_a_new_invitation_isnt_invited_back(
    database: Database, database_url: str
) -> None:
    _, person = database.write_now(begun)
    _, invited = at_once(
        database_url,
        lambda conn: leaving.leave(conn, person.officer_id, NOW),
        lambda conn: reinvite(conn, person),
    )
    assert invited == Failure(FailureReason.INVITATION_UNKNOWN)
    assert state(database, person) is OfficerState.LEFT
    links = select(invitations.c.officer_id).where(invitations.c.officer_id == person.officer_id)
    assert database.read_now(lambda conn: conn.execute(links).first()) is None


def test_no_key_is_granted_once_an_officer_is_invited_anew(database: Database, database_url: str) -> None:
    by, _ = database.write_now(begun)
    newcomer = database.write_now(lambda conn: officer(conn, COMMUNE, "moi"))
    key = database.read_now(lambda conn: officers.officer_or_raise(conn, newcomer.officer_id).public_key)
    given = Grant(newcomer.officer_id, key or b"", {1: secrets.token_bytes(1168)}, KeyCheck.DIGITS, b"t" * 32)
    invited, granted = at_once(
        database_url,
        lambda conn: reinvite(conn, newcomer),
        lambda conn: joining.grant(conn, by, given, NOW),
    )
    assert invited == Done()
    assert isinstance(granted, Failure)
    assert newcomer.officer_id not in database.read_now(lambda conn: queue_keys.holders(conn, COMMUNE))


def test_a_key_granted_at_the_moment_of_a_new_invitation_is_taken_back(
    database: Database, database_url: str
) -> None:
    by, _ = database.write_now(begun)
    newcomer = database.write_now(lambda conn: officer(conn, COMMUNE, "moi"))
    key = database.read_now(lambda conn: officers.officer_or_raise(conn, newcomer.officer_id).public_key)
    given = Grant(newcomer.officer_id, key or b"", {1: secrets.token_bytes(1168)}, KeyCheck.DIGITS, b"t" * 32)
    results = at_once(
        database_url,
        lambda conn: joining.grant(conn, by, given, NOW),
        lambda conn: reinvite(conn, newcomer),
    )
    assert results == (Done(), Done())
    assert newcomer.officer_id not in database.read_now(lambda conn: queue_keys.holders(conn, COMMUNE))


def test_no_recovered_key_is_stored_for_who_is_dismissed_at_that_moment(
    database: Database, database_url: str
) -> None:
    database.write_now(begun)
    newcomer = database.write_now(lambda conn: officer(conn, COMMUNE, "moi"))
    answer = RecoveryAnswer(
        DEPLOYMENT, COMMUNE, newcomer.officer_id, (SealedEpoch(1, b"", secrets.token_bytes(1168)),)
    )
    _, stored = at_once(
        database_url,
        lambda conn: leaving.leave(conn, newcomer.officer_id, NOW),
        lambda conn: recovering.take_answer(conn, DEPLOYMENT, UNIT, answer),
    )
    assert stored == Failure(FailureReason.NOT_ALLOWED)
    assert newcomer.officer_id not in database.read_now(lambda conn: queue_keys.holders(conn, COMMUNE))


def test_who_enrols_while_the_link_is_renewed_has_to_use_the_new_one(
    database: Database, database_url: str
) -> None:
    """Neither waits for the other without an end, whoever of them came first."""
    _, person = database.write_now(begun)
    former = SecretText("giấy mời cũ")
    database.write_now(lambda conn: leaving.invite_again(conn, person.officer_id, Inviting(former, NOW)))
    invited, enrolled = at_once(
        database_url,
        lambda conn: reinvite(conn, person),
        lambda conn: officers.enrol(conn, former, enrolment(), NOW),
    )
    assert (invited, enrolled) == (Done(), Failure(FailureReason.INVITATION_UNKNOWN))
    assert state(database, person) is OfficerState.INVITED


def test_who_held_the_key_was_invited_anew_and_then_dismissed_makes_a_next_one_due(conn: Connection) -> None:
    chief(conn)
    person = hold(conn, officer(conn, COMMUNE, "di"))
    assert reinvite(conn, person) == Done()
    # They lost their passphrase, not the unit's trust: nothing is due for that.
    assert not renewal.key_state(conn, COMMUNE).renewal_due
    leaving.leave(conn, person.officer_id, NOW)
    assert renewal.key_state(conn, COMMUNE).renewal_due


def test_who_got_the_same_key_again_after_a_new_invitation_leaves_like_everybody(conn: Connection) -> None:
    chief(conn)
    person = hold(conn, officer(conn, COMMUNE, "di"))
    reinvite(conn, person)
    assert isinstance(officers.enrol(conn, TOKEN, enrolment(), NOW), officers.Officer)
    queue_keys.add_wraps(conn, COMMUNE, 1, (SeedWrap(person.officer_id, None, secrets.token_bytes(1168)),))
    assert not renewal.key_state(conn, COMMUNE).renewal_due
    leaving.leave(conn, person.officer_id, NOW)
    assert renewal.key_state(conn, COMMUNE).renewal_due
