"""A queue as its officers see it: pages, counts and changes, metadata only; must never show a row of another queue."""

from dataclasses import dataclass
from enum import StrEnum

from domain.tips import TipStatus, When
from storage.engine import Connection
from storage.viewer import Viewer


class QueueView(StrEnum):
    """The three lists of a queue."""

    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show; fields add up. `overdue`: the due hour has passed. `mine` and `unassigned` exclude each other."""

    view: QueueView = QueueView.OPEN
    status: TipStatus | None = None
    category: str | None = None
    when: When | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue; hours since the epoch. `copy` = held beside the responsible queue (happening now)."""

    tip_id: bytes
    number: int
    status: TipStatus
    category: str | None
    when: When
    commune_code: str
    received_hour: int
    due_hour: int | None
    viewed: bool
    claimed_by: bytes | None
    claimed_name: str | None
    part_count: int
    news: bool
    copy: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to `limit` rows; `after` is the mark that the next page begins behind, None at the end."""

    rows: tuple[QueueRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the lists have; `overdue` stops counting at 1,000 (`overdue_capped`)."""

    open: int
    unassigned: int
    mine: int
    overdue: int
    overdue_capped: bool
    held: int
    closed: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something moved in this queue: `kind` is arrived, held, viewed, claimed, unclaimed, status, reply, note or addition."""

    seq: int
    tip_id: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What came after a sequence number; `last` is the newest number. `more`: ask again from the last change's seq.

    `gap`: older changes are gone, load the page afresh.
    """

    last: int
    changes: tuple[Change, ...]
    gap: bool


def queue_page(
    conn: Connection,
    viewer: Viewer,
    queue_filter: QueueFilter,
    after: str | None,
    limit: int = 50,
    *,
    now_hour: int,
) -> QueuePage:
    """One page of the viewer's queue, what is due first on top (closed: last closed first). Raises `BadCursor`."""
    raise NotImplementedError


def counts(conn: Connection, viewer: Viewer, now_hour: int) -> Counts:
    """How long each list is."""
    raise NotImplementedError


def changes_since(conn: Connection, viewer: Viewer, seq: int, limit: int = 200) -> Changes:
    """What changed in the viewer's queue after `seq`; the desk polls this for live arrival."""
    raise NotImplementedError
