"""Alarms one level up about tips nobody opened or routing that fell back; metadata only, must never reach the queue a conflict tip is about."""

from dataclasses import dataclass

from storage.engine import Connection
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """`kind`: unopened, happening_now, no_active_queue, held, addition_to_closed. `number` is the one in `subject_queue_id`."""

    tip_id: bytes
    kind: str
    subject_queue_id: str
    subject_unit_name: str
    number: int | None
    hour: int


def alarms(conn: Connection, viewer: Viewer, limit: int = 100) -> tuple[AlarmRow, ...]:
    """The open alarms of the viewer's queue, oldest first."""
    raise NotImplementedError


def clear(conn: Connection, viewer: Viewer, tip_id: bytes, kind: str) -> None:
    """Put an alarm of the viewer's queue away."""
    raise NotImplementedError


def raise_unopened(conn: Connection, now_hour: int) -> int:
    """Alarm one level up for every tip past its first-view hour; returns how many are new."""
    raise NotImplementedError
