"""Serves the demo: sandbox, residents' bot and desk in one process on this machine, in a folder that goes when it ends."""

import asyncio
import contextlib
import json
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import click
from pydantic import SecretStr

from bot import private_logging
from bot.bootstrap import open_house
from bot.demo.preparing import BOT_TOKEN, DEMO_PORT, DESK_PORT, OFFICERS_FILE, prepare_demo
from bot.running import Web, serve_app, serve_until
from bot.sandbox.app import create_sandbox
from bot.settings import Listen, load_settings

OFFICERS_TOKEN = "8138000002:tin-bao-demo-token-of-no-real-bot"  # noqa: S105 - the sandbox's own; no platform knows it
OFFICERS_BOT = "tinbao_thu_1_bot"
"""The name of the sandbox's second bot. The demo's own: a prepared folder has no officers' bot until somebody sets one."""


def serve_demo(web: Web, port: int = DEMO_PORT, desk_port: int = DESK_PORT) -> None:
    """Prepare a temporary folder and serve it until interrupted.

    Raises SettingsError when a port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="tinbao-demo-") as name:
        folder = Path(name)
        click.echo("Preparing keys, officers and a few tips …")
        prepare_demo(folder / "installation", sandbox_port=port, desk_port=desk_port)
        os.chdir(folder / "installation")
        private_logging.configure(level="warning")
        try:
            asyncio.run(_serve(web, port, json.loads(Path(OFFICERS_FILE).read_text("utf-8"))))
        finally:
            os.chdir("/")


async def _serve(web: Web, port: int, officers: object) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    private_logging.quiet_loop(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settings = load_settings().model_copy(update={"officers_bot_token": SecretStr(OFFICERS_TOKEN)})
    landing = {"desk_url": settings.desk_url, "officers": officers, "officers_bot": OFFICERS_BOT}
    house = open_house(settings)
    try:
        async with _sandbox(web.static, port, landing, stop):
            click.echo(f"Tin Báo's demo: http://127.0.0.1:{port}  (Ctrl+C ends it and forgets everything)")
            await serve_until(house, ("residents", "desk", "worker", "officers"), web, stop)
    finally:
        await house.close()


@contextlib.asynccontextmanager
async def _sandbox(
    static: Path, port: int, landing: dict[str, object], stop: asyncio.Event
) -> AsyncIterator[None]:
    """Serve the sandbox first and end it last: the bot talks to it until it has stopped."""
    ended = asyncio.Event()
    bots = {BOT_TOKEN: "Tin Báo", OFFICERS_TOKEN: "Tin Báo cho cán bộ"}
    app = create_sandbox(bots, static, landing)
    serving = asyncio.create_task(serve_app(app, Listen("127.0.0.1", port), "The demo's page", ended))
    serving.add_done_callback(lambda _: stop.set())
    try:
        await asyncio.sleep(0)
        yield
    finally:
        await app.state.bot_api.stop()
        ended.set()
        await serving
