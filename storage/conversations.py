"""The sealed state of conversations under keyed hashes; must never be joined with a tip."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, text, update

from storage.engine import Connection
from storage.errors import ConversationMoved
from storage.models import conversations
from storage.table_kinds import new_row_id


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """`state` is sealed; None with `died` says that a draft has died in the last 24 hours. `version` is for `save`."""

    state: bytes | None
    version: int
    died: bool


_LOAD = select(conversations.c.state, conversations.c.version, conversations.c.died).where(
    conversations.c.row_key == bindparam("key")
)
_LOAD_LOCKED = _LOAD.with_for_update()
_INSERT = text(
    "INSERT INTO conversations (row_id, row_key, version, has_draft, died, hour, state)"
    " VALUES (:row_id, :key, 1, :draft, :died, :hour, :state) ON CONFLICT DO NOTHING"
)
_UPDATE = (
    update(conversations)
    .where(conversations.c.row_key == bindparam("key"), conversations.c.version == bindparam("expected"))
    .values(
        state=bindparam("state_"),
        version=bindparam("version_"),
        has_draft=bindparam("draft_"),
        died=False,
        hour=bindparam("hour_"),
    )
)


def load(conn: Connection, row_key: bytes, *, lock: bool = False) -> StoredConversation | None:
    """The stored conversation; `lock=True` serialises the chat's writers on PostgreSQL until the commit."""
    row = conn.execute(_LOAD_LOCKED if lock else _LOAD, {"key": row_key}).first()
    return None if row is None else StoredConversation(row.state, row.version, row.died)


def save(
    conn: Connection,
    row_key: bytes,
    state: bytes,
    expected_version: int,
    hour: int,
    *,
    has_draft: bool = False,
) -> int:
    """Store the new state and return its version; `expected_version` 0 = there was no row. Raises `ConversationMoved`.

    `has_draft` lets the sweep leave the content-free mark that a draft has died.
    """
    if expected_version == 0:
        values = {
            "row_id": new_row_id(),
            "key": row_key,
            "draft": has_draft,
            "died": False,
            "hour": hour,
            "state": state,
        }
        done = conn.execute(_INSERT, values)
    else:
        done = conn.execute(
            _UPDATE,
            {
                "key": row_key,
                "expected": expected_version,
                "state_": state,
                "version_": expected_version + 1,
                "draft_": has_draft,
                "hour_": hour,
            },
        )
    if done.rowcount != 1:
        raise ConversationMoved("The conversation was saved by somebody else in between.")
    return expected_version + 1


def forget(conn: Connection, row_key: bytes) -> None:
    """Delete the row (the resident erases everything)."""
    conn.execute(delete(conversations).where(conversations.c.row_key == row_key))


def forget_idle(conn: Connection, before_hour: int) -> int:
    """Clear what was idle since before an hour: a draft leaves a mark, anything else and old marks go; how many."""
    old = conversations.c.hour <= before_hour
    gone = conn.execute(delete(conversations).where(old, ~conversations.c.has_draft))
    marked = conn.execute(
        update(conversations)
        .where(old, conversations.c.has_draft)
        # The mark counts its own 24 hours from when the draft died, which is 24 h after the last word.
        .values(
            state=None,
            has_draft=False,
            died=True,
            version=conversations.c.version + 1,
            hour=conversations.c.hour + IDLE_HOURS,
        )
    )
    return gone.rowcount + marked.rowcount


IDLE_HOURS = 24
"""Idle rows go after this, marks of dead drafts after as much again (sealing.md, "Draft and conversation state")."""
