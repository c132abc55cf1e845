"""Holds the bots, people and chats of the sandbox in memory, all within bounds; nothing of it outlives the process."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.chats import Chat, Message
from bot.sandbox.faults import FaultPlan
from bot.sandbox.rates import RateRule
from bot.sandbox.refusals import bad_request, forbidden
from bot.sandbox.stored_files import FileStore
from bot.sandbox.update_queue import UpdateQueue

MOST_CHATS = 5000
"""Chats kept for a bot; the one that was silent longest goes first."""

MOST_CALLBACKS = 10_000
"""Pressed buttons a bot may still answer."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A made-up person with a phone."""

    id: int
    name: str
    language: str

    def as_user(self) -> dict[str, Any]:
        """The person as the Bot API shows them."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }


class SandboxBot:
    """One bot of the sandbox: its chats, updates, profile and the faults ordered for it."""

    def __init__(self, token: str, name: str, username: str) -> None:
        self.token = token
        head = token.partition(":")[0]
        self.id = int(head) if head.isdigit() else 1_000_000 + secrets.randbelow(1_000_000)
        self.name = name
        self.username = username
        self.updates = UpdateQueue(first_id=100_000_000 + secrets.randbelow(100_000_000))
        self.faults = FaultPlan()
        self.rate: RateRule | None = None
        self.chats: OrderedDict[int, Chat] = OrderedDict()
        self.callbacks: OrderedDict[str, Chat] = OrderedDict()
        self.profile: dict[tuple[str, str], Any] = {}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.menu_button: dict[str, Any] = {"type": "default"}
        self._next_message_id = 1

    def as_user(self) -> dict[str, Any]:
        """The bot as messages show it."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def next_message_id(self) -> int:
        """Message numbers run through all chats of one bot, as on the public server."""
        number = self._next_message_id
        self._next_message_id += 1
        return number

    def remember(self, chat: Chat) -> None:
        """Add a chat, or mark it as the latest used one."""
        self.chats[chat.id] = chat
        self.chats.move_to_end(chat.id)
        while len(self.chats) > MOST_CHATS:
            _, oldest = self.chats.popitem(last=False)
            oldest.release()

    def chat_to_write(self, chat_id: str) -> Chat:
        """The chat a bot may write to now; RefusedError (400, 403) in the public server's words otherwise."""
        chat = self.known_chat(chat_id)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.left:
            raise forbidden("bot is not a member of the group chat")
        if not chat.opened:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def known_chat(self, chat_id: str) -> Chat:
        """The chat of this number; RefusedError (400) when there is none."""
        try:
            return self.chats[int(chat_id)]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def open_callback(self, chat: Chat) -> str:
        """A new callback query's id."""
        query_id = str(secrets.randbelow(2**62))
        self.callbacks[query_id] = chat
        while len(self.callbacks) > MOST_CALLBACKS:
            self.callbacks.popitem(last=False)
        return query_id


class World:
    """Everything in the sandbox. `clock` gives seconds since 1970; tests may move it forward."""

    def __init__(self, bots: Mapping[str, tuple[str, str]], clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._ahead = 0.0
        self.bots = {token: SandboxBot(token, name, username) for token, (name, username) in bots.items()}
        self.residents: OrderedDict[int, Resident] = OrderedDict()
        self.files = FileStore()
        self._next_person = 700_000_001 + secrets.randbelow(100_000_000)

    def now(self) -> int:
        """Seconds since 1970, as Bot API dates count them."""
        return int(self._clock() + self._ahead)

    def move_clock(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += seconds

    def bot_named(self, username: str | None) -> SandboxBot | None:
        """A bot by its user name; the first one when none is named."""
        if username is None:
            return next(iter(self.bots.values()))
        return next((bot for bot in self.bots.values() if bot.username == username), None)

    def new_resident(self, name: str, language: str) -> Resident:
        """Someone with a phone who has written to nobody yet."""
        resident = Resident(self._next_person, name, language)
        self._next_person += 1
        self.residents[resident.id] = resident
        while len(self.residents) > MOST_CHATS:
            self.residents.popitem(last=False)
        return resident

    def chat_of(self, bot: SandboxBot, resident: Resident) -> Chat:
        """The private chat of this person with this bot."""
        chat = bot.chats.get(resident.id)
        if chat is None:
            described = {"id": resident.id, "type": "private", "first_name": resident.name}
            chat = Chat(resident.id, described, resident.language)
        bot.remember(chat)
        return chat

    def new_group(self, bot: SandboxBot, title: str) -> Chat:
        """A group the bot was just added to."""
        chat_id = -self._next_person
        self._next_person += 1
        chat = Chat(chat_id, {"id": chat_id, "type": "group", "title": title})
        bot.remember(chat)
        return chat

    def blank_message(self, bot: SandboxBot, chat: Chat, sender: dict[str, Any]) -> Message:
        """A message without content yet."""
        return {
            "message_id": bot.next_message_id(),
            "from": sender,
            "chat": chat.description,
            "date": self.now(),
        }

    def stop(self) -> None:
        """Answer every call that still waits."""
        for bot in self.bots.values():
            bot.updates.stop()
            for chat in bot.chats.values():
                chat.release()
