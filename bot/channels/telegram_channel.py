"""Says, deletes and fetches on Telegram; it never decides what to say and never asks who somebody is."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    GetFile,
    LeaveChat,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
)

from bot.channels.send_budget import SendBudget
from bot.channels.telegram_session import TelegramSession
from bot.private_logging import get_logger
from bot.residents.channel import ChatGone, FileTooLarge, Outgoing, PlatformRefused, PlatformStumbled
from handlers.effects import Choice, Menu, Wording
from handlers.events import FileRef
from sealing.secret_types import SecretBytes, SecretText

USUAL_RATE = 30
"""Messages a second that the Bot API permits to one bot (core.telegram.org/bots/faq, "My bot is hitting limits")."""
SAY_SECONDS = 10.0
FETCH_SECONDS = 120.0
MOST_FETCHED = 20 * 1024 * 1024
"""The public Bot API hands out files up to 20 MB (core.telegram.org/bots/api#getfile)."""
DELETE_BATCH = 100
"""`deleteMessages` takes 1 to 100 ids (core.telegram.org/bots/api#deletemessages)."""

_log = get_logger()


class TokenRefused(Exception):
    """The platform doesn't know this bot: set TINBAO_RESIDENTS_BOT_TOKEN to the token that BotFather gave."""


class TelegramChannel:
    """The residents' bot on one Bot API server; close it when done.

    `budget`: what the token's replies and broadcasts share; without one, that of the platform's usual limit.
    """

    name = "telegram"

    def __init__(self, token: SecretText, api: str, budget: SendBudget | None = None) -> None:
        self.budget = budget or SendBudget(USUAL_RATE)
        self.session = TelegramSession(api)
        self.bot = Bot(token.reveal(), session=self.session)
        self._loose: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Finish what was begun on the side, then close the connections."""
        if self._loose:
            await asyncio.wait(self._loose, timeout=SAY_SECONDS)
        await self.session.close()

    async def send(self, chat: str, message: Outgoing) -> int:
        """Say one message, once, before every broadcast that waits; returns its id."""
        stopped = self.budget.stopped_for()
        if stopped > 0:
            raise PlatformStumbled(stopped)
        method = _send_message(chat, message)
        async with self.budget.reply(chat):
            result = await self._ask(method)
        return int(result["message_id"]) if isinstance(result, dict) else 0

    async def delete(self, chat: str, message_ids: Sequence[int]) -> tuple[int, int]:
        """Delete messages on both sides in batches; returns how many went and how many stayed.

        A batch that the platform refuses is tried one by one, since one old message spoils the whole batch.
        """
        gone = 0
        for start in range(0, len(message_ids), DELETE_BATCH):
            batch = list(message_ids[start : start + DELETE_BATCH])
            try:
                gone += (
                    len(batch) if await self._ask(DeleteMessages(chat_id=int(chat), message_ids=batch)) else 0
                )
            except PlatformRefused:
                for message_id in batch:
                    gone += await self._delete_one(chat, message_id)
        return gone, len(message_ids) - gone

    async def _delete_one(self, chat: str, message_id: int) -> int:
        try:
            return 1 if await self._ask(DeleteMessage(chat_id=int(chat), message_id=message_id)) else 0
        except PlatformRefused:
            return 0

    async def fetch(self, file: FileRef, most_bytes: int) -> SecretBytes:
        """Fetch a file's bytes; raises FileTooLarge before more than `most_bytes` or 20 MB are held."""
        bound = min(most_bytes, MOST_FETCHED)
        if file.size is not None and file.size > bound:
            raise FileTooLarge
        try:
            found = await self.session.ask(self.bot, GetFile(file_id=str(file.handle)), SAY_SECONDS)
        except TelegramBadRequest as refusal:
            if "too big" in str(refusal.message).lower():
                raise FileTooLarge from None
            raise PlatformRefused from None
        except AiogramError:
            raise PlatformStumbled from None
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str):
            raise PlatformRefused
        if int(found.get("file_size") or 0) > bound:
            raise FileTooLarge
        try:
            return SecretBytes(await self.session.download(self.bot, path, bound, FETCH_SECONDS))
        except ConnectionError:
            raise PlatformStumbled from None

    def on_the_side(self, method: TelegramMethod[Any]) -> None:
        """Make a request whose answer nobody waits for: stopping a button's spinner, leaving a group."""
        task = asyncio.get_running_loop().create_task(self._try(method))
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)

    async def _try(self, method: TelegramMethod[Any]) -> None:
        try:
            await self.session.ask(self.bot, method, SAY_SECONDS)
        except AiogramError as error:
            _log.debug("side_request_failed", method=method.__api_method__, error=type(error).__name__)

    def answer_button(self, callback_id: str) -> None:
        """Stop the spinner of a pressed button, on the side."""
        self.on_the_side(AnswerCallbackQuery(callback_query_id=callback_id))

    def leave(self, chat_id: int) -> None:
        """Leave a group or channel, on the side: residents' matters belong in private chats only."""
        self.on_the_side(LeaveChat(chat_id=chat_id))

    async def _ask(self, method: TelegramMethod[Any]) -> Any:
        try:
            return await self.session.ask(self.bot, method, SAY_SECONDS)
        except TelegramRetryAfter as wait:
            self.budget.stop(float(wait.retry_after))
            raise PlatformStumbled(float(wait.retry_after)) from None
        except (TelegramForbiddenError, TelegramMigrateToChat):
            raise ChatGone from None
        except TelegramBadRequest as refusal:
            if "chat not found" in str(refusal.message).lower():
                raise ChatGone from None
            raise PlatformRefused from None
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise PlatformRefused from None
        except AiogramError:
            raise PlatformStumbled from None


def _send_message(chat: str, message: Outgoing) -> SendMessage:
    return SendMessage(chat_id=int(chat), **message_fields(message))


def message_fields(message: Outgoing) -> dict[str, Any]:
    """The fields of `sendMessage` for a message, whatever the chat."""
    fields: dict[str, Any] = {"text": message.text.text}
    if message.text.marks:
        fields["entities"] = _entities(message.text)
    if message.choices:
        fields["reply_markup"] = _buttons(message.choices, message.columns)
    elif message.menu is not None:
        fields["reply_markup"] = _keyboard(message.menu)
    return fields


def _entities(text: Wording) -> list[MessageEntity]:
    return [
        MessageEntity(type=mark.kind.value, offset=mark.offset, length=mark.length) for mark in text.marks
    ]


def _buttons(choices: tuple[Choice, ...], columns: int) -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(text=choice.label, callback_data=choice.data) for choice in choices]
    return InlineKeyboardMarkup(
        inline_keyboard=[buttons[start : start + columns] for start in range(0, len(buttons), columns)]
    )


def _keyboard(menu: Menu) -> ReplyKeyboardMarkup:
    rows = [[KeyboardButton(text=label) for label in row] for row in menu.rows]
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, is_persistent=True)
