"""A small bot with a script, so that the phone can be tried without the product behind it."""

import asyncio
import threading
from types import TracebackType
from typing import Self

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
)

CODE = "4827 1930 5561 0748 2296 3315"
MENU = [
    ["📝 Gửi tin báo", "🔎 Xem tin đã gửi"],
    ["🛡 Cảnh giác", "🔔 Nhận cảnh báo"],
    ["🚨 Khẩn cấp", "⚙️ Riêng tư, cài đặt"],
]
PLACES = [["Xã Quỳnh Nhai, Sơn La", "Xã Mường Chiên, Sơn La"], ["🔁 Tìm lại"]]


def bot_for(url: str, token: str) -> Bot:
    """An aiogram bot that speaks with the sandbox."""
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))


def inline(rows: list[list[str]]) -> InlineKeyboardMarkup:
    """An inline keyboard whose buttons carry their own labels' first bytes."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=label[:12]) for label in row] for row in rows
        ]
    )


class ScriptedBot:
    """Polls from a thread of its own while the block lasts."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._seen: list[tuple[int, int]] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        bot = bot_for(self._url, self._token)
        dispatcher = Dispatcher()
        dispatcher.message.register(self._menu, F.text == "/start")
        dispatcher.message.register(self._wipe, F.text == "xóa hết")
        dispatcher.message.register(self._places, F.text)
        dispatcher.message.register(self._count)
        dispatcher.edited_message.register(self._edited)
        dispatcher.callback_query.register(self._pressed)
        await bot.set_my_description("Tin Báo nhận tin của bà con. Không hỏi tên, không hỏi số điện thoại.")
        await bot.set_my_commands([BotCommand(command="baotin", description="Gửi tin báo")])
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=10))
        self._ready.set()
        await self._stop.wait()
        await dispatcher.stop_polling()
        await polling

    def _remember(self, *messages: Message) -> None:
        self._seen += [(message.chat.id, message.message_id) for message in messages]

    async def _menu(self, message: Message) -> None:
        keyboard = ReplyKeyboardMarkup(
            keyboard=[[KeyboardButton(text=label) for label in row] for row in MENU], resize_keyboard=True
        )
        self._remember(
            message, await message.answer("Chào anh/chị. Chọn việc ở bên dưới.", reply_markup=keyboard)
        )

    async def _places(self, message: Message) -> None:
        self._remember(message, await message.answer("Chọn đúng nơi xảy ra:", reply_markup=inline(PLACES)))

    async def _count(self, message: Message) -> None:
        text = "🔒 Đã cất kín 1 mục, CHƯA GỬI"
        marks = [MessageEntity(type="bold", offset=text.index("CHƯA") + 1, length=8)]
        choices = inline([["✅ Xong, sang bước gửi", "🗑 Hủy tin này"]])
        self._remember(message, await message.answer(text, entities=marks, reply_markup=choices))

    async def _edited(self, message: Message) -> None:
        self._remember(await message.answer(f"Đã thấy sửa: {message.text or message.caption}"))

    async def _pressed(self, query: CallbackQuery) -> None:
        message = query.message
        assert isinstance(message, Message)
        assert query.data is not None
        if query.data.startswith("✅"):
            await query.answer()
            text = f"Mã tin. Chép lại, rồi bấm gửi.\n{CODE}\nMất mã thì tin vẫn tới, chỉ không xem lại."
            marks = [MessageEntity(type="code", offset=text.index(CODE), length=len(CODE))]
            sent = await message.answer(text, entities=marks, reply_markup=inline([["📨 Gửi tin này"]]))
        elif query.data.startswith("🗑"):
            await query.answer("Tin này chưa gửi đi.", show_alert=True)
            await message.edit_text("Đã hủy tin này.")
            return
        else:
            await query.answer("Đã chọn")
            text = "Tin này sẽ gửi tới: Công an xã Quỳnh Nhai"
            marks = [MessageEntity(type="bold", offset=20, length=21)]
            sent = await message.answer(text, entities=marks)
        self._remember(sent)

    async def _wipe(self, message: Message) -> None:
        self._remember(message)
        ids = [number for chat, number in self._seen if chat == message.chat.id]
        assert message.bot is not None
        await message.bot.delete_messages(message.chat.id, ids)
