"""Copies a SQLite database and its blobs into a folder, whole, while it is in use; must never call a copy whole that isn't."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.blobs import BlobStore
from storage.errors import BlobMissing, StorageError
from storage.urls import sqlite_file, sync_url

DATABASE_NAME, FACTS_NAME, BLOBS_NAME = "tinbao.db", "backup.json", "blobs"
_VERSION = 1


class BackupRefused(StorageError):
    """Choose another folder or another backup, as the sentence says; for PostgreSQL use its own tools (docs/operation.md)."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a folder holds: a database, how many blobs, of which installation (hex of its id), of which revision."""

    folder: Path
    deployment: str
    revision: str
    blobs: int


def database_file(url: str) -> Path:
    """The file of a SQLite database. Raises `BackupRefused` for any other."""
    file = sqlite_file(sync_url(url))
    if file is None:
        raise BackupRefused(
            "Only SQLite is copied by this command: use pg_dump for PostgreSQL (docs/operation.md)."
        )
    return file


async def back_up(url: str, blobs: BlobStore, folder: Path) -> Backup:
    """Copy everything; what the folder has of the same installation is brought up to date.

    The database comes first: a blob is there before its row is. Raises `BackupRefused`.
    """
    source = database_file(url)
    known = _known(folder)
    fresh = folder / f"{DATABASE_NAME}.new"
    _copy_database(source, fresh)
    deployment, revision = _identity(fresh)
    if known is not None and known.deployment != deployment:
        fresh.unlink()
        raise BackupRefused(f"{folder} holds a backup of another installation.")
    # From here on until the end the folder holds no whole backup, and says so.
    (folder / FACTS_NAME).unlink(missing_ok=True)
    fresh.replace(folder / DATABASE_NAME)
    kept = await _copy_blobs(folder, blobs)
    facts = {
        "version": _VERSION,
        "deployment": deployment,
        "revision": revision,
        "blobs": len(kept),
        "sha256": _digest(folder / DATABASE_NAME),
    }
    _write(folder / FACTS_NAME, json.dumps(facts, indent=1).encode())
    _flush(folder)
    return Backup(folder, deployment, revision, len(kept))


def read_backup(folder: Path) -> Backup:
    """What a folder holds, checked. Raises `BackupRefused`."""
    try:
        facts = json.loads((folder / FACTS_NAME).read_text("utf-8"))
        whole = facts["version"] == _VERSION and facts["sha256"] == _digest(folder / DATABASE_NAME)
        found = Backup(folder, facts["deployment"], facts["revision"], facts["blobs"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupRefused(f"{folder} holds no whole backup.") from None
    missing = [
        name for name in _blob_names(folder / DATABASE_NAME) if not (folder / BLOBS_NAME / name).exists()
    ]
    if not whole or missing:
        raise BackupRefused(
            f"The backup in {folder} is damaged: its database has changed or blobs are missing."
        )
    return found


async def restore(url: str, blobs: BlobStore, backup: Backup, *, replace: bool, now: datetime) -> None:
    """Put a backup in the place of the database; blobs first, so that no row is without its blob.

    Nothing must be serving. Raises `BackupRefused` when there is a database and `replace` is False.
    """
    target = database_file(url)
    if target.exists() and not replace:
        raise BackupRefused(
            "There is a database here already: give --replace to put the backup in its place."
        )
    for name in _blob_names(backup.folder / DATABASE_NAME):
        await blobs.put(name, (backup.folder / BLOBS_NAME / name).read_bytes(), now)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restored")
    shutil.copyfile(backup.folder / DATABASE_NAME, fresh)
    fresh.chmod(0o600)
    handle = os.open(fresh, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    fresh.replace(target)
    _flush(target.parent)


def _known(folder: Path) -> Backup | None:
    """The backup that the folder holds already; None for an empty one. A backup that was cut short is begun anew."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / FACTS_NAME).exists():
        return read_backup(folder)
    ours = {DATABASE_NAME, f"{DATABASE_NAME}.new", BLOBS_NAME, f"{FACTS_NAME}.new"}
    if {file.name for file in folder.iterdir()} - ours:
        raise BackupRefused(f"{folder} isn't empty and holds no backup.")
    return None


def _copy_database(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BackupRefused("The database is damaged: its copy doesn't pass SQLite's own check.")
    handle = os.open(target, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


async def _copy_blobs(folder: Path, blobs: BlobStore) -> frozenset[str]:
    place = folder / BLOBS_NAME
    place.mkdir(mode=0o700, exist_ok=True)
    kept: set[str] = set()
    for name in _blob_names(folder / DATABASE_NAME):
        if not (place / name).exists():
            try:
                _write(place / name, await blobs.get(name))
            except BlobMissing:
                raise BackupRefused(
                    "A blob went while it was copied (a purge?): run the backup again."
                ) from None
        kept.add(name)
    for file in place.iterdir():
        if file.name not in kept:
            file.unlink()
    _flush(place)
    return frozenset(kept)


def _blob_names(database: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        for (name,) in conn.execute("SELECT blob_name FROM parts WHERE blob_name IS NOT NULL"):
            yield str(name)


def _identity(database: Path) -> tuple[str, str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        deployment = conn.execute("SELECT value FROM meta WHERE key = 'deployment_id'").fetchone()
        revision = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    if deployment is None or revision is None:
        raise BackupRefused("This database belongs to no installation yet.")
    return bytes(deployment[0]).hex(), str(revision[0])


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write(file: Path, data: bytes) -> None:
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    # For its owner alone from its first byte, whatever the folder or the mask allow.
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
