"""Names everything the residents' runtime is built from, in one frozen value; it must never be filled from globals."""

import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.file_cleaning import CleanedFile, CleaningRefused
from domain.limits import Limits
from domain.places import Gazetteer
from domain.routing import Serving
from handlers.awareness_library import TopicLibrary
from handlers.wording import Wordings
from handlers.world import World
from sealing.receipts import Receipt, derive_receipt
from sealing.secret_types import SecretBytes, SecretText
from storage.blobs import BlobStore
from storage.engine import Database

TOKEN_BYTES = 9
TIP_ID_BYTES = 16


def _now() -> datetime:
    return datetime.now(UTC)


def _no_picture(topic_id: str) -> bytes | None:
    del topic_id
    return None


async def _nothing_newer() -> None:
    """Where the serving snapshot is fixed, as in a test, there is nothing to read again."""


@dataclass(frozen=True, slots=True)
class RuntimeParts:
    """What the runtime stands on.

    `serving` gives the newest verified snapshot; `refresh_serving` reads it again after a queue's key has moved.
    `data_dir` is the folder whose free space counts. `release_minutes`: grid of the release of tips, 0 = at once.
    `bot_name`, `form_url`, `desk_url` and `fingerprint` are what residents may check a link or a poster against.
    `picture` gives a topic's drawing as PNG, None where it isn't built.
    """

    database: Database
    blobs: BlobStore
    gazetteer: Gazetteer
    wordings: Wordings
    serving: Callable[[], Serving]
    deployment_id: bytes
    pseudonym_key: SecretBytes
    contact_key: SecretBytes
    clean: Callable[[SecretBytes], Awaitable[CleanedFile | CleaningRefused]]
    data_dir: Path
    limits: Limits = field(default_factory=Limits)
    release_minutes: int = 15
    form_url: str = ""
    duty_phone: str = "113"
    topics: TopicLibrary = field(default_factory=TopicLibrary.load)
    bot_name: str = ""
    desk_url: str = ""
    fingerprint: str = ""
    picture: Callable[[str], bytes | None] = _no_picture
    refresh_serving: Callable[[], Awaitable[None]] = _nothing_newer
    clock: Callable[[], datetime] = _now
    random: Callable[[int], bytes] = os.urandom
    derive: Callable[[SecretText, bytes], Receipt] = derive_receipt

    def world(self) -> World:
        """What a step may know at this moment."""
        return World(
            now=self.clock(),
            gazetteer=self.gazetteer,
            serving=self.serving(),
            wordings=self.wordings,
            limits=self.limits,
            new_token=lambda: secrets.token_urlsafe(TOKEN_BYTES),
            new_tip_id=lambda: self.random(TIP_ID_BYTES),
            form_url=self.form_url,
            duty_phone=self.duty_phone,
            topics=self.topics,
            bot_name=self.bot_name,
            desk_url=self.desk_url,
            fingerprint=self.fingerprint,
        )
