"""A Bot API server on loopback and a channel that speaks to it, fresh for every test."""

import asyncio
import io
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
import uvicorn

from bot import private_logging
from bot.channels.telegram_channel import TelegramChannel
from bot.sandbox import create_sandbox
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.resident_messages import Phone
from bot.sandbox.world import SandboxBot, World
from sealing.secret_types import SecretText

TOKEN = "700100200:AAF-token-of-the-tests-only-xxxxxxxxxxx"


@dataclass(frozen=True, slots=True)
class Platform:
    """The chat platform as a test sees it: its address, its bot, and phones of made-up people."""

    url: str
    world: World
    bot: SandboxBot

    def phone(self) -> Phone:
        """Someone with a phone."""
        return Phone(self.world, self.bot, self.world.new_resident("Người dân", "vi"))

    def stumble(
        self, kind: FaultKind, method: str | None = None, count: int = 1, seconds: float = 0.05
    ) -> None:
        """Let the next requests go wrong."""
        self.bot.faults.order(Fault(kind, count, method, seconds, 0))

    def said(self, phone: Phone) -> list[str]:
        """What the bot has said to a phone, oldest first."""
        return [
            str(message.get("text"))
            for message in phone.chat.messages.values()
            if message.get("from", {}).get("is_bot")
        ]


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    app = create_sandbox([TOKEN], Path("/nonexistent"))
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    yield Platform(url, app.state.world, app.state.world.bots[TOKEN])
    server.should_exit = True
    await serving
    listening.close()


@pytest.fixture
async def channel(platform: Platform) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(SecretText(TOKEN), platform.url)
    yield made
    await made.close()


async def until(met: object, seconds: float = 5.0) -> None:
    """Wait until `met()` is true."""
    assert callable(met)
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - what is waited for is another process's or library's
            await asyncio.sleep(0.01)


@contextmanager
def kept_logging() -> Iterator[None]:
    """Put the process's logging back as it was: configuring it is for good otherwise."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    where = private_logging._where.stream, private_logging._where.threshold
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        logging.raiseExceptions = True
        structlog.reset_defaults()
        private_logging._where.stream, private_logging._where.threshold = where
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The log lines of a test, as they would reach the operator."""
    stream = io.StringIO()
    written: list[str] = []
    stream.write = lambda text: written.append(text) or len(text)  # type: ignore[method-assign, func-returns-value]
    with kept_logging():
        private_logging.configure(stream, level="debug")
        yield written
