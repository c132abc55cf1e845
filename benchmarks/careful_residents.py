"""Plays residents who remember every promise the bot makes them, and a platform that redelivers; it never repairs the bot's work.

A resident reacts to what the bot says, never twice to the same button, and nudges after a long silence, as people do.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

PLACE = "quỳnh nhai sơn la"
TEXTS_A_REPORT = 3
SILENCE_SECONDS = 6.0
_ACK = re.compile(r"Đã cất kín (\d+) mục")
_CODE = re.compile(r"^(\d{4} ){5}\d{4}$", re.MULTILINE)
_SEND, _OTHER_CODE = "📨 Gửi tin này", "🔑 Cho tôi mã khác"
_STEPS = ("Tiếp tục", "Xã Quỳnh Nhai, Sơn La", "Không có", "Đã xảy ra", "Bỏ qua bước này", _SEND)


@dataclass(slots=True)
class Report:
    """What a resident was promised about one report."""

    texts: list[str] = field(default_factory=list)
    acknowledged: int = 0
    codes: list[str] = field(default_factory=list)
    sending: bool = False
    confirmed: bool = False


class CarefulResident:
    """One chat, one report after the other, until told to begin no more."""

    def __init__(self, platform: "CarefulPlatform", chat: int) -> None:
        self.platform = platform
        self.chat = chat
        self.reports: list[Report] = []
        self.pressed: set[str] = set()
        self.heard_at = 0.0
        self.last: tuple[str, dict[str, str]] = ("", {})

    @property
    def report(self) -> Report:
        """The report on its way."""
        return self.reports[-1]

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self.reports or self.report.confirmed

    def begin(self) -> None:
        """Begin a new report, unless the run is ending."""
        if self.platform.ending:
            return
        self.reports.append(Report())
        self.write("/baotin")

    def hear(self, text: str, buttons: dict[str, str]) -> None:
        """React to a message of the bot."""
        self.heard_at = asyncio.get_running_loop().time()
        self.last = (text, buttons)
        if self.idle:
            return
        if code := _CODE.search(text):
            self.report.codes.append(code[0])
        if self.report.sending and ("Đã gửi tới" in text or "Đã gửi rồi" in text):
            self.report.confirmed = True
            self.begin()
            return
        self.act(text, buttons)

    def act(self, text: str, buttons: dict[str, str]) -> None:
        """Do what the message asks for."""
        report = self.report
        if "🗂 Chọn theo tỉnh" in buttons and buttons["🗂 Chọn theo tỉnh"] not in self.pressed:
            self.pressed.add(buttons["🗂 Chọn theo tỉnh"])
            self.write(PLACE)
            return
        if ack := _ACK.search(text):
            report.acknowledged = max(report.acknowledged, int(ack[1]))
        if "✅ Xong, sang bước gửi" in buttons or "Kể ở đây" in text:
            if report.acknowledged >= TEXTS_A_REPORT:
                self.press(buttons.get("✅ Xong, sang bước gửi", ""))
            elif len(report.texts) == report.acknowledged:
                self.tell()
            return
        if _SEND in buttons and not report.codes and _OTHER_CODE in buttons:
            self.press(buttons[_OTHER_CODE])  # nobody sends without having read a code
            return
        label = next((step for step in _STEPS if step in buttons), None)
        if label is not None:
            report.sending = report.sending or label == _SEND
            self.press(buttons[label])

    def nudge(self) -> None:
        """After a long silence, do the last thing again."""
        self.heard_at = asyncio.get_running_loop().time()
        text, buttons = self.last
        if self.idle:
            self.begin()
        elif not text:
            self.write("/baotin")
        else:
            self.pressed.clear()
            self.act(text, buttons)

    def tell(self) -> None:
        """Tell the next thing, in words nobody else uses."""
        number = len(self.report.texts) + 1
        text = f"Điều {number} của tin {len(self.reports)} ở máy {self.chat}: thấy tụ tập đánh bạc."
        self.report.texts.append(text)
        self.write(text)

    def write(self, text: str) -> None:
        """Send a text."""
        self.platform.push({"message": {**self.platform.message(self.chat), "text": text}})

    def press(self, data: str) -> None:
        """Press a button, once."""
        if not data or data in self.pressed:
            return
        self.pressed.add(data)
        message = {**self.platform.message(self.chat), "text": "?"}
        query = {
            "id": str(self.platform.updates),
            "from": message["from"],
            "chat_instance": "1",
            "data": data,
        }
        self.platform.push({"callback_query": {**query, "message": message}})


class CarefulPlatform:
    """A Bot API server in this process that keeps every update until it is confirmed."""

    def __init__(self, chats: int) -> None:
        self.updates = 0
        self.messages = 0
        self.said = 0
        self.ending = False
        self.queue: dict[int, dict[str, Any]] = {}
        self.polled = asyncio.Event()
        self._wake = asyncio.Event()
        self.residents = {chat: CarefulResident(self, chat) for chat in range(1000, 1000 + chats)}
        self.url = ""

    def message(self, chat: int) -> dict[str, Any]:
        """The frame of a message from a resident."""
        self.messages += 1
        person = {"id": chat, "is_bot": False, "first_name": "Dân", "language_code": "vi"}
        private = {"id": chat, "type": "private", "first_name": "Dân"}
        return {"message_id": self.messages, "date": 1767225600, "chat": private, "from": person}

    def push(self, body: dict[str, Any]) -> None:
        """Queue an update."""
        self.updates += 1
        self.queue[self.updates] = {"update_id": self.updates, **body}
        self._wake.set()

    async def serve(self) -> web.AppRunner:
        """Serve on a free port; the caller cleans the runner up."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def nudging(self) -> None:
        """Let residents who have heard nothing for long do their last thing again."""
        loop = asyncio.get_running_loop()
        for resident in self.residents.values():
            resident.heard_at = loop.time()
            resident.begin()
        while True:
            await asyncio.sleep(0.5)
            for resident in self.residents.values():
                if loop.time() - resident.heard_at > SILENCE_SECONDS:
                    resident.nudge()

    async def _call(self, request: web.Request) -> web.Response:
        fields = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        match request.match_info["method"]:
            case "getUpdates":
                return _ok(await self._due(int(fields.get("offset") or 0), float(fields.get("timeout") or 0)))
            case "sendMessage":
                return _ok(self._said(fields))
            case _:
                return _ok(True)

    async def _due(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self.polled.set()
        for number in [number for number in self.queue if number < offset]:
            del self.queue[number]
        if not self.queue and seconds:
            self._wake.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._wake.wait()
            except TimeoutError:
                pass
        return list(self.queue.values())[:100]

    def _said(self, fields: dict[str, str]) -> dict[str, Any]:
        chat = int(fields["chat_id"])
        self.said += 1
        said = {**self.message(chat), "text": fields["text"]}
        rows = json.loads(fields.get("reply_markup", "{}")).get("inline_keyboard", ())
        buttons = {button["text"]: button["callback_data"] for row in rows for button in row}
        # The resident reads it once the request is answered, as a phone would.
        asyncio.get_running_loop().call_soon(self.residents[chat].hear, fields["text"], buttons)
        return said


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})
