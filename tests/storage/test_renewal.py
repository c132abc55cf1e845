"""A queue's next key: who may make it, for whom, and how part keys come under it; what is half done goes on."""

import secrets
from dataclasses import replace

from sqlalchemy import select

from domain.permissions import Role
from storage import joining, leaving, officers, queue_keys, renewal, tips
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import part_wraps, queue_seeds
from storage.queue_keys import SeedWrap
from storage.renewal import NewWrap, NextKey
from storage.viewer import Viewer
from tests.storage.town import COMMUNE, NEIGHBOUR, NOW, Report, certify, later, officer

RECOVERY = b"r" * 1216


def hold(conn: Connection, viewer: Viewer) -> Viewer:
    wrap = SeedWrap(viewer.officer_id, None, secrets.token_bytes(1168))
    queue_keys.add_wraps(conn, viewer.unit_id, 1, (wrap,))
    return viewer


def chief(conn: Connection, unit_id: str = COMMUNE) -> Viewer:
    return hold(conn, officer(conn, unit_id, "truong", Role.CHIEF))


def next_key(conn: Connection, *viewers: Viewer, epoch: int = 2) -> NextKey:
    keys = {
        viewer.officer_id: officers.officer_or_raise(conn, viewer.officer_id).public_key or b""
        for viewer in viewers
    }
    seeds = {officer_id: secrets.token_bytes(1168) for officer_id in keys}
    return NextKey(epoch, secrets.token_bytes(1216), seeds, keys, secrets.token_bytes(1168), {})


def sealed_again(conn: Connection, viewer: Viewer, limit: int = 100) -> tuple[NewWrap, ...]:
    return tuple(
        NewWrap(wrap.tip_id, wrap.role, wrap.number, wrap.epoch, secrets.token_bytes(1168))
        for wrap in renewal.former_wraps(conn, viewer, limit)
    )


def renewed(conn: Connection, by: Viewer) -> None:
    assert renewal.begin_epoch(conn, by, next_key(conn, by), RECOVERY, NOW) == Done()
    certify(conn, by.unit_id, 2)


def test_the_next_key_waits_for_the_province_and_ends_the_need(conn: Connection) -> None:
    by, leaver = chief(conn), hold(conn, officer(conn, COMMUNE, "di"))
    leaving.leave(conn, leaver.officer_id, NOW)
    assert renewal.key_state(conn, COMMUNE).renewal_due
    assert renewal.begin_epoch(conn, by, next_key(conn, by), RECOVERY, NOW) == Done()
    state = renewal.key_state(conn, COMMUNE)
    assert (state.newest, state.certified, state.left, state.renewal_due) == (2, 1, 1, False)
    certify(conn, COMMUNE, 2)
    assert renewal.key_state(conn, COMMUNE).certified == 2


def test_somebody_who_leaves_while_the_next_key_waits_makes_one_more_due(conn: Connection) -> None:
    by, second = chief(conn), hold(conn, officer(conn, COMMUNE, "hai"))
    assert renewal.begin_epoch(conn, by, next_key(conn, by, second), RECOVERY, NOW) == Done()
    leaving.leave(conn, second.officer_id, NOW)
    assert renewal.key_state(conn, COMMUNE).renewal_due
    assert renewal.begin_epoch(conn, by, next_key(conn, by, epoch=3), RECOVERY, NOW) == Done()
    assert not renewal.key_state(conn, COMMUNE).renewal_due


def test_only_who_leads_and_holds_the_key_makes_the_next_one(conn: Connection) -> None:
    by, reader = chief(conn), hold(conn, officer(conn, COMMUNE, "an"))
    keyless = officer(conn, COMMUNE, "truong.hai", Role.CHIEF)
    no = Failure(FailureReason.NOT_ALLOWED)
    for viewer in (reader, keyless):
        assert renewal.begin_epoch(conn, viewer, next_key(conn, viewer), RECOVERY, NOW) == no
    assert renewal.begin_epoch(conn, by, next_key(conn, reader), RECOVERY, NOW) == no
    taken = renewal.begin_epoch(conn, by, next_key(conn, by, epoch=3), RECOVERY, NOW)
    assert taken == Failure(FailureReason.EPOCH_TAKEN)


def test_the_next_key_goes_to_colleagues_of_this_unit_alone_and_to_their_present_keys(
    conn: Connection,
) -> None:
    by = chief(conn)
    no = Failure(FailureReason.NOT_ALLOWED)
    foreign = officer(conn, NEIGHBOUR, "xa.khac")
    warner = officer(conn, COMMUNE, "tuyen.truyen", Role.AWARENESS)
    gone = officer(conn, COMMUNE, "di")
    key_of_gone = next_key(conn, by, gone)
    leaving.leave(conn, gone.officer_id, NOW)
    for key in (next_key(conn, by, foreign), next_key(conn, by, warner), key_of_gone):
        assert renewal.begin_epoch(conn, by, key, RECOVERY, NOW) == no
    slipped = replace(next_key(conn, by), sealed_to={by.officer_id: b"x" * 1216})
    moved = renewal.begin_epoch(conn, by, slipped, RECOVERY, NOW)
    assert moved == Failure(FailureReason.COLLEAGUE_KEY_MOVED)
    assert queue_keys.newest_epoch(conn, COMMUNE) == 1


def test_what_was_compared_while_making_the_key_is_remembered(conn: Connection) -> None:
    by, reader = chief(conn), hold(conn, officer(conn, COMMUNE, "an"))
    key = replace(next_key(conn, by, reader), checked={reader.officer_id: b"m" * 32})
    assert renewal.begin_epoch(conn, by, key, RECOVERY, NOW) == Done()
    assert joining.remembered_keys(conn, by) == {reader.officer_id: b"m" * 32}
    held = select(queue_seeds.c.holder).where(queue_seeds.c.epoch == 2)
    assert len(conn.execute(held).all()) == 3


def test_every_part_key_of_open_tips_comes_under_the_new_key_step_by_step(conn: Connection) -> None:
    by = chief(conn)
    for _ in range(3):
        Report().sent(conn)
    assert renewal.former_wraps(conn, by, 100) == ()
    renewed(conn, by)
    total = renewal.key_state(conn, COMMUNE).to_rewrap
    assert total == len(renewal.former_wraps(conn, by, 100)) == 9
    # The page is closed after the first step: what is done is done, and the rest is found again.
    assert renewal.replace_wraps(conn, by, 2, sealed_again(conn, by, 4), NOW) == 4
    assert renewal.key_state(conn, COMMUNE).to_rewrap == 5
    rest = sealed_again(conn, by)
    assert renewal.replace_wraps(conn, by, 2, rest, NOW) == 5
    assert renewal.replace_wraps(conn, by, 2, rest, NOW) == 0
    assert renewal.key_state(conn, COMMUNE).to_rewrap == 0
    assert set(conn.execute(select(part_wraps.c.epoch)).scalars()) == {2}


def test_what_was_begun_under_the_former_key_is_found_when_it_comes(conn: Connection) -> None:
    """A draft sealed before the certificate arrives after it: its first parts still carry the former epoch."""
    by = chief(conn)
    draft = Report()
    draft.begin(conn)
    draft.add(conn)
    renewed(conn, by)
    draft.add(conn, epoch=2)
    draft.make_receipt(conn)
    assert renewal.key_state(conn, COMMUNE).to_rewrap == 0
    draft.send(conn)
    assert renewal.key_state(conn, COMMUNE).to_rewrap == 1


def test_only_the_certified_epoch_replaces_a_former_one_and_only_here(conn: Connection) -> None:
    by, foreign = chief(conn), chief(conn, NEIGHBOUR)
    Report().sent(conn)
    elsewhere = Report(recipient_id=NEIGHBOUR).sent(conn)
    assert renewal.begin_epoch(conn, by, next_key(conn, by), RECOVERY, NOW) == Done()
    some = NewWrap(elsewhere.tip_id, renewal.PartRole.REPORT, 1, 1, b"x" * 1168)
    early = renewal.replace_wraps(conn, by, 2, [some], NOW)
    assert early == Failure(FailureReason.EPOCH_MOVED)
    certify(conn, COMMUNE, 2)
    assert renewal.replace_wraps(conn, by, 2, [some], NOW) == 0
    assert renewal.former_wraps(conn, foreign, 100) == ()
    reader = officer(conn, COMMUNE, "an")
    assert renewal.former_wraps(conn, reader, 100) == ()
    refused = renewal.replace_wraps(conn, reader, 2, [some], NOW)
    assert refused == Failure(FailureReason.NOT_ALLOWED)
    backwards = replace(some, former=2)
    assert renewal.replace_wraps(conn, by, 2, [backwards], NOW) == Failure(FailureReason.EPOCH_MOVED)


def test_an_answer_goes_out_under_the_new_key_after_the_tip_was_sealed_again(conn: Connection) -> None:
    by = chief(conn)
    report = Report().sent(conn)
    renewed(conn, by)
    renewal.replace_wraps(conn, by, 2, sealed_again(conn, by), later(minutes=1))
    seen = tips.tip(conn, by, report.tip_id)
    assert isinstance(seen, tips.TipView)
    assert {part.epoch for part in seen.parts} == {2}
