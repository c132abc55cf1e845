"""Puts Telegram's updates into the conversation's words; it never keeps a name, a phone number or where a message was forwarded from."""

import re
from typing import Any

from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from pydantic import ValidationError

from bot.channels.taking import Read
from bot.channels.telegram_incoming import CallbackQuery, ChatMemberUpdated, Message, Update
from bot.private_logging import get_logger
from bot.residents.channel import Incoming
from handlers.events import (
    BulletinPressed,
    ChatJoined,
    ChatLeft,
    ChoicePicked,
    CommandReceived,
    ContactShared,
    Event,
    FileKind,
    FileReceived,
    FileRef,
    LocationShared,
    TextReceived,
    UnsupportedReceived,
)
from sealing.secret_types import SecretText

_log = get_logger()

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The only kinds the platform is asked for; everything else never reaches the process."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+(.*))?", re.DOTALL)
_CALLBACK = re.compile(r"([A-Za-z0-9_-]{1,56}):([0-9]{1,4})", re.ASCII)
_BULLETIN = re.compile(r"b:([A-Za-z0-9_-]{1,40}):([a-z]{1,16})", re.ASCII)

_TAKEN_SILENTLY = tuple(
    kind.value
    for kind in (
        ContentType.PINNED_MESSAGE,
        ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
        ContentType.WRITE_ACCESS_ALLOWED,
        ContentType.CHAT_BACKGROUND_SET,
        ContentType.CONNECTED_WEBSITE,
        ContentType.PROXIMITY_ALERT_TRIGGERED,
        ContentType.BOOST_ADDED,
        ContentType.SUCCESSFUL_PAYMENT,
        ContentType.REFUNDED_PAYMENT,
    )
)
"""Service lines that nobody typed: an answer to them would only puzzle."""

_TIMED_KINDS = (FileKind.ANIMATION, FileKind.VOICE, FileKind.VIDEO_NOTE, FileKind.AUDIO, FileKind.VIDEO)
"""Named as the fields of a message; an animation comes with a document beside it, so documents are looked at last."""


def read_update(raw: Any) -> Read[Incoming]:
    """Read one update as it came in JSON; whatever can't be read comes to nothing, or to a kind answer where a chat is known."""
    try:
        return _read(raw)
    except ValidationError:
        return _unreadable(raw)
    except Exception as error:  # noqa: BLE001 - one update that trips the reading must not end the polling, again after every restart
        _log.error("update_unreadable", exc_info=error)
        return _unreadable(raw)


def _read(raw: Any) -> Read[Incoming]:
    update = Update.model_validate(raw)
    key = str(update.update_id)
    if update.message is not None:
        return _message(key, update.message)
    if update.edited_message is not None:
        return _edited(key, update.edited_message)
    if update.callback_query is not None:
        return _callback(key, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(key, update.my_chat_member)
    return Read()


def _unreadable(raw: Any) -> Read[Incoming]:
    try:
        chat, message_id, key = raw["message"]["chat"], raw["message"]["message_id"], raw["update_id"]
        private, chat_id = chat["type"] == ChatType.PRIVATE, chat["id"]
    except (KeyError, TypeError, IndexError):
        return Read()
    if not private or not all(isinstance(number, int) for number in (chat_id, message_id, key)):
        return Read()
    return Read(Incoming(str(chat_id), str(key), UnsupportedReceived(message_id)))


def _message(key: str, message: Message) -> Read[Incoming]:
    if message.chat.type != ChatType.PRIVATE:
        return Read(leave_chat=message.chat.id)
    event = _event(message)
    return Read(Incoming(str(message.chat.id), key, event) if event is not None else None)


def _event(message: Message) -> Event | None:
    number = message.message_id
    if message.text is not None:
        return _text(message.text, number)
    if (file := file_of(message)) is not None:
        caption = SecretText(message.caption) if message.caption else None
        return FileReceived(file, caption, number, message.media_group_id)
    if message.location is not None:
        # A live location's later points come as edits, which are dropped: only the first point is ever taken.
        return LocationShared(message.location.latitude, message.location.longitude, number)
    if message.contact:
        return ContactShared(number)
    if any(getattr(message, kind) for kind in _TAKEN_SILENTLY):
        return None
    return UnsupportedReceived(number)


def _text(text: str, number: int) -> Event:
    command = _COMMAND.fullmatch(text)
    if command is not None:
        return CommandReceived(command[1].lower(), command[2] or "", number)
    return TextReceived(SecretText(text), number)


def _edited(key: str, message: Message) -> Read[Incoming]:
    if message.chat.type != ChatType.PRIVATE:
        return Read(leave_chat=message.chat.id)
    event: Event | None = None
    if message.text is not None:
        event = TextReceived(SecretText(message.text), message.message_id, edited=True)
    elif (file := file_of(message)) is not None:
        caption = SecretText(message.caption) if message.caption else None
        event = FileReceived(file, caption, message.message_id, message.media_group_id, edited=True)
    return Read(Incoming(str(message.chat.id), key, event) if event is not None else None)


def _callback(key: str, query: CallbackQuery) -> Read[Incoming]:
    chat_id, message_id = query.from_user.id, None
    if query.message is not None:
        if query.message.chat.type != ChatType.PRIVATE:
            return Read(leave_chat=query.message.chat.id, callback_id=query.id)
        chat_id, message_id = query.message.chat.id, query.message.message_id
    under_warning = _BULLETIN.fullmatch(query.data or "")
    if under_warning is not None:
        pressed = BulletinPressed(under_warning[1], under_warning[2])
        return Read(Incoming(str(chat_id), key, pressed), callback_id=query.id)
    picked = _CALLBACK.fullmatch(query.data or "")
    # Forged data becomes a choice that no question has ever offered: the conversation answers it like a stale one.
    event = (
        ChoicePicked(picked[1], int(picked[2]), message_id) if picked else ChoicePicked("", -1, message_id)
    )
    return Read(Incoming(str(chat_id), key, event), callback_id=query.id)


def _membership(key: str, change: ChatMemberUpdated) -> Read[Incoming]:
    now_inside = change.new_chat_member.status not in {ChatMemberStatus.KICKED, ChatMemberStatus.LEFT}
    if change.chat.type != ChatType.PRIVATE:
        return Read(leave_chat=change.chat.id if now_inside else None)
    return Read(Incoming(str(change.chat.id), key, ChatJoined() if now_inside else ChatLeft()))


def file_of(message: Message) -> FileRef | None:
    """Give the file a message carries, without its name; None when it carries none that can be taken."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return FileRef(FileKind.PHOTO, largest.file_size, "image/jpeg", None, largest.file_id)
    for kind in _TIMED_KINDS:
        file = getattr(message, kind.value)
        if file is not None:
            return FileRef(kind, file.file_size, file.mime_type, int(file.duration), file.file_id)
    if message.document is not None:
        document = message.document
        return FileRef(FileKind.DOCUMENT, document.file_size, document.mime_type, None, document.file_id)
    return None
