"""What a recovery starts from and ends with: seeds sealed to the recovery key, and then to an officer; must never take a seed away from who holds it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Row, select

from domain.permissions import Action, may
from domain.units import Unit, UnitKind
from sealing.directory import EntryKind, read_entry
from sealing.errors import Malformed
from sealing.recovery_files import Candidate, RecoveryAnswer, RecoveryRequest, SealedEpoch
from storage.directory import entries_of
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import officers, queue_keys, queue_seeds
from storage.officers import Officer, OfficerState, officer, officers_of
from storage.queue_keys import SeedWrap, add_wraps
from storage.seed_holders import officer_holder, recovery_holder


def recovery_level(unit: Unit) -> str:
    """Which recovery key opens a unit's queue seeds: the inspectorate has its own."""
    return "inspectorate" if unit.kind is UnitKind.INSPECTORATE else "province"


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """A recovery key, old or new, that seeds of a unit are sealed to: its public half, and of which epochs."""

    public_key: bytes
    epochs: tuple[int, ...]


def recovery_keys(conn: Connection, unit: Unit) -> tuple[RecoveryKey, ...]:
    """Every recovery key of the unit's level that something is sealed to, newest first.

    A new one takes nothing over: what was sealed to the former can be brought back with the former's shares alone.
    """
    found: dict[bytes, RecoveryKey] = {}
    for raw in entries_of(conn, int(EntryKind.RECOVERY), unit.province_code, role=recovery_level(unit)):
        try:
            key = read_entry(raw).entry.public_key
        except Malformed:
            continue
        epochs = tuple(row.epoch for row in _sealed_to(conn, unit.id, key))
        if epochs and key not in found:
            found[key] = RecoveryKey(key, epochs)
    return tuple(found.values())


def recovery_request(
    conn: Connection, deployment: bytes, unit: Unit, recovery: bytes | None = None
) -> RecoveryRequest | Failure:
    """The unit's seeds as they are sealed to one recovery key of its level, and the officers who lack some of them.

    `recovery` names the key; None: the newest that somebody lacks a seed of, so that what an older one opens comes in the
    next request, once this one's answer is stored. It needn't verify, nor hold still: its shares prove which key it
    is, its holders compare its digits with their record, and an emergency must not fail on an entry's end.
    Failure(NOT_OPEN) where nothing is sealed to any, or to the one that was named.
    """
    keys = [key.public_key for key in recovery_keys(conn, unit) if recovery in (None, key.public_key)]
    if not keys:
        return Failure(FailureReason.NOT_OPEN)
    made = (_request(conn, deployment, unit, key) for key in keys)
    return next((request for request in made if request.candidates), None) or _request(
        conn, deployment, unit, keys[0]
    )


def _request(conn: Connection, deployment: bytes, unit: Unit, key: bytes) -> RecoveryRequest:
    rows = _sealed_to(conn, unit.id, key)
    epochs = tuple(SealedEpoch(row.epoch, row.public_key, row.sealed_seed) for row in rows)
    candidates = tuple(
        Candidate(one.id, one.name, one.public_key)
        for one in officers_of(conn, unit.id)
        if one.public_key is not None and _may_be_given(conn, one, unit.id, epochs)
    )
    return RecoveryRequest(
        deployment=deployment,
        queue=unit.id,
        unit=unit.name,
        province=unit.province_code,
        level=recovery_level(unit),
        recovery_public_key=key,
        epochs=epochs,
        candidates=candidates,
    )


def take_answer(conn: Connection, deployment: bytes, unit: Unit, answer: RecoveryAnswer) -> Done | Failure:
    """Store the seeds that were sealed to an officer offline.

    Whether they are the right ones only the officer's browser can tell, against the directory; those that it has found
    unfit are replaced (`storage.unfit_seeds`), and never others. Failure(NOT_VISIBLE) for
    another unit's or installation's answer or an unknown officer or epoch, Failure(NOT_ALLOWED) for an officer who
    doesn't read tips, Failure(ALREADY_CLAIMED) for one who holds all of this.
    """
    # Locked: whoever is dismissed or invited anew at this moment gets nothing after it.
    conn.execute(select(officers.c.id).where(officers.c.id == answer.officer).with_for_update())
    found = officer(conn, answer.officer)
    known = set(conn.execute(select(queue_keys.c.epoch).where(queue_keys.c.queue_id == unit.id)).scalars())
    epochs = {row.epoch: row.sealed_seed for row in answer.epochs}
    meant = (answer.deployment, answer.queue) == (deployment, unit.id)
    if not meant or found is None or found.unit_id != unit.id or not epochs.keys() <= known:
        return Failure(FailureReason.NOT_VISIBLE)
    if found.state is not OfficerState.ACTIVE or not may(found.role, Action.READ_TIPS, own_unit=True):
        return Failure(FailureReason.NOT_ALLOWED)
    missing = epochs.keys() - _held(conn, found, unit.id)
    if not missing:
        return Failure(FailureReason.ALREADY_CLAIMED)
    for epoch in sorted(missing):
        add_wraps(conn, unit.id, epoch, (SeedWrap(found.id, None, epochs[epoch]),))
    return Done()


def _sealed_to(conn: Connection, queue_id: str, key: bytes) -> list[Row[tuple[int, bytes, bytes]]]:
    return list(
        conn.execute(
            select(queue_keys.c.epoch, queue_keys.c.public_key, queue_seeds.c.sealed_seed)
            .join(
                queue_seeds,
                (queue_seeds.c.queue_id == queue_keys.c.queue_id)
                & (queue_seeds.c.epoch == queue_keys.c.epoch),
            )
            .where(queue_keys.c.queue_id == queue_id, queue_seeds.c.holder == recovery_holder(key))
            .order_by(queue_keys.c.epoch)
        )
    )


def _may_be_given(conn: Connection, one: Officer, unit_id: str, epochs: Iterable[SealedEpoch]) -> bool:
    reads = one.state is OfficerState.ACTIVE and may(one.role, Action.READ_TIPS, own_unit=True)
    return reads and not {row.epoch for row in epochs} <= _held(conn, one, unit_id)


def _held(conn: Connection, one: Officer, unit_id: str) -> set[int]:
    mine = (queue_seeds.c.queue_id == unit_id) & (queue_seeds.c.holder == officer_holder(one.id))
    return set(
        conn.execute(select(queue_seeds.c.epoch).where(mine, queue_seeds.c.unfit.is_(False))).scalars()
    )
