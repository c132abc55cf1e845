"""Takes updates in batches and confirms them only once they are done; it never confirms what isn't on disk.

Concurrent across chats, in order within a chat (the performer's lanes see to that). A slow chat doesn't hold the others
up: while it is at work the same batch is asked for again, and only what is new in it is begun; and where it fills the
whole batch, it makes room.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, GetUpdates

from bot.channels.taking import (
    BATCH,
    FAILED_PAUSE_SECONDS,
    LONG_POLL_SECONDS,
    pause,
    seconds_after_failure,
    take,
)
from bot.channels.telegram_channel import SAY_SECONDS, TelegramChannel, TokenRefused
from bot.channels.telegram_updates import ALLOWED_UPDATES, read_update
from bot.private_logging import get_logger
from bot.pulses import PulseKeeper
from bot.residents.channel import Incoming

GRACE_SECONDS = 0.25
CROWDED_SECONDS = 5.0
"""The platform shows no more than `BATCH` updates that aren't confirmed: for so long they may be all that is seen."""
MOST_WAITING = 10
"""Then what a chat has waiting above this is let go, and its resident told: an album is ten files."""
STANDING_SECONDS = 60.0
"""Where not even that moves the oldest update, every file under way is let go so long after."""

_log = get_logger()

Handle = Callable[[Incoming], Awaitable[None]]
MakeRoom = Callable[[int], None]


class Poller:
    """One poller of one token; `handle` returns when an update is committed and has been answered once."""

    def __init__(
        self,
        channel: TelegramChannel,
        handle: Handle,
        pulse: PulseKeeper | None = None,
        make_room: MakeRoom = lambda _most: None,
    ) -> None:
        self._channel = channel
        self._handle = handle
        self._pulse = pulse
        self._offset = 0
        self._under_way: dict[int, asyncio.Task[bool]] = {}
        self._done: set[int] = set()
        self._owed: set[int] = set()
        self._make_room = make_room
        self._full_since: float | None = None
        self._stands_at = (0, 0.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then finish the batch and confirm it to the platform.

        Raises TokenRefused when the platform doesn't know the bot.
        """
        await self._channel.arrange(DeleteWebhook(), stop)
        stopped = asyncio.ensure_future(stop.wait())
        failures = 0
        try:
            while not stop.is_set():
                poll = asyncio.ensure_future(self._poll(0 if self._under_way else LONG_POLL_SECONDS))
                await asyncio.wait({poll, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not poll.done():
                    poll.cancel()
                    break
                try:
                    updates = poll.result()
                except AiogramError as error:
                    failures += 1
                    if self._pulse is not None:
                        await self._pulse.failing(error)
                    await pause(_seconds_after(error, failures), stopped)
                else:
                    failures = 0
                    self._forget_lost(updates)
                    self._begin(updates)
                    self._let_others_in(full=len(updates) >= BATCH)
                    if self._pulse is not None:
                        await self._pulse.well()
                await self._settle(stopped)
        finally:
            stopped.cancel()
            await self._finish()

    async def _poll(self, seconds: int, limit: int = BATCH) -> list[Any]:
        method = GetUpdates(
            offset=self._offset, limit=limit, timeout=seconds, allowed_updates=list(ALLOWED_UPDATES)
        )
        found = await self._channel.session.ask(self._channel.bot, method, seconds + SAY_SECONDS)
        return found if isinstance(found, list) else []

    def _forget_lost(self, updates: list[Any]) -> None:
        """An owed update that the platform no longer offers (it keeps them a day) must not hold the offset for ever."""
        offered = {raw["update_id"] for raw in updates if isinstance(raw, dict) and _numbered(raw)}
        self._owed &= offered if len(updates) < BATCH else self._owed

    def _begin(self, updates: list[Any]) -> None:
        numbered = {raw["update_id"]: raw for raw in updates if isinstance(raw, dict) and _numbered(raw)}
        # By number, whatever the order on the wire: within a chat that is the order in which things were said.
        for number, raw in sorted(numbered.items()):
            if number in self._under_way or number in self._done:
                continue
            self._owed.discard(number)
            self._under_way[number] = asyncio.ensure_future(
                take(self._channel, self._handle, read_update(raw), "update_not_done")
            )

    def _let_others_in(self, *, full: bool) -> None:
        """While one chat's slow files are all that the platform shows, nobody else is heard: they make room, and are told."""
        now = asyncio.get_running_loop().time()
        offset, since = self._stands_at
        if not full or self._offset != offset:
            since = now
            self._stands_at = (self._offset, now)
        if not full or self._full_since is None:
            self._full_since = now if full else None
        elif now - since >= STANDING_SECONDS:
            self._make_room(-1)
        elif now - self._full_since >= CROWDED_SECONDS:
            self._make_room(MOST_WAITING)

    async def _settle(self, stopped: "asyncio.Future[Any]") -> None:
        """Wait a moment for the batch, then move the offset to the first update that isn't done."""
        if self._under_way:
            await asyncio.wait(set(self._under_way.values()), timeout=GRACE_SECONDS)
        if self._collect():
            await pause(FAILED_PAUSE_SECONDS, stopped)

    def _collect(self) -> bool:
        """Note what has come to its end and move the offset; says whether something failed and is owed."""
        failed = False
        for number, task in list(self._under_way.items()):
            if task.done():
                del self._under_way[number]
                failed = failed or not task.result()
                (self._done if task.result() else self._owed).add(number)
        if not_done := self._under_way.keys() | self._owed:
            self._offset = min(not_done)
        elif self._done:
            self._offset = max(self._done) + 1
        self._done = {number for number in self._done if number >= self._offset}
        return failed

    async def _finish(self) -> None:
        """Let what was begun come to its end, and tell the platform; what can't be told comes again and is known then."""
        if self._under_way:
            await asyncio.wait(set(self._under_way.values()))
        self._collect()
        try:
            await self._poll(0, limit=1)
        except AiogramError as error:
            _log.warning("last_confirmation_failed", error=type(error).__name__)


def _seconds_after(error: AiogramError, failures: int) -> float:
    if isinstance(error, TelegramUnauthorizedError):
        raise TokenRefused from None
    conflict = isinstance(error, TelegramConflictError)
    told = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else None
    return seconds_after_failure(error, failures, conflict=conflict, told=told)


def _numbered(raw: dict[str, Any]) -> bool:
    return isinstance(raw.get("update_id"), int)
