"""Takes the officers' bot's updates in batches and confirms them only once they are done; it never confirms what isn't on disk.

The library's own updater confirms an update before it is handled: a kill would lose a claim. Chats go side by side, within
one they go in order.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram_officers import TelegramOfficersChannel, TokenRefused
from bot.channels.telegram_officers_requests import TooMany
from bot.channels.telegram_officers_updates import ALLOWED_UPDATES, Read, read_update
from bot.officers.channel import Incoming
from bot.private_logging import get_logger

LONG_POLL_SECONDS = 25
BATCH = 100
MOST_BACK_OFF_SECONDS = 30.0
FAILED_PAUSE_SECONDS = 1.0

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
                    await _pause(_seconds_after(error, failures), stopped)
                    continue
                failures, self.failing, self.polls = 0, None, self.polls + 1
                if not await self._work_on(updates):
                    await _pause(FAILED_PAUSE_SECONDS, stopped)
        finally:
            stopped.cancel()
            await self._confirm()

    async def _poll(self, seconds: int, limit: int) -> Sequence[Update]:
        return await self._channel.bot.get_updates(
            offset=self._offset or None, limit=limit, timeout=seconds, allowed_updates=ALLOWED_UPDATES
        )

    async def _work_on(self, updates: Sequence[Update]) -> bool:
        """Handle a batch and move the offset to the first update that isn't done; says whether all are."""
        lanes: defaultdict[str, list[tuple[int, Read]]] = defaultdict(list)
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

    async def _in_order(self, lane: list[tuple[int, Read]]) -> set[int]:
        """Handle one chat's updates; from the first that fails on, all stay unconfirmed. Gives their numbers."""
        for place, (_, read) in enumerate(lane):
            if not await self._take(read):
                return {number for number, _ in lane[place:]}
        return set()

    async def _take(self, read: Read) -> bool:
        if read.callback_id is not None:
            self._channel.answer_button(read.callback_id)
        if read.leave_chat is not None:
            self._channel.leave(read.leave_chat)
        if read.incoming is None:
            return True
        try:
            await self._handle(read.incoming)
        except Exception as error:  # noqa: BLE001 - an update that failed stays unconfirmed and comes again
            _log.error("officer_update_not_done", exc_info=error)
            return False
        return True

    async def _confirm(self) -> None:
        """Tell the platform what is done; what can't be told comes again and is known then."""
        try:
            await self._poll(0, limit=1)
        except TelegramError as error:
            _log.warning("last_confirmation_failed", error=type(error).__name__)


def _seconds_after(error: TelegramError, failures: int) -> float:
    if isinstance(error, InvalidToken):
        raise TokenRefused from None
    if isinstance(error, Conflict):
        # Somebody else polls with this token (or a webhook stands): updates may be going elsewhere.
        _log.error("another_poller_has_this_token", status=409)
    elif failures in {1, 10} or failures % 100 == 0:
        _log.warning("polling_failed", error=type(error).__name__, count=failures)
    if isinstance(error, TooMany):
        return error.seconds
    return min(0.25 * 2.0 ** min(failures, 8), MOST_BACK_OFF_SECONDS)


async def _pause(seconds: float, stopped: "asyncio.Future[Any]") -> None:
    await asyncio.wait({stopped}, timeout=seconds)
