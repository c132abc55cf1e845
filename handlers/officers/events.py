"""What happens in an officer's chat and what was found out for it, as frozen values; none of them holds content of a tip."""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.permissions import Role
from sealing.secret_types import SecretText


@dataclass(frozen=True, slots=True)
class Standing:
    """Who writes, as the tables know it at this moment. `role` is None in a chat that is linked to nobody."""

    language: str
    role: Role | None = None
    name: str = ""
    digest: bool = False


# What an officer (or anybody else) does.


@dataclass(frozen=True, slots=True)
class CommandGiven:
    """A command without its slash; `payload` is what followed it: perhaps a code."""

    name: str
    payload: SecretText


@dataclass(frozen=True, slots=True)
class TextSaid:
    """Anything else that was typed: perhaps a code, perhaps what doesn't belong here."""

    text: SecretText


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button's data as it came; forged values are ordinary."""

    data: str


@dataclass(frozen=True, slots=True)
class OtherSent:
    """A picture, a place, a voice: nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class BotBlocked:
    """The bot was blocked in this chat."""


@dataclass(frozen=True, slots=True)
class BotUnblocked:
    """The chat takes messages again."""


ChatEvent = CommandGiven | TextSaid | ButtonPressed | OtherSent | BotBlocked | BotUnblocked

# What was found out.


class ListKind(StrEnum):
    """Which list was asked for."""

    NEW = "new"
    DUE = "due"


class Holder(StrEnum):
    """Who has a tip in hand, as far as a list says it."""

    NOBODY = "nobody"
    SELF = "self"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class TipLine:
    """One tip of the own queue: hours since the epoch, `due_hour` None without a clock; `duty` names the clock.

    `tag` proves that a button for it was made for this chat.
    """

    number: int
    category: str | None
    when: str
    received_hour: int
    due_hour: int | None
    duty: str
    holder: Holder
    tag: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TipsListed:
    """The first tips of a list, and how many there are."""

    kind: ListKind
    lines: tuple[TipLine, ...]
    total: int


class ClaimOutcome(StrEnum):
    """How a claim went."""

    DONE = "done"
    ALREADY_MINE = "already_mine"
    TAKEN = "taken"
    UNCLAIMED = "unclaimed"
    """Nobody has it (any more): what a repeated update of an old claim finds."""
    NOT_NOW = "not_now"
    """It is closed, or waits in the held lane."""
    UNKNOWN = "unknown"
    """There is no such tip in the own queue."""
    STALE = "stale"
    """The button wasn't made for this chat and queue."""


@dataclass(frozen=True, slots=True)
class ClaimAnswered:
    """What became of a claim; `holder` is the colleague's name where one has it."""

    outcome: ClaimOutcome
    number: int
    holder: str = ""


@dataclass(frozen=True, slots=True)
class ChatLinked:
    """The chat is the officer's now."""


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code is used, too old, or never was one."""


@dataclass(frozen=True, slots=True)
class ChatUnlinked:
    """The chat is forgotten; `was` says whether it had been linked."""

    was: bool


@dataclass(frozen=True, slots=True)
class DigestSet:
    """The morning digest comes, or doesn't."""

    on: bool


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """The chat's language is that of `Standing` now."""


Found = TipsListed | ClaimAnswered | ChatLinked | CodeRefused | ChatUnlinked | DigestSet | LanguageSet
