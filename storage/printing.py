"""Notes what officers print, before it is printed, and gives the register's lines; must never hold what a sheet says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.permissions import Action
from domain.tips import TipStatus, When
from storage.audit import AuditAct
from storage.audit import record as record_act
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.forwarded import ForwardedLine, forwarded_tips
from storage.models import officers, queue_rows, queues
from storage.moments import minute_of
from storage.officer_history import record
from storage.queues import ChangeKind, Lane
from storage.tip_reading import visible_row
from storage.viewer import Viewer

FORMS = frozenset({"form", "slip"})
"""`Phiếu in tin phản ánh` and `Phiếu chuyển`."""
MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One number of the register; `forwarded` is set for a tip that this unit has forwarded. Hours since the epoch."""

    number: int
    received_hour: int
    category: str | None
    when: When
    commune_code: str
    status: TipStatus | None
    officer_name: str | None
    copy: bool
    forwarded: ForwardedLine | None


def note_print(conn: Connection, viewer: Viewer, tip_id: bytes, what: str, now: datetime) -> Done | Failure:
    """Write into history and audit record that a sheet of this tip is printed; `what` is one of `FORMS`."""
    if visible_row(conn, viewer, tip_id) is None or not viewer.may(Action.PRINT_TIPS):
        return Failure(FailureReason.NOT_VISIBLE)
    if what not in FORMS:
        raise ValueError("There is no such form.")
    record(conn, viewer, tip_id, ChangeKind.PRINTED.value, minute_of(now), {"what": what})
    return Done()


def note_register(
    conn: Connection, viewer: Viewer, from_hour: int, to_hour: int, now: datetime
) -> Done | Failure:
    """Write into the unit's audit record that its register of a time is printed."""
    if not viewer.may(Action.PRINT_TIPS):
        return Failure(FailureReason.NOT_ALLOWED)
    record_act(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=AuditAct.REGISTER_PRINTED,
        now=now,
        detail={"from_hour": str(from_hour), "to_hour": str(to_hour)},
    )
    return Done()


def register(
    conn: Connection, viewer: Viewer, from_hour: int, to_hour: int, limit: int = MOST_LINES
) -> tuple[RegisterLine, ...]:
    """The viewer's queue in a time (hours since 1970, the end excluded), by number: metadata, forwarded tips as their line.

    Of more than `limit` the first: whoever asks for one more than is shown knows whether there are more.
    """
    if not viewer.may(Action.PRINT_TIPS):
        return ()
    rows = conn.execute(
        select(
            queue_rows.c.number,
            queue_rows.c.received_hour,
            queue_rows.c.category,
            queue_rows.c.when,
            queue_rows.c.commune_code,
            queue_rows.c.status,
            officers.c.name,
            queue_rows.c.copy,
        )
        .outerjoin(officers, officers.c.id == queue_rows.c.claimed_by)
        .where(
            queue_rows.c.queue_id == viewer.unit_id,
            queue_rows.c.number >= _first_number(conn, viewer, from_hour),
            queue_rows.c.number < _first_number(conn, viewer, to_hour),
            queue_rows.c.lane != Lane.HELD.value,
        )
        .order_by(queue_rows.c.number)
        .limit(limit)
    )
    lines = [
        RegisterLine(
            number=row.number,
            received_hour=row.received_hour,
            category=row.category,
            when=When(row.when),
            commune_code=row.commune_code,
            status=TipStatus(row.status),
            officer_name=row.name,
            copy=row.copy,
            forwarded=None,
        )
        for row in rows
    ]
    lines += map(_gone, forwarded_tips(conn, viewer, from_hour, to_hour, limit))
    return tuple(sorted(lines, key=lambda line: line.number)[:limit])


def _gone(line: ForwardedLine) -> RegisterLine:
    return RegisterLine(
        number=line.number,
        received_hour=line.received_hour,
        category=line.category,
        when=line.when,
        commune_code=line.commune_code,
        status=None,
        officer_name=line.officer_name,
        copy=False,
        forwarded=line,
    )


def _first_number(conn: Connection, viewer: Viewer, hour: int) -> int:
    """The first number that came at or after an hour: numbers grow with the hours, so a few looks find it."""
    last = conn.execute(select(queues.c.last_number).where(queues.c.queue_id == viewer.unit_id)).scalar() or 0
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        at = conn.execute(
            select(queue_rows.c.received_hour)
            .where(queue_rows.c.queue_id == viewer.unit_id, queue_rows.c.number >= middle)
            .order_by(queue_rows.c.number)
            .limit(1)
        ).scalar()
        if at is None or at >= hour:
            high = middle
        else:
            low = middle + 1
    return low
