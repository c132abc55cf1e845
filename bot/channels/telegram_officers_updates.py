"""Puts the officers' bot's updates into the conversation's words; it never keeps a name, a number or a picture."""

import re

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot.channels.taking import Read
from bot.officers.channel import Incoming
from bot.private_logging import get_logger
from handlers.officers.events import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatEvent,
    CommandGiven,
    OtherSent,
    TextSaid,
)
from sealing.secret_types import SecretText

_log = get_logger()

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""The only kinds the platform is asked for."""
MOST_DATA = 64
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+(.*))?", re.DOTALL)
_AWAY = (ChatMember.BANNED, ChatMember.LEFT)


def read_update(update: Update) -> Read[Incoming]:
    """Read one update; what isn't meant for the bot, or can't be read, comes to nothing."""
    try:
        return _read(update)
    except Exception as error:  # noqa: BLE001 - the library takes a number for a text: that must not end the polling, again after every restart
        _log.error("officer_update_unreadable", exc_info=error)
        return Read()


def _read(update: Update) -> Read[Incoming]:
    key = str(update.update_id)
    if update.message is not None:
        return _message(key, update.message)
    if update.callback_query is not None:
        return _callback(key, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(key, update.my_chat_member)
    return Read()


def _message(key: str, message: Message) -> Read[Incoming]:
    if message.chat.type != ChatType.PRIVATE:
        return Read(leave_chat=message.chat.id)
    return Read(Incoming(str(message.chat.id), key, _event(message), _language(message.from_user)))


def _event(message: Message) -> ChatEvent:
    if message.text is None:
        return OtherSent()
    command = _COMMAND.fullmatch(message.text)
    if command is not None:
        return CommandGiven(command[1], SecretText(command[2] or ""))
    return TextSaid(SecretText(message.text))


def _callback(key: str, query: CallbackQuery) -> Read[Incoming]:
    chat_id = query.from_user.id
    if query.message is not None:
        chat_id = query.message.chat.id
        if query.message.chat.type != ChatType.PRIVATE:
            return Read(leave_chat=chat_id, callback_id=query.id)
    pressed = ButtonPressed((query.data or "")[:MOST_DATA])
    return Read(Incoming(str(chat_id), key, pressed, _language(query.from_user)), callback_id=query.id)


def _membership(key: str, change: ChatMemberUpdated) -> Read[Incoming]:
    away = change.new_chat_member.status in _AWAY
    if change.chat.type != ChatType.PRIVATE:
        return Read(leave_chat=None if away else change.chat.id)
    return Read(Incoming(str(change.chat.id), key, BotBlocked() if away else BotUnblocked()))


def _language(user: User | None) -> str:
    return "en" if user is not None and (user.language_code or "").startswith("en") else "vi"
