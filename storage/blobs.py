"""Sealed blobs in a folder or an S3-compatible store; must never show when within the hour one was written."""

import asyncio
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from domain.hours import hour_of
from storage.errors import BlobMissing

SPARED_HOURS = 24
"""The sweeper leaves younger files alone: their row may still be on its way."""

_SECONDS_PER_HOUR = 3600
_NAME_DIGITS = 32


class BlobStore:
    """One object store. Names are 32 hex digits, random, made by `new_blob_name`."""

    def __init__(self, store: ObjectStore, folder: Path | None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def open(cls, where: str | Path) -> "BlobStore":
        """Open a folder (made with mode 0700 if missing) or a URL such as `s3://bucket/prefix`.

        An S3-compatible store takes its address and keys from the environment, as the store's library reads them.
        """
        if isinstance(where, str) and "://" in where and not where.startswith("file://"):
            return cls(from_url(where), None)
        folder = Path(str(where).removeprefix("file://")).resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(LocalStore(folder), folder)

    async def put(self, name: str, data: bytes, now: datetime) -> None:
        """Store a sealed body; on a local folder file and directory are on disk when this returns."""
        _check(name)
        await obstore.put_async(self._store, name, data)
        if self._folder is not None:
            await asyncio.to_thread(_make_durable, self._folder / name, hour_of(now))

    async def get(self, name: str) -> bytes:
        """The whole body. Raises `BlobMissing`."""
        _check(name)
        try:
            found = await obstore.get_async(self._store, name)
            return bytes(await found.bytes_async())
        except (FileNotFoundError, NotFoundError):
            raise BlobMissing("A row names a blob that the store doesn't have.") from None

    async def delete(self, name: str) -> None:
        """Delete; nothing happens when it is gone already."""
        _check(name)
        try:
            await obstore.delete_async(self._store, name)
        except (FileNotFoundError, NotFoundError):
            return

    async def list_older_than(self, now: datetime, hours: int = SPARED_HOURS) -> tuple[str, ...]:
        """Names of blobs whose hour lies at least `hours` back; files that aren't ours are left out."""
        newest = hour_of(now) - hours
        found: list[str] = []
        async for chunk in obstore.list(self._store):
            found.extend(
                meta["path"]
                for meta in chunk
                if _is_name(meta["path"]) and hour_of(meta["last_modified"].astimezone(UTC)) <= newest
            )
        return tuple(found)

    async def drop_unfinished(self, now: datetime, hours: int = SPARED_HOURS) -> None:
        """Delete what a killed process left half written in a folder; object stores clean up by themselves."""
        if self._folder is not None:
            await asyncio.to_thread(_drop_unfinished, self._folder, hour_of(now) - hours)


def new_blob_name() -> str:
    """A random name, 32 hex digits."""
    return secrets.token_hex(_NAME_DIGITS // 2)


def _is_name(name: str) -> bool:
    return len(name) == _NAME_DIGITS and all(digit in "0123456789abcdef" for digit in name)


def _check(name: str) -> None:
    """Names come from rows, and rows can be tampered with: nothing but our own form reaches a path."""
    if not _is_name(name):
        raise ValueError("A blob's name is 32 hex digits.")


def _make_durable(path: Path, hour: int) -> None:
    """Give the file its hour, then flush the file and its name to disk, in this order: the row comes after both."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fchmod(handle, 0o600)
        os.utime(handle, (hour * _SECONDS_PER_HOUR, hour * _SECONDS_PER_HOUR))
        os.fsync(handle)
    finally:
        os.close(handle)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.utime(folder, (hour * _SECONDS_PER_HOUR, hour * _SECONDS_PER_HOUR))
        os.fsync(folder)
    finally:
        os.close(folder)


def _drop_unfinished(folder: Path, newest_hour: int) -> None:
    for file in folder.iterdir():
        name, mark, _ = file.name.partition("#")
        if mark and _is_name(name) and file.stat().st_mtime // _SECONDS_PER_HOUR <= newest_hour:
            file.unlink(missing_ok=True)
