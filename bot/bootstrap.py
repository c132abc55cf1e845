"""The composition root: opens what a process stands on, checks that it is fit, and hands it on; nothing else builds these, and nothing is built at import."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from bot.data_folder import made_data_folder
from bot.directory_trust import SerialMemory, Snapshot, take_snapshot
from bot.gazetteer_files import load_gazetteer
from bot.own_keys import foreign_key
from bot.private_logging import get_logger
from bot.settings import Settings, SettingsError, is_loopback
from domain.limits import Limits
from domain.places import Gazetteer
from domain.routing import Serving
from sealing.deletion_marks import DeletionMarks
from sealing.hybrid_keys import self_test
from storage.blobs import BlobStore
from storage.deletions import DeletionList
from storage.deployment import deployment_id, is_training, serving_version
from storage.engine import Database
from storage.migrate import check_revision
from storage.units import ServingRows, serving_rows

_log = get_logger()

SNAPSHOT_SECONDS = 2.0
"""How often the snapshot's version is asked for; a part sealed to an older key is refused in the transaction anyway."""
VERIFY_AGAIN_SECONDS = 300.0
"""How often entries are verified again though nothing changed: their end dates may have passed."""


class NotSetUp(Exception):
    """Run `tinbao init` in this folder first, or correct the settings that the sentence names."""


def utc_now() -> datetime:
    """Give the time, aware, in UTC; passed on as an argument everywhere below."""
    return datetime.now(UTC)


class ServingView:
    """The newest verified snapshot of who can receive, kept fresh in the background."""

    def __init__(self, house: "House", snapshot: Snapshot, version: int) -> None:
        self._house = house
        self._snapshot = snapshot
        self._version = version
        self._verified_at = utc_now()
        self._task: asyncio.Task[None] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The whole snapshot, with what is missing."""
        return self._snapshot

    def current(self) -> Serving:
        """Who can receive now."""
        return self._snapshot.serving

    async def refresh(self, *, force: bool = True) -> None:
        """Read and verify again, at once; without `force` only where something changed or time has passed."""
        version = await self._house.database.read(serving_version)
        now = utc_now()
        due = (now - self._verified_at).total_seconds() >= VERIFY_AGAIN_SECONDS
        if not (force or due or version != self._version):
            return
        rows = await self._house.database.read(serving_rows)
        self._snapshot = self._house.verify(rows, now)
        self._version, self._verified_at = version, now

    def keep_fresh(self) -> None:
        """Start looking for changes; `stop` ends it."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(SNAPSHOT_SECONDS)
            try:
                await self.refresh(force=False)
            except Exception as error:  # noqa: BLE001 - the last verified snapshot stays in force while the database stumbles
                _log.warning("serving_snapshot_not_refreshed", error=type(error).__name__)

    async def stop(self) -> None:
        """End the background look."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None


@dataclass
class House:
    """What every process stands on. Made by `open_house`, ended by `close`."""

    settings: Settings
    database: Database
    blobs: BlobStore
    deployment: bytes
    memory: SerialMemory
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits(
            tips_per_chat_day=self.settings.tips_per_chat_day,
            drafts_per_chat_day=self.settings.drafts_per_chat_day,
            tips_per_queue_hour=self.settings.tips_per_queue_hour,
        )

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """All places; loaded on first use, since not every process needs them."""
        return load_gazetteer()

    @cached_property
    def deletions(self) -> DeletionList:
        """The list of deleted tips in the data folder, which no restore touches."""
        pseudonym_key = self.settings.pseudonym_key
        assert pseudonym_key is not None
        return DeletionList(self.settings.data_dir, DeletionMarks(pseudonym_key, self.deployment))

    def verify(self, rows: ServingRows, now: datetime) -> Snapshot:
        """Verify the directory's entries under the root of the settings."""
        root = self.settings.directory_public_key
        assert root is not None
        return take_snapshot(
            rows, root_public_key=root, deployment=self.deployment, now=now, memory=self.memory
        )

    async def serving_view(self) -> ServingView:
        """Take a first snapshot."""
        version = await self.database.read(serving_version)
        rows = await self.database.read(serving_rows)
        return ServingView(self, self.verify(rows, utc_now()), version)

    async def close(self) -> None:
        """Finish what is being written and let go."""
        await self.database.close()


def _mixed_up(settings: Settings, *, marked: bool) -> str:
    """Why practice and real work would mix; empty when they don't. The mark in the database is never taken back."""
    if marked and not settings.training:
        return (
            "TINBAO_TRAINING is false, but this database is for practice: real tips must never come into it."
        )
    if settings.training and not marked:
        return "TINBAO_TRAINING is true, but this database is a real one: practice must never come near it."
    if settings.training and not is_loopback(settings.telegram_api):
        return "TINBAO_TRAINING is true, so TINBAO_TELEGRAM_API must be the practice phone of this machine: residents must never reach a practice bot."
    return ""


def open_house(settings: Settings, *, any_keys: bool = False) -> House:
    """Check that this machine and folder are fit, then open database and blobs.

    `any_keys`: the keys of the settings may be others than the database works with; for `tinbao keys adopt` alone.
    Raises SettingsError, NotSetUp, `storage.errors.StorageError` or `sealing.errors.SealingUnavailable`, each with one sentence.
    Nothing is changed before but, at a first start, the marks of the keys.
    """
    settings.need("directory_public_key", "keyring_key", "pseudonym_key", "contact_key")
    self_test()
    check_revision(settings.database_url)
    memory = SerialMemory(made_data_folder(settings))
    database = Database.open(settings.database_url, settings.data_dir)
    deployment = database.read_now(deployment_id)
    if deployment is None:
        database.close_now()
        raise NotSetUp("This database belongs to no installation yet: run `tinbao init`.")
    refusal = _mixed_up(settings, marked=database.read_now(is_training))
    if not refusal and not any_keys:
        refusal = foreign_key(database, settings, deployment)
    if refusal:
        database.close_now()
        raise SettingsError(refusal)
    try:
        blobs = BlobStore.open(settings.blobs_url or settings.data_dir / "blobs")
    except OSError as error:
        database.close_now()
        raise SettingsError(f"TINBAO_BLOBS_URL can't be used as a folder: {error.strerror}.") from None
    return House(settings, database, blobs, deployment, memory)


__all__ = ["House", "NotSetUp", "ServingView", "SettingsError", "open_house", "utc_now"]
