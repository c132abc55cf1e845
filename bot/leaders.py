"""Says which of several processes may do what only one may do at a time; it must never let a process lead that can't know it does."""

import asyncio
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from storage.leadership import AdvisoryLock


class Leader(Protocol):
    """The lead among the processes of one installation."""

    async def leads(self) -> bool:
        """True while this process leads; asked again and again, and takes over when nobody does."""
        ...

    async def let_go(self) -> None:
        """Give the lead up."""
        ...


class FileLeader:
    """The lead among the processes of one machine, as a lock on a file; the system frees it when a process dies."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, thread_local=False)

    async def leads(self) -> bool:
        """True while the lock is held, taking it if it is free."""
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    async def let_go(self) -> None:
        """Free the lock."""
        self._lock.release(force=True)


class AdvisoryLeader:
    """The lead among all processes of one PostgreSQL database; the server frees it when a process or its connection dies."""

    def __init__(self, lock: AdvisoryLock) -> None:
        self._lock = lock

    async def leads(self) -> bool:
        """True while the lock is held; False as well while the server can't be reached."""
        return await asyncio.to_thread(self._lock.hold)

    async def let_go(self) -> None:
        """Free the lock."""
        await asyncio.to_thread(self._lock.let_go)


class AnsweringLeader:
    """The lead of a process that answers residents: it also says so, so that no process without residents leads."""

    def __init__(self, answering: AdvisoryLock, leader: Leader) -> None:
        self._answering = answering
        self._leader = leader

    async def leads(self) -> bool:
        """Whether this process leads; its presence is announced in any case."""
        await asyncio.to_thread(self._answering.hold)
        return await self._leader.leads()

    async def let_go(self) -> None:
        """Free the lead and take the announcement back."""
        await self._leader.let_go()
        await asyncio.to_thread(self._answering.let_go)


class StandingBackLeader:
    """The lead of a process without residents: it gives way as long as any process answers them, for only there one budget holds both."""

    def __init__(self, answering: AdvisoryLock, leader: Leader) -> None:
        self._answering = answering
        self._leader = leader

    async def leads(self) -> bool:
        """Whether this process leads because nobody answers residents."""
        if not await asyncio.to_thread(self._answering.is_free):
            await self._leader.let_go()
            return False
        return await self._leader.leads()

    async def let_go(self) -> None:
        """Free the lead."""
        await self._leader.let_go()
        await asyncio.to_thread(self._answering.let_go)


def leader_of(database_url: str, data_dir: Path, name: str) -> Leader:
    """The lead of a name: an advisory lock on PostgreSQL, a file lock where SQLite allows one machine only."""
    if database_url.startswith("postgresql"):
        return AdvisoryLeader(AdvisoryLock(database_url, name))
    return FileLeader(data_dir / f"{name}.lead")


def broadcast_leader(database_url: str, data_dir: Path, name: str, *, answers_residents: bool) -> Leader:
    """The lead of a bot token's broadcasts; `name` must not tell the token."""
    leader = leader_of(database_url, data_dir, name)
    if not isinstance(leader, AdvisoryLeader):
        return leader
    answering = AdvisoryLock(database_url, f"{name}.answering", shared=answers_residents)
    return (AnsweringLeader if answers_residents else StandingBackLeader)(answering, leader)
