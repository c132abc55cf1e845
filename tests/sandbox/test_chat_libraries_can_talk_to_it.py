"""The two chat libraries of the house work against the sandbox without being told that it is one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Dispatcher
from aiogram.types import BufferedInputFile, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.sandbox import SandboxResident, SandboxServer
from tests.sandbox.conftest import TOKEN
from tests.sandbox.scripted_bot import bot_for, inline
from tests.sandbox.test_messages_follow_the_rules import small_picture

SECRET = "only-here"


@asynccontextmanager
async def serving(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A loopback web server with one route; yields its address."""
    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/hook"
    await runner.cleanup()


def aiogram_echo() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"nghe: {message.text}", reply_markup=inline([["Được"]]))

    return dispatcher


def ptb_echo(url: str) -> Application[Any, Any, Any, Any, Any, Any]:
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    application = builder.build()

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"nghe: {update.message.text}")

    application.add_handler(MessageHandler(filters.TEXT, echo))
    return application


async def test_aiogram_polls_answers_sends_and_fetches_files(
    sandbox: SandboxServer, resident: SandboxResident
) -> None:
    bot = bot_for(sandbox.url, TOKEN)
    dispatcher = aiogram_echo()
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    await resident.send("chào")
    seen = await resident.wait_for("nghe: chào")
    assert seen.labels == ["Được"]
    await dispatcher.stop_polling()
    await polling
    sent = await bot.send_photo(resident.chat_id, BufferedInputFile(small_picture(), "a.jpg"), caption="ảnh")
    assert sent.photo is not None
    fetched = await bot.download(sent.photo[-1])
    assert fetched is not None
    assert fetched.read() == small_picture()
    await bot.session.close()


async def test_aiogram_takes_its_webhook(sandbox: SandboxServer, resident: SandboxResident) -> None:
    bot = bot_for(sandbox.url, TOKEN)
    handler = SimpleRequestHandler(aiogram_echo(), bot, handle_in_background=False, secret_token=SECRET)
    async with serving(handler.handle) as address:
        await bot.set_webhook(address, secret_token=SECRET)
        await resident.send("chào")
        await resident.wait_for("nghe: chào")
        await bot.delete_webhook()
    await bot.session.close()


async def test_python_telegram_bot_polls_and_answers(
    sandbox: SandboxServer, resident: SandboxResident
) -> None:
    application = ptb_echo(sandbox.url)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=5)
        await resident.send("chào")
        await resident.wait_for("nghe: chào")
        message_id = await resident.send_document(b"%PDF", "a.pdf", "application/pdf")
        assert await resident.sees(message_id)
        await application.updater.stop()
        await application.stop()


async def test_python_telegram_bot_takes_its_webhook(
    sandbox: SandboxServer, resident: SandboxResident
) -> None:
    application = ptb_echo(sandbox.url)

    async def take(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return web.Response()

    async with application, serving(take) as address:
        await application.start()
        await application.bot.set_webhook(address, secret_token=SECRET)
        await resident.send("chào")
        await resident.wait_for("nghe: chào")
        await application.bot.delete_webhook()
        await application.stop()
