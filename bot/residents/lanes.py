"""Keeps what happens in one chat in order while chats run side by side; it never drops or reorders anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lane:
    """One chat's turn-taking: a lock whose waiters come first in, first out."""

    __slots__ = ("lock", "waiting")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0

    @property
    def more_waits(self) -> bool:
        """Whether somebody waits for this lane right now."""
        return self.waiting > 0


class Lanes:
    """The lanes of every chat in which something is under way."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[Lane]:
        """Wait for the chat's turn; turns come in the order in which they were asked for."""
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = Lane()
        lane.waiting += 1
        entered = False
        try:
            async with lane.lock:
                entered = True
                lane.waiting -= 1
                yield lane
        finally:
            if not entered:
                lane.waiting -= 1
            if not lane.waiting and not lane.lock.locked():
                self._lanes.pop(chat, None)

    def __contains__(self, chat: str) -> bool:
        """Whether an update of this chat is under way or waits for its turn."""
        return chat in self._lanes

    def __len__(self) -> int:
        return len(self._lanes)
