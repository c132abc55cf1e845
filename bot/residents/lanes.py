"""Keeps what happens in one chat in order while chats run side by side; it never reorders anything, and drops nothing unsaid."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TurnedAway(Exception):
    """Too much waits in this chat while everybody else waits for it: the resident is told how much wasn't taken."""


class Lane:
    """One chat's turn-taking: who waits comes first in, first out. `turned_away` is yet to be told."""

    __slots__ = ("_queue", "busy", "turned_away")

    def __init__(self) -> None:
        self._queue: deque[tuple[asyncio.Future[bool], bool]] = deque()
        self.busy = False
        self.turned_away = 0

    @property
    def waiting(self) -> int:
        """How many wait for this lane right now."""
        return len(self._queue)

    @property
    def more_waits(self) -> bool:
        """Whether somebody waits for this lane right now."""
        return bool(self._queue)

    async def enter(self, *, yielding: bool) -> None:
        """Wait for the turn. Raises TurnedAway, only where `yielding`."""
        if not self.busy:
            self.busy = True
            return
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.append((turn, yielding))
        try:
            came = await turn
        except asyncio.CancelledError:
            self._queue = deque(entry for entry in self._queue if entry[0] is not turn)
            if turn.done() and not turn.cancelled() and turn.result():
                self.leave()  # the turn had come just then: it goes to the next, or the chat would stand still
            raise
        if not came:
            raise TurnedAway

    def leave(self) -> None:
        """Give the turn to whoever waits longest."""
        while self._queue:
            turn, _ = self._queue.popleft()
            if not turn.done():
                turn.set_result(True)
                return
        self.busy = False

    def turn_away(self) -> None:
        """Let everything go that waits and may be asked for again."""
        kept: deque[tuple[asyncio.Future[bool], bool]] = deque()
        for turn, yielding in self._queue:
            if yielding and not turn.done():
                turn.set_result(False)
                self.turned_away += 1
            else:
                kept.append((turn, yielding))
        self._queue = kept


class Lanes:
    """The lanes of every chat in which something is under way."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, chat: str, *, yielding: bool = False) -> AsyncIterator[Lane]:
        """Wait for the chat's turn; turns come in the order in which they were asked for.

        `yielding`: it may be turned away while it waits, see `make_room`. Raises TurnedAway then.
        """
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = Lane()
        await lane.enter(yielding=yielding)
        try:
            yield lane
        finally:
            lane.leave()
            if not lane.busy:
                self._lanes.pop(chat, None)

    def make_room(self, most: int) -> tuple[str, ...]:
        """Turn away what waits in every chat with more than `most` waiting; gives these chats."""
        crowded = tuple(chat for chat, lane in self._lanes.items() if lane.waiting > most)
        for chat in crowded:
            self._lanes[chat].turn_away()
        return crowded

    def __contains__(self, chat: str) -> bool:
        """Whether an update of this chat is under way or waits for its turn."""
        return chat in self._lanes

    def __len__(self) -> int:
        return len(self._lanes)
