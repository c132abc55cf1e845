"""One budget of messages for one bot token: replies first, broadcasts what is left; while one runs it never hands out more than is permitted.

The platform counts what arrives within any one second. A slot that was used comes back one second after its *answer* came,
less what the fastest answer took: then the next request can't arrive within a second of the one it follows, however the
network stretches either of them. So nothing is ever rejected, and what is lost is only the variation of the answers' times.
"""

import asyncio
import contextlib
import heapq
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

WINDOW_SECONDS = 1.0
GUARD_SECONDS = 0.001
"""Between two clocks that count a second; also what a timer may be early."""
TRUSTED_SHARE = 0.9
"""Of the fastest answer seen: the rest is kept because its two ways may not have been the fastest of each."""
FASTEST_FOR_SECONDS = 30.0
"""How long a fastest answer counts, once or twice: the way may have become longer."""
FASTEST_AFTER_SECONDS = 10.0
"""How long answers are watched before the fastest is trusted: the first ones open connections, at a slow moment maybe all."""
HOLD_SECONDS = 0.0015
"""For each answer a second, a slot that came free is kept so long for a reply before a broadcast takes it."""
MOST_HELD_SECONDS = 0.016
BORNE_TALK = 2.0
"""Answers a second that the hold alone serves: a slot kept idle would cost a broadcast more than it spares a resident."""
TALK_FOR_A_SLOT = 1.2
"""For so many answers a second more, one slot is kept free from broadcasts: replies come in bunches, slots one by one."""
MOST_KEPT_SHARE = 0.2
"""Of all slots: however much is said, broadcasts go on, at any rate."""
TALKING_SECONDS = 10.0
"""Over so long the answers are counted."""
ALONE_SECONDS = 2.0
"""After so long without a broadcast, replies go at once instead of sharing a budget with nobody."""
CATCH_UP_SECONDS = 1.0
"""How much of a delay (a late timer, a slow disk) is made up for; more would be another second's share."""
CATCH_UP_PACE = 1.1
"""How much faster than the rate broadcasts follow one another meanwhile. Little, since slots come back as they were taken:

what goes in a burst leaves, a second later and ever after, a gap in which a reply finds no slot.
"""
TIMER_SECONDS = 0.005
"""How late a timer may be without its pace being lost."""
CHAT_SECONDS = 1.0
"""One message a second in one chat; only broadcasts wait for it, a reply is part of a talk that the platform bears."""


@dataclass(slots=True)
class Slot:
    """One permitted message; give it back with `SendBudget.done` once its answer came, or will never come."""

    begun: float
    lent: bool = True
    """False for a reply that went at once though no slot was left: there is nothing to give back."""

    def begin(self) -> None:
        """The request leaves now."""
        self.begun = _now()


class SendBudget:
    """`rate`: messages a second that the platform permits to this token."""

    def __init__(self, rate: float, *, hold: float = HOLD_SECONDS) -> None:
        self.rate = rate
        self._free = [0.0] * max(1, int(rate))
        self._hold = hold
        self._interval = 1.0 / rate
        self._due = 0.0
        self._next_broadcast = 0.0
        self._last_broadcast = -ALONE_SECONDS
        self._stopped_until = 0.0
        self._talked: deque[float] = deque()
        self._replies: deque[asyncio.Future[Slot]] = deque()
        self._broadcasts: deque[asyncio.Future[Slot]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._fastest = (0.0, float("inf"))
        self._fastest_since: float | None = None
        self._chats: dict[str, float] = {}

    @contextlib.asynccontextmanager
    async def reply(self, chat: str) -> AsyncIterator[None]:
        """Hold a slot while a reply is sent; replies go before every broadcast that waits, and at once where none does."""
        now = _now()
        self._talked.append(now)
        self._forget_old_talk(now)
        self._note_chat(chat, now)
        slot = self._at_once(now) if self._nobody_broadcasts(now) else await self._wait(self._replies)
        try:
            yield
        finally:
            self.done(slot)

    def _nobody_broadcasts(self, now: float) -> bool:
        return now - self._last_broadcast > ALONE_SECONDS and not _waiting(self._broadcasts)

    def _at_once(self, now: float) -> Slot:
        """Residents alone never wait: the platform bears more answers than broadcasts, and says so when it doesn't.

        What they take is missing to a broadcast that begins within the next second.
        """
        if not self._free:
            return Slot(now, lent=False)
        heapq.heappop(self._free)
        return Slot(now)

    async def broadcast(self) -> Slot:
        """Wait for a slot that no reply needs, evenly spaced; the caller gives it back with `done`."""
        return await self._wait(self._broadcasts)

    def done(self, slot: Slot, *, answered: bool = True) -> None:
        """Give a slot back: its answer came just now, or nobody waits for it any more (`answered=False`)."""
        now = _now()
        fastest = self._trusted(now, now - slot.begun if answered else None)
        if not slot.lent:
            return
        heapq.heappush(self._free, now + WINDOW_SECONDS + GUARD_SECONDS - fastest)
        self._pump()

    def unused(self, slot: Slot) -> None:
        """Give a slot back that certainly carried nothing to the platform."""
        heapq.heappush(self._free, slot.begun)
        self._pump()

    def stop(self, seconds: float) -> None:
        """Too many requests, says the platform: nothing at all for so long."""
        self._stopped_until = max(self._stopped_until, _now() + seconds)
        self._pump()

    def stopped_for(self) -> float:
        """Seconds until anything may be sent again."""
        return max(0.0, self._stopped_until - _now())

    def note_broadcast(self, chat: str) -> None:
        """A broadcast leaves for this chat now: another campaign's has to wait its second."""
        self._note_chat(chat, _now())

    def chat_rests_for(self, chat: str) -> float:
        """Seconds until a broadcast may reach this chat: something has just been sent there."""
        return max(0.0, self._chats.get(chat, 0.0) + CHAT_SECONDS - _now())

    async def _wait(self, line: "deque[asyncio.Future[Slot]]") -> Slot:
        waiter: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        line.append(waiter)
        self._pump()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.unused(waiter.result())
            raise

    def _pump(self) -> None:
        """Hand out every slot that may go now, and wake up for the next one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while True:
            line = _waiting(self._replies) or _waiting(self._broadcasts)
            if line is None or not self._free:
                return
            now = _now()
            at = max(self._stopped_until, self._free[0])
            if line is self._broadcasts:
                at = max(at, self._next_broadcast, self._kept_until(now))
            if at > now:
                self._timer = asyncio.get_running_loop().call_at(at, self._pump)
                return
            heapq.heappop(self._free)
            if line is self._broadcasts:
                self._last_broadcast = now
                self._due = max(self._due, now - CATCH_UP_SECONDS) + self._interval
                soonest = max(self._next_broadcast, now - TIMER_SECONDS) + self._interval / CATCH_UP_PACE
                self._next_broadcast = max(self._due, soonest)
            line.popleft().set_result(Slot(now))

    def _kept_until(self, now: float) -> float:
        """Until when the earliest slot is kept for a reply: the longer the more residents talk, but not once another is free."""
        self._forget_old_talk(now)
        talk = len(self._talked) / TALKING_SECONDS
        kept = min(int(self.rate * MOST_KEPT_SHARE), int((talk - BORNE_TALK) / TALK_FOR_A_SLOT))
        if kept > 0:
            soonest = heapq.nsmallest(kept + 1, self._free)
            return soonest[-1] if len(soonest) > kept else float("inf")
        second = min(self._free[1:3], default=float("inf"))
        return min(second, self._free[0] + min(MOST_HELD_SECONDS, self._hold * talk))

    def _forget_old_talk(self, now: float) -> None:
        while self._talked and now - self._talked[0] > TALKING_SECONDS:
            self._talked.popleft()

    def _trusted(self, now: float, took: float | None) -> float:
        """Seconds of the fastest answer of this half minute and the one before, less a margin."""
        if took is None:
            return min(self._fastest) * TRUSTED_SHARE
        if self._fastest_since is None:
            self._fastest_since = now + FASTEST_AFTER_SECONDS - FASTEST_FOR_SECONDS
        former, newest = self._fastest[0], min(self._fastest[1], took)
        if now - self._fastest_since > FASTEST_FOR_SECONDS:
            former, newest, self._fastest_since = newest, took, now
        self._fastest = (former, newest)
        return min(self._fastest) * TRUSTED_SHARE

    def _note_chat(self, chat: str, now: float) -> None:
        if len(self._chats) > 4 * self.rate + 64:
            self._chats = {each: at for each, at in self._chats.items() if at > now - CHAT_SECONDS}
        self._chats[chat] = now


def _waiting(line: "deque[asyncio.Future[Slot]]") -> "deque[asyncio.Future[Slot]] | None":
    while line and line[0].done():
        line.popleft()
    return line or None


def _now() -> float:
    return asyncio.get_running_loop().time()
