"""The menu and the emergency numbers; it must never let sealed items go."""

from handlers.effects import LimitKind, ReleaseLimit, StopTimer, Wording
from handlers.state import Report, Stage
from handlers.turn import Turn
from handlers.wording import joined

DRAFT_TIMER = "draft"


def open_menu(turn: Turn, *, welcome: bool = False) -> None:
    """Stand at the menu; an unfinished report with items is kept and said, one without items is let go."""
    keep_only_drafts(turn)
    turn.enter(Stage.MENU, ())
    turn.set(thread=None, tracked=())
    turn.say(joined(turn.text("welcome" if welcome else "menu-question"), kept_draft(turn)), menu=True)


def enter_room(turn: Turn) -> None:
    """Leave whatever was under way for a room of its own; an unfinished report with items is kept."""
    keep_only_drafts(turn)
    turn.set(thread=None, tracked=())


def kept_draft(turn: Turn) -> Wording | None:
    """That an unfinished report with items is kept, where there is one."""
    return turn.text("menu-draft-kept") if turn.report.tip_id else None


def keep_only_drafts(turn: Turn) -> None:
    """Let a report go that holds nothing sealed."""
    report = turn.conversation.report
    if report is not None and report.tip_id is None:
        give_slot_back(turn)
        turn.set(report=None)


def give_slot_back(turn: Turn) -> None:
    """The report is given up: it no longer counts among the day's open drafts."""
    if turn.report.slot_taken:
        turn.do(ReleaseLimit(LimitKind.DRAFT))


def emergency(turn: Turn) -> None:
    """The numbers at once; whatever was under way stays."""
    turn.say(turn.text("emergency"), menu=turn.stage is Stage.MENU)


def forget_report(turn: Turn) -> Report:
    """Take the report out of the conversation and stop its reminder; gives what it was."""
    report = turn.report
    turn.set(report=None)
    if report.tip_id is not None:
        turn.do(StopTimer(DRAFT_TIMER))
    return report
