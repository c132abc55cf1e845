"""Describes what the officers' bot needs of a chat platform; it never names one."""

from dataclasses import dataclass, field
from typing import Protocol

from handlers.officers.effects import Message
from handlers.officers.events import ChatEvent


class ChatClosed(Exception):
    """The officer blocked the bot, or the chat is gone: mark the chat, and say nothing there until somebody writes."""


class NotSent(Exception):
    """The platform surely didn't take the message: send it again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("the platform took nothing")
        self.seconds = seconds


class InDoubt(Exception):
    """Nobody knows whether the message arrived: don't repeat it."""


class Refused(Exception):
    """The platform refuses this message for good: look at how it was made."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a private chat. `chat` is the platform's id as text, `language` what its app speaks (`vi` or `en`)."""

    chat: str = field(repr=False)
    update_key: str
    event: ChatEvent
    language: str = "vi"


class OfficersChannel(Protocol):
    """The platform, as far as officers' chats need it."""

    @property
    def name(self) -> str:
        """The channel's name, as row keys and update keys bear it."""
        ...

    async def send(self, chat: str, message: Message, *, unasked: bool = False) -> None:
        """Say one message, once. `unasked`: a notice, which gives way to answers and keeps a second's distance in a chat.

        Raises ChatClosed, NotSent, InDoubt or Refused.
        """
        ...
