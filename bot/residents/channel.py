"""Describes what the runtime needs of a chat platform; it never names one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.effects import Choice, Menu, Wording
from handlers.events import Event, FileRef
from sealing.secret_types import SecretBytes


class PlatformError(Exception):
    """The chat platform didn't do what it was asked; what became of the request stands in the subclass."""


class PlatformStumbled(PlatformError):
    """A passing fault (network, time-out, 5xx, too many requests): try again after `retry_after` seconds, if given."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("the platform stumbled")
        self.retry_after = retry_after


class ChatGone(PlatformError):
    """The resident blocked the bot or the chat no longer exists: stop saying anything there."""


class PlatformRefused(PlatformError):
    """The platform refuses this request for good: don't repeat it, look at how it was made."""


class FileTooLarge(PlatformError):
    """The file exceeds the bound that was given, or the platform's own: ask the resident for a smaller one."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to say: plain text with marks, and either a question's choices or a menu beside the text field.

    With `picture` (a topic's id) it is that topic's drawing, and the text may be empty.
    """

    text: Wording
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    menu: Menu | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a chat, already put into the conversation's words.

    `update_key` tells it from every other of its channel; None for what the program itself began (a timer).
    """

    chat: str
    update_key: str | None
    event: Event


class Channel(Protocol):
    """A chat platform as the runtime uses it; every method may raise PlatformStumbled, ChatGone or PlatformRefused."""

    @property
    def name(self) -> str:
        """The channel's name in row keys, such as `telegram`."""
        ...

    async def send(self, chat: str, message: Outgoing) -> int:
        """Say one message, once; returns its id within the chat, 0 for a picture that there isn't."""
        ...

    async def delete(self, chat: str, message_ids: Sequence[int]) -> tuple[int, int]:
        """Delete messages on both sides; returns how many went and how many stayed."""
        ...

    async def fetch(self, file: FileRef, most_bytes: int) -> SecretBytes:
        """Fetch a file's bytes; raises FileTooLarge before more than `most_bytes` are held."""
        ...
