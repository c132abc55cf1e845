"""A queue's next key and the part keys that are sealed to a former one; must never take a wrap for a key that isn't certified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, exists, func, select, update

from domain.permissions import Action, may
from sealing.parts import Role as PartRole
from storage import audit, officers, queue_keys
from storage.audit import AuditAct
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.joining import remember_key
from storage.joining_tables import departures
from storage.models import officers as officer_rows
from storage.models import part_wraps, parts, queue_rows, queues
from storage.officers import OfficerState
from storage.queue_keys import SeedWrap
from storage.queues import Lane
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class KeyState:
    """Where a queue's key stands. `newest` epoch made (0: none), `certified` the one that tips are sealed to now.

    `left` is the newest epoch that somebody who has left has held (0: nobody); `to_rewrap` counts the part keys of
    tips in hand that are still sealed to an epoch before `certified`.
    """

    newest: int
    certified: int
    left: int
    to_rewrap: int

    @property
    def renewal_due(self) -> bool:
        """Whether somebody who has left holds the newest key."""
        return 0 < self.newest <= self.left


@dataclass(frozen=True, slots=True)
class FormerWrap:
    """A part key in the viewer's queue, sealed to a former epoch."""

    tip_id: bytes
    role: PartRole
    number: int
    epoch: int
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class NewWrap:
    """The same part key, sealed to the current epoch; `former` is the epoch that it replaces."""

    tip_id: bytes
    role: PartRole
    number: int
    former: int
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class NextKey:
    """A queue's next key as a browser made it. `sealed_to` has the public key that each officer's wrap was made for;
    `checked` the tags of colleagues' keys that were compared while making it.
    """

    epoch: int
    public_key: bytes
    sealed_seeds: Mapping[bytes, bytes]
    sealed_to: Mapping[bytes, bytes]
    recovery_seed: bytes
    checked: Mapping[bytes, bytes]


def key_state(conn: Connection, queue_id: str) -> KeyState:
    """Where a queue's key stands."""
    newest = queue_keys.newest_epoch(conn, queue_id)
    certified = conn.execute(select(queues.c.epoch).where(queues.c.queue_id == queue_id)).scalar() or 0
    # Who was invited anew and is still one of the unit gave up the key without taking it along.
    left = conn.execute(
        select(func.max(departures.c.epoch))
        .join(officer_rows, officer_rows.c.id == departures.c.officer_id)
        .where(departures.c.queue_id == queue_id, officer_rows.c.state == OfficerState.LEFT.value)
    ).scalar()
    # Nothing can be sealed to an epoch before the first: a queue that never had another asks no table of tips.
    to_rewrap = 0
    if certified > 1:
        counted = select(func.count()).select_from(_former(queue_id, certified).subquery())
        to_rewrap = conn.execute(counted).scalar_one()
    return KeyState(newest, certified, left or 0, to_rewrap)


def begin_epoch(
    conn: Connection, viewer: Viewer, key: NextKey, recovery_key: bytes, now: datetime
) -> Done | Failure:
    """Store a queue's next key; tips are sealed to it once the province has certified it.

    `recovery_key` is the verified one of the unit's level. Failure(NOT_ALLOWED) unless the viewer holds the newest
    epoch and the next is sealed to oneself and else only to active colleagues who read tips; COLLEAGUE_KEY_MOVED where one of
    them has another key by now; EPOCH_TAKEN unless it is the next.
    """
    # Locked: whoever leaves at this moment is among the readers no more, or leaves with this epoch on record.
    unit = officer_rows.c.unit_id == viewer.unit_id
    conn.execute(select(officer_rows.c.id).where(unit).order_by(officer_rows.c.id).with_for_update())
    newest = queue_keys.newest_epoch(conn, viewer.unit_id)
    if not viewer.may(Action.RENEW_QUEUE_KEY) or not _holds(conn, viewer, newest):
        return Failure(FailureReason.NOT_ALLOWED)
    readers = {
        person.id: person.public_key
        for person in officers.officers_of(conn, viewer.unit_id)
        if person.state is OfficerState.ACTIVE and may(person.role, Action.READ_TIPS, own_unit=True)
    }
    holders = key.sealed_seeds.keys()
    if viewer.officer_id not in holders or not holders <= readers.keys() or not key.checked.keys() <= holders:
        return Failure(FailureReason.NOT_ALLOWED)
    if any(key.sealed_to.get(officer_id) != readers[officer_id] for officer_id in holders):
        return Failure(FailureReason.COLLEAGUE_KEY_MOVED)
    wraps = (
        *(SeedWrap(officer_id, None, sealed) for officer_id, sealed in key.sealed_seeds.items()),
        SeedWrap(None, recovery_key, key.recovery_seed),
    )
    done = queue_keys.add_epoch(conn, viewer.unit_id, key.epoch, key.public_key, wraps, now)
    if isinstance(done, Failure):
        return done
    for officer_id, tag in key.checked.items():
        remember_key(conn, viewer, officer_id, tag)
    _record(conn, viewer, AuditAct.KEY_MADE, now, epoch=str(key.epoch), holders=str(len(holders)))
    return done


def former_wraps(conn: Connection, viewer: Viewer, limit: int, skip: int = 0) -> tuple[FormerWrap, ...]:
    """Some of the part keys in the viewer's queue that wait to be sealed again, in one order; the same ones until they are.

    `skip` leaves out the first ones: those that didn't open in the viewer's browser, and so stay.
    """
    if not viewer.may(Action.RENEW_QUEUE_KEY):
        return ()
    certified = conn.execute(select(queues.c.epoch).where(queues.c.queue_id == viewer.unit_id)).scalar() or 0
    if certified < 2:
        return ()
    rows = conn.execute(_former(viewer.unit_id, certified).limit(limit).offset(skip))
    return tuple(
        FormerWrap(row.tip_id, PartRole(row.role), row.number, row.epoch, row.sealed_key) for row in rows
    )


def replace_wraps(
    conn: Connection, viewer: Viewer, epoch: int, wraps: Sequence[NewWrap], now: datetime
) -> int | Failure:
    """Put part keys sealed to the current epoch in the place of former ones; returns how many were replaced.

    One that is current already, or gone, is passed over, so that two browsers at work don't disturb each other.
    Failure(EPOCH_MOVED) unless `epoch` is the one that is certified now, Failure(NOT_ALLOWED).
    """
    if not viewer.may(Action.RENEW_QUEUE_KEY) or not _holds(conn, viewer, epoch):
        return Failure(FailureReason.NOT_ALLOWED)
    current = select(queues.c.epoch).where(queues.c.queue_id == viewer.unit_id).with_for_update()
    if conn.execute(current).scalar() != epoch:
        return Failure(FailureReason.EPOCH_MOVED)
    replaced = 0
    for wrap in wraps:
        if wrap.former >= epoch:
            return Failure(FailureReason.EPOCH_MOVED)
        replaced += conn.execute(
            _REPLACE,
            {
                "queue": viewer.unit_id,
                "tip": wrap.tip_id,
                "role_": wrap.role.value,
                "number_": wrap.number,
                "former": wrap.former,
                "to_epoch": epoch,
                "to_key": wrap.sealed_key,
            },
        ).rowcount
    if replaced:
        _record(conn, viewer, AuditAct.KEY_REWRAPPED, now, epoch=str(epoch), parts=str(replaced))
    return replaced


_REPLACE = (
    update(part_wraps)
    .where(
        part_wraps.c.queue_id == bindparam("queue"),
        part_wraps.c.epoch == bindparam("former"),
        part_wraps.c.part_id
        == select(parts.c.row_id)
        .where(
            parts.c.tip_id == bindparam("tip"),
            parts.c.role == bindparam("role_"),
            parts.c.number == bindparam("number_"),
        )
        .scalar_subquery(),
        exists(
            select(queue_rows.c.number).where(
                queue_rows.c.queue_id == bindparam("queue"), queue_rows.c.tip_id == bindparam("tip")
            )
        ),
    )
    .values(epoch=bindparam("to_epoch"), sealed_key=bindparam("to_key"))
)


def _former(queue_id: str, certified: int) -> Select[tuple[bytes, str, int, int, bytes]]:
    """Wraps of former epochs in tips that are open or held: what is closed stays readable for whoever could read it."""
    return (
        select(parts.c.tip_id, parts.c.role, parts.c.number, part_wraps.c.epoch, part_wraps.c.sealed_key)
        .select_from(queue_rows)
        .join(parts, parts.c.tip_id == queue_rows.c.tip_id)
        .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
        .where(
            queue_rows.c.queue_id == queue_id,
            queue_rows.c.lane.in_((Lane.OPEN.value, Lane.HELD.value)),
            part_wraps.c.queue_id == queue_id,
            part_wraps.c.epoch < certified,
        )
        .order_by(part_wraps.c.epoch, queue_rows.c.number, parts.c.role, parts.c.number)
    )


def _holds(conn: Connection, viewer: Viewer, epoch: int) -> bool:
    held = queue_keys.holders(conn, viewer.unit_id).get(viewer.officer_id, frozenset())
    return epoch in held


def _record(conn: Connection, viewer: Viewer, act: AuditAct, now: datetime, **detail: str) -> None:
    audit.record(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=act,
        now=now,
        subject=viewer.unit_id,
        detail=detail,
    )
