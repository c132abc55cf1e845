"""Queue keys by epoch, and their seeds sealed to each officer; must never hold a seed that isn't sealed."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine import Connection
from storage.failures import Done, Failure
from storage.viewer import Viewer

RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class SeedWrap:
    """A queue seed sealed to an officer (`officer_id`) or to a recovery key (`officer_id` None, `recovery_key` set)."""

    officer_id: bytes | None
    recovery_key: bytes | None
    sealed_seed: bytes


@dataclass(frozen=True, slots=True)
class QueueKeyRow:
    """One epoch of a queue; `certified`: it is the queue's current epoch, or an older one."""

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


def add_epoch(
    conn: Connection,
    queue_id: str,
    epoch: int,
    public_key: bytes,
    wraps: tuple[SeedWrap, ...],
    now: datetime,
) -> Done | Failure:
    """Store a new epoch's key; it counts once the directory certifies it. Failure(EPOCH_TAKEN) unless it is the next."""
    raise NotImplementedError


def add_wraps(conn: Connection, queue_id: str, epoch: int, wraps: tuple[SeedWrap, ...]) -> None:
    """Seal an existing epoch's seed to more holders (an officer who joined)."""
    raise NotImplementedError


def epochs(conn: Connection, queue_id: str) -> tuple[QueueKeyRow, ...]:
    """Every epoch of a queue, oldest first."""
    raise NotImplementedError


def uncertified(conn: Connection) -> tuple[QueueKeyRow, ...]:
    """Keys that wait for `tinbao keys sign`."""
    raise NotImplementedError


def own_seeds(conn: Connection, viewer: Viewer) -> tuple[OwnSeed, ...]:
    """The seeds of the viewer's own queue that are sealed to the viewer, newest epoch first."""
    raise NotImplementedError
