"""What an officer should look at now: the queue's alarms and the officer's own notices; must never show one of another queue's."""

from dataclasses import dataclass

from storage import alarms, notices
from storage.alarms import AlarmRow
from storage.engine import Connection
from storage.notices import Notice, NoticeKind
from storage.viewer import Viewer

MOST = 100
_IN_THE_QUEUE_ITSELF = frozenset({NoticeKind.NEW_TIP, NoticeKind.HAPPENING_NOW, NoticeKind.DIGEST})
"""What the queue's own lines say already."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Alarms of the whole queue, and notices for this officer that no alarm says already."""

    alarms: tuple[AlarmRow, ...]
    notices: tuple[Notice, ...]

    @property
    def count(self) -> int:
        """How many things there are."""
        return len(self.alarms) + len(self.notices)


def attention(conn: Connection, viewer: Viewer) -> Attention:
    """Everything that waits for a look, at most a hundred of each kind."""
    shown = alarms.alarms(conn, viewer, MOST)
    own = notices.unseen(conn, viewer, MOST, without=_IN_THE_QUEUE_ITSELF, queue_id=viewer.unit_id)
    return Attention(shown, own)
