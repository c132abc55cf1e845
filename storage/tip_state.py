"""A tip or draft as commands need it, locked until the commit; must never be handed to an officer (see `tip_reading`)."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from domain.tips import TipStatus, When
from storage.engine import Connection
from storage.models import queues, tip_queues, tips


@dataclass(frozen=True, slots=True)
class Holder:
    """A queue that holds the tip, with the epoch that parts must be sealed to now (0: it has no certified key)."""

    queue_id: str
    epoch: int


@dataclass(frozen=True, slots=True)
class TipState:
    """The row of a tip and its holders, the recipient first."""

    tip_id: bytes
    sent: bool
    commune_code: str
    when: When
    category: str | None
    routing_alarms: str
    status: TipStatus
    reports: int
    report_bytes: int
    last_report: int
    last_addition: int
    last_reply: int
    last_note: int
    last_event: int
    generation: int
    manifest_current: bool
    first_viewed: bool
    answered: bool
    holders: tuple[Holder, ...]

    @property
    def recipient_id(self) -> str:
        """The queue that answers for the tip."""
        return self.holders[0].queue_id


RECIPIENT, COPY = "recipient", "copy"

# Named one by one: this is asked for at every step of a report, and a tip has many more columns.
_STATE = (
    select(
        tips.c.sent,
        tips.c.commune_code,
        tips.c.when,
        tips.c.category,
        tips.c.routing_alarms,
        tips.c.status,
        tips.c.reports,
        tips.c.report_bytes,
        tips.c.last_report,
        tips.c.last_addition,
        tips.c.last_reply,
        tips.c.last_note,
        tips.c.last_event,
        tips.c.generation,
        tips.c.manifest_current,
        tips.c.first_viewed_day,
        tips.c.first_word_hour,
        tip_queues.c.queue_id,
        queues.c.epoch,
    )
    .join(tip_queues, tip_queues.c.tip_id == tips.c.id)
    .join(queues, queues.c.queue_id == tip_queues.c.queue_id)
    .where(tips.c.id == bindparam("tip"))
    .order_by((tip_queues.c.role == RECIPIENT).desc(), tip_queues.c.queue_id)
)
_LOCK = select(tips.c.id).where(tips.c.id == bindparam("tip")).with_for_update()


def tip_state(conn: Connection, tip_id: bytes, *, lock: bool = True) -> TipState | None:
    """The tip or draft, None if there is none. `lock` matters on PostgreSQL: the tip first, then its queues."""
    if lock and conn.dialect.name == "postgresql":
        # A statement of its own: one that waits here and joins would see the tip as it is after the wait, and its
        # holders as they were before, so that what comes after a forward would be sealed to the former queue.
        conn.execute(_LOCK, {"tip": tip_id})
    rows = conn.execute(_STATE, {"tip": tip_id}).all()
    if not rows:
        return None
    row = rows[0]
    return TipState(
        tip_id=tip_id,
        sent=row.sent,
        commune_code=row.commune_code,
        when=When(row.when),
        category=row.category,
        routing_alarms=row.routing_alarms,
        status=TipStatus(row.status),
        reports=row.reports,
        report_bytes=row.report_bytes,
        last_report=row.last_report,
        last_addition=row.last_addition,
        last_reply=row.last_reply,
        last_note=row.last_note,
        last_event=row.last_event,
        generation=row.generation,
        manifest_current=row.manifest_current,
        first_viewed=row.first_viewed_day is not None,
        answered=row.first_word_hour is not None,
        holders=tuple(Holder(each.queue_id, each.epoch) for each in rows),
    )
