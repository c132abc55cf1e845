"""Names what officers are told of a clock, and puts it away once the clock has stopped; must never touch what tells of another one."""

from collections.abc import Iterable

from sqlalchemy import and_, update

from domain.deadlines import Clock
from storage.engine import Connection
from storage.notice_tables import notices
from storage.notices import ChatState, NoticeKind

_LATE = (NoticeKind.UNANSWERED, NoticeKind.DUE_SOON, NoticeKind.OVERDUE)
ABOVE = "above:"
"""Before the key of what is told one level up."""


def clock_key(kind: NoticeKind, queue_id: str, tip_id: bytes, clock: Clock) -> str:
    """The key of a notice about one clock; a clock that was moved is another one, of which is told again."""
    return f"{kind.value}:{queue_id}:{tip_id.hex()}:{clock.duty.value}:{clock.due_hour}"


def withdraw_late(conn: Connection, tip_id: bytes, queue_id: str, running: Iterable[Clock]) -> None:
    """The word or the decision was given, the tip closed or its time moved: nobody is told of that clock any more."""
    still = [clock_key(kind, queue_id, tip_id, clock) for clock in running for kind in _LATE]
    over = and_(
        notices.c.tip_id == tip_id,
        notices.c.queue_id == queue_id,
        notices.c.kind.in_([kind.value for kind in _LATE]),
        notices.c.key.not_in([*still, *(f"{ABOVE}{key}" for key in still)]),
    )
    conn.execute(update(notices).where(over, ~notices.c.seen).values(seen=True))
    untold = notices.c.telling == ChatState.WAITING.value
    conn.execute(update(notices).where(over, untold).values(telling=ChatState.TOO_LATE.value))
