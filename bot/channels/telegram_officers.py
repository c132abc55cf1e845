"""Says things in officers' chats on Telegram; it never decides what to say, and no error or log of it names a token or a chat."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.send_budget import SendBudget
from bot.channels.telegram_officers_requests import NotReached, PollingRequest, QuietRequest, TooMany
from bot.officers.channel import ChatClosed, InDoubt, NotSent, Refused
from bot.private_logging import get_logger
from bot.settings import USUAL_RATE
from handlers.officers.effects import Button, Message
from sealing.secret_types import SecretText

SIDE_SECONDS = 10.0
RETRY_SECONDS = 2.0
REACH_AGAIN_SECONDS = 1.0

_log = get_logger()


class TokenRefused(Exception):
    """The Bot API server doesn't know this token: look at TINBAO_OFFICERS_BOT_TOKEN and TINBAO_TELEGRAM_API."""


class TelegramOfficersChannel:
    """The officers' bot on one Bot API server; `begin` it, and `close` it when done.

    `desk_url`: what the button under a message opens. `budget`: the messages that the platform permits to the token.
    """

    name = "telegram"

    def __init__(self, token: SecretText, api: str, desk_url: str, budget: SendBudget | None = None) -> None:
        self.budget = budget or SendBudget(USUAL_RATE)
        self.bot = Bot(
            token.reveal(),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=QuietRequest(),
            get_updates_request=PollingRequest(),
        )
        self._desk_url = desk_url
        self._loose: set[asyncio.Task[None]] = set()

    async def begin(self, stop: asyncio.Event, menus: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Reach the platform, end any webhook, and show the commands of each language. Raises TokenRefused."""
        while not stop.is_set():
            try:
                await self.bot.initialize()
                await self.bot.delete_webhook()
            except InvalidToken:
                # The library's own words quote the token.
                raise TokenRefused from None
            except TelegramError as error:
                _log.warning("platform_unreachable", error=type(error).__name__)
                await asyncio.sleep(REACH_AGAIN_SECONDS)
            else:
                break
        for language, commands in menus.items():
            shown = [BotCommand(name, label) for name, label in commands]
            code = None if language == "vi" else language
            self._on_the_side(self.bot.set_my_commands(shown, language_code=code))

    async def close(self) -> None:
        """Finish what was begun on the side, then close the connections."""
        if self._loose:
            await asyncio.wait(self._loose, timeout=SIDE_SECONDS)
        await self.bot.shutdown()

    async def send(self, chat: str, message: Message, *, unasked: bool = False) -> None:
        """Say one message, once. Raises ChatClosed, NotSent, InDoubt or Refused."""
        stopped = self.budget.stopped_for()
        if stopped > 0:
            raise NotSent(stopped)
        if not unasked:
            async with self.budget.reply(chat):
                await self._send(chat, message)
            return
        await asyncio.sleep(self.budget.chat_rests_for(chat))
        slot = await self.budget.broadcast()
        slot.begin()
        try:
            await self._send(chat, message)
        finally:
            self.budget.done(slot)

    async def _send(self, chat: str, message: Message) -> None:
        text = message.text
        marks = [MessageEntity(mark.kind.value, mark.offset, mark.length) for mark in text.marks]
        try:
            await self.bot.send_message(
                int(chat),
                text.text,
                entities=marks or None,
                reply_markup=self._keyboard(message.rows),
                # What is said here is for one officer's eyes: it can't be passed on from the chat.
                protect_content=True,
            )
        except TooMany as wait:
            self.budget.stop(wait.seconds)
            raise NotSent(wait.seconds) from None
        except NotReached:
            raise NotSent(RETRY_SECONDS) from None
        except (Forbidden, ChatMigrated):
            raise ChatClosed from None
        except BadRequest as refusal:
            if "chat not found" in refusal.message.lower():
                raise ChatClosed from None
            raise Refused from None
        except InvalidToken:
            raise Refused from None
        except (NetworkError, TelegramError):
            raise InDoubt from None

    def _keyboard(self, rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
        if not rows:
            return None
        return InlineKeyboardMarkup([[self._button(button) for button in row] for row in rows])

    def _button(self, button: Button) -> InlineKeyboardButton:
        if button.data:
            return InlineKeyboardButton(button.label, callback_data=button.data)
        return InlineKeyboardButton(button.label, url=self._desk_url)

    def answer_button(self, callback_id: str) -> None:
        """Stop the spinner of a pressed button, on the side."""
        self._on_the_side(self.bot.answer_callback_query(callback_id))

    def leave(self, chat_id: int) -> None:
        """Leave a group or channel, on the side: what officers are told belongs in private chats only."""
        self._on_the_side(self.bot.leave_chat(chat_id))

    def _on_the_side(self, request: Coroutine[Any, Any, Any]) -> None:
        async def ask() -> None:
            try:
                await request
            except TelegramError as error:
                _log.debug("side_request_failed", error=type(error).__name__)

        task = asyncio.get_running_loop().create_task(ask())
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)
