"""Steps 6 to 8: category, code, send, and clearing the chat; it must never send without a code that was shown."""

from dataclasses import replace

from domain.categories import is_category
from domain.tips import When
from handlers.effects import (
    DeleteMessages,
    LimitKind,
    MakeReceipt,
    ReleaseLimit,
    SendTip,
    SetCategory,
    StopTimer,
    StoreReceipt,
    TakeLimit,
)
from handlers.events import ChoicePicked, MessagesDeleted
from handlers.residents import asking
from handlers.residents.menu import DRAFT_TIMER, kept_draft
from handlers.state import FOLLOW_UP_STAGES, REPORT_STAGES, Awaited, SentMarker, Stage, Waiting
from handlers.turn import Turn
from handlers.wording import joined
from sealing.secret_types import SecretText

MOST_MARKERS = 3
"""Of more tips of one day only the newest are remembered as sent; older buttons are merely stale."""

_GROUP = 4


def finish_telling(turn: Turn) -> None:
    """The telling is done: ask for the category once, then make the code."""
    report = turn.report
    if report.tip_id is None or not report.items:
        asking.again(turn, turn.text("content-empty"))
    elif report.category_asked:
        make_code(turn)
    else:
        asking.enter_category(turn)


def categorised(turn: Turn, category: str | None) -> None:
    """Store the category, or that none was said, and make the code."""
    report = turn.report
    if report.tip_id is None or (category is not None and not is_category(category)):
        asking.again(turn)
        return
    turn.set_report(category_asked=True)
    turn.do(SetCategory(report.tip_id, category))
    make_code(turn)


def make_code(turn: Turn) -> None:
    """Have a receipt code made; it comes back as an event within this update."""
    tip_id = turn.report.tip_id
    if tip_id is not None:
        turn.await_(Waiting(Awaited.RECEIPT), MakeReceipt(tip_id))


def code_made(turn: Turn, code: SecretText) -> None:
    """Show the code on one line; only from here can the report be sent."""
    report = turn.report
    if report.tip_id is None:
        return
    turn.do(StoreReceipt(report.tip_id))
    earlier = turn.text("code-earlier") if report.codes else None
    turn.set_report(code_shown=True, codes=report.codes + 1)
    asking.enter_code(turn)
    turn.ask(turn.text("code-shown", code=grouped(code)), earlier, shown=("send",))


def grouped(code: SecretText) -> str:
    """Six groups of four digits, single spaces between them."""
    digits = code.reveal().replace(" ", "")
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def tell_more(turn: Turn) -> None:
    """Back to the telling; what is told then needs a new code, since the manifest is sealed with the code."""
    turn.set_report(code_shown=False)
    asking.enter_content(turn)


def send(turn: Turn) -> None:
    """Turn the draft into a tip and remember for a day only that, and to whom."""
    report = turn.report
    if report.tip_id is None or not report.code_shown:
        asking.again(turn)
        return
    turn.do(SendTip(report.tip_id))
    turn.do(ReleaseLimit(LimitKind.DRAFT))
    turn.do(TakeLimit(LimitKind.TIP))
    turn.do(StopTimer(DRAFT_TIMER))
    send_token = turn.conversation.token
    turn.enter(Stage.SENT, [turn.pick("erase_here", "sent-erase")])
    marker = SentMarker(
        send_token, turn.conversation.token, report.recipient_name, turn.hour, tracked=report.tracked
    )
    turn.set(report=None, sent=(*turn.conversation.sent, marker)[-MOST_MARKERS:])
    urgent = turn.text("sent-next-now") if report.when is When.NOW else None
    turn.ask(
        turn.text("sent-done", unit=report.recipient_name),
        joined(turn.text("sent-next"), urgent, between="\n"),
        turn.text("sent-erase-hint"),
    )


def late_press(turn: Turn, event: ChoicePicked) -> bool:
    """A button of a report that is sent already: `Đã gửi rồi`, or clear the chat; False if it isn't one."""
    for marker in turn.conversation.sent:
        if event.token == marker.send_token:
            if turn.conversation.report is None:
                already_sent(turn, marker)
            else:
                _another_waits(turn, marker)
            return True
        if event.token == marker.erase_token:
            erase_here(turn, marker, event.message_id)
            return True
    return False


def already_sent(turn: Turn, marker: SentMarker) -> None:
    """The answer to a repeated or late press."""
    turn.say(turn.text("sent-already", unit=marker.unit_name))


def _another_waits(turn: Turn, marker: SentMarker) -> None:
    """An older report's button while the next one isn't sent: whoever believes that it went would lose it."""
    told = turn.text("sent-already-former", unit=marker.unit_name)
    if turn.stage in REPORT_STAGES:
        asking.again(turn, told)
    else:
        turn.say(joined(told, kept_draft(turn)))


def nothing_left(turn: Turn) -> None:
    """A button of an older step, pressed after the send: the same answer, with what can still be done."""
    turn.ask(turn.text("sent-already", unit=turn.conversation.sent[-1].unit_name))


def erase_here(turn: Turn, marker: SentMarker, pressed: int | None) -> None:
    """Delete this report's messages from the chat on both sides; the tip stays."""
    message_ids = (
        marker.tracked if pressed is None or pressed in marker.tracked else (*marker.tracked, pressed)
    )
    if not message_ids:
        turn.say(turn.text("erased-nothing"))
        return
    # They stay remembered until they are known to be gone: a deletion that a crash cuts short can be asked for again.
    turn.do(DeleteMessages(message_ids, report=True))


def erase_follow_up(turn: Turn, pressed: int | None) -> None:
    """Delete the messages of this follow-up from the chat."""
    known = turn.conversation.tracked
    message_ids = known if pressed is None or pressed in known else (*known, pressed)
    if message_ids:
        turn.do(DeleteMessages(message_ids, report=True))
    else:
        turn.say(turn.text("erased-nothing"))


def erased(turn: Turn, event: MessagesDeleted) -> None:
    """Say how many messages went, and what couldn't be deleted; none of them is remembered any more."""
    done_with = frozenset(event.message_ids)
    turn.set(
        sent=tuple(
            replace(marker, tracked=_without(marker.tracked, done_with)) for marker in turn.conversation.sent
        ),
        tracked=_without(turn.conversation.tracked, done_with),
    )
    done = "erased-follow-up" if turn.stage in FOLLOW_UP_STAGES else "erased-here"
    turn.say(
        joined(
            turn.text(done, count=event.deleted),
            turn.text("erased-left", count=event.left) if event.left > 0 else None,
            between="\n",
        ),
        menu=turn.stage in {Stage.MENU, Stage.SENT},
    )


def _without(tracked: tuple[int, ...], done_with: frozenset[int]) -> tuple[int, ...]:
    return tuple(known for known in tracked if known not in done_with)
