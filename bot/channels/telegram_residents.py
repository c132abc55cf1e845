"""Runs the residents' bot on Telegram from start to clean stop, by polling or webhook; it never runs both."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvicorn
from aiogram.methods import SetWebhook

from bot.channels.send_budget import SendBudget
from bot.channels.telegram_channel import TelegramChannel, TokenRefused
from bot.channels.telegram_polling import Poller
from bot.channels.telegram_updates import ALLOWED_UPDATES
from bot.channels.telegram_webhook import webhook_app, webhook_secret
from bot.loading import settle
from bot.perform_effects import Performer
from bot.private_logging import get_logger
from bot.pulses import PulseKeeper
from bot.residents.parts import RuntimeParts
from domain.health import Pulse
from handlers.residents.command_menu import command_menus
from sealing.secret_types import SecretText

__all__ = ["TokenRefused", "Webhook", "run_residents"]

_log = get_logger()

WEBHOOK_CONNECTIONS = 40
MOST_CONCURRENT = 200


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the platform posts to (`url`), and where this process listens behind it."""

    url: str
    host: str
    port: int


async def run_residents(
    parts: RuntimeParts,
    token: SecretText,
    api: str,
    stop: asyncio.Event,
    webhook: Webhook | None = None,
    ready: Callable[[Performer, TelegramChannel], Awaitable[None]] | None = None,
    beside: Callable[[TelegramChannel, asyncio.Event], Awaitable[None]] | None = None,
    budget: SendBudget | None = None,
) -> None:
    """Serve residents until `stop` is set, then finish what was begun.

    `api` is the Bot API server's base address. `ready` is told the performer and channel before the first update, so
    that jobs can use them. `beside` runs on the same channel until its event is set, and is waited for before the channel
    closes. Raises TokenRefused when the platform doesn't know the bot.
    """
    channel = TelegramChannel(token, api, budget, parts.picture)
    performer = Performer(parts, channel)
    ending = asyncio.Event()
    side: asyncio.Task[None] | None = None
    try:
        if ready is not None:
            await ready(performer, channel)
        if beside is not None:
            side = asyncio.ensure_future(beside(channel, ending))
        channel.show_commands(command_menus(parts.wordings))
        settle()
        if webhook is None:
            pulse = PulseKeeper(parts.database, Pulse.RESIDENTS, parts.clock)
            await Poller(channel, performer.handle, pulse, performer.make_room).run(stop)
        else:
            await _serve_webhook(parts, channel, performer, webhook, stop)
    finally:
        ending.set()
        if side is not None:
            await asyncio.wait({side})
            if not side.cancelled() and side.exception() is not None:
                _log.error("side_work_failed", exc_info=side.exception())
        await performer.close()
        await channel.close()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the process's one stop event ends it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve_webhook(
    parts: RuntimeParts, channel: TelegramChannel, performer: Performer, webhook: Webhook, stop: asyncio.Event
) -> None:
    secret = webhook_secret(parts.pseudonym_key)

    how = SetWebhook(
        url=webhook.url,
        secret_token=secret.reveal(),
        allowed_updates=list(ALLOWED_UPDATES),
        max_connections=WEBHOOK_CONNECTIONS,
    )
    app = webhook_app(channel, performer.handle, urlsplit(webhook.url).path or "/", secret)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=MOST_CONCURRENT,
        timeout_graceful_shutdown=30,
    )
    server = _Server(config)
    listening = socket.create_server((webhook.host, webhook.port), reuse_port=False)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        await channel.arrange(how, stop)
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({stopped, serving}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
    finally:
        server.should_exit = True
        await serving
        listening.close()
