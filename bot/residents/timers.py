"""Keeps short timers of chats in memory, lost on a restart; it never outlives its process and stores nothing."""

import asyncio
from collections.abc import Callable


class Timers:
    """Named timers per chat; `fire` is called with the chat and the name when one runs out."""

    def __init__(self, fire: Callable[[str, str], None]) -> None:
        self._fire = fire
        self._running: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def start(self, chat: str, name: str, seconds: float) -> None:
        """Start a timer; one of the same name that runs is replaced."""
        self.stop(chat, name)
        loop = asyncio.get_running_loop()
        self._running[chat, name] = loop.call_later(seconds, self._run_out, chat, name)

    def stop(self, chat: str, name: str) -> None:
        """Stop a timer if it runs."""
        timer = self._running.pop((chat, name), None)
        if timer is not None:
            timer.cancel()

    def stop_chat(self, chat: str) -> None:
        """Stop every timer of a chat."""
        for key in [key for key in self._running if key[0] == chat]:
            self.stop(*key)

    def close(self) -> None:
        """Stop every timer."""
        for timer in self._running.values():
            timer.cancel()
        self._running.clear()

    def _run_out(self, chat: str, name: str) -> None:
        self._running.pop((chat, name), None)
        self._fire(chat, name)
