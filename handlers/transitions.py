"""The table of the residents' conversation: which stage may follow which, on what; nothing else may happen.

The diagram in docs/conversation.md is drawn from it (`python -m handlers.transitions_diagram`), and a test
proves that no sequence of events ever leaves it.
"""

from dataclasses import dataclass

from handlers.events import (
    Allowed,
    BulletinLoaded,
    ChoicePicked,
    CommandReceived,
    DraftGone,
    Event,
    FileReady,
    LocationShared,
    ReceiptMade,
    Refused,
    ResidentEvent,
    RuntimeEvent,
    SubscriptionLoaded,
    TextReceived,
    ThreadLapsed,
    ThreadNotFound,
    ThreadOpened,
)
from handlers.state import AREA_STAGES, AWARENESS_STAGES, REPORT_STAGES, WARNING_STAGES, Stage

PLACE_STAGES = frozenset(
    {
        Stage.PLACE,
        Stage.PLACE_CHOICE,
        Stage.PLACE_PROVINCE,
        Stage.PLACE_LIST,
        Stage.BROWSE_PROVINCE,
        Stage.BROWSE_LETTER,
        Stage.UNSERVED,
    }
)
ANYWHERE = frozenset(Stage)


@dataclass(frozen=True, slots=True)
class Move:
    """From any stage of `start`, one of the events `on` may lead to any stage of `to`; `why` is read in the diagram."""

    start: frozenset[Stage]
    on: tuple[type, ...]
    to: tuple[Stage, ...]
    why: str


_PICK = (ChoicePicked, TextReceived)
"""A pressed button, or its label typed."""
_DOOR = (CommandReceived, TextReceived)
"""A command, or a label of the menu."""
_ANY = (*ResidentEvent.__args__, *RuntimeEvent.__args__)


def _move(
    start: Stage | frozenset[Stage], on: tuple[type, ...], to: Stage | tuple[Stage, ...], why: str
) -> Move:
    starts = frozenset({start}) if isinstance(start, Stage) else start
    return Move(starts, on, (to,) if isinstance(to, Stage) else to, why)


MOVES: tuple[Move, ...] = (
    # The doors, open at every step.
    _move(ANYWHERE, _DOOR, Stage.MENU, "/start, /huy, /xoa"),
    _move(ANYWHERE, (Allowed,), Stage.NOTICE, "a report may begin"),
    _move(ANYWHERE, (Refused,), Stage.MENU, "a limit is reached"),
    _move(ANYWHERE, _DOOR, Stage.RESUME, "a report with sealed items waits"),
    _move(ANYWHERE, _DOOR, Stage.CHANGE, "a poster names another place"),
    _move(ANYWHERE, _DOOR, Stage.FOLLOW_UP, "see a report, or a code typed"),
    _move(ANYWHERE, _DOOR, Stage.PRIVACY, "privacy, settings"),
    _move(ANYWHERE, _DOOR, Stage.AWARENESS, "awareness"),
    _move(ANYWHERE, (SubscriptionLoaded,), Stage.WARNINGS, "warnings"),
    _move(ANYWHERE, _DOOR, Stage.VERIFY, "is this ours?"),
    _move(ANYWHERE, (BulletinLoaded,), Stage.TOPIC, "the topic of a warning"),
    _move(ANYWHERE, (BulletinLoaded,), Stage.AWARENESS, "the topic of a warning has gone"),
    _move(ANYWHERE, (BulletinLoaded,), (Stage.RESUME, Stage.CHANGE), "report from a warning, items wait"),
    # The report.
    _move(Stage.NOTICE, _PICK, Stage.PLACE, "go on"),
    _move(Stage.NOTICE, _PICK, (Stage.CONFLICT, Stage.UNSERVED), "go on, place known from a poster"),
    _move(PLACE_STAGES, (TextReceived, LocationShared), Stage.PLACE, "nothing found"),
    _move(PLACE_STAGES, (TextReceived, LocationShared), Stage.PLACE_CHOICE, "candidates"),
    _move(PLACE_STAGES, (TextReceived,), Stage.PLACE_PROVINCE, "a name in many provinces"),
    _move(PLACE_STAGES, (TextReceived,), Stage.PLACE_LIST, "a larger area"),
    _move(PLACE_STAGES, (TextReceived,), Stage.BROWSE_LETTER, "a province"),
    _move(PLACE_STAGES, _PICK, Stage.PLACE, "search again"),
    _move(Stage.PLACE, _PICK, Stage.BROWSE_PROVINCE, "browse"),
    _move(Stage.PLACE_CHOICE, _PICK, Stage.PLACE_LIST, "more of this name, or elsewhere in a district"),
    _move(Stage.PLACE_CHOICE, _PICK, (Stage.CONFLICT, Stage.UNSERVED), "a place"),
    _move(Stage.PLACE_CHOICE, _PICK, Stage.BROWSE_LETTER, "the rest of a province"),
    _move(Stage.PLACE_PROVINCE, _PICK, (Stage.PLACE_LIST, Stage.BROWSE_LETTER), "a province"),
    _move(Stage.PLACE_LIST, _PICK, (Stage.CONFLICT, Stage.UNSERVED), "a place"),
    _move(Stage.PLACE_LIST, _PICK, Stage.BROWSE_LETTER, "the rest of a province"),
    _move(Stage.BROWSE_PROVINCE, _PICK, Stage.BROWSE_LETTER, "a province"),
    _move(Stage.BROWSE_LETTER, _PICK, Stage.PLACE_LIST, "a letter"),
    _move(Stage.UNSERVED, _PICK, Stage.MENU, "to the start"),
    _move(Stage.CONFLICT, _PICK, Stage.WHEN, "an answer"),
    _move(Stage.WHEN, _PICK, Stage.CONTENT, "an answer"),
    _move(Stage.WHEN, _PICK, Stage.UNSERVED, "no longer served"),
    _move(Stage.CONTENT, _PICK, Stage.CATEGORY, "done"),
    _move(Stage.CONTENT, (ReceiptMade,), Stage.CODE, "done, category known"),
    _move(Stage.CONTENT, _PICK, Stage.PLACE, "change the place, nothing sealed"),
    _move(Stage.CONTENT, _PICK, Stage.CHANGE, "change the place"),
    _move(Stage.CONTENT, _PICK, Stage.MENU, "cancel"),
    _move(Stage.CONTENT, (TextReceived, LocationShared, FileReady), Stage.UNSERVED, "no longer served"),
    _move(Stage.CHANGE, _PICK, (Stage.PLACE, Stage.CONFLICT, Stage.UNSERVED), "change, drop the items"),
    _move(Stage.CHANGE, _PICK, (Stage.CONTENT, Stage.CATEGORY, Stage.CODE), "keep"),
    _move(Stage.RESUME, _PICK, (Stage.CONTENT, Stage.CATEGORY, Stage.CODE), "go on with it"),
    _move(Stage.RESUME, _PICK, Stage.MENU, "cancel"),
    _move(Stage.CATEGORY, (ReceiptMade,), Stage.CODE, "category or skipped, code made"),
    _move(Stage.CATEGORY, _PICK, Stage.CONTENT, "tell more"),
    _move(Stage.CODE, _PICK, Stage.SENT, "send"),
    _move(Stage.CODE, _PICK, Stage.CONTENT, "tell more"),
    _move(Stage.CODE, _PICK, Stage.MENU, "cancel"),
    _move(REPORT_STAGES, _ANY, Stage.MENU, "the draft has died"),
    _move(REPORT_STAGES, (DraftGone,), Stage.MENU, "the draft is gone"),
    _move(Stage.SENT, _ANY, Stage.MENU, "a day has passed"),
    # Following up.
    _move(Stage.FOLLOW_UP, (ThreadOpened,), Stage.THREAD, "the code opens it"),
    _move(
        Stage.FOLLOW_UP,
        (ThreadNotFound,),
        (Stage.CONTENT, Stage.CATEGORY, Stage.CODE),
        "the code of the report in hand, not sent yet",
    ),
    _move(Stage.THREAD, _PICK, Stage.ADDING, "add something"),
    _move(Stage.ADDING, (ThreadOpened,), Stage.THREAD, "done"),
    _move(
        Stage.ADDING, (ThreadLapsed, *_PICK, LocationShared, FileReady), Stage.FOLLOW_UP, "15 minutes passed"
    ),
    _move(Stage.THREAD, (ThreadLapsed,), Stage.FOLLOW_UP, "15 minutes passed"),
    # Awareness.
    _move(Stage.AWARENESS, _PICK, Stage.TOPIC, "a topic"),
    _move(Stage.AWARENESS, _PICK, Stage.VERIFY, "is this ours?"),
    _move(AWARENESS_STAGES, (TextReceived,), Stage.AWARENESS, "what happened, told in words"),
    _move(Stage.TOPIC, _PICK, Stage.AWARENESS, "other topics"),
    _move(Stage.TOPIC, _PICK, Stage.QUIZ, "the quiz"),
    _move(Stage.QUIZ, _PICK, Stage.TOPIC, "the last answer"),
    _move(Stage.QUIZ, _PICK, Stage.AWARENESS, "the topic has gone"),
    # Warnings.
    _move(Stage.WARNINGS, _PICK, Stage.AREA, "choose a place"),
    _move(Stage.WARNINGS, _PICK, Stage.QUIET_HOURS, "quiet hours"),
    _move(Stage.WARNINGS, (SubscriptionLoaded,), Stage.WARNED_PLACES, "drop a place"),
    _move(Stage.WARNINGS, (SubscriptionLoaded,), Stage.WARNED_TOPICS, "topics"),
    _move(AREA_STAGES, (TextReceived, LocationShared), Stage.AREA, "nothing found"),
    _move(AREA_STAGES, (TextReceived, LocationShared), Stage.AREA_CHOICE, "candidates"),
    _move(AREA_STAGES, (TextReceived,), Stage.AREA_PROVINCE, "a name in many provinces"),
    _move(AREA_STAGES, (TextReceived,), Stage.AREA_LIST, "a larger area"),
    _move(AREA_STAGES, (TextReceived,), Stage.AREA_WHOLE, "a province"),
    _move(AREA_STAGES, _PICK, Stage.AREA, "search again"),
    _move(Stage.AREA, _PICK, Stage.AREA_BROWSE, "browse"),
    _move(Stage.AREA_CHOICE, _PICK, Stage.AREA_LIST, "more of this name, or elsewhere in a district"),
    _move(Stage.AREA_CHOICE, _PICK, Stage.AREA_LETTER, "the rest of a province"),
    _move(Stage.AREA_PROVINCE, _PICK, (Stage.AREA_LIST, Stage.AREA_WHOLE), "a province"),
    _move(Stage.AREA_BROWSE, _PICK, Stage.AREA_WHOLE, "a province"),
    _move(Stage.AREA_WHOLE, _PICK, Stage.AREA_LETTER, "one commune of it"),
    _move(Stage.AREA_WHOLE, _PICK, Stage.AREA_LIST, "all places of that name in it"),
    _move(Stage.AREA_LETTER, _PICK, Stage.AREA_LIST, "a letter"),
    _move(WARNING_STAGES, (SubscriptionLoaded,), Stage.MENU, "stopped"),
    # Privacy.
    _move(Stage.PRIVACY, _PICK, Stage.MENU, "erased"),
    _move(Stage.PRIVACY, _PICK, Stage.LANGUAGE, "language"),
    _move(Stage.LANGUAGE, _PICK, Stage.MENU, "a language"),
)


def may_follow(start: Stage, event: Event, to: Stage) -> bool:
    """Whether the table lets `event` lead from `start` to `to`; staying is always allowed."""
    return to is start or any(
        start in move.start and isinstance(event, move.on) and to in move.to for move in MOVES
    )
