"""Brings deletions to the list outside the database, and deletes again what a restore brought back; must never call a deletion listed that isn't on disk."""

import asyncio
from datetime import datetime
from functools import partial

from storage import purging
from storage.blobs import BlobStore
from storage.deletions import DeletionList, carried_out, find, listed, noted, outstanding
from storage.engine import Database


async def list_noted(database: Database, listing: DeletionList) -> int:
    """Bring what is noted to the list, durably, then forget it in the database; returns how many."""
    count = 0
    while waiting := await database.read(noted):
        now_listed = await asyncio.to_thread(listing.append, tuple(mark for _, mark in waiting))
        ids = tuple(row_id for row_id, _ in waiting)
        await database.write(partial(listed, ids=ids, now_listed=now_listed))
        count += len(waiting)
    return count


async def replay(database: Database, blobs: BlobStore, listing: DeletionList, now: datetime) -> int:
    """Delete again what was deleted and is back, say after a restore; returns how many tips that were.

    Raises `storage.deletions.DeletionListUnfit`.
    """
    now_listed = await asyncio.to_thread(listing.read)
    if now_listed is None:
        return 0
    marks = await database.read(partial(outstanding, now_listed=now_listed))
    if not marks:
        return 0
    found = await database.read(partial(find, marks=marks, mark_of=listing.mark))
    for tip_id in found:
        for name in await database.write(partial(purging.purge, tip_id=tip_id, now=now, early=False)):
            await blobs.delete(name)
    await database.write(partial(carried_out, now_listed=now_listed))
    return len(found)
