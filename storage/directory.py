"""Signed directory entries as they came; must never be trusted without verifying (sealing does)."""

from dataclasses import asdict, dataclass

from sqlalchemy import and_, func, select, text, update

from sealing.directory import DirectoryEntry
from storage.deployment import bump_serving_version
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import directory, queues

QUEUE_KIND = 2
"""Kind 2 of the spec's section 13: the key of a queue's epoch."""


# Somebody else's entry of the same serial may come in after this one looked: then theirs stands.
_ADD = text(
    "INSERT INTO directory (kind, province, queue_id, role, holder, serial, epoch, entry)"
    " VALUES (:kind, :province, :queue_id, :role, :holder, :serial, :epoch, :entry) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """A signed entry with the fields it is found by (spec section 13); empty text or bytes where a kind has none."""

    kind: int
    province: str
    queue_id: str
    role: str
    holder: bytes
    serial: int
    epoch: int
    entry: bytes

    @classmethod
    def of(cls, entry: DirectoryEntry, signed: bytes) -> "DirectoryRow":
        """The row of this entry; `signed` is the entry with its signature, as it is published."""
        return cls(
            kind=int(entry.kind),
            province=entry.province,
            queue_id=entry.queue,
            role=entry.role,
            holder=entry.holder,
            serial=entry.serial,
            epoch=entry.epoch,
            entry=signed,
        )


def add_entry(conn: Connection, row: DirectoryRow) -> Done | Failure:
    """Store an entry that the caller has verified. A queue's entry (kind 2) makes its epoch the queue's current one.

    Failure(SERIAL_TAKEN) unless the serial is higher than every one of the same subject.
    """
    if row.serial <= newest_serial(conn, row.kind, row.province, row.queue_id, row.role, row.holder):
        return Failure(FailureReason.SERIAL_TAKEN)
    if conn.execute(_ADD, asdict(row)).rowcount == 0:
        return Failure(FailureReason.SERIAL_TAKEN)
    if row.kind == QUEUE_KIND:
        conn.execute(
            update(queues)
            .where(queues.c.queue_id == row.queue_id, queues.c.epoch < row.epoch)
            .values(epoch=row.epoch)
        )
    bump_serving_version(conn)
    return Done()


def entries(conn: Connection) -> tuple[bytes, ...]:
    """The newest entry of every subject, raw."""
    subject = (
        directory.c.kind,
        directory.c.province,
        directory.c.queue_id,
        directory.c.role,
        directory.c.holder,
    )
    newest = select(*subject, func.max(directory.c.serial).label("serial")).group_by(*subject).subquery()
    same = and_(
        *(newest.c[column.name] == column for column in subject), newest.c.serial == directory.c.serial
    )
    rows = conn.execute(select(directory.c.entry).join(newest, same).order_by(*subject))
    return tuple(row.entry for row in rows)


def entries_of(
    conn: Connection, kind: int, province: str, queue_id: str = "", role: str = "", holder: bytes = b""
) -> tuple[bytes, ...]:
    """Every entry of one subject, raw, newest first."""
    rows = conn.execute(
        select(directory.c.entry)
        .where(
            directory.c.kind == kind,
            directory.c.province == province,
            directory.c.queue_id == queue_id,
            directory.c.role == role,
            directory.c.holder == holder,
        )
        .order_by(directory.c.serial.desc())
    )
    return tuple(rows.scalars())


def newest_entry(
    conn: Connection, kind: int, province: str, queue_id: str = "", role: str = "", holder: bytes = b""
) -> bytes | None:
    """The newest entry of one subject, raw; None if there is none."""
    return next(iter(entries_of(conn, kind, province, queue_id, role, holder)), None)


def newest_serial(
    conn: Connection, kind: int, province: str, queue_id: str = "", role: str = "", holder: bytes = b""
) -> int:
    """The highest serial of a subject, 0 if there is none."""
    found = conn.execute(
        select(func.max(directory.c.serial)).where(
            directory.c.kind == kind,
            directory.c.province == province,
            directory.c.queue_id == queue_id,
            directory.c.role == role,
            directory.c.holder == holder,
        )
    ).scalar()
    return found or 0
