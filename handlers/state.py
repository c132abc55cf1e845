"""What one chat's conversation remembers between updates; it must never hold content or a receipt code."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.routing import ConflictAnswer
from domain.tips import When
from handlers.effects import Effect
from sealing.frames import Content
from sealing.secret_types import SecretText

DEFAULT_LANGUAGE = "vi"
MOST_TRACKED = 400
"""More message ids than this aren't remembered: a report has at most 20 parts, each with its answer."""


class Stage(StrEnum):
    """Where a conversation stands; the moves between stages are in `handlers.transitions`."""

    MENU = "menu"
    NOTICE = "notice"
    PLACE = "place"
    PLACE_CHOICE = "place_choice"
    PLACE_PROVINCE = "place_province"
    PLACE_LIST = "place_list"
    BROWSE_PROVINCE = "browse_province"
    BROWSE_LETTER = "browse_letter"
    UNSERVED = "unserved"
    CONFLICT = "conflict"
    WHEN = "when"
    CONTENT = "content"
    CHANGE = "change"
    CATEGORY = "category"
    CODE = "code"
    SENT = "sent"
    RESUME = "resume"
    FOLLOW_UP = "follow_up"
    THREAD = "thread"
    ADDING = "adding"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    AWARENESS = "awareness"
    TOPIC = "topic"
    QUIZ = "quiz"
    WARNINGS = "warnings"
    AREA = "area"
    AREA_CHOICE = "area_choice"
    AREA_PROVINCE = "area_province"
    AREA_LIST = "area_list"
    AREA_BROWSE = "area_browse"
    AREA_WHOLE = "area_whole"
    AREA_LETTER = "area_letter"
    WARNED_PLACES = "warned_places"
    WARNED_TOPICS = "warned_topics"
    QUIET_HOURS = "quiet_hours"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Pick:
    """One choice of the current question: what it does, and the label under which it was shown."""

    action: str
    label: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report on its way.

    `stage` is where it goes on after a visit elsewhere. `tip_id` is None until the first item came; from then on
    place and recipient are frozen. `items` counts what was acknowledged, `parts` all part numbers given out
    (amendments too), `size` bytes of content. `numbers` maps message ids to the part that came of them.
    `code_shown`: a code for exactly these parts was shown; `codes` counts those made for this draft.
    `tracked` are the messages of this report that may be deleted from the chat on demand. `slot_taken`: this
    report has already counted as one of the day's drafts. `begun_hour`: hours since the Unix epoch, of the draft.
    """

    stage: Stage = Stage.NOTICE
    commune_code: str | None = None
    pending_commune: str | None = None
    conflict: ConflictAnswer | None = None
    when: When | None = None
    recipient_id: str = ""
    recipient_name: str = ""
    copy_ids: tuple[str, ...] = ()
    fell_back: bool = False
    tip_id: bytes | None = None
    begun_hour: int = 0
    items: int = 0
    parts: int = 0
    size: int = 0
    numbers: tuple[tuple[int, int], ...] = ()
    category_asked: bool = False
    code_shown: bool = False
    codes: int = 0
    reminded: bool = False
    slot_taken: bool = False
    tracked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SentMarker:
    """Kept for a day after a send: only that it was sent, to whom, and what can be deleted from the chat."""

    send_token: str
    erase_token: str
    unit_name: str
    hour: int
    tracked: tuple[int, ...] = ()


class Awaited(StrEnum):
    """What a looking-up effect was asked for."""

    REPORT = "report"
    ITEM = "item"
    RECEIPT = "receipt"
    CODE = "code"
    ADDITION = "addition"
    REFRESH = "refresh"
    SUBSCRIPTION = "subscription"
    BULLETIN = "bulletin"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has to be known when the answer of a looking-up effect comes; lives in memory within one update.

    `wish` is what is wanted of a subscription or a warning, see `handlers.residents.subscription` and `.bulletins`.
    """

    what: Awaited
    message_id: int | None = None
    album: str | None = None
    amends: int | None = None
    caption: SecretText | None = None
    code: SecretText | None = None
    contents: tuple[Content, ...] = ()
    commune_code: str | None = None
    wish: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Conversation:
    """The whole state of one chat. `token` names the current question, `picks` are its choices by index.

    `listed` are the communes that a list question pages through, see `handlers.residents.places`, or the topic and
    the question of a quiz. `tracked` are messages of a follow-up that may be deleted on demand. `added`: items sent
    since `✍️ Gửi thêm`. `left`: the bot was blocked after the last word. `waiting` is never stored.
    """

    language: str = DEFAULT_LANGUAGE
    stage: Stage = Stage.MENU
    token: str = ""
    picks: tuple[Pick, ...] = ()
    listed: tuple[str, ...] = ()
    page: int = 0
    report: Report | None = None
    sent: tuple[SentMarker, ...] = ()
    thread: str | None = None
    tracked: tuple[int, ...] = ()
    added: int = 0
    draft_died: bool = False
    left: bool = False
    waiting: Waiting | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Conversation({self.stage.value})"


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one event: the conversation as it is afterwards, and what has to be done, in order."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()


REPORT_STAGES = frozenset(
    {
        Stage.NOTICE,
        Stage.PLACE,
        Stage.PLACE_CHOICE,
        Stage.PLACE_PROVINCE,
        Stage.PLACE_LIST,
        Stage.BROWSE_PROVINCE,
        Stage.BROWSE_LETTER,
        Stage.UNSERVED,
        Stage.CONFLICT,
        Stage.WHEN,
        Stage.CONTENT,
        Stage.CHANGE,
        Stage.CATEGORY,
        Stage.CODE,
        Stage.RESUME,
    }
)
FOLLOW_UP_STAGES = frozenset({Stage.FOLLOW_UP, Stage.THREAD, Stage.ADDING})
AREA_OF = {
    Stage.PLACE: Stage.AREA,
    Stage.PLACE_CHOICE: Stage.AREA_CHOICE,
    Stage.PLACE_PROVINCE: Stage.AREA_PROVINCE,
    Stage.PLACE_LIST: Stage.AREA_LIST,
    Stage.BROWSE_PROVINCE: Stage.AREA_BROWSE,
    Stage.BROWSE_LETTER: Stage.AREA_LETTER,
}
"""The same search for places serves the report and the warnings: the stage of the one, and its twin in the other."""
AREA_STAGES = frozenset({*AREA_OF.values(), Stage.AREA_WHOLE})
WARNING_STAGES = AREA_STAGES | {
    Stage.WARNINGS,
    Stage.WARNED_PLACES,
    Stage.WARNED_TOPICS,
    Stage.QUIET_HOURS,
}
AWARENESS_STAGES = frozenset({Stage.AWARENESS, Stage.TOPIC, Stage.QUIZ})


def track(conversation: Conversation, message_ids: tuple[int, ...]) -> Conversation:
    """Remember message ids where they belong: to the report, the tip just sent, or the follow-up."""
    if not message_ids:
        return conversation
    if conversation.stage in FOLLOW_UP_STAGES:
        return replace(conversation, tracked=_joined(conversation.tracked, message_ids))
    if conversation.stage in REPORT_STAGES and conversation.report is not None:
        report = replace(conversation.report, tracked=_joined(conversation.report.tracked, message_ids))
        return replace(conversation, report=report)
    if conversation.stage is Stage.SENT and conversation.sent:
        *earlier, newest = conversation.sent
        newest = replace(newest, tracked=_joined(newest.tracked, message_ids))
        return replace(conversation, sent=(*earlier, newest))
    return conversation


def _joined(known: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    fresh = tuple(each for each in dict.fromkeys(new) if each not in known)
    return (*known, *fresh)[:MOST_TRACKED]
