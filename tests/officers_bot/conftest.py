"""A Bot API server on loopback with a second bot, and officers' bots that can be begun, killed and begun again."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from bot.channels.telegram_officers import TelegramOfficersChannel
from bot.officers_process import serve
from bot.sandbox import create_sandbox
from bot.settings import Settings
from sealing.secret_types import SecretText
from storage.engine import Database
from tests.bot.conftest import lines
from tests.bot.platform import Platform
from tests.officers_bot.stage import Stage

__all__ = ["lines"]

TOKEN = "700100201:AAF-token-of-the-officers-tests-xxxxxxxxx"
DESK = "http://127.0.0.1:8139/"


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    """A fresh server; the officers' bot is its second one."""
    app = create_sandbox(["700100200:AAF-token-of-the-residents", TOKEN], Path("/nonexistent"))
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listening]))
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
        await asyncio.sleep(0.01)
    yield Platform(
        f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.world, app.state.world.bots[TOKEN]
    )
    server.should_exit = True
    await serving
    listening.close()


class Bot:
    """The officers' bot as one process would run it, on the stage's town."""

    def __init__(self, stage: Stage, platform: Platform, folder: Path) -> None:
        self.stage = stage
        self.platform = platform
        self._settings = Settings(_env_file=None, data_dir=folder)

    def channel(self, token: str = TOKEN) -> TelegramOfficersChannel:
        """A channel of a fresh process."""
        return TelegramOfficersChannel(SecretText(token), self.platform.url, DESK)

    @asynccontextmanager
    async def serving(self, channel: TelegramOfficersChannel | None = None) -> AsyncIterator[None]:
        """Serve while the block lasts, then stop cleanly."""
        stop = asyncio.Event()
        task = self.begin(stop, channel)
        try:
            yield
        finally:
            stop.set()
            async with asyncio.timeout(60):
                await task

    def begin(
        self, stop: asyncio.Event, channel: TelegramOfficersChannel | None = None
    ) -> "asyncio.Task[None]":
        """Begin to serve; whoever calls ends it."""
        return asyncio.create_task(serve(self.stage.parts, channel or self.channel(), self._settings, stop))


@pytest.fixture
def bot(sqlite_database: Database, platform: Platform, tmp_path: Path) -> Bot:
    """Not begun yet, in a settled town."""
    return Bot(Stage(sqlite_database).settled(), platform, tmp_path)
