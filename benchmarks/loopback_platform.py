"""Plays a chat platform with scripted residents on loopback, as cheaply as it can; it checks nothing and keeps nothing.

Used as the counterpart of both the product and its floor. Run it as a module: it prints its port, then serves until killed.
"""

import argparse
import asyncio
import json
import os
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

PLACE = "quỳnh nhai sơn la"
TEXTS = (
    "Tối nào cũng có nhóm người tụ tập đánh bạc ở nhà bỏ hoang cuối xóm.",
    "Họ đi bốn xe máy, tới khoảng chín giờ, có người đứng canh ngoài ngõ.",
    "Có lần nghe cãi nhau to vì tiền, trẻ con trong xóm rất sợ.",
)
ECHO_MIX = "mbmbbbmmmbbb"
"""Which updates of a report are messages and which are pressed buttons, for a bot that only echoes."""


class Resident:
    """One chat that sends report after report, each as fast as it is answered."""

    def __init__(self, platform: "Platform", chat: int) -> None:
        self.platform = platform
        self.chat = chat
        self.told = 0
        self.step = 0

    def begin(self) -> None:
        """Say the first word."""
        if self.platform.echo:
            self.next_echo()
        else:
            self.write("/baotin")

    def write(self, text: str) -> None:
        """Send a text."""
        self.platform.push(self.chat, {"message": {**self._message(), "text": text}})

    def press(self, data: str) -> None:
        """Press a button."""
        query = {"id": str(self.platform.sent), "from": self._person(), "chat_instance": "1", "data": data}
        self.platform.push(
            self.chat, {"callback_query": {**query, "message": {**self._message(), "text": "?"}}}
        )

    def _person(self) -> dict[str, Any]:
        return {"id": self.chat, "is_bot": False, "first_name": "Dân", "language_code": "vi"}

    def _message(self) -> dict[str, Any]:
        self.platform.messages += 1
        chat = {"id": self.chat, "type": "private", "first_name": "Dân"}
        return {
            "message_id": self.platform.messages,
            "date": 1767225600,
            "chat": chat,
            "from": self._person(),
        }

    def next_echo(self) -> None:
        """The next update of the mix, whatever the answer was."""
        kind = ECHO_MIX[self.step % len(ECHO_MIX)]
        self.step += 1
        if kind == "m":
            self.write(TEXTS[self.step % len(TEXTS)])
        else:
            self.press("AbCdEfGhIjKl:0")

    def answered(self, text: str, markup: str | None) -> None:
        """React to what the bot said."""
        if self.platform.echo:
            self.next_echo()
            return
        buttons = _buttons(markup)
        if "🗂" in buttons:
            self.write(PLACE)
        elif self.told < len(TEXTS) and ("✅" in buttons or "Kể ở đây" in text):
            self.told += 1
            self.write(TEXTS[self.told - 1])
        elif "✅" in buttons:
            self.press(buttons["✅"])
        elif (data := next((buttons[label] for label in _PRESSED if label in buttons), None)) is not None:
            self.press(data)
        elif "🧹" in buttons:
            self.platform.reports += 1
            self.told = 0
            self.write("/baotin")


_PRESSED = ("Tiếp tục", "Xã Quỳnh Nhai, Sơn La", "Không có", "Đã xảy ra", "Bỏ qua bước này", "📨")


def _buttons(markup: str | None) -> dict[str, str]:
    if not markup:
        return {}
    found: dict[str, str] = {}
    for row in json.loads(markup).get("inline_keyboard", ()):
        for button in row:
            label = button["text"]
            key = label if label in _PRESSED else label.split(" ", 1)[0]
            found.setdefault(key, button["callback_data"])
    return found


class Platform:
    """The Bot API methods that a run needs, over a queue in memory."""

    def __init__(self, chats: int, echo: bool) -> None:
        self.echo = echo
        self.sent = 0
        self.messages = 0
        self.reports = 0
        self.queue: dict[int, dict[str, Any]] = {}
        self.wake = asyncio.Event()
        self.residents = {chat: Resident(self, chat) for chat in range(1000, 1000 + chats)}

    def push(self, _chat: int, body: dict[str, Any]) -> None:
        """Queue an update."""
        self.sent += 1
        self.queue[self.sent] = {"update_id": self.sent, **body}
        self.wake.set()

    async def call(self, request: web.Request) -> web.Response:
        """Answer one Bot API request."""
        method = request.match_info["method"]
        fields = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        if method == "sendMessage":
            return self._send(fields)
        if method == "getUpdates":
            return await self._updates(fields)
        if method == "getMe":
            return _ok({"id": 700, "is_bot": True, "first_name": "Tin Báo", "username": "tinbao_bot"})
        return _ok(True)

    def _send(self, fields: dict[str, str]) -> web.Response:
        chat, self.messages = int(fields["chat_id"]), self.messages + 1
        self.residents[chat].answered(fields["text"], fields.get("reply_markup"))
        return _ok(
            {
                "message_id": self.messages,
                "date": 1767225600,
                "chat": {"id": chat, "type": "private", "first_name": "Dân"},
                "from": {"id": 700, "is_bot": True, "first_name": "Tin Báo"},
                "text": fields["text"],
            }
        )

    async def _updates(self, fields: dict[str, str]) -> web.Response:
        offset = int(fields.get("offset") or 0)
        for number in [number for number in self.queue if number < offset]:
            del self.queue[number]
        if not self.queue:
            self.wake.clear()
            try:
                async with asyncio.timeout(float(fields.get("timeout") or 0) + 0.001):
                    await self.wake.wait()
            except TimeoutError:
                pass
        return _ok(list(self.queue.values())[:100])

    async def facts(self, _request: web.Request) -> web.Response:
        """How far the run is."""
        return web.json_response({"updates": self.sent, "reports": self.reports})

    async def start(self, _request: web.Request) -> web.Response:
        """Let every resident say the first word."""
        for resident in self.residents.values():
            resident.begin()
        return _ok(True)


def _ok(result: Any) -> web.Response:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
    return web.Response(body=body, content_type="application/json")


async def serve(chats: int, echo: bool) -> None:
    """Serve on a free port and print it."""
    platform = Platform(chats, echo)
    app = web.Application(client_max_size=2**20)
    app.router.add_post("/bot{token}/{method}", platform.call)
    app.router.add_get("/facts", platform.facts)
    app.router.add_post("/start", platform.start)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - a parent that dies sends no event
        await asyncio.sleep(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=32)
    parser.add_argument("--echo", action="store_true")
    given = parser.parse_args()
    asyncio.run(serve(given.chats, given.echo))
