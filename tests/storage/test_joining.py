"""Joining at the desk: who may invite and grant, that a key is compared first, and that leaving and losing end everything."""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from domain.permissions import Role
from sealing.secret_types import SecretText
from storage import joining, leaving, officers, queue_keys, renewal, sessions, sweep, tips
from storage.audit_tables import audit_rows
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.joining import Grant, KeyCheck
from storage.joining_tables import checked_keys, joinings
from storage.models import invitations, queue_seeds
from storage.officers import Enrolment, Officer, OfficerState
from storage.queue_keys import SeedWrap
from storage.viewer import Viewer
from tests.storage.town import COMMUNE, DUTY, NEIGHBOUR, NOW, Report, later, officer, settle

_WAITS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
TOKEN = SecretText("invitation-" + "x" * 30)
TAG = b"t" * 32


def hold(conn: Connection, viewer: Viewer, *epochs: int) -> Viewer:
    """Let an officer hold these epochs of the own queue's key."""
    for epoch in epochs or (1,):
        wrap = SeedWrap(viewer.officer_id, None, secrets.token_bytes(1168))
        queue_keys.add_wraps(conn, viewer.unit_id, epoch, (wrap,))
    return viewer


def chief(conn: Connection) -> Viewer:
    return hold(conn, officer(conn, COMMUNE, "truong", Role.CHIEF))


def invited(conn: Connection, by: Viewer, role: Role = Role.OFFICER, token: SecretText = TOKEN) -> bytes:
    officer_id = secrets.token_bytes(16)
    done = joining.invite(conn, by, by.unit_id, officer_id, role, "Lò Thị Hoa", token, NOW)
    assert done == Done()
    return officer_id


def enrolled(conn: Connection, token: SecretText = TOKEN, tag: bytes | None = TAG) -> Officer | Failure:
    key = secrets.token_bytes(1216)
    name = f"hoa.{secrets.token_hex(3)}"
    made = Enrolment(name, b"s" * 16, b"v" * 32, b"box", b"seed", key, tag, code_step=0)
    return officers.enrol(conn, token, made, later(hours=1))


def grant_to(person: Officer, check: KeyCheck = KeyCheck.PAPER, *epochs: int) -> Grant:
    seeds = {epoch: secrets.token_bytes(1168) for epoch in epochs or (1,)}
    return Grant(person.id, person.public_key or b"", seeds, check, b"m" * 32)


def joined(conn: Connection, by: Viewer, tag: bytes | None = TAG) -> Officer:
    invited(conn, by)
    person = enrolled(conn, tag=tag)
    assert isinstance(person, Officer)
    return person


def acts(conn: Connection) -> list[str]:
    rows = conn.execute(select(audit_rows.c.act).order_by(audit_rows.c.unit_id, audit_rows.c.ordinal))
    return [row.act for row in rows]


def test_a_paper_invitation_isnt_used_without_the_tag(conn: Connection) -> None:
    invited(conn, chief(conn))
    assert enrolled(conn, tag=None) == Failure(FailureReason.PAPER_NEEDED)
    assert isinstance(enrolled(conn), Officer)


def test_the_tag_is_asked_for_before_the_key_is_granted_and_counts_once(conn: Connection) -> None:
    by = chief(conn)
    person = joined(conn, by)
    for wrong in (KeyCheck.DIGITS, KeyCheck.KNOWN):
        no = joining.grant(conn, by, grant_to(person, wrong), later(hours=2))
        assert no == Failure(FailureReason.PAPER_NEEDED)
    assert person.id not in queue_keys.holders(conn, COMMUNE)
    assert joining.grant(conn, by, grant_to(person), later(hours=2)) == Done()
    assert queue_keys.holders(conn, COMMUNE)[person.id] == {1}
    assert joining.remembered_keys(conn, by) == {person.id: b"m" * 32}
    again = joining.grant(conn, by, grant_to(person), later(hours=2))
    assert again == Failure(FailureReason.PAPER_NEEDED)
    assert joining.grant(conn, by, grant_to(person, KeyCheck.KNOWN), later(hours=2)) == Done()
    other = hold(conn, officer(conn, COMMUNE, "khac"))
    unknown = joining.grant(conn, other, grant_to(person, KeyCheck.KNOWN), later(hours=2))
    assert unknown == Failure(FailureReason.PAPER_NEEDED)


def test_a_paper_code_dies_after_seven_days(conn: Connection) -> None:
    by = chief(conn)
    person = joined(conn, by)
    late = joining.grant(conn, by, grant_to(person), later(days=7))
    assert late == Failure(FailureReason.PAPER_EXPIRED)
    assert joining.grant(conn, by, grant_to(person), later(days=6, hours=23)) == Done()


def test_who_was_invited_by_command_is_compared_by_digits(conn: Connection) -> None:
    by = chief(conn)
    viewer = officer(conn, COMMUNE, "dong.nghiep")
    person = officers.officer_or_raise(conn, viewer.officer_id)
    assert joining.grant(conn, by, grant_to(person), NOW) == Failure(FailureReason.PAPER_NEEDED)
    assert joining.grant(conn, by, grant_to(person, KeyCheck.DIGITS), NOW) == Done()


def test_a_grant_gives_and_never_takes_away(conn: Connection) -> None:
    by = chief(conn)
    person = joined(conn, by)
    assert joining.grant(conn, by, grant_to(person), NOW) == Done()
    held = select(queue_seeds.c.sealed_seed).where(queue_seeds.c.holder == f"officer:{person.id.hex()}")
    first = conn.execute(held).scalar_one()
    assert joining.grant(conn, by, grant_to(person, KeyCheck.KNOWN), NOW) == Done()
    assert conn.execute(held).scalar_one() == first


@pytest.mark.parametrize("epochs", [range(1, 41), range(1, 99, 2)], ids=["in a row", "with gaps"])
def test_who_joins_a_queue_with_many_keys_gets_them_all(conn: Connection, epochs: range) -> None:
    """What the record says of them is short enough to be written, however many they are."""
    for epoch in range(2, epochs[-1] + 1):
        queue_keys.add_epoch(conn, COMMUNE, epoch, secrets.token_bytes(1216), (), NOW)
    by = hold(conn, officer(conn, COMMUNE, "truong", Role.CHIEF), *epochs)
    person = joined(conn, by)
    assert joining.grant(conn, by, grant_to(person, KeyCheck.PAPER, *epochs), NOW) == Done()
    assert queue_keys.holders(conn, COMMUNE)[person.id] == frozenset(epochs)
    told = conn.execute(select(audit_rows.c.detail).where(audit_rows.c.act == "key_granted")).scalar_one()
    assert f'"epochs":"{epochs[0]}-{epochs[-1]}"' in told


def test_a_key_that_moved_is_not_granted_to(conn: Connection) -> None:
    """Between the check and the post the colleague may have been invited again and made another key."""
    by = chief(conn)
    person = joined(conn, by)
    stale = grant_to(person)
    fresh = SecretText("fresh")
    assert joining.invite_again(conn, by, person.id, fresh, NOW) == Done()
    assert joining.grant(conn, by, stale, NOW) == Failure(FailureReason.NOT_ALLOWED)
    assert isinstance(enrolled(conn, fresh), Officer)
    assert joining.grant(conn, by, stale, NOW) == Failure(FailureReason.COLLEAGUE_KEY_MOVED)


def test_nobody_grants_what_they_dont_hold_nor_outside_the_unit_nor_to_themselves(conn: Connection) -> None:
    by = chief(conn)
    person = joined(conn, by)
    keyless = officer(conn, COMMUNE, "chua.co")
    foreign = hold(conn, officer(conn, NEIGHBOUR, "xa.khac", Role.CHIEF))
    warner = officer(conn, COMMUNE, "tuyen.truyen", Role.AWARENESS)
    no, nobody = Failure(FailureReason.NOT_ALLOWED), Failure(FailureReason.NOT_VISIBLE)
    assert joining.grant(conn, keyless, grant_to(person), NOW) == no
    assert joining.grant(conn, by, grant_to(person, KeyCheck.PAPER, 2), NOW) == no
    assert joining.grant(conn, foreign, grant_to(person), NOW) == nobody
    assert joining.grant(conn, warner, grant_to(person), NOW) == nobody
    own = officers.officer_or_raise(conn, by.officer_id)
    assert joining.grant(conn, by, grant_to(own, KeyCheck.DIGITS), NOW) == no
    other = officers.officer_or_raise(conn, warner.officer_id)
    assert joining.grant(conn, by, grant_to(other, KeyCheck.DIGITS), NOW) == no


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AWARENESS, Role.APPROVER])
def test_who_may_not_invite_doesnt(conn: Connection, role: Role) -> None:
    by = officer(conn, COMMUNE, "an", role)
    done = joining.invite(conn, by, COMMUNE, b"i" * 16, Role.OFFICER, "Lò Thị Hoa", TOKEN, NOW)
    assert done == Failure(FailureReason.NOT_VISIBLE)
    person = officer(conn, COMMUNE, "binh")
    assert joining.dismiss(conn, by, person.officer_id, NOW) == Failure(FailureReason.NOT_VISIBLE)


def test_a_chief_invites_into_the_own_unit_alone_and_only_roles_of_it(conn: Connection) -> None:
    by = chief(conn)
    for unit_id, role, reason in (
        (NEIGHBOUR, Role.OFFICER, FailureReason.NOT_VISIBLE),
        ("c-99999", Role.OFFICER, FailureReason.NOT_VISIBLE),
        (COMMUNE, Role.DUTY_DESK, FailureReason.UNFIT),
        (COMMUNE, Role.ADMINISTRATOR, FailureReason.UNFIT),
    ):
        done = joining.invite(conn, by, unit_id, b"i" * 16, role, "Lò Thị Hoa", TOKEN, NOW)
        assert done == Failure(reason)
    unnamed = joining.invite(conn, by, COMMUNE, b"i" * 16, Role.OFFICER, "", TOKEN, NOW)
    assert unnamed == Failure(FailureReason.UNFIT)


def test_an_administrator_invites_in_the_province_without_paper_and_no_duty_officer_makes_one(
    conn: Connection,
) -> None:
    """Who doesn't hold a queue's key can't hand it on, so no code goes with the invitation."""
    administrator = officer(conn, DUTY, "quan.tri", Role.ADMINISTRATOR)
    officer_id = secrets.token_bytes(16)
    done = joining.invite(conn, administrator, COMMUNE, officer_id, Role.CHIEF, "Lò Văn An", TOKEN, NOW)
    assert done == Done()
    assert joining.joinings_of(conn, COMMUNE)[officer_id].paper_until_minute is None
    duty = officer(conn, DUTY, "truc.ban")
    no = joining.invite(conn, duty, DUTY, b"i" * 16, Role.ADMINISTRATOR, "Ai", SecretText("b"), NOW)
    assert no == Failure(FailureReason.UNFIT)
    dismissed = joining.dismiss(conn, duty, administrator.officer_id, NOW)
    assert dismissed == Failure(FailureReason.NOT_ALLOWED)


def test_who_leaves_is_out_at_once_and_the_queue_needs_a_newer_key(conn: Connection) -> None:
    by = chief(conn)
    leaver = hold(conn, officer(conn, COMMUNE, "di"))
    report = Report().sent(conn)
    assert tips.claim(conn, leaver, report.tip_id, NOW) == Done()
    sessions.open_session(conn, leaver.officer_id, SecretText("s"), NOW)
    assert not renewal.key_state(conn, COMMUNE).renewal_due
    assert joining.dismiss(conn, by, leaver.officer_id, NOW) == Done()
    assert sessions.session(conn, SecretText("s"), NOW) is None
    assert leaver.officer_id not in queue_keys.holders(conn, COMMUNE)
    assert renewal.key_state(conn, COMMUNE).renewal_due
    assert tips.counts(conn, by, 0).unassigned == 1
    seen = tips.tip(conn, by, report.tip_id)
    assert isinstance(seen, tips.TipView)
    assert [(event.kind, event.officer_id) for event in seen.events] == [
        ("claimed", leaver.officer_id),
        ("unclaimed", by.officer_id),
    ]
    assert tips.claim(conn, by, report.tip_id, NOW) == Done()
    assert joining.dismiss(conn, by, leaver.officer_id, NOW) == Failure(FailureReason.NOT_VISIBLE)
    assert acts(conn).count("dismissed") == 1


def test_nobody_dismisses_or_invites_themselves_again(conn: Connection) -> None:
    by = chief(conn)
    no = Failure(FailureReason.NOT_ALLOWED)
    assert joining.dismiss(conn, by, by.officer_id, NOW) == no
    assert joining.invite_again(conn, by, by.officer_id, TOKEN, NOW) == no


def test_an_officer_of_another_unit_is_not_there(conn: Connection) -> None:
    by = chief(conn)
    other = officer(conn, NEIGHBOUR, "xa.khac")
    nobody = Failure(FailureReason.NOT_VISIBLE)
    assert joining.dismiss(conn, by, other.officer_id, NOW) == nobody
    assert joining.invite_again(conn, by, other.officer_id, TOKEN, NOW) == nobody


def test_a_lost_passphrase_ends_everything_but_the_id(conn: Connection) -> None:
    by = chief(conn)
    person = joined(conn, by)
    assert joining.grant(conn, by, grant_to(person), NOW) == Done()
    sessions.open_session(conn, person.id, SecretText("s"), NOW)
    fresh = SecretText("fresh")
    assert joining.invite_again(conn, by, person.id, fresh, NOW) == Done()
    left = officers.officer_or_raise(conn, person.id)
    assert (left.state, left.name, left.public_key) == (OfficerState.INVITED, person.name, None)
    assert sessions.session(conn, SecretText("s"), NOW) is None
    assert officers.by_sign_in_name(conn, person.sign_in_name or "") is None
    assert person.id not in queue_keys.holders(conn, COMMUNE)
    assert conn.execute(select(func.count()).select_from(checked_keys)).scalar() == 0
    assert not renewal.key_state(conn, COMMUNE).renewal_due
    again = officers.enrol(
        conn,
        fresh,
        Enrolment(
            person.sign_in_name or "", b"s" * 16, b"w" * 32, b"box", b"seed", b"k" * 1216, TAG, code_step=0
        ),
        later(hours=1),
    )
    assert isinstance(again, Officer)
    assert (again.id, again.sign_in_name) == (person.id, person.sign_in_name)
    assert joining.grant(conn, by, grant_to(again), later(hours=2)) == Done()
    assert {"invited", "invitation_renewed", "key_granted"} <= set(acts(conn))


def test_a_revoked_invitation_opens_nothing(conn: Connection) -> None:
    by = chief(conn)
    officer_id = invited(conn, by)
    assert joining.dismiss(conn, by, officer_id, NOW) == Done()
    assert officers.open_invitation(conn, TOKEN, NOW) == Failure(FailureReason.INVITATION_UNKNOWN)
    assert officer_id not in {person.id for person in officers.officers_of(conn, COMMUNE)}
    assert not renewal.key_state(conn, COMMUNE).renewal_due


def test_ended_invitations_are_swept_and_live_ones_stay(conn: Connection) -> None:
    by = chief(conn)
    invited(conn, by)
    tokens = select(func.count()).select_from(invitations).where(~invitations.c.used)
    assert conn.execute(tokens).scalar() == 1
    sweep.purge(conn, later(days=8))
    expired = officers.open_invitation(conn, TOKEN, later(days=8))
    assert expired == Failure(FailureReason.INVITATION_EXPIRED)
    sweep.purge(conn, later(days=30))
    assert conn.execute(select(func.count()).select_from(invitations)).scalar() == 0
    assert conn.execute(select(func.count()).select_from(joinings)).scalar() == 2


def test_holders_names_officers_and_their_epochs_and_not_the_recovery_key(conn: Connection) -> None:
    by = chief(conn)
    wraps = (SeedWrap(by.officer_id, None, b"two"), SeedWrap(None, b"r" * 1216, b"for recovery"))
    queue_keys.add_epoch(conn, COMMUNE, 2, b"q" * 1216, wraps, NOW)
    assert queue_keys.holders(conn, COMMUNE) == {by.officer_id: frozenset({1, 2})}
    leaving.leave(conn, by.officer_id, NOW)
    assert queue_keys.holders(conn, COMMUNE) == {}


def side_by_side(
    url: str, first: Callable[[Connection], object], second: Callable[[Connection], object]
) -> None:
    """Two processes on PostgreSQL: the second begins while the first hasn't committed, and has to wait for it."""
    one, two = Database.open(url), Database.open(url)
    done, go_on = threading.Event(), threading.Event()

    def slowly(conn: Connection) -> None:
        first(conn)
        done.set()
        go_on.wait(60)

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(one.write_now, slowly)
        assert done.wait(60)
        quick = pool.submit(two.write_now, second)
        while not (one.read_now(lambda conn: conn.execute(text(_WAITS)).scalar()) or quick.done()):
            time.sleep(0.01)
        go_on.set()
        slow.result()
        quick.result()
    one.close_now()
    two.close_now()


def test_a_tip_given_back_while_its_holder_leaves_is_counted_once(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    database.write_now(settle)
    leader, worker = database.write_now(chief), database.write_now(lambda conn: officer(conn, COMMUNE, "can"))
    report = Report()
    database.write_now(report.sent)
    assert database.write_now(lambda conn: tips.claim(conn, worker, report.tip_id, NOW)) == Done()
    side_by_side(
        postgresql_url,
        lambda conn: tips.unclaim(conn, leader, report.tip_id, NOW),
        lambda conn: joining.dismiss(conn, leader, worker.officer_id, NOW),
    )
    assert database.read_now(lambda conn: tips.counts(conn, leader, 0)).unassigned == 1
    database.close_now()


def test_who_is_dismissed_while_a_key_is_granted_keeps_no_wrap(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    database.write_now(settle)
    leader = database.write_now(chief)
    person = database.write_now(lambda conn: joined(conn, leader))
    side_by_side(
        postgresql_url,
        lambda conn: joining.dismiss(conn, leader, person.id, later(hours=2)),
        lambda conn: joining.grant(conn, leader, grant_to(person), later(hours=2)),
    )
    assert person.id not in database.read_now(lambda conn: queue_keys.holders(conn, COMMUNE))
    database.close_now()
