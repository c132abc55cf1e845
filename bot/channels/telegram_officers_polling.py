"""Takes the officers' bot's updates in batches and confirms them only once they are done; it never confirms what isn't on disk.

The library's own updater confirms an update before it is handled: a kill would lose a claim. Chats go side by side, within
one they go in order.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.taking import (
    BATCH,
    FAILED_PAUSE_SECONDS,
    LONG_POLL_SECONDS,
    Read,
    pause,
    seconds_after_failure,
    take,
)
from bot.channels.telegram_officers import TelegramOfficersChannel, TokenRefused
from bot.channels.telegram_officers_requests import TooMany
from bot.channels.telegram_officers_updates import ALLOWED_UPDATES, read_update
from bot.officers.channel import Incoming
from bot.private_logging import get_logger

_log = get_logger()

Handle = Callable[[Incoming], Awaitable[None]]


class OfficersPoller:
    """One poller of the token; `handle` returns when an update is committed and has been answered once.

    `failing` is the kind of error with which the last poll ended, None after one that went well; `polls` counts those.
    """

    def __init__(self, channel: TelegramOfficersChannel, handle: Handle) -> None:
        self._channel = channel
        self._handle = handle
        self.failing: str | None = None
        self.polls = 0
        self._offset = 0
        self._done: set[int] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; what was begun is finished and confirmed. Raises TokenRefused."""
        stopped = asyncio.ensure_future(stop.wait())
        failures = 0
        try:
            while not stop.is_set():
                poll = asyncio.ensure_future(self._poll(LONG_POLL_SECONDS, BATCH))
                await asyncio.wait({poll, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not poll.done():
                    poll.cancel()
                    await asyncio.wait({poll})
                    break
                try:
                    updates = poll.result()
                except TelegramError as error:
                    failures += 1
                    self.failing = type(error).__name__
                    await pause(_seconds_after(error, failures), stopped)
                    continue
                failures, self.failing, self.polls = 0, None, self.polls + 1
                if not await self._work_on(updates):
                    await pause(FAILED_PAUSE_SECONDS, stopped)
        finally:
            stopped.cancel()
            await self._confirm()

    async def _poll(self, seconds: int, limit: int) -> Sequence[Update]:
        return await self._channel.bot.get_updates(
            offset=self._offset or None, limit=limit, timeout=seconds, allowed_updates=ALLOWED_UPDATES
        )

    async def _work_on(self, updates: Sequence[Update]) -> bool:
        """Handle a batch and move the offset to the first update that isn't done; says whether all are."""
        lanes: defaultdict[str, list[tuple[int, Read[Incoming]]]] = defaultdict(list)
        for update in sorted(updates, key=lambda each: each.update_id):
            if update.update_id in self._done:
                continue
            read = read_update(update)
            lane = read.incoming.chat if read.incoming is not None else ""
            lanes[lane].append((update.update_id, read))
        failed = await asyncio.gather(*(self._in_order(lane) for lane in lanes.values()))
        owed = {number for some in failed for number in some}
        self._done |= {update.update_id for update in updates} - owed
        if owed:
            self._offset = min(owed)
        elif self._done:
            self._offset = max(self._done) + 1
        self._done = {number for number in self._done if number >= self._offset}
        return not owed

    async def _in_order(self, lane: list[tuple[int, Read[Incoming]]]) -> set[int]:
        """Handle one chat's updates; from the first that fails on, all stay unconfirmed. Gives their numbers."""
        for place, (_, read) in enumerate(lane):
            if not await take(self._channel, self._handle, read, "officer_update_not_done"):
                return {number for number, _ in lane[place:]}
        return set()

    async def _confirm(self) -> None:
        """Tell the platform what is done; what can't be told comes again and is known then."""
        try:
            await self._poll(0, limit=1)
        except TelegramError as error:
            _log.warning("last_confirmation_failed", error=type(error).__name__)


def _seconds_after(error: TelegramError, failures: int) -> float:
    if isinstance(error, InvalidToken):
        raise TokenRefused from None
    told = error.seconds if isinstance(error, TooMany) else None
    return seconds_after_failure(error, failures, conflict=isinstance(error, Conflict), told=told)
