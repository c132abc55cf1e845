"""A worker and an officers' bot in a process of their own, which kill themselves where a test says; the platform is a file.

Run as a module: database URL, data folder, moment, file of what was sent, and where to die (`-`: nowhere).
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.jobs import Housekeeping
from bot.officers.parts import OfficerParts
from bot.officers.telling import Letter, Telling
from domain.limits import Limits
from handlers.officers.effects import Message
from handlers.wording import Wordings
from sealing.secret_types import SecretBytes
from storage import escalations
from storage.blobs import BlobStore
from storage.engine import Connection, Database

DEPLOYMENT = b"D" * 16
CONTACT_KEY, PSEUDONYM_KEY = SecretBytes(b"c" * 32), SecretBytes(b"p" * 32)
PLACES = ("posting", "posted", "begun", "sent", "-")
"""Within the transaction that posts; after it; when a message is begun; when it is out and nobody has noted it."""


def die() -> None:
    """The hardest way a process can end."""
    os.kill(os.getpid(), signal.SIGKILL)


class FilePlatform:
    """Takes messages into a file, each durably, like a platform that nobody can ask afterwards."""

    name = "telegram"

    def __init__(self, file: Path, place: str) -> None:
        self._file, self._place = file, place
        self.notices: Iterable[int] = ()

    async def send(self, chat: str, message: Message, *, unasked: bool = False) -> None:
        """Write chat and notices down; or die."""
        del message, unasked
        if self._place == "begun":
            die()
        with self._file.open("a", encoding="utf-8") as out:
            for notice in self.notices:
                out.write(f"{chat} {notice}\n")
            out.flush()
            os.fsync(out.fileno())
        if self._place == "sent":
            die()


class Told(Telling):
    """Lets the platform know which notices a message tells, so that the test can count them."""

    async def _deliver(self, letter: Letter) -> float:
        platform: Any = self._channel
        platform.notices = letter.notices
        return await super()._deliver(letter)


async def main(url: str, folder: Path, now: datetime, sent: Path, place: str) -> None:
    """One round of both, as often as a living process would come to it."""
    database = Database.open(url)
    keeping = Housekeeping(database, BlobStore.open(folder / "blobs"), Limits(), lambda: now)
    if place == "posting":
        posting = escalations.escalate

        def post_and_die(conn: Connection, found: Any, now: datetime) -> int:
            posting(conn, found, now)
            die()
            return 0

        vars(escalations)["escalate"] = post_and_die
    parts = OfficerParts(
        database=database,
        deployment=DEPLOYMENT,
        pseudonym_key=PSEUDONYM_KEY,
        contact_key=CONTACT_KEY,
        wordings=Wordings.load(),
        clock=lambda: now,
        channel=FilePlatform.name,
    )
    telling = Told(parts, FilePlatform(sent, place))
    for _ in range(3):
        await keeping.escalate()
        if place == "posted":
            die()
        await telling.notices()
    await database.close()


if __name__ == "__main__":
    asyncio.run(
        main(
            sys.argv[1],
            Path(sys.argv[2]),
            datetime.fromisoformat(sys.argv[3]),
            Path(sys.argv[4]),
            sys.argv[5],
        )
    )
