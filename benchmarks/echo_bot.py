"""The floor: an aiogram bot as its manual writes it, which says back what it is told; it stores nothing.

Run as a module with the Bot API server's address.
"""

import asyncio
import logging
import os
import signal
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message

dispatcher = Dispatcher()


@dispatcher.message()
async def say_back(message: Message) -> None:
    """Say a text back."""
    await message.answer(message.text or "")


@dispatcher.callback_query()
async def say_data_back(query: CallbackQuery) -> None:
    """Say a button's data back."""
    if isinstance(query.message, Message):
        await query.message.answer(query.data or "")


async def main(api: str) -> None:
    """Poll until killed."""
    logging.disable(logging.CRITICAL)
    # There is nothing to finish: what a stop would cost isn't measured.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    await dispatcher.start_polling(Bot("700:BENCH", session=session), handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
