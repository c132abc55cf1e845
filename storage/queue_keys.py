"""Queue keys by epoch, and their seeds sealed to each officer; must never hold a seed that isn't sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, text

from storage.deployment import bump_serving_version
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import queue_keys, queue_seeds, queues
from storage.moments import minute_of
from storage.seed_holders import officer_holder, officer_of_holder, recovery_holder
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SeedWrap:
    """A queue seed sealed to an officer (`officer_id`) or to a recovery key (`officer_id` None, `recovery_key` set)."""

    officer_id: bytes | None
    recovery_key: bytes | None
    sealed_seed: bytes

    @property
    def holder(self) -> str:
        """The name this wrap is stored under. Raises ValueError when it names nobody, or two."""
        if (self.officer_id is None) == (self.recovery_key is None):
            raise ValueError("A seed is sealed to an officer or to a recovery key.")
        if self.officer_id is not None:
            return officer_holder(self.officer_id)
        return recovery_holder(self.recovery_key or b"")


@dataclass(frozen=True, slots=True)
class QueueKeyRow:
    """One epoch of a queue; `certified`: the directory has certified this epoch or a later one."""

    queue_id: str
    epoch: int
    public_key: bytes
    certified: bool


@dataclass(frozen=True, slots=True)
class OwnSeed:
    """An epoch's seed sealed to the viewer, with the public key to compare it with."""

    queue_id: str
    epoch: int
    public_key: bytes
    sealed_seed: bytes


_ADD_SEED = text(
    "INSERT INTO queue_seeds (queue_id, epoch, holder, sealed_seed, unfit)"
    " VALUES (:queue_id, :epoch, :holder, :sealed_seed, false)"
    " ON CONFLICT (queue_id, epoch, holder) DO UPDATE SET sealed_seed = excluded.sealed_seed, unfit = false"
)


def add_epoch(
    conn: Connection,
    queue_id: str,
    epoch: int,
    public_key: bytes,
    wraps: tuple[SeedWrap, ...],
    now: datetime,
) -> Done | Failure:
    """Store a new epoch's key; it counts once the directory certifies it. Failure(EPOCH_TAKEN) unless it is the next."""
    lock(conn, queue_id)
    if epoch != newest_epoch(conn, queue_id) + 1:
        return Failure(FailureReason.EPOCH_TAKEN)
    conn.execute(
        insert(queue_keys).values(
            queue_id=queue_id, epoch=epoch, public_key=public_key, made_at_minute=minute_of(now)
        )
    )
    add_wraps(conn, queue_id, epoch, wraps)
    return Done()


def add_wraps(conn: Connection, queue_id: str, epoch: int, wraps: tuple[SeedWrap, ...]) -> None:
    """Seal an existing epoch's seed to more holders (an officer who joined)."""
    values = [
        {"queue_id": queue_id, "epoch": epoch, "holder": wrap.holder, "sealed_seed": wrap.sealed_seed}
        for wrap in wraps
    ]
    if values:
        conn.execute(_ADD_SEED, values)
    bump_serving_version(conn)


def lock(conn: Connection, queue_id: str) -> None:
    """Let no other transaction make or certify a key of this queue until this one ends; one that did is seen afterwards."""
    conn.execute(select(queues.c.epoch).where(queues.c.queue_id == queue_id).with_for_update())


def newest_epoch(conn: Connection, queue_id: str) -> int:
    """The newest epoch that was made, certified or not; 0 before the first."""
    newest = select(func.max(queue_keys.c.epoch)).where(queue_keys.c.queue_id == queue_id)
    return conn.execute(newest).scalar() or 0


def epochs(conn: Connection, queue_id: str) -> tuple[QueueKeyRow, ...]:
    """Every epoch of a queue, oldest first."""
    return _rows(conn, queue_id)


def uncertified(conn: Connection) -> tuple[QueueKeyRow, ...]:
    """Keys that wait for `tinbao keys sign`."""
    return tuple(row for row in _rows(conn, None) if not row.certified)


def own_seeds(conn: Connection, viewer: Viewer) -> tuple[OwnSeed, ...]:
    """The seeds of the viewer's own queue that are sealed to the viewer, newest epoch first."""
    rows = conn.execute(
        select(queue_keys.c.queue_id, queue_keys.c.epoch, queue_keys.c.public_key, queue_seeds.c.sealed_seed)
        .join(
            queue_seeds,
            (queue_seeds.c.queue_id == queue_keys.c.queue_id) & (queue_seeds.c.epoch == queue_keys.c.epoch),
        )
        .where(
            queue_keys.c.queue_id == viewer.unit_id, queue_seeds.c.holder == officer_holder(viewer.officer_id)
        )
        .order_by(queue_keys.c.epoch.desc())
    )
    return tuple(OwnSeed(*row) for row in rows)


def holders(conn: Connection, queue_id: str) -> dict[bytes, frozenset[int]]:
    """Which epochs of a queue's key each officer holds; the recovery key's wraps aren't an officer's, nor are unfit ones."""
    found: dict[bytes, set[int]] = {}
    rows = conn.execute(
        select(queue_seeds.c.holder, queue_seeds.c.epoch).where(
            queue_seeds.c.queue_id == queue_id, queue_seeds.c.unfit.is_(False)
        )
    )
    for holder, epoch in rows:
        officer_id = officer_of_holder(holder)
        if officer_id is not None:
            found.setdefault(officer_id, set()).add(epoch)
    return {officer_id: frozenset(epochs) for officer_id, epochs in found.items()}


def _rows(conn: Connection, queue_id: str | None) -> tuple[QueueKeyRow, ...]:
    statement = (
        select(
            queue_keys.c.queue_id, queue_keys.c.epoch, queue_keys.c.public_key, queues.c.epoch.label("now")
        )
        .join(queues, queues.c.queue_id == queue_keys.c.queue_id)
        .order_by(queue_keys.c.queue_id, queue_keys.c.epoch)
    )
    if queue_id is not None:
        statement = statement.where(queue_keys.c.queue_id == queue_id)
    return tuple(
        QueueKeyRow(row.queue_id, row.epoch, row.public_key, row.epoch <= row.now)
        for row in conn.execute(statement)
    )
