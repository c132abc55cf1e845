"""A Bot API server on loopback and a channel that speaks to it, fresh for every test."""

import asyncio
import io
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn

from benchmarks.small_house import SmallHouse, build
from benchmarks.tip_checking import OpenedTip, open_all
from bot import private_logging
from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_residents import run_residents
from bot.gazetteer_files import read_gazetteer_records
from bot.perform_effects import Performer
from bot.residents.parts import RuntimeParts
from bot.sandbox import create_sandbox
from domain.places import Gazetteer
from sealing.secret_types import SecretText
from tests.bot.platform import TOKEN, Platform
from tests.bot.storytelling import Resident
from tests.kept_logging import kept_logging


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


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The log lines of a test, as they would reach the operator."""
    stream = io.StringIO()
    written: list[str] = []
    stream.write = lambda text: written.append(text) or len(text)  # type: ignore[method-assign, func-returns-value]
    with kept_logging():
        private_logging.configure(stream, level="debug")
        yield written


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """All places, read once."""
    return Gazetteer(read_gazetteer_records())


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> SmallHouse:
    """A house to copy: making its tables takes longer than most tests."""
    return build(tmp_path_factory.mktemp("house"), gazetteer)


@pytest.fixture
def house(empty_house: SmallHouse, tmp_path: Path) -> SmallHouse:
    """A house of this test's own."""
    home = tmp_path / "house"
    shutil.copytree(empty_house.folder, home)
    return replace(empty_house, folder=home)


@dataclass
class Served:
    """A house whose residents are served while the block lasts; `parts` may be replaced before."""

    house: SmallHouse
    platform: Platform
    parts: RuntimeParts
    performer: Performer | None = None

    async def __aenter__(self) -> "Served":
        self._stop = asyncio.Event()
        self._ready = asyncio.Event()
        self._task = asyncio.create_task(
            run_residents(self.parts, SecretText(TOKEN), self.platform.url, self._stop, ready=self._note)
        )
        await self._ready.wait()
        return self

    async def _note(self, performer: Performer, _channel: TelegramChannel) -> None:
        self.performer = performer
        self._ready.set()

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        async with asyncio.timeout(60):
            await self._task

    def resident(self) -> Resident:
        """Somebody new with a phone."""
        return Resident.arrive(self.platform)

    async def tips(self) -> list[OpenedTip]:
        """Every tip of the commune's queue, opened with its key."""
        return await asyncio.to_thread(open_all, self.house, self.parts.database)


@pytest.fixture
async def served(house: SmallHouse, platform: Platform, gazetteer: Gazetteer) -> AsyncIterator[Served]:
    """Not begun yet: `async with served:` serves, and may be used again after it, like a restart."""
    made = Served(house, platform, house.parts(gazetteer=gazetteer))
    yield made
    await made.parts.database.close()
