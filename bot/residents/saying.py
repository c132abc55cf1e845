"""Says what a step wants said, in order, once at first and again in memory when the platform stumbles; it never changes a word.

An answer that waits for its retry holds back only later answers of the same chat. Answers with the same `coalesce` key
(an album, a burst) come together into the last of them.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from bot.private_logging import get_logger
from bot.residents.channel import (
    Channel,
    ChatGone,
    Outgoing,
    PlatformError,
    PlatformRefused,
    PlatformStumbled,
)
from handlers.effects import Ask, DeleteMessages, Say, ShowPicture, Wording

_log = get_logger()

ALBUM_SECONDS = 0.7
"""How long an album's answer waits for the album's next item."""
MOST_HELD_SECONDS = 20.0
"""How long it waits at most while the next item is being fetched and cleaned: silence must not look like a loss."""
FIRST_BACK_OFF_SECONDS = 1.0
MOST_BACK_OFF_SECONDS = 60.0
MOST_ATTEMPTS = 40
"""With the back-off above, answers are retried for about half an hour."""

Spoken = Say | Ask | ShowPicture | DeleteMessages
NoteIds = Callable[[str, int], None]
NoteDeleted = Callable[[str, tuple[int, ...], int], None]


@dataclass(slots=True)
class _Outbox:
    """What one chat has yet to be told: answers awaiting a retry, and one awaiting its album's next item."""

    backlog: deque[Spoken] = field(default_factory=deque)
    retrying: asyncio.Task[None] | None = None
    held: Say | Ask | None = None
    held_since: float = 0.0
    timer: asyncio.TimerHandle | None = None

    @property
    def empty(self) -> bool:
        return not self.backlog and self.retrying is None and self.held is None


class Sayer:
    """Everything that one channel says.

    `note_sent` is told the chat and id of each tracked message, `note_deleted` which
    messages a reported deletion was about, and how many stayed.
    `busy`: whether an update of this chat is under way or waiting. `sleep` is replaced in tests.
    """

    def __init__(
        self,
        channel: Channel,
        note_sent: NoteIds,
        note_deleted: NoteDeleted,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        busy: Callable[[str], bool] = lambda _chat: False,
    ) -> None:
        self._channel = channel
        self._note_sent = note_sent
        self._note_deleted = note_deleted
        self._sleep = sleep
        self._busy = busy
        self._outboxes: dict[str, _Outbox] = {}
        self._loose: set[asyncio.Task[None]] = set()
        # One stop sign for the whole token: the platform counts its requests together.
        self._quiet_until = 0.0

    async def say(self, chat: str, effects: Iterable[Spoken], *, more_waits: bool, album: bool) -> None:
        """Try everything once, in order; what the platform stumbles over is retried in memory.

        `more_waits`: another update of this chat is waiting already; `album`: this answers an item of an album.
        An answer with a `coalesce` key is then held back for the next one to replace.
        """
        for effect in effects:
            outbox, silent_since = self._outboxes.get(chat), None
            if outbox is not None and outbox.held is not None:
                held = self._take_held(outbox)
                if held is not None and held.coalesce != getattr(effect, "coalesce", None):
                    await self._now_or_later(chat, held)
                else:
                    silent_since = outbox.held_since
            if (
                not isinstance(effect, ShowPicture | DeleteMessages)
                and effect.coalesce is not None
                and (album or more_waits)
            ):
                self._hold(chat, effect, silent_since)
            else:
                await self._now_or_later(chat, effect)
        self._tidy(chat)

    def forget(self, chat: str) -> None:
        """Say nothing more to a chat that has left."""
        outbox = self._outboxes.pop(chat, None)
        if outbox is not None:
            self._take_held(outbox)
            outbox.backlog.clear()

    async def close(self) -> None:
        """Say what is held back and try the rest once more; what still can't be said is asked for again by the resident."""
        for chat, outbox in list(self._outboxes.items()):
            if outbox.retrying is not None:
                outbox.retrying.cancel()
                await asyncio.wait({outbox.retrying})
                outbox.retrying = None
            held = self._take_held(outbox)
            if held is not None:
                outbox.backlog.append(held)
            while outbox.backlog and await self._attempt(chat, outbox.backlog[0]) is None:
                outbox.backlog.popleft()
        self._outboxes.clear()
        if self._loose:
            await asyncio.wait(self._loose, timeout=MOST_BACK_OFF_SECONDS)

    def _hold(self, chat: str, effect: Say | Ask, silent_since: float | None) -> None:
        outbox = self._outboxes.setdefault(chat, _Outbox())
        loop = asyncio.get_running_loop()
        now = loop.time()
        outbox.held, outbox.held_since = effect, now if silent_since is None else silent_since
        # However many items follow one another, the whole silence has its bound.
        left = max(0.0, outbox.held_since + MOST_HELD_SECONDS - now)
        outbox.timer = loop.call_later(min(ALBUM_SECONDS, left), self._release, chat)

    def _release(self, chat: str) -> None:
        outbox, loop = self._outboxes.get(chat), asyncio.get_running_loop()
        if outbox is None:
            return
        if self._busy(chat) and loop.time() - outbox.held_since < MOST_HELD_SECONDS:
            outbox.timer = loop.call_later(ALBUM_SECONDS, self._release, chat)
            return
        held = self._take_held(outbox)
        if held is not None:
            task = loop.create_task(self._now_or_later(chat, held))
            self._loose.add(task)
            task.add_done_callback(self._loose.discard)

    def _take_held(self, outbox: _Outbox) -> Say | Ask | None:
        if outbox.timer is not None:
            outbox.timer.cancel()
            outbox.timer = None
        held, outbox.held = outbox.held, None
        return held

    async def _now_or_later(self, chat: str, effect: Spoken) -> None:
        outbox = self._outboxes.get(chat)
        if outbox is not None and (outbox.backlog or outbox.retrying is not None):
            outbox.backlog.append(effect)
            return
        wait = self._quiet_for()
        if wait <= 0:
            wait_more = await self._attempt(chat, effect)
            if wait_more is None:
                return
            wait = wait_more
        outbox = self._outboxes.setdefault(chat, _Outbox())
        outbox.backlog.append(effect)
        if outbox.retrying is None:
            outbox.retrying = asyncio.get_running_loop().create_task(self._retry(chat, outbox, wait))

    async def _attempt(self, chat: str, effect: Spoken) -> float | None:
        """Try once; None when that is the end of it, else the seconds to wait (0: back off as usual)."""
        try:
            if isinstance(effect, DeleteMessages):
                _, left = await self._channel.delete(chat, effect.message_ids)
                if effect.report:
                    self._note_deleted(chat, effect.message_ids, left)
            elif isinstance(effect, ShowPicture):
                await self._channel.send(chat, Outgoing(Wording(""), picture=effect.topic_id))
            else:
                message_id = await self._channel.send(chat, _outgoing(effect))
                if effect.tracked:
                    self._note_sent(chat, message_id)
        except PlatformStumbled as stumble:
            if stumble.retry_after is not None:
                now = asyncio.get_running_loop().time()
                self._quiet_until = max(self._quiet_until, now + stumble.retry_after)
                return stumble.retry_after
            return 0.0
        except ChatGone:
            self.forget(chat)
        except PlatformRefused as error:
            _log.error("answer_refused", exc_info=error)
        except PlatformError as error:
            _log.error("answer_failed", exc_info=error)
        return None

    async def _retry(self, chat: str, outbox: _Outbox, first_wait: float) -> None:
        wait, attempts = first_wait or FIRST_BACK_OFF_SECONDS, 1
        while outbox.backlog:
            await self._sleep(max(wait, self._quiet_for()))
            asked = await self._attempt(chat, outbox.backlog[0])
            if asked is None:
                if outbox.backlog:
                    outbox.backlog.popleft()
                wait, attempts = 0.0, 0
                continue
            attempts += 1
            if attempts > MOST_ATTEMPTS:
                _log.error("answers_given_up", count=len(outbox.backlog))
                outbox.backlog.clear()
            wait = asked or min(FIRST_BACK_OFF_SECONDS * 2.0**attempts, MOST_BACK_OFF_SECONDS)
        outbox.retrying = None
        self._tidy(chat)

    def _quiet_for(self) -> float:
        return max(0.0, self._quiet_until - asyncio.get_running_loop().time())

    def _tidy(self, chat: str) -> None:
        outbox = self._outboxes.get(chat)
        if outbox is not None and outbox.empty:
            del self._outboxes[chat]


def _outgoing(effect: Say | Ask) -> Outgoing:
    if isinstance(effect, Ask):
        return Outgoing(effect.text, choices=effect.choices, columns=effect.columns)
    return Outgoing(effect.text, menu=effect.menu)
