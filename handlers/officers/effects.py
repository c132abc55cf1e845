"""What an officer's chat wants done, as frozen values; an effect never does anything by itself.

A step asks for at most one act. Whatever it stores or looks up happens in the update's one transaction and comes back as
an event; what is said is said after the commit.
"""

from dataclasses import dataclass

from handlers.effects import Wording
from handlers.officers.events import ListKind
from sealing.secret_types import SecretText


@dataclass(frozen=True, slots=True)
class LinkChat:
    """Use a code from the desk. Answered with `ChatLinked` or `CodeRefused`."""

    code: SecretText


@dataclass(frozen=True, slots=True)
class UnlinkChat:
    """Forget this chat. Answered with `ChatUnlinked`."""


@dataclass(frozen=True, slots=True)
class ListTips:
    """Look at the own queue. Answered with `TipsListed`."""

    kind: ListKind


@dataclass(frozen=True, slots=True)
class ClaimTip:
    """Take a tip of the own queue in hand, by its number there. Answered with `ClaimAnswered`.

    `tag`: what the button carried, None where the number was typed.
    """

    number: int
    tag: str | None


@dataclass(frozen=True, slots=True)
class SetDigest:
    """Switch the morning digest. Answered with `DigestSet`."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Answered with `LanguageSet`."""

    language: str


@dataclass(frozen=True, slots=True)
class NoteBlocked:
    """Nothing can be said here until somebody writes again."""


@dataclass(frozen=True, slots=True)
class NoteBack:
    """Something can be said here again."""


Act = LinkChat | UnlinkChat | ListTips | ClaimTip | SetDigest | SetLanguage | NoteBlocked | NoteBack


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; without `data` it opens the desk."""

    label: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message with rows of buttons."""

    text: Wording
    rows: tuple[tuple[Button, ...], ...] = ()


Step = Act | Message | None
"""What an event asks for: one act, one message, or nothing at all."""
