"""Following a tip up by its code: status, answers, additions, reminder; it must never keep the code."""

from handlers.effects import (
    AddToThread,
    CheckLimits,
    FetchFile,
    LimitKind,
    MarkThreadRead,
    OpenThread,
    ResumeThread,
    SetReminder,
    TakeLimit,
    Wording,
)
from handlers.events import CommandReceived, FileReceived, LocationShared, TextReceived, Thread
from handlers.residents import asking, telling
from handlers.residents.menu import keep_only_drafts, kept_draft
from handlers.state import Awaited, Stage, Waiting
from handlers.turn import Turn
from handlers.wording import joined, units
from sealing.errors import SealingError
from sealing.frames import Content, location_content
from sealing.receipts import read_code
from sealing.secret_types import SecretText

REMINDER_DAYS = 3
_LIKE_A_CODE = 12
"""A text with this many digits was meant as a code: it leaves the chat even if it opens nothing."""
_A_GROUP = 4
"""A text with fewer digits wasn't meant as a code at all."""
_MOST_UNITS = 3_500
"""UTF-16 units in one message, under the 4,096 that Telegram takes."""


def open_room(turn: Turn) -> None:
    """Ask for the code."""
    keep_only_drafts(turn)
    turn.set(thread=None)
    turn.enter(Stage.FOLLOW_UP, ())
    asking.put(turn, kept_draft(turn))


def typed(turn: Turn, event: TextReceived) -> None:
    """A text where a code is asked for."""
    code = read_code(event.text)
    if code is not None:
        use_code(turn, code, event.message_id)
        return
    _delete_like_a_code(turn, event.text, event.message_id)
    meant = _digits(event.text) >= _A_GROUP
    asking.again(turn, turn.text("follow-up-bad" if meant else "follow-up-no-code"))


def with_command(turn: Turn, text: SecretText, message_id: int) -> None:
    """What was typed behind the command: a code is used and leaves the chat; anything else only opens the room."""
    code = read_code(text)
    if code is not None:
        use_code(turn, code, message_id)
        return
    _delete_like_a_code(turn, text, message_id)
    open_room(turn)


def typed_before(turn: Turn, event: TextReceived | CommandReceived) -> None:
    """What was done before a crash and comes again: a code in it leaves the chat now, if it didn't then."""
    text = event.text if isinstance(event, TextReceived) else SecretText(event.payload)
    if read_code(text) is not None:
        turn.delete(event.message_id)
    elif turn.stage is Stage.FOLLOW_UP:
        _delete_like_a_code(turn, text, event.message_id)


def _delete_like_a_code(turn: Turn, text: SecretText, message_id: int) -> None:
    if _digits(text) >= _LIKE_A_CODE:
        turn.delete(message_id)


def _digits(text: SecretText) -> int:
    return sum(character.isdigit() for character in text.reveal())


def use_code(turn: Turn, code: SecretText, message_id: int) -> None:
    """A code whose check digits are right: is there still a try left this hour?"""
    keep_only_drafts(turn)
    if turn.stage is not Stage.FOLLOW_UP:
        turn.enter(Stage.FOLLOW_UP, ())
    waiting = Waiting(Awaited.CODE, code=code, message_id=message_id)
    turn.await_(waiting, CheckLimits(LimitKind.WRONG_CODE))


def try_allowed(turn: Turn, waiting: Waiting) -> None:
    """Open what the code opens."""
    if waiting.code is not None:
        turn.await_(waiting, OpenThread(waiting.code))


def try_refused(turn: Turn, waiting: Waiting) -> None:
    """Too many wrong codes within the hour."""
    _forget_code(turn, waiting)
    asking.again(turn, turn.text("follow-up-locked"))


def not_found(turn: Turn, waiting: Waiting) -> None:
    """Nothing answers to the code: that counts as a wrong one."""
    turn.do(TakeLimit(LimitKind.WRONG_CODE))
    _forget_code(turn, waiting)
    asking.again(turn, joined(turn.text("follow-up-none"), kept_draft(turn)))


def not_sent(turn: Turn, waiting: Waiting) -> None:
    """The code was shown and typed back before the send: say that the send is still missing, and put its button."""
    _forget_code(turn, waiting)
    if turn.report.tip_id is not None:
        asking.resume(turn, turn.text("follow-up-unsent-here"))
    else:
        asking.again(turn, turn.text("follow-up-unsent"))


def opened(turn: Turn, thread: Thread, waiting: Waiting) -> None:
    """What was asked of the thread: to be shown, or to take an addition."""
    if waiting.what is Awaited.ADDITION:
        _add(turn, thread, waiting)
        return
    _forget_code(turn, waiting)
    turn.set(thread=thread.handle)
    turn.enter(
        Stage.THREAD,
        [
            turn.pick("add", "thread-add"),
            turn.pick("remind", "thread-remind"),
            turn.pick("erase_thread", "sent-erase"),
        ],
    )
    if thread.messages:
        turn.do(MarkThreadRead(thread.handle))
    *earlier, last = _pages(turn, thread, noted=waiting.what is Awaited.CODE)
    for page in earlier:
        turn.say(page)
    turn.ask(last)


def lapsed(turn: Turn, waiting: Waiting | None) -> None:
    """The keys have left the memory: ask for the code again, and say if something wasn't sent."""
    turn.set(thread=None)
    turn.enter(Stage.FOLLOW_UP, ())
    lost = waiting is not None and waiting.what is Awaited.ADDITION
    asking.put(turn, turn.text("thread-lapsed-item" if lost else "thread-lapsed"))


def begin_adding(turn: Turn) -> None:
    """`✍️ Gửi thêm`."""
    turn.set(added=0)
    turn.enter(Stage.ADDING, [turn.pick("added", "adding-done")])
    asking.put(turn)


def show_again(turn: Turn) -> None:
    """Back to the thread as it is now."""
    handle = turn.conversation.thread
    if handle is None:
        lapsed(turn, None)
    else:
        turn.await_(Waiting(Awaited.REFRESH), ResumeThread(handle))


def set_reminder(turn: Turn) -> None:
    """`⏰ 3 ngày nữa nhắc tôi`: this chat's address and a day, without any link to a tip."""
    turn.do(SetReminder(REMINDER_DAYS))
    asking.again(turn, turn.text("reminder-set"))


def text_arrived(turn: Turn, event: TextReceived) -> None:
    """A text to be added."""
    content = telling.text_item(turn, event.text)
    if isinstance(content, Wording):
        asking.again(turn, content)
    else:
        _want_to_add(turn, [content])


def location_arrived(turn: Turn, event: LocationShared) -> None:
    """A point to be added."""
    try:
        content = location_content(event.latitude, event.longitude)
    except (SealingError, ValueError, OverflowError):
        asking.again(turn, turn.text("refused-point"))
        return
    _want_to_add(turn, [content])


def file_arrived(turn: Turn, event: FileReceived) -> None:
    """A file to be fetched and cleaned, then added."""
    if telling.too_big(turn, event.file):
        return
    waiting = Waiting(Awaited.ADDITION, album=event.album, caption=event.caption)
    turn.await_(waiting, FetchFile(event.file, turn.world.limits.file_bytes))


def file_ready(turn: Turn, content: Content, waiting: Waiting) -> None:
    """A file is clean: add it with its caption, which is an item of its own where it is long."""
    _want_to_add(turn, telling.with_caption(content, waiting.caption), waiting.album)


def _want_to_add(turn: Turn, contents: list[Content], album: str | None = None) -> None:
    handle = turn.conversation.thread
    waiting = Waiting(Awaited.ADDITION, contents=tuple(contents), album=album)
    if handle is None:
        lapsed(turn, waiting)
    else:
        turn.await_(waiting, ResumeThread(handle))


def _add(turn: Turn, thread: Thread, waiting: Waiting) -> None:
    contents = waiting.contents
    if not contents:
        return
    # All that one message holds, or nothing of it: nobody must guess which half arrived.
    if (refusal := _no_room(turn, thread, contents)) is not None:
        asking.again(turn, refusal)
        return
    for content in contents:
        turn.do(AddToThread(thread.handle, content))
    # The count since `✍️ Gửi thêm`: of an album only the last acknowledgement is said, and it must be true of all of it.
    turn.set(added=turn.conversation.added + len(contents))
    told = turn.text("adding-sent", count=turn.conversation.added, unit=thread.unit_name)
    asking.again(turn, told, telling.album_key(waiting.album))


def _no_room(turn: Turn, thread: Thread, contents: tuple[Content, ...]) -> Wording | None:
    """Why these can't be added; None: they can."""
    if thread.disk_low:
        return turn.text("adding-disk", phone=turn.world.duty_phone)
    if thread.additions_left < len(contents):
        return turn.text("adding-full")
    if thread.bytes_left < sum(len(content.body) for content in contents):
        return turn.text("adding-bytes", most=turn.world.limits.bytes_per_tip // 1_000_000)
    return None


def _forget_code(turn: Turn, waiting: Waiting) -> None:
    if waiting.message_id is not None:
        turn.delete(waiting.message_id)


def _pages(turn: Turn, thread: Thread, *, noted: bool) -> list[Wording]:
    """The thread as one or more messages, each short enough to be sent."""
    viewed = thread.first_viewed
    head = joined(
        turn.text("thread-head", status=turn.label(f"status-{thread.status}"), unit=thread.unit_name),
        turn.text("thread-viewed", day=f"{viewed:%d/%m/%Y}") if viewed is not None else None,
        between="\n",
    )
    blocks = [head]
    for message in thread.messages:
        title = turn.text(
            "thread-answer" if message.from_police else "thread-own", day=f"{message.day:%d/%m/%Y}"
        )
        # Never through the texts' own marks: what people wrote stays exactly as they wrote it.
        pieces = _pieces(message.text.reveal())
        blocks.append(joined(title, Wording(pieces[0]), between="\n"))
        blocks += [Wording(piece) for piece in pieces[1:]]
    if not thread.messages:
        blocks.append(turn.text("thread-silent"))
    if noted:
        blocks.append(turn.text("thread-note"))
    pages = [blocks[0]]
    for block in blocks[1:]:
        longer = joined(pages[-1], block)
        if units(longer.text) <= _MOST_UNITS:
            pages[-1] = longer
        else:
            pages.append(block)
    return pages


def _pieces(text: str) -> list[str]:
    half = _MOST_UNITS // 2 - 100
    return [text[start : start + half] for start in range(0, len(text), half)] or [""]
