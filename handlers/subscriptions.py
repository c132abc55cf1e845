"""What a chat has subscribed to and what is asked and stored about it; it must never be kept with a report."""

from dataclasses import dataclass
from enum import StrEnum

from domain.subscriptions import EVERY_TOPIC, Place, QuietHours
from sealing.secret_types import SecretText


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one chat wants to be warned of. `topics` are names of the library, or the star alone for every one.

    `language` is that of the warnings, which may differ from the chat's. `paused`: the bot was blocked when the last
    warning was sent.
    """

    places: tuple[Place, ...]
    topics: tuple[str, ...] = (EVERY_TOPIC,)
    language: str = "vi"
    quiet: QuietHours = QuietHours()  # noqa: RUF009 - frozen
    paused: bool = False


class BulletinAct(StrEnum):
    """What a button under a warning does; the values stand in its callback data, `b:<short id>:<act>`."""

    STOP = "stop"
    MET = "met"
    TOPIC = "topic"
    REPORT = "report"


TEST_BULLETIN = "test"
"""Stands for a campaign's short id in a test message; a real one has eight characters."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A warning that this chat has received. `topic` is the card it belongs to, if any.

    `commune_code` is the commune of this chat's subscription that the warning was for; None for a whole province.
    """

    topic: str | None = None
    commune_code: str | None = None


# Looking up.


@dataclass(frozen=True, slots=True)
class LoadSubscription:
    """What is this chat subscribed to? Answered with `SubscriptionLoaded`."""


@dataclass(frozen=True, slots=True)
class LoadBulletin:
    """Has this chat received the warning of this short id? Answered with `BulletinLoaded`."""

    campaign: str


WarningLookUp = LoadSubscription | LoadBulletin

# Storing.


@dataclass(frozen=True, slots=True)
class SaveSubscription:
    """Subscribe this chat, or change what it is subscribed to, to exactly this; its address is kept sealed."""

    subscription: Subscription


@dataclass(frozen=True, slots=True)
class StopSubscription:
    """Delete this chat's subscription with its address; doing it twice is the same as once."""


@dataclass(frozen=True, slots=True)
class PauseSubscription:
    """The bot was blocked: send nothing until the resident is back."""


@dataclass(frozen=True, slots=True)
class ResumeSubscription:
    """The resident is back: a subscription that was paused by blocking is active again; a stopped one stays away."""


@dataclass(frozen=True, slots=True)
class CountMet:
    """Count once, by commune, that this chat has met the trick of a warning."""

    campaign: str


@dataclass(frozen=True, slots=True)
class CountAct:
    """Count what was done with a warning, as a mere number: `stop`, `topic`, `report`, `quiz_right` or `quiz_wrong`."""

    campaign: str
    act: str


@dataclass(frozen=True, slots=True)
class LinkTestChat:
    """Let this chat be an officer's own for test sends. A link used or too old is answered with `TestLinkExpired`."""

    token: SecretText
    language: str


WarningStore = (
    SaveSubscription
    | StopSubscription
    | PauseSubscription
    | ResumeSubscription
    | CountMet
    | CountAct
    | LinkTestChat
)
