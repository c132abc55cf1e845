"""Alarms one level up about tips nobody opened, and about routing; metadata only, must never reach the queue a conflict tip is about."""

from dataclasses import dataclass

from sqlalchemy import and_, delete, or_, select, text, update

from domain.deadlines import Duty
from storage.arrivals import add_alarm
from storage.engine import Connection
from storage.models import alarms as table
from storage.models import queue_rows, tips, units
from storage.notice_tables import escalations, notices, urgent_arrivals
from storage.notices import NoticeKind, withdraw
from storage.queues import ChangeKind, Lane, announce
from storage.viewer import Viewer

SENT_BACK = "sent_back"
"""Raised one level up of a unit that forwarded a tip with keys that don't open; put away by hand."""
UNOPENED, UNANSWERED, OVERDUE = "unopened", "unanswered", "overdue"
"""Raised one level up, at the end of the clock (`storage.escalations`)."""
NOW, NO_ACTIVE_QUEUE, ADDITION = "happening_now", "no_active_queue", "addition_to_closed"
_OPENED = (NoticeKind.UNOPENED, NoticeKind.UNROUTABLE)
# As text, so that SQLite finds its partial index, which knows this condition in these words only.
_OPEN = text("NOT cleared")
_VIEW = escalations.c.duty == Duty.FIRST_VIEW.value
_SETTLE = (UNOPENED, UNANSWERED, OVERDUE)


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """`kind`: unopened, unanswered, overdue, happening_now, no_active_queue, addition_to_closed or sent_back.

    `number`: the tip's in `subject_queue_id`.
    """

    tip_id: bytes
    kind: str
    subject_queue_id: str
    subject_unit_name: str
    number: int | None
    hour: int


def alarms(conn: Connection, viewer: Viewer, limit: int = 100) -> tuple[AlarmRow, ...]:
    """The open alarms of the viewer's queue, oldest first."""
    if not viewer.reads_tips:
        return ()
    rows = conn.execute(
        select(
            table.c.tip_id,
            table.c.kind,
            table.c.subject_queue_id,
            units.c.name,
            queue_rows.c.number,
            table.c.hour,
        )
        .join(units, units.c.id == table.c.subject_queue_id)
        .outerjoin(
            queue_rows,
            and_(queue_rows.c.queue_id == table.c.subject_queue_id, queue_rows.c.tip_id == table.c.tip_id),
        )
        .where(table.c.queue_id == viewer.unit_id, _OPEN)
        .order_by(table.c.hour, table.c.tip_id, table.c.kind)
        .limit(limit)
    )
    return tuple(AlarmRow(*row) for row in rows)


def clear(conn: Connection, viewer: Viewer, tip_id: bytes, kind: str) -> None:
    """Put an alarm of the viewer's queue away; it isn't raised again."""
    if not viewer.reads_tips:
        return
    mine = and_(table.c.queue_id == viewer.unit_id, table.c.tip_id == tip_id, table.c.kind == kind)
    conn.execute(update(table).where(mine).values(cleared=True))


def raise_alarm(
    conn: Connection, tip_id: bytes, queue_id: str, kind: str, subject_queue_id: str, hour: int
) -> None:
    """Alarm a queue, again too when it has put an earlier alarm of this kind away (another clock has run out)."""
    if add_alarm(conn, tip_id, queue_id, kind, subject_queue_id, hour):
        return
    this = and_(table.c.tip_id == tip_id, table.c.queue_id == queue_id, table.c.kind == kind)
    again = update(table).where(this, table.c.cleared).values(cleared=False, hour=hour)
    if conn.execute(again).rowcount:
        announce(conn, queue_id, tip_id, ChangeKind.ALARM, hour)


def clear_unopened(conn: Connection, tip_id: bytes, queue_id: str) -> None:
    """Somebody of the queue has opened the tip: nobody needs to look any more, and its minute is forgotten."""
    about, own = table.c.subject_queue_id == queue_id, table.c.queue_id == queue_id
    clearing = or_(and_(about, table.c.kind.in_((UNOPENED, NO_ACTIVE_QUEUE))), and_(own, table.c.kind == NOW))
    conn.execute(update(table).where(table.c.tip_id == tip_id, clearing).values(cleared=True))
    withdraw(conn, tip_id, queue_id, (NoticeKind.NEW_TIP, NoticeKind.HAPPENING_NOW, *_OPENED))
    for kept in (urgent_arrivals, escalations):
        # Both tell the arrival more finely than the hour. What still has a clock is watched anew, from full hours.
        finer = and_(kept.c.tip_id == tip_id, kept.c.queue_id == queue_id)
        conn.execute(delete(kept).where(finer if kept is urgent_arrivals else and_(finer, _VIEW)))


def clear_news(conn: Connection, tip_id: bytes, queue_id: str) -> None:
    """What was added to a closed tip has been read."""
    this = and_(table.c.tip_id == tip_id, table.c.queue_id == queue_id, table.c.kind == ADDITION)
    conn.execute(update(table).where(this).values(cleared=True))


def forget_in_queue(conn: Connection, tip_id: bytes, queue_id: str) -> None:
    """The tip has left this queue: nobody is to be told, or to look, because of it any more."""
    about = or_(table.c.queue_id == queue_id, table.c.subject_queue_id == queue_id)
    conn.execute(delete(table).where(table.c.tip_id == tip_id, about))
    for watched in (notices, escalations, urgent_arrivals):
        conn.execute(delete(watched).where(watched.c.tip_id == tip_id, watched.c.queue_id == queue_id))


def settled(conn: Connection, now_hour: int, limit: int = 500) -> tuple[tuple[bytes, str, str], ...]:
    """Open alarms (tip, queue, kind) whose reason is gone: answered, closed, no longer late. Reads only."""
    gone = or_(
        queue_rows.c.tip_id.is_(None),
        queue_rows.c.lane == Lane.CLOSED.value,
        and_(table.c.kind == UNANSWERED, tips.c.first_word_hour.is_not(None)),
        and_(table.c.kind == OVERDUE, queue_rows.c.due_hour >= now_hour),
    )
    rows = conn.execute(
        select(table.c.tip_id, table.c.queue_id, table.c.kind)
        .join(tips, tips.c.id == table.c.tip_id)
        .outerjoin(
            queue_rows,
            and_(queue_rows.c.queue_id == table.c.subject_queue_id, queue_rows.c.tip_id == table.c.tip_id),
        )
        .where(_OPEN, table.c.kind.in_(_SETTLE), gone)
        .order_by(table.c.queue_id, table.c.hour)
        .limit(limit)
    )
    return tuple((row.tip_id, row.queue_id, row.kind) for row in rows)


def clear_settled(conn: Connection, found: tuple[tuple[bytes, str, str], ...]) -> None:
    """Put these alarms away."""
    for tip_id, queue_id, kind in found:
        this = and_(table.c.tip_id == tip_id, table.c.queue_id == queue_id, table.c.kind == kind)
        conn.execute(update(table).where(this).values(cleared=True))
