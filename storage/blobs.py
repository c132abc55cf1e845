"""Sealed blobs in a folder or an S3-compatible store; must never show when within the hour one was written."""

from datetime import datetime
from pathlib import Path

SPARED_HOURS = 24
"""The sweeper leaves younger files alone: their row may still be on its way."""


class BlobStore:
    """One object store. Names are 32 hex digits, random, made by `new_blob_name`."""

    @classmethod
    def open(cls, where: str | Path) -> "BlobStore":
        """Open a folder (made with mode 0700 if missing) or a URL such as `s3://bucket/prefix`."""
        raise NotImplementedError

    async def put(self, name: str, data: bytes, now: datetime) -> None:
        """Store a sealed body; on a local folder file and directory are on disk when this returns."""
        raise NotImplementedError

    async def get(self, name: str) -> bytes:
        """The whole body. Raises `BlobMissing`."""
        raise NotImplementedError

    async def delete(self, name: str) -> None:
        """Delete; nothing happens when it is gone already."""
        raise NotImplementedError

    async def list_older_than(self, now: datetime, hours: int = SPARED_HOURS) -> tuple[str, ...]:
        """Names of blobs whose hour lies at least `hours` back."""
        raise NotImplementedError


def new_blob_name() -> str:
    """A random name, 32 hex digits."""
    raise NotImplementedError
