"""What may happen in a chat, as frozen values; content inside them is masked and must never be printed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.tips import VagueStatus
from handlers.subscriptions import Bulletin, Subscription
from sealing.frames import Content
from sealing.secret_types import SecretText


class FileKind(StrEnum):
    """What kind of file a channel says it has got."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"
    ANIMATION = "animation"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that hasn't been fetched. `size` in bytes and `duration` in seconds as the platform claims them;
    `handle` means something to the channel alone.
    """

    kind: FileKind
    size: int | None = None
    mime: str | None = None
    duration: int | None = None
    handle: object = field(default=None, repr=False)


# What a resident does.


@dataclass(frozen=True, slots=True)
class TextReceived:
    """A text message; `edited` when it replaces the text of an earlier message with the same id."""

    text: SecretText
    message_id: int
    edited: bool = False


@dataclass(frozen=True, slots=True)
class ChoicePicked:
    """An inline button was pressed: its callback data was `token:index`; forged values are ordinary."""

    token: str
    index: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileReceived:
    """A file came; `album` is the same for all files that were sent together."""

    file: FileRef
    caption: SecretText | None
    message_id: int
    album: str | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class LocationShared:
    """A point in degrees (WGS 84); of a live location the channel passes only the first."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    message_id: int


@dataclass(frozen=True, slots=True)
class ContactShared:
    """A contact card came; the channel passes nothing of it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class UnsupportedReceived:
    """A sticker, a poll, a game or another kind that Tin Báo can't take."""

    message_id: int


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """A command without its slash, in any case; `payload` is what followed it."""

    name: str
    payload: str = field(repr=False)
    message_id: int


@dataclass(frozen=True, slots=True)
class ChatLeft:
    """The resident has blocked the bot: nothing can be said any more."""


@dataclass(frozen=True, slots=True)
class ChatJoined:
    """The resident has unblocked the bot; the platform sends `/start` by itself."""


@dataclass(frozen=True, slots=True)
class BulletinPressed:
    """A button under a warning was pressed; it outlives every conversation. Both fields are as they came, perhaps forged."""

    campaign: str
    act: str


# What the runtime tells of its own accord.


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer that an effect had started has run out."""

    name: str


@dataclass(frozen=True, slots=True)
class UpdateRepeated:
    """A redelivered update was found to be done already: the current question is asked again.

    `typed` is what it held: a code in it may still stand in the chat, where a crash came before its deletion.
    """

    typed: TextReceived | CommandReceived | None = None


@dataclass(frozen=True, slots=True)
class DraftGone:
    """The store no longer has the draft (it died after its 24 hours): say so and begin afresh.

    The runtime steps the conversation as it was loaded with this event, in place of the update's own.
    """


@dataclass(frozen=True, slots=True)
class TestLinkExpired:
    """The link with which an officer wanted to use this chat for tests is used or too old; nothing was stored."""

    __test__ = False


@dataclass(frozen=True, slots=True)
class Stumbled:
    """Something of ours failed while an update was performed; nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """So much came from this chat at once, and so slowly to be taken, that others had to wait: the last ones were let go."""

    count: int


@dataclass(frozen=True, slots=True)
class MessagesDeleted:
    """How a `DeleteMessages(report=True)` of `message_ids` went: numbers of messages that went and that stayed."""

    deleted: int
    left: int
    message_ids: tuple[int, ...] = ()


# What looking-up effects found out.


class RefusalReason(StrEnum):
    """Why a limit says no."""

    DRAFTS_TODAY = "drafts_today"
    BEGUN_TODAY = "begun_today"
    TIPS_TODAY = "tips_today"
    DISK_LOW = "disk_low"
    WRONG_CODES = "wrong_codes"


class FileRefusalReason(StrEnum):
    """Why a file isn't taken."""

    TOO_BIG = "too_big"
    """Over the bytes that a bot may fetch, or that a tip may hold."""
    TOO_LONG = "too_long"
    """Too many seconds or pixels to be cleaned safely."""
    NOT_CLEANABLE = "not_cleanable"
    """Its kind hides traces that can't be stripped."""
    PROTECTED = "protected"
    """It is locked with a password."""
    DAMAGED = "damaged"
    """It isn't what it says it is, or can't be read to its end."""
    NOT_FETCHED = "not_fetched"
    """The platform didn't hand it out in time; sending it again may help."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The limit asked about leaves room."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A limit says no."""

    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class FileReady:
    """The file of the last `FetchFile`, fetched and stripped of its metadata; without a caption."""

    content: Content


@dataclass(frozen=True, slots=True)
class FileRefused:
    """The file of the last `FetchFile` isn't taken; nothing of it was kept."""

    reason: FileRefusalReason


@dataclass(frozen=True, slots=True)
class ReceiptMade:
    """A new receipt code of 24 digits, with or without spaces; shown once and kept nowhere."""

    code: SecretText


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message in the thread of a tip, with the day (in Vietnam) on which it was written."""

    text: SecretText
    day: date
    from_police: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """What a receipt code opens. `handle` names the keys that the runtime holds in memory for 15 minutes.

    `additions_left` is the number of parts that may still be added, `bytes_left` their bytes together. `disk_low`: for
    the moment nothing can be added at all.
    """

    handle: str
    status: VagueStatus
    first_viewed: date | None
    unit_name: str
    messages: tuple[ThreadMessage, ...]
    additions_left: int
    bytes_left: int
    disk_low: bool = False


@dataclass(frozen=True, slots=True)
class ThreadOpened:
    """The code or the handle asked about opens this thread."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class ThreadNotFound:
    """No tip answers to the code. `unsent`: it is the code of a report that was never sent, so it isn't a wrong one."""

    unsent: bool = False


@dataclass(frozen=True, slots=True)
class ThreadLapsed:
    """The keys behind a handle have left the memory: the code must be asked for again."""


@dataclass(frozen=True, slots=True)
class SubscriptionLoaded:
    """What this chat is subscribed to; None where it isn't."""

    subscription: Subscription | None


@dataclass(frozen=True, slots=True)
class BulletinLoaded:
    """The warning asked about; None where this chat has never received one of that short id."""

    bulletin: Bulletin | None


ResidentEvent = (
    TextReceived
    | ChoicePicked
    | FileReceived
    | LocationShared
    | ContactShared
    | UnsupportedReceived
    | CommandReceived
    | ChatLeft
    | ChatJoined
    | BulletinPressed
)
RuntimeEvent = (
    TimerFired | UpdateRepeated | DraftGone | TestLinkExpired | Stumbled | TurnedAway | MessagesDeleted
)
ResultEvent = (
    Allowed
    | Refused
    | FileReady
    | FileRefused
    | ReceiptMade
    | ThreadOpened
    | ThreadNotFound
    | ThreadLapsed
    | SubscriptionLoaded
    | BulletinLoaded
)
Event = ResidentEvent | RuntimeEvent | ResultEvent
