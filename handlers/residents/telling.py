"""Step 5, the telling: every item is sealed the moment it comes; it must never say anything of what came."""

import json
import unicodedata
from dataclasses import replace

from domain.danger_words import mentions_danger
from domain.routing import ConflictAnswer, Routed
from handlers.effects import (
    BeginDraft,
    FetchFile,
    LimitKind,
    MakeReceipt,
    SealPart,
    StartTimer,
    TakeLimit,
    Wording,
)
from handlers.events import FileReceived, FileRef, FileRefusalReason, LocationShared, TextReceived
from handlers.residents import answers, asking, places
from handlers.residents.menu import DRAFT_TIMER
from handlers.state import Awaited, Stage, Waiting
from handlers.turn import Turn
from sealing.errors import SealingError
from sealing.frames import Content, location_content, text_content
from sealing.secret_types import SecretText

MEGABYTE = 1024 * 1024
_MOST_CAPTION_BYTES = 3_000
"""A longer caption becomes an item of its own: a sealed part's head holds 4,096 bytes in all."""

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Kinds of characters that show nothing by themselves: controls, marks of direction, joiners, spaces."""

_REFUSALS = {
    FileRefusalReason.TOO_LONG: "file-too-long",
    FileRefusalReason.NOT_CLEANABLE: "file-not-cleanable",
    FileRefusalReason.PROTECTED: "file-protected",
    FileRefusalReason.DAMAGED: "file-damaged",
    FileRefusalReason.NOT_FETCHED: "file-not-fetched",
}
TELLING_STAGES = frozenset({Stage.CONTENT, Stage.CATEGORY, Stage.CODE})


def item_number(turn: Turn, message_id: int) -> int | None:
    """The part that came of a message of this report."""
    return dict(turn.report.numbers).get(message_id)


def text_arrived(turn: Turn, event: TextReceived, amends: int | None = None) -> None:
    """Seal a text."""
    content = text_item(turn, event.text)
    if isinstance(content, Wording):
        asking.again(turn, content)
    elif room_for(turn, len(content.body)):
        add(turn, [content], Waiting(Awaited.ITEM, message_id=event.message_id, amends=amends))


def text_item(turn: Turn, text: SecretText) -> Content | Wording:
    """A text as content, or the refusal to be said."""
    typed = whole(text)
    most = turn.world.limits.text_characters
    if len(typed) > most:
        return turn.text("refused-long", most=most)
    if not any(unicodedata.category(character) not in _UNSEEN for character in typed.reveal()):
        return turn.text("refused-empty")
    return text_content(typed)


def whole(text: SecretText) -> SecretText:
    """The text without half characters, which no encoding can carry."""
    return SecretText(text.reveal().encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def location_arrived(turn: Turn, event: LocationShared) -> None:
    """Seal a point."""
    try:
        content = location_content(event.latitude, event.longitude)
    except (SealingError, ValueError, OverflowError):
        asking.again(turn, turn.text("refused-point"))
        return
    if room_for(turn, len(content.body)):
        add(turn, [content], Waiting(Awaited.ITEM, message_id=event.message_id))


def file_arrived(turn: Turn, event: FileReceived, amends: int | None = None) -> None:
    """Ask for a file to be fetched and cleaned, unless its size alone refuses it."""
    if too_big(turn, event.file) or not room_for(turn, event.file.size or 0):
        return
    left = turn.world.limits.bytes_per_tip - turn.report.size
    waiting = Waiting(
        Awaited.ITEM, message_id=event.message_id, album=event.album, amends=amends, caption=event.caption
    )
    turn.await_(waiting, FetchFile(event.file, min(turn.world.limits.file_bytes, left)))


def too_big(turn: Turn, file: FileRef) -> bool:
    """Whether a file is refused before it is fetched; says so.

    No refusal has a key to coalesce under: the album's next acknowledgement would take its place, and nobody would know.
    """
    if file.size is None or file.size <= turn.world.limits.file_bytes:
        return False
    asking.again(turn, refusal(turn, FileRefusalReason.TOO_BIG))
    return True


def refusal(turn: Turn, reason: FileRefusalReason) -> Wording:
    """What is said about a file that isn't taken, with what to do instead."""
    if reason is not FileRefusalReason.TOO_BIG:
        return turn.text(_REFUSALS[reason])
    most = turn.world.limits.file_bytes // MEGABYTE
    if turn.world.form_url:
        return turn.text("file-too-big-form", most=most, form=turn.world.form_url)
    return turn.text("file-too-big", most=most)


def file_ready(turn: Turn, content: Content, waiting: Waiting) -> None:
    """Seal a file that was fetched and cleaned, with its caption."""
    add(turn, with_caption(content, waiting.caption), waiting)


def file_refused(turn: Turn, reason: FileRefusalReason) -> None:
    """Say why a file wasn't taken, also of an album; what is sealed already stays."""
    asking.again(turn, refusal(turn, reason))


def with_caption(content: Content, caption: SecretText | None) -> list[Content]:
    """The file with its caption in its head; a caption that is too long for a head follows as a text."""
    if caption is None or not caption.reveal().strip():
        return [content]
    text = whole(caption)
    if len(json.dumps(text.reveal(), ensure_ascii=False).encode()) > _MOST_CAPTION_BYTES:
        return [content, text_content(text)]
    return [replace(content, caption=text)]


def room_for(turn: Turn, size: int) -> bool:
    """Whether the tip can take one more item of `size` bytes; says so if not."""
    limits, report = turn.world.limits, turn.report
    if report.parts >= limits.parts_per_tip:
        asking.again(turn, turn.text("refused-parts", most=limits.parts_per_tip))
        return False
    if report.size + size > limits.bytes_per_tip:
        asking.again(turn, turn.text("refused-bytes", most=limits.bytes_per_tip // 1_000_000))
        return False
    return True


def add(turn: Turn, contents: list[Content], waiting: Waiting) -> None:
    """Seal what came of one message (the first one begins the draft) and acknowledge it once."""
    if turn.report.tip_id is None and not _begin_draft(turn):
        return
    for content in contents:
        if not room_for(turn, len(content.body)):
            return
        _seal(turn, content, waiting)
        waiting = replace(waiting, amends=None) if content is not contents[-1] else waiting
    _acknowledge(turn, waiting)


def _seal(turn: Turn, content: Content, waiting: Waiting) -> None:
    report = turn.report
    assert report.tip_id is not None
    number = report.parts + 1
    sealed = replace(content, amends=waiting.amends)
    turn.do(SealPart(report.tip_id, number, sealed, (report.recipient_id, *report.copy_ids)))
    numbers = dict(report.numbers)
    if waiting.message_id is not None and waiting.amends is None:
        numbers.setdefault(waiting.message_id, number)
    turn.set_report(
        parts=number,
        items=report.items + (waiting.amends is None),
        size=report.size + len(content.body),
        numbers=tuple(numbers.items()),
    )


def _begin_draft(turn: Turn) -> bool:
    decision = answers.decide(turn)
    if not isinstance(decision, Routed):
        places.unserved(turn)
        return False
    if decision.queue_ids != (turn.report.recipient_id, *turn.report.copy_ids):
        # Who receives has changed since the resident read it: nothing goes to anyone who wasn't named.
        answers.remember(turn, decision)
        asking.enter_content(turn, turn.text("content-moved"))
        return False
    report = turn.report
    tip_id = turn.world.new_tip_id()
    assert report.commune_code is not None
    assert report.when is not None
    turn.do(
        BeginDraft(
            tip_id,
            decision.recipient.id,
            report.copy_ids,
            report.commune_code,
            report.when,
            decision.alarms,
            conflict=report.conflict is not ConflictAnswer.NO,
        )
    )
    if not report.slot_taken:
        turn.do(TakeLimit(LimitKind.DRAFT))
        turn.do(TakeLimit(LimitKind.BEGUN))
    turn.set_report(tip_id=tip_id, begun_hour=turn.hour, slot_taken=True)
    return True


def _acknowledge(turn: Turn, waiting: Waiting) -> None:
    report = turn.report
    amended = turn.text("content-amended") if waiting.amends is not None else None
    if turn.stage is Stage.CODE and report.tip_id is not None:
        # The manifest of the code shown doesn't know this part: a new code seals a new one.
        turn.say(amended or turn.text("content-ack", count=report.items))
        turn.await_(Waiting(Awaited.RECEIPT), MakeReceipt(report.tip_id))
        return
    if report.code_shown:
        # The manifest of the code doesn't know this part either: the report goes on before its code.
        turn.set_report(code_shown=False, stage=Stage.CONTENT)
    if not report.reminded:
        turn.do(StartTimer(DRAFT_TIMER, turn.world.limits.draft_reminder_minutes * 60))
    if turn.stage is Stage.CONTENT:
        asking.put(turn, amended, album_key(waiting.album))
        return
    told = amended or turn.text("content-ack", count=report.items)
    asking.again(turn, told, album_key(waiting.album))


def album_key(album: str | None) -> str | None:
    """One acknowledgement for all files of an album."""
    return f"album:{album}" if album else None


def danger_first(turn: Turn, text: SecretText | None) -> None:
    """Bring the emergency numbers up before anything else when a free text speaks of danger."""
    if text is not None and mentions_danger(text.reveal()):
        turn.say(turn.text("danger"))
