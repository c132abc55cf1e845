"""Serves the residents of a small house in a process of its own, so that it can be measured and killed.

Run as a module: folder, Bot API address. `--light` leaves the receipt's Argon2id out, `--profile` writes a profile there.
"""

import argparse
import asyncio
import hashlib
import signal
from pathlib import Path

from benchmarks import small_house
from bot import private_logging
from bot.channels.telegram_residents import run_residents
from sealing import receipts
from sealing.secret_types import SecretBytes, SecretText
from storage.engine import DataFolderLock

TOKEN = "700:BENCH"


def leave_argon2_out() -> None:
    """Replace the deliberately slow step of a code's derivation by one hash; everything after it stays."""

    def one_hash(password: bytes, salt: bytes) -> SecretBytes:
        return SecretBytes(hashlib.sha256(password + salt).digest())

    vars(receipts)["stretch_for_receipt"] = one_hash


async def main(folder: Path, api: str) -> None:
    """Serve until told to stop."""
    loop = asyncio.get_running_loop()
    private_logging.quiet_loop(loop)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    house = small_house.read(folder)
    parts = house.parts()
    try:
        await run_residents(parts, SecretText(TOKEN), api, stop)
    finally:
        await parts.database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("api")
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--profile", type=Path)
    given = parser.parse_args()
    private_logging.configure()
    if given.light:
        leave_argon2_out()
    with DataFolderLock(given.folder):
        if given.profile:
            import cProfile

            profile = cProfile.Profile()
            profile.runcall(asyncio.run, main(given.folder, given.api))
            profile.dump_stats(given.profile)
        else:
            asyncio.run(main(given.folder, given.api))
