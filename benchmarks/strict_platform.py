"""Plays a platform that permits so many messages within any one second and refuses the next; it keeps only counts and times.

Residents of `loopback_platform` talk meanwhile; everybody else is a recipient. Run as a module: it prints its port.
"""

import argparse
import asyncio
import os
import time
from collections import Counter, deque
from typing import Any

from aiohttp import web

from benchmarks.loopback_platform import Platform, Resident

WINDOW_SECONDS = 1.0


class StrictPlatform(Platform):
    """The loopback platform with a rate. `think`: seconds before a resident goes on after an answer."""

    def __init__(self, rate: int, talkers: int, think: float) -> None:
        super().__init__(talkers, echo=False)
        self.rate = rate
        self.think = think
        self.accepted = 0
        self.refused = 0
        self.delivered: Counter[int] = Counter()
        self.waits: list[float] = []
        self._within: deque[float] = deque()
        self._asked: dict[int, float] = {}

    def push(self, chat: int, body: dict[str, Any]) -> None:
        """Queue an update and note when."""
        self._asked[chat] = time.perf_counter()
        super().push(chat, body)

    def _send(self, fields: dict[str, str]) -> web.Response:
        now = time.perf_counter()
        while self._within and now - self._within[0] >= WINDOW_SECONDS:
            self._within.popleft()
        if len(self._within) >= self.rate:
            self.refused += 1
            return _too_many()
        self._within.append(now)
        self.accepted += 1
        chat = int(fields["chat_id"])
        resident = self.residents.get(chat)
        if resident is None:
            self.delivered[chat] += 1
        else:
            self._answered(resident, now, fields)
        self.messages += 1
        return web.json_response({"ok": True, "result": {"message_id": self.messages}})

    def _answered(self, resident: Resident, now: float, fields: dict[str, str]) -> None:
        asked = self._asked.pop(resident.chat, None)
        if asked is None:
            return
        self.waits.append(now - asked)
        loop = asyncio.get_running_loop()
        loop.call_later(self.think, resident.answered, fields["text"], fields.get("reply_markup"))

    async def facts(self, _request: web.Request) -> web.Response:
        """Counts so far."""
        return web.json_response(
            {
                "accepted": self.accepted,
                "refused": self.refused,
                "reached": len(self.delivered),
                "doubled": sum(1 for count in self.delivered.values() if count > 1),
                "updates": self.sent,
                "answers": len(self.waits),
            }
        )

    async def reached(self, _request: web.Request) -> web.Response:
        """Every recipient reached, with how often."""
        return web.json_response({str(chat): count for chat, count in self.delivered.items()})

    async def take_waits(self, _request: web.Request) -> web.Response:
        """How long each answer took since this was last asked, in seconds."""
        waits, self.waits = self.waits, []
        return web.json_response(waits)


def _too_many() -> web.Response:
    words = "Too Many Requests: retry after 1"
    body = {"ok": False, "error_code": 429, "description": words, "parameters": {"retry_after": 1}}
    return web.json_response(body, status=429)


async def serve(platform: StrictPlatform) -> None:
    """Serve on a free port and print it."""
    app = web.Application(client_max_size=2**20)
    app.router.add_post("/bot{token}/{method}", platform.call)
    app.router.add_get("/facts", platform.facts)
    app.router.add_get("/reached", platform.reached)
    app.router.add_get("/waits", platform.take_waits)
    app.router.add_post("/start", platform.start)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    while os.getppid() != 1:  # noqa: ASYNC110 - nobody tells when the parent dies
        await asyncio.sleep(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--talkers", type=int, default=0)
    parser.add_argument("--think", type=float, default=1.0)
    given = parser.parse_args()
    asyncio.run(serve(StrictPlatform(given.rate, given.talkers, given.think)))
