"""Posts a bot's updates to its webhook on this machine until each is taken; it never posts to another machine."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.refusals import bad_request
from bot.sandbox.update_queue import Update, UpdateQueue

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Answerer = Callable[[dict[str, Any]], Any]


class WebhookCourier:
    """Delivers one bot's updates by HTTP: in order within a chat, at once across chats, again until a 2xx comes.

    `answer_with` performs the method call a webhook may put into its answer.
    """

    def __init__(self, updates: UpdateQueue, now: Callable[[], int]) -> None:
        self.url = ""
        self.most_connections = 40
        self.last_error: tuple[int, str] | None = None
        self.answer_with: Answerer | None = None
        self._updates = updates
        self._now = now
        self._secret = ""
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(40)
        self._lanes: dict[str, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[Update] = []

    async def set(self, url: str, secret: str, most_connections: int) -> None:
        """Deliver to `url` from now on, or stop when it is empty; RefusedError (400) for another machine's."""
        if url and urlsplit(url).hostname not in _LOOPBACK:
            raise bad_request("bad webhook: the sandbox delivers to addresses of this machine only")
        await self.stop()
        self.url, self._secret, self.most_connections = url, secret, most_connections
        self.last_error = None
        if url:
            self._slots = asyncio.Semaphore(most_connections)
            timeout = aiohttp.ClientTimeout(total=60)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
            self._updates.on_new = self._collect
            for update in self._updates.waiting():
                self._collect(update)

    async def stop(self) -> None:
        """End all deliveries; what wasn't taken stays in the queue."""
        self._updates.on_new = lambda _update: None
        for task in list(self._tasks):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._lanes.clear()
        self._held.clear()
        self.url = ""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _collect(self, update: Update) -> None:
        if self._updates.reorder_next <= 0:
            self._dispatch(update)
            return
        self._held.append(update)
        if len(self._held) > 1:
            self._updates.reorder_next = max(0, self._updates.reorder_next - 2)
            held, self._held = self._held, []
            for late in reversed(held):
                self._dispatch(late)

    def _dispatch(self, update: Update) -> None:
        lane = _lane_of(update)
        queue = self._lanes.setdefault(lane, deque())
        queue.append(update)
        if len(queue) == 1:
            task = asyncio.get_running_loop().create_task(self._run_lane(lane, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, lane: str, queue: deque[Update]) -> None:
        while queue:
            update = queue[0]
            await self._deliver(update)
            if self._updates.settle(update["update_id"]):
                await self._deliver(update)
            queue.popleft()
        if self._lanes.get(lane) is queue:
            del self._lanes[lane]

    async def _deliver(self, update: Update) -> None:
        pause = 0.05
        while True:
            async with self._slots:
                if await self._post(update):
                    return
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _post(self, update: Update) -> bool:
        session = self._session
        if session is None:
            raise asyncio.CancelledError
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        try:
            async with session.post(self.url, data=json.dumps(update).encode(), headers=headers) as answer:
                body = await answer.read()
                if 200 <= answer.status < 300:
                    self._perform_answer(body)
                    return True
                self.last_error = (self._now(), f"Wrong response from the webhook: {answer.status}")
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.last_error = (self._now(), "Connection refused or cut off")
        return False

    def _perform_answer(self, body: bytes) -> None:
        if self.answer_with is None or not body.startswith(b"{"):
            return
        with suppress(ValueError):
            answer = json.loads(body)
            if isinstance(answer, dict) and "method" in answer:
                self.answer_with(answer)


def _lane_of(update: Update) -> str:
    for kind, body in update.items():
        if kind == "update_id":
            continue
        chat = body.get("chat") or body.get("message", {}).get("chat")
        return str(chat["id"]) if chat else kind
    return ""
