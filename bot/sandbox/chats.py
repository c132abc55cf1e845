"""Keeps what one bot and one resident see of their chat; it never shows a deleted message again."""

import asyncio
from collections import deque
from typing import Any

MOST_MESSAGES = 500
"""Messages kept in a chat; older ones are forgotten silently."""

MOST_EVENTS = 1000
"""Changes kept for a phone that is behind; one that is further behind reads the chat anew."""

Message = dict[str, Any]
Event = dict[str, Any]


class Chat:
    """A chat of a bot: its messages, the reply keyboard under it, and the changes a phone follows by number."""

    def __init__(self, chat_id: int, description: dict[str, Any], language: str = "vi") -> None:
        self.id = chat_id
        self.description = description
        self.language = language
        self.messages: dict[int, Message] = {}
        self.keyboard: dict[str, Any] | None = None
        self.keyboard_message: int | None = None
        self.opened = description["type"] != "private"
        self.blocked = False
        self.left = False
        self.seq = 0
        self._events: deque[Event] = deque(maxlen=MOST_EVENTS)
        self._waiters: list[asyncio.Future[None]] = []

    @property
    def is_private(self) -> bool:
        """Whether it is a chat with one person."""
        return bool(self.description["type"] == "private")

    def put(self, message: Message) -> None:
        """A new message stands in the chat."""
        self.messages[message["message_id"]] = message
        while len(self.messages) > MOST_MESSAGES:
            del self.messages[next(iter(self.messages))]
        self._tell({"type": "message", "message": message})

    def change(self, message: Message) -> None:
        """A message has new content."""
        self.messages[message["message_id"]] = message
        self._tell({"type": "edited", "message": message})

    def remove(self, message_ids: list[int]) -> list[int]:
        """Messages vanish on both sides; returns those that were there.

        With the message that brought it the reply keyboard vanishes too, as in the public service's apps.
        """
        gone = [message_id for message_id in message_ids if self.messages.pop(message_id, None) is not None]
        if gone:
            self._tell({"type": "deleted", "message_ids": gone})
        if self.keyboard_message in gone:
            self.set_keyboard(None, None)
        return gone

    def set_keyboard(self, keyboard: dict[str, Any] | None, message_id: int | None) -> None:
        """Show a reply keyboard, or none."""
        if keyboard is None and self.keyboard is None:
            return
        self.keyboard = keyboard
        self.keyboard_message = message_id
        self._tell({"type": "keyboard", "keyboard": keyboard})

    def tell(self, kind: str, **facts: Any) -> None:
        """Something short-lived happened (`answer`, `typing`)."""
        self._tell({"type": kind, **facts})

    def events_after(self, seq: int) -> list[Event] | None:
        """Changes after this number, or None when some of them are forgotten."""
        if seq > self.seq or (self._events and seq < self._events[0]["seq"] - 1):
            return None
        return [event for event in self._events if event["seq"] > seq]

    async def wait_for_events(self, seq: int, wait: float) -> list[Event] | None:
        """Like `events_after`, but waits up to `wait` seconds for the first."""
        events = self.events_after(seq)
        if events is None or events or wait <= 0:
            return events
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            await asyncio.wait_for(waiter, wait)
        except TimeoutError:
            return []
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
        return self.events_after(seq)

    def release(self) -> None:
        """Let everyone who waits for an event go home."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _tell(self, event: Event) -> None:
        self.seq += 1
        self._events.append({"seq": self.seq, **event})
        self.release()
