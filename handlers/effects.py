"""What a step wants done, as frozen values in three families; an effect never does anything by itself.

*Looking up* comes before the transaction and answers with an event; a step has at most one, as its last
effect. *Storing* happens in the update's one transaction. *Saying* happens after it, in order.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.routing import Alarm
from domain.tips import When
from handlers.events import FileRef
from handlers.subscriptions import WarningLookUp, WarningStore
from sealing.frames import Content
from sealing.secret_types import SecretText

# Looking up.


class LimitKind(StrEnum):
    """What is counted per chat, without keeping who it was."""

    REPORT = "report"
    """Asked about only: may a report begin (drafts and tips of the day, free disk)?"""
    DRAFT = "draft"
    """A draft that has begun today and was neither sent nor given up."""
    BEGUN = "begun"
    """A draft that has begun today, whatever became of it."""
    TIP = "tip"
    """A tip sent today."""
    WRONG_CODE = "wrong_code"
    """A receipt code typed within the hour that opens nothing."""


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """Is there room? Takes nothing. Answered with `Allowed` or `Refused`."""

    kind: LimitKind


@dataclass(frozen=True, slots=True)
class FetchFile:
    """Fetch and clean a file of at most `most_bytes`. Answered with `FileReady` or `FileRefused`."""

    file: FileRef
    most_bytes: int


@dataclass(frozen=True, slots=True)
class MakeReceipt:
    """Make a new receipt code for a draft. Answered with `ReceiptMade`."""

    tip_id: bytes


@dataclass(frozen=True, slots=True)
class OpenThread:
    """Derive a code's keys and open its thread. Answered with `ThreadOpened` or `ThreadNotFound`."""

    code: SecretText


@dataclass(frozen=True, slots=True)
class ResumeThread:
    """Open a thread by its handle, while its keys are in memory. Answered with `ThreadOpened` or `ThreadLapsed`."""

    handle: str


LookUp = CheckLimits | FetchFile | MakeReceipt | OpenThread | ResumeThread | WarningLookUp

# Storing.


@dataclass(frozen=True, slots=True)
class BeginDraft:
    """Store a new draft; it comes in the same step as its first part.

    `copy_ids` are the queues that open it beside the recipient; `conflict` when the local police stay out.
    """

    tip_id: bytes
    recipient_id: str
    copy_ids: tuple[str, ...]
    commune_code: str
    when: When
    alarms: tuple[Alarm, ...]
    conflict: bool


@dataclass(frozen=True, slots=True)
class SealPart:
    """Seal one item to `queue_ids` and store it; `content.amends` says which part it replaces, if any."""

    tip_id: bytes
    part_number: int
    content: Content
    queue_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetCategory:
    """Store what the resident says the tip is about; None: not said."""

    tip_id: bytes
    category: str | None


@dataclass(frozen=True, slots=True)
class StoreReceipt:
    """Store the public halves of the receipt that this update's `MakeReceipt` made, with a new manifest."""

    tip_id: bytes


@dataclass(frozen=True, slots=True)
class SendTip:
    """Turn the draft into a tip; doing it twice is the same as once."""

    tip_id: bytes


@dataclass(frozen=True, slots=True)
class DropDraft:
    """Delete a draft with all its parts."""

    tip_id: bytes


@dataclass(frozen=True, slots=True)
class AddToThread:
    """Seal and sign an addition to a sent tip and store it."""

    handle: str
    content: Content


@dataclass(frozen=True, slots=True)
class MarkThreadRead:
    """The resident has seen the messages of this thread."""

    handle: str


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Remind this chat in some days; stored without any link to a tip."""

    days: int


@dataclass(frozen=True, slots=True)
class EraseMyData:
    """Forget everything kept of this chat: conversation, subscription, reminders, keys in memory."""


@dataclass(frozen=True, slots=True)
class TakeLimit:
    """Count one more of this kind for this chat."""

    kind: LimitKind


@dataclass(frozen=True, slots=True)
class ReleaseLimit:
    """Count one less of this kind for this chat."""

    kind: LimitKind


TipStore = (
    BeginDraft
    | SealPart
    | SetCategory
    | StoreReceipt
    | SendTip
    | DropDraft
    | AddToThread
    | MarkThreadRead
    | SetReminder
    | EraseMyData
    | TakeLimit
    | ReleaseLimit
)
Store = TipStore | WarningStore

# Saying.


class MarkKind(StrEnum):
    """How a stretch of text is set off."""

    BOLD = "bold"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text; `offset` and `length` count UTF-16 code units."""

    kind: MarkKind
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A plain text and its marks. The text may hold a receipt code or an answer, so its repr is masked."""

    text: str = field(repr=False)
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An inline button; `data` is `token:index`, ASCII, at most 64 bytes."""

    label: str
    data: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Menu:
    """A reply keyboard; each button sends its own label as a text."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """Send a text, with a menu if given.

    `tracked`: its message id belongs to the report and goes to `note_outgoing`. `coalesce`: of several with the
    same key that come within about 0.7 s only the last is sent.
    """

    text: Wording
    menu: Menu | None = None
    tracked: bool = True
    coalesce: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a text with inline buttons, filled row by row into `columns`."""

    text: Wording
    choices: tuple[Choice, ...]
    columns: int = 1
    tracked: bool = True
    coalesce: str | None = None


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """Show a topic's drawing; where there is none, or a channel shows none, what is said stands without it."""

    topic_id: str


@dataclass(frozen=True, slots=True)
class DeleteMessages:
    """Delete messages on both sides; `report`: answer with `MessagesDeleted` once it is done."""

    message_ids: tuple[int, ...]
    report: bool = False


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Fire `TimerFired(name)` for this chat after some seconds of memory-only time; restarts a running one."""

    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Stop a timer if it runs."""

    name: str


Saying = Say | Ask | ShowPicture | DeleteMessages | StartTimer | StopTimer
Effect = LookUp | Store | Saying
