"""What is due before and after every event: dead drafts, old markers, message ids; it must never act for a resident."""

from handlers.effects import DropDraft
from handlers.events import (
    ChatJoined,
    ChatLeft,
    CommandReceived,
    DraftGone,
    Event,
    MessagesDeleted,
    ResidentEvent,
    RuntimeEvent,
    Stumbled,
    TestLinkExpired,
    TimerFired,
    TurnedAway,
    UpdateRepeated,
)
from handlers.residents import asking, follow_up, menu, sending, starting
from handlers.state import REPORT_STAGES, Stage, track
from handlers.subscriptions import PauseSubscription, ResumeSubscription
from handlers.turn import Turn

_SILENT = (ChatLeft, ChatJoined, TimerFired)


def before(turn: Turn, event: Event) -> None:
    """Let markers of sent tips go after a day, and a draft after its hours; say that it died when somebody is there."""
    limits = turn.world.limits
    sent = tuple(
        marker for marker in turn.conversation.sent if turn.hour - marker.hour < limits.sent_marker_hours
    )
    if len(sent) != len(turn.conversation.sent):
        turn.set(sent=sent)
    if turn.stage is Stage.SENT and not sent:
        turn.enter(Stage.MENU, ())
    _notice_absence(turn, event)
    if isinstance(event, _SILENT):
        return
    report = turn.report
    if report.tip_id is not None and turn.hour - report.begun_hour >= limits.draft_hours:
        turn.do(DropDraft(report.tip_id))
        _bury(turn)
    elif turn.conversation.draft_died:
        starting.died(turn)


def _notice_absence(turn: Turn, event: Event) -> None:
    """Pause warnings when the bot is blocked; let them come again when its resident writes after that, or after a day."""
    known = turn.conversation
    if isinstance(event, ChatLeft):
        turn.set(left=True)
        turn.do(PauseSubscription())
    elif isinstance(event, ResidentEvent) and (known.left or not known.token or _greets(event)):
        # A conversation of yesterday is forgotten: nobody can say whether the bot was blocked in between.
        turn.set(left=False)
        turn.do(ResumeSubscription())


def _greets(event: ResidentEvent) -> bool:
    """Platforms send `/start` when somebody unblocks the bot with its button."""
    return isinstance(event, ChatJoined) or (isinstance(event, CommandReceived) and event.name == "start")


def draft_gone(turn: Turn) -> None:
    """The store has dropped the draft first."""
    if turn.conversation.report is not None:
        _bury(turn)
    asking.again(turn)


def _bury(turn: Turn) -> None:
    menu.forget_report(turn)
    if turn.stage in REPORT_STAGES:
        turn.enter(Stage.MENU, ())
    starting.died(turn)


def timer(turn: Turn, event: TimerFired) -> None:
    """One reminder after some minutes of silence, where items are sealed and not sent."""
    report = turn.report
    if event.name != menu.DRAFT_TIMER or report.tip_id is None or report.reminded:
        return
    turn.set_report(reminded=True)
    if turn.stage in REPORT_STAGES:
        asking.again(turn, turn.text("content-reminder"))
    else:
        turn.say(turn.text("content-reminder"))


def told(turn: Turn, event: RuntimeEvent) -> None:
    """What the runtime tells of its own accord."""
    match event:
        case TimerFired():
            timer(turn, event)
        case DraftGone():
            draft_gone(turn)
        case TestLinkExpired():
            asking.again(turn, turn.text("test-chat-expired"))
        case Stumbled():
            asking.again(turn, turn.text("stumbled"))
        case TurnedAway(count):
            asking.again(turn, turn.text("turned-away", count=count))
        case UpdateRepeated(typed):
            if typed is not None:
                follow_up.typed_before(turn, typed)
            asking.again(turn)
        case MessagesDeleted():
            sending.erased(turn, event)


def after(turn: Turn, event: Event) -> None:
    """Remember the resident's message where it belongs, so that it can be deleted on demand."""
    message_id = getattr(event, "message_id", None)
    if isinstance(message_id, int) and message_id not in turn.deleted:
        turn.conversation = track(turn.conversation, (message_id,))
