"""Says, deletes and fetches on Telegram; it never decides what to say and never asks who somebody is."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
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
    DeleteWebhook,
    GetFile,
    LeaveChat,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    SetWebhook,
    TelegramMethod,
)

from bot.channels.send_budget import SendBudget
from bot.channels.telegram_session import TelegramSession
from bot.private_logging import get_logger
from bot.residents.channel import ChatGone, FileTooLarge, Outgoing, PlatformRefused, PlatformStumbled
from handlers.effects import Choice
from handlers.events import FileRef
from sealing.secret_types import SecretBytes, SecretText

USUAL_RATE = 30
"""Messages a second that the Bot API permits to one bot (core.telegram.org/bots/faq, "My bot is hitting limits")."""
SAY_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
FETCH_SECONDS = 120.0
MOST_FETCHED = 20 * 1024 * 1024
"""The public Bot API hands out files up to 20 MB (core.telegram.org/bots/api#getfile)."""
DELETE_BATCH = 100
"""`deleteMessages` takes 1 to 100 ids (core.telegram.org/bots/api#deletemessages)."""

# Which method a request is for; the fields of these busy ones are written beside them. Nothing private stands in here, so
# no exception that names its method can carry something private.
_SHOW = SendPhoto.model_construct(chat_id=0, photo="")
_SEND = SendMessage.model_construct(chat_id=0, text="")
_ANSWER = AnswerCallbackQuery.model_construct(callback_query_id="")
_COMMANDS = SetMyCommands.model_construct(commands=[])
_LEAVE = LeaveChat.model_construct(chat_id=0)

_log = get_logger()


class TokenRefused(Exception):
    """The platform doesn't know this bot: set TINBAO_RESIDENTS_BOT_TOKEN to the token that BotFather gave."""


class TelegramChannel:
    """The residents' bot on one Bot API server; close it when done.

    `budget`: what the token's replies and broadcasts share; without one, that of the platform's usual limit.
    `pictures` gives a topic's drawing as PNG, or None; each is uploaded once and then named by the platform's id for it.
    """

    name = "telegram"

    def __init__(
        self,
        token: SecretText,
        api: str,
        budget: SendBudget | None = None,
        pictures: Callable[[str], bytes | None] = lambda topic_id: None,
    ) -> None:
        self._pictures = pictures
        self._uploaded: dict[str, str] = {}
        self.budget = budget or SendBudget(USUAL_RATE)
        self.session = TelegramSession(api)
        self.bot = Bot(token.reveal(), session=self.session)
        self._loose: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Finish what was begun on the side, then close the connections."""
        if self._loose:
            await asyncio.wait(self._loose, timeout=SAY_SECONDS)
        await self.session.close()

    async def arrange(self, how: SetWebhook | DeleteWebhook, stop: asyncio.Event) -> None:
        """Tell the platform how updates come, again until it has heard or `stop` is set.

        Raises TokenRefused when it doesn't know the bot.
        """
        while not stop.is_set():
            try:
                await self.session.ask(self.bot, how, SAY_SECONDS)
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRefused from None
            except AiogramError as error:
                _log.warning("platform_unreachable", error=type(error).__name__)
                await asyncio.sleep(1)
            else:
                return

    async def send(self, chat: str, message: Outgoing) -> int:
        """Say one message, once, before every broadcast that waits; returns its id."""
        stopped = self.budget.stopped_for()
        if stopped > 0:
            raise PlatformStumbled(stopped)
        if message.picture:
            return await self._show(chat, message.picture)
        fields = {"chat_id": chat, **message_fields(message)}
        async with self.budget.reply(chat):
            result = await self._ask(_SEND, fields)
        return int(result["message_id"]) if isinstance(result, dict) else 0

    async def _show(self, chat: str, picture: str) -> int:
        """Show a drawing, uploading it the first time."""
        known = self._uploaded.get(picture)
        image = None if known else self._pictures(picture)
        if known is None and image is None:
            return 0
        async with self.budget.reply(chat):
            if image is None:
                result = await self._ask(_SHOW, {"chat_id": chat, "photo": known})
            else:
                result = await self._ask(_SHOW, {"chat_id": chat}, image=image)
        if not isinstance(result, dict):
            return 0
        sizes = result.get("photo") or [{}]
        file_id = sizes[-1].get("file_id")
        if isinstance(file_id, str) and file_id:
            self._uploaded[picture] = file_id
        return int(result["message_id"])

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

    def _on_the_side(self, method: TelegramMethod[Any], fields: Mapping[str, Any]) -> None:
        """Make a request whose answer nobody waits for: stopping a button's spinner, leaving a group."""
        task = asyncio.get_running_loop().create_task(self._try(method, fields))
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)

    async def _try(self, method: TelegramMethod[Any], fields: Mapping[str, Any]) -> None:
        try:
            await self.session.call(self.bot, method, fields, SAY_SECONDS)
        except AiogramError as error:
            _log.debug("side_request_failed", method=method.__api_method__, error=type(error).__name__)

    def show_commands(self, menus: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """List commands in the platform's own menu, by language, on the side; Vietnamese is what other languages get."""
        for language, commands in menus.items():
            listed = [{"command": name, "description": words} for name, words in commands]
            code = {} if language == "vi" else {"language_code": language}
            self._on_the_side(_COMMANDS, {"commands": listed, **code})

    def answer_button(self, callback_id: str) -> None:
        """Stop the spinner of a pressed button, on the side."""
        self._on_the_side(_ANSWER, {"callback_query_id": callback_id})

    def leave(self, chat_id: int) -> None:
        """Leave a group or channel, on the side: residents' matters belong in private chats only."""
        self._on_the_side(_LEAVE, {"chat_id": chat_id})

    async def _ask(
        self,
        method: TelegramMethod[Any],
        fields: Mapping[str, Any] | None = None,
        *,
        image: bytes | None = None,
    ) -> Any:
        try:
            if image is not None:
                return await self.session.upload(self.bot, method, fields or {}, image, UPLOAD_SECONDS)
            if fields is None:
                return await self.session.ask(self.bot, method, SAY_SECONDS)
            return await self.session.call(self.bot, method, fields, SAY_SECONDS)
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


def message_fields(message: Outgoing) -> dict[str, Any]:
    """The fields of `sendMessage` for a message, whatever the chat, as plain JSON values."""
    fields: dict[str, Any] = {"text": message.text.text}
    if message.text.marks:
        fields["entities"] = [
            {"type": mark.kind.value, "offset": mark.offset, "length": mark.length}
            for mark in message.text.marks
        ]
    if message.choices:
        fields["reply_markup"] = {"inline_keyboard": _buttons(message.choices, message.columns)}
    elif message.menu is not None:
        rows = [[{"text": label} for label in row] for row in message.menu.rows]
        fields["reply_markup"] = {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}
    return fields


def _buttons(choices: tuple[Choice, ...], columns: int) -> list[list[dict[str, str]]]:
    buttons = [{"text": choice.label, "callback_data": choice.data} for choice in choices]
    return [buttons[start : start + columns] for start in range(0, len(buttons), columns)]
