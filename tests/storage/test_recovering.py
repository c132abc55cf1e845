"""An answer of a recovery is stored for whoever holds nothing, or holds what their own browser found unfit; never over anything else."""

import json
import secrets
from hashlib import sha256
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

import storage.migrations
from sealing.recovery_files import RecoveryAnswer, SealedEpoch
from storage import joining, queue_keys, recovering, unfit_seeds, units
from storage.audit import AuditAct
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.joining import Grant, KeyCheck
from storage.migrate import migrate
from storage.models import officers
from storage.province_units import units_of_province
from storage.urls import sync_url
from storage.viewer import Role, Viewer
from tests.storage.town import COMMUNE, NEIGHBOUR, NOW, certify, later, officer

DEPLOYMENT = bytes(range(16))
NEITHER = Failure(FailureReason.NOT_VISIBLE)
HOLDS = Failure(FailureReason.ALREADY_CLAIMED)


def answer(viewer: Viewer, *seeds: bytes) -> RecoveryAnswer:
    epochs = tuple(SealedEpoch(epoch, b"", seed) for epoch, seed in enumerate(seeds, 1))
    return RecoveryAnswer(DEPLOYMENT, COMMUNE, viewer.officer_id, epochs)


def take(conn: Connection, given: RecoveryAnswer) -> Done | Failure:
    unit = units.unit(conn, COMMUNE)
    assert unit is not None
    return recovering.take_answer(conn, DEPLOYMENT, unit, given)


def seeds(conn: Connection, viewer: Viewer) -> dict[int, bytes]:
    return {seed.epoch: bytes(seed.sealed_seed) for seed in queue_keys.own_seeds(conn, viewer)}


def held(conn: Connection, viewer: Viewer) -> frozenset[int]:
    return queue_keys.holders(conn, COMMUNE).get(viewer.officer_id, frozenset())


def says(conn: Connection, viewer: Viewer, epoch: int, seed: bytes) -> Done | Failure:
    return unfit_seeds.say_unfit(conn, viewer, epoch, sha256(seed).digest(), NOW)


def two_epochs(conn: Connection) -> None:
    queue_keys.add_epoch(conn, COMMUNE, 2, secrets.token_bytes(1216), (), NOW)
    certify(conn, COMMUNE, 2)


def test_garbage_from_a_holder_is_replaced_once_the_officer_says_so(conn: Connection) -> None:
    two_epochs(conn)
    chief = officer(conn, COMMUNE, "c", Role.CHIEF)
    assert take(conn, answer(chief, b"garbage", b"right 2")) == Done()
    assert held(conn, chief) == {1, 2}
    # Nobody but the officer can see that, so nobody else's word takes anything away.
    assert take(conn, answer(chief, b"another", b"another")) == HOLDS
    assert says(conn, chief, 1, b"garbage") == Done()
    assert held(conn, chief) == {2}
    assert unfit_seeds.unfit_epochs(conn, COMMUNE, chief.officer_id) == {1}
    assert take(conn, answer(chief, b"right 1", b"not asked for")) == Done()
    assert seeds(conn, chief) == {1: b"right 1", 2: b"right 2"}
    assert held(conn, chief) == {1, 2}
    assert unfit_seeds.unfit_epochs(conn, COMMUNE, chief.officer_id) == frozenset()
    assert take(conn, answer(chief, b"late", b"late")) == HOLDS


def test_an_unfit_seed_counts_nowhere_as_held_and_stays_until_another_comes(conn: Connection) -> None:
    """Its unit has nobody who reads until then: tips must not wait behind a key that nobody has."""
    chief = officer(conn, COMMUNE, "c", Role.CHIEF)
    assert take(conn, answer(chief, b"garbage")) == Done()
    assert COMMUNE in units.serving_rows(conn).active_unit_ids
    assert says(conn, chief, 1, b"garbage") == Done()
    assert COMMUNE not in units.serving_rows(conn).active_unit_ids
    state = next(each for each in units_of_province(conn, "14") if each.unit.id == COMMUNE)
    assert (state.readers, state.holding) == (1, 0)
    assert seeds(conn, chief) == {1: b"garbage"}


def test_an_officer_speaks_of_the_own_seed_alone_and_of_the_one_that_was_tried(conn: Connection) -> None:
    chief, other = (officer(conn, COMMUNE, name, Role.CHIEF) for name in ("c", "d"))
    neighbour = officer(conn, NEIGHBOUR, "n", Role.CHIEF)
    take(conn, answer(chief, b"garbage"))
    take(conn, answer(other, b"theirs"))
    assert says(conn, chief, 1, b"theirs") == NEITHER
    assert says(conn, neighbour, 1, b"garbage") == NEITHER
    assert says(conn, chief, 2, b"garbage") == NEITHER
    assert held(conn, chief) == held(conn, other) == {1}


def test_it_is_on_record_once(conn: Connection) -> None:
    chief = officer(conn, COMMUNE, "c", Role.CHIEF)
    take(conn, answer(chief, b"garbage"))
    assert says(conn, chief, 1, b"garbage") == says(conn, chief, 1, b"garbage") == Done()
    rows = conn.execute(
        text("SELECT officer_id, detail FROM audit_rows WHERE act = :act"), {"act": AuditAct.KEY_UNFIT.value}
    ).all()
    assert [(bytes(row.officer_id), json.loads(row.detail)) for row in rows] == [
        (chief.officer_id, {"epoch": "1"})
    ]


def test_a_colleague_may_grant_anew_what_was_unfit(conn: Connection) -> None:
    chief, other = (officer(conn, COMMUNE, name, Role.CHIEF) for name in ("c", "d"))
    for one, seed in ((chief, b"garbage"), (other, b"right")):
        take(conn, answer(one, seed))
    public_key = bytes(
        conn.execute(officers.select().where(officers.c.id == chief.officer_id)).one().public_key
    )
    given = Grant(chief.officer_id, public_key, {1: b"anew"}, KeyCheck.DIGITS, b"t" * 32)
    # A grant never takes away what somebody holds.
    assert joining.grant(conn, other, given, later(minutes=1)) == Done()
    assert seeds(conn, chief) == {1: b"garbage"}
    says(conn, chief, 1, b"garbage")
    assert joining.grant(conn, other, given, later(minutes=2)) == Done()
    assert seeds(conn, chief) == {1: b"anew"}
    assert held(conn, chief) == {1}


def test_of_the_seeds_of_an_older_database_nobody_has_said_anything(empty_url: str) -> None:
    engine = create_engine(sync_url(empty_url))
    with engine.begin() as conn:
        config = Config()
        config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
        config.attributes["connection"] = conn
        command.upgrade(config, "0010")
        conn.execute(
            text("INSERT INTO units (id, kind, name, province_code) VALUES ('c-1', 'commune', 'Xã', '14')")
        )
        conn.execute(
            text("INSERT INTO queues (queue_id, epoch, last_number, last_change) VALUES ('c-1', 1, 0, 0)")
        )
        key = {"key": b"k"}
        conn.execute(
            text(
                "INSERT INTO queue_keys (queue_id, epoch, public_key, made_at_minute) VALUES ('c-1', 1, :key, 0)"
            ),
            key,
        )
        conn.execute(
            text(
                "INSERT INTO queue_seeds (queue_id, epoch, holder, sealed_seed) VALUES ('c-1', 1, 'officer:00', :key)"
            ),
            key,
        )
    migrate(empty_url)
    with engine.connect() as conn:
        assert conn.execute(text("SELECT unfit FROM queue_seeds")).scalar() in (False, 0)
        assert queue_keys.holders(conn, "c-1") == {b"\x00": {1}}
    engine.dispose()
