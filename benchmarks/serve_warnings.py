"""Broadcasts in a small house in a process of its own, beside its residents or alone, so that it can be measured and killed.

Run as a module: folder, Bot API address. `--rate` a second, `--alone` without residents.
"""

import argparse
import asyncio
import signal
from pathlib import Path

from benchmarks import small_house
from benchmarks.serve_residents import TOKEN, leave_argon2_out
from bot import private_logging
from bot.broadcaster import Broadcaster, BroadcastParts, lead_name_of
from bot.channels.send_budget import SendBudget
from bot.channels.telegram_bulk import TelegramBulk
from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_residents import run_residents
from bot.leaders import broadcast_leader
from handlers.wording import Wordings
from sealing.secret_types import SecretText
from storage.engine import Database


async def main(folder: Path, api: str, rate: int, *, alone: bool) -> None:
    """Serve until told to stop."""
    loop = asyncio.get_running_loop()
    private_logging.quiet_loop(loop)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    house = small_house.read(folder)
    token = SecretText(TOKEN)
    name = lead_name_of(token)
    parts = None if alone else house.parts()
    database = Database.open(house.database_url, folder) if parts is None else parts.database
    leader = broadcast_leader(house.database_url, folder, name, answers_residents=not alone)

    async def broadcast(channel: TelegramChannel, ending: asyncio.Event) -> None:
        stands_on = BroadcastParts(
            database, house.deployment, house.pseudonym_key, house.contact_key, Wordings.load(), name
        )
        await Broadcaster(stands_on, TelegramBulk(channel), channel.budget, leader).run(ending)

    try:
        if parts is None:
            channel = TelegramChannel(token, api, SendBudget(rate))
            await broadcast(channel, stop)
            await channel.close()
        else:
            await run_residents(parts, token, api, stop, beside=broadcast, budget=SendBudget(rate))
    finally:
        await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("api")
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args()
    private_logging.configure()
    leave_argon2_out()
    asyncio.run(main(given.folder, given.api, given.rate, alone=given.alone))
