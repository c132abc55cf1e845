"""What a platform may answer to one message of a broadcast, and what the broadcaster needs of a platform; it never names one."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from bot.residents.channel import Outgoing

T = TypeVar("T")


class Fate(StrEnum):
    """What became of one request."""

    SENT = "sent"
    UNSENT = "unsent"
    """It certainly didn't reach anybody: no connection, or the platform was too busy to look at it."""
    TOO_MANY = "too_many"
    """429: unsent, and nothing may be sent for `seconds`."""
    BLOCKED = "blocked"
    GONE = "gone"
    MOVED = "moved"
    REFUSED = "refused"
    OUTDATED = "outdated"
    """Refused with the id of a picture that was uploaded before: unsent, and the next one uploads it anew."""
    UNAUTHORISED = "unauthorised"
    """The platform doesn't know the token (any more)."""
    UNKNOWN = "unknown"
    """No answer, or one that doesn't tell: it may have been sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A fate with what belongs to it: seconds to wait (429), the new chat (moved), the id of an uploaded picture."""

    fate: Fate
    seconds: float = 0.0
    chat: str = field(default="", repr=False)
    file_id: str = ""


SENT = Answer(Fate.SENT)
UNKNOWN = Answer(Fate.UNKNOWN)


class BulkSender(Protocol, Generic[T]):
    """A platform on which one prepared message goes to many chats."""

    @property
    def name(self) -> str:
        """The channel's name, as subscriptions bear it."""
        ...

    def prepare(self, message: Outgoing, *, image: bytes | None = None, file_id: str | None = None) -> T:
        """Encode a message once, with a picture to be uploaded or the id of one that was."""
        ...

    async def send(self, prepared: T, chat: str) -> Answer:
        """Make one request; never raises for what a platform or a network can do."""
        ...
