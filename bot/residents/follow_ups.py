"""Holds the keys of receipt codes in use, in memory only and for a quarter of an hour; it never writes one anywhere."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sealing.receipts import Receipt

MOST_HELD = 5_000


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    chat: str
    receipt: Receipt
    until: datetime


class FollowUps:
    """Receipts by a random handle; only the chat that typed the code can use its handle."""

    def __init__(self, clock: Callable[[], datetime], minutes: int) -> None:
        self._clock = clock
        self._span = timedelta(minutes=minutes)
        self._held: dict[str, _Held] = {}

    def hold(self, chat: str, receipt: Receipt) -> str:
        """Keep a receipt's keys and give the handle that names them."""
        self.forget_old()
        if len(self._held) >= MOST_HELD:
            del self._held[next(iter(self._held))]
        handle = secrets.token_urlsafe(12)
        self._held[handle] = _Held(chat, receipt, self._clock() + self._span)
        return handle

    def receipt(self, chat: str, handle: str) -> Receipt | None:
        """Give the keys behind a handle; None when they have lapsed or belong to another chat."""
        self.forget_old()
        held = self._held.get(handle)
        return held.receipt if held is not None and held.chat == chat else None

    def forget_chat(self, chat: str) -> None:
        """Drop everything this chat has opened."""
        self._held = {handle: held for handle, held in self._held.items() if held.chat != chat}

    def forget_old(self) -> None:
        """Drop what has lapsed; called on every use and by a tick."""
        now = self._clock()
        for handle in [handle for handle, held in self._held.items() if held.until <= now]:
            del self._held[handle]
