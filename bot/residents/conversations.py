"""Loads and saves what a chat's conversation remembers, sealed; it never lets a chat's id out in the clear.

A bounded number of conversations stays in memory, so that an update need not read what the last one wrote; whether they are
still the newest is checked in the transaction that saves.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.private_logging import get_logger
from bot.residents.parts import RuntimeParts
from handlers.conversation import Conversation, dump, fresh, has_draft, load
from sealing.conversation_keys import Chat, conversation_row_key, open_state, seal_state
from sealing.errors import SealingError
from sealing.secret_types import SecretBytes, SecretText
from storage import conversations as rows
from storage.engine import Connection

MOST_REMEMBERED = 2_000

_log = get_logger()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A conversation with what is needed to save it: its row's key and the version it was loaded at (0 = no row)."""

    chat: Chat
    row_key: bytes
    conversation: Conversation
    version: int


class Conversations:
    """The conversations of one channel."""

    def __init__(self, parts: RuntimeParts, channel: str) -> None:
        self._parts = parts
        self._channel = channel
        self._remembered: OrderedDict[str, Loaded] = OrderedDict()

    def chat(self, chat_id: str) -> Chat:
        """The chat under the name that row keys are derived from."""
        return Chat(self._channel, SecretText(chat_id))

    async def load(self, chat_id: str) -> Loaded:
        """Give the chat's conversation; one that can't be opened (any more) begins afresh."""
        remembered = self._remembered.get(chat_id)
        if remembered is not None:
            self._remembered.move_to_end(chat_id)
            return remembered
        chat = self.chat(chat_id)
        row_key = conversation_row_key(self._parts.pseudonym_key, self._parts.deployment_id, chat)
        row = await self._parts.database.read(lambda conn: rows.load(conn, row_key))
        loaded = Loaded(chat, row_key, self._open(chat, row), row.version if row else 0)
        self._remember(chat_id, loaded)
        return loaded

    def _open(self, chat: Chat, row: rows.StoredConversation | None) -> Conversation:
        if row is None:
            return fresh()
        if row.state is None:
            return fresh(draft_died=row.died)
        try:
            state = open_state(self._parts.pseudonym_key, self._parts.deployment_id, chat, row.state)
        except SealingError as error:
            _log.error("conversation_unreadable", exc_info=error)
            return fresh()
        return load(state.reveal())

    def saving(self, loaded: Loaded, conversation: Conversation, hour: int) -> Callable[[Connection], int]:
        """Seal the new state now; the returned function stores it in a transaction and gives the new version."""
        state = seal_state(
            self._parts.pseudonym_key,
            self._parts.deployment_id,
            loaded.chat,
            SecretBytes(dump(conversation)),
            self._parts.random,
        )
        drafting = has_draft(conversation)

        def save(conn: Connection) -> int:
            return rows.save(conn, loaded.row_key, state, loaded.version, hour, has_draft=drafting)

        return save

    def remember(self, chat_id: str, loaded: Loaded, conversation: Conversation, version: int) -> None:
        """Keep what was just committed."""
        self._remember(chat_id, Loaded(loaded.chat, loaded.row_key, conversation, version))

    def forget(self, chat_id: str) -> None:
        """Drop what is in memory, so that the next load reads the row."""
        self._remembered.pop(chat_id, None)

    def _remember(self, chat_id: str, loaded: Loaded) -> None:
        self._remembered[chat_id] = loaded
        self._remembered.move_to_end(chat_id)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
