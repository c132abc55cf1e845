"""The sealed state of conversations under keyed hashes; must never be joined with a tip."""

from dataclasses import dataclass

from storage.engine import Connection


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """`state` is sealed; None with `died` says that a draft has died in the last 24 hours. `version` is for `save`."""

    state: bytes | None
    version: int
    died: bool


def load(conn: Connection, row_key: bytes, *, lock: bool = False) -> StoredConversation | None:
    """The stored conversation; `lock=True` serialises the chat's writers on PostgreSQL until the commit."""
    raise NotImplementedError


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
    raise NotImplementedError


def forget(conn: Connection, row_key: bytes) -> None:
    """Delete the row (the resident erases everything)."""
    raise NotImplementedError
