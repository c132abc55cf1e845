"""Lets a test act as residents do: write, press the button one reads, and wait for the bot's word."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.resident_messages import Phone
from tests.bot.platform import Platform, until

REPORT = "📝 Gửi tin báo"
DONE = "✅ Xong, sang bước gửi"
SEND = "📨 Gửi tin này"


@dataclass(slots=True)
class Resident:
    """One person with a phone, who reads only what is new."""

    platform: Platform
    phone: Phone
    read: set[int] = field(default_factory=set)

    @classmethod
    def arrive(cls, platform: Platform) -> "Resident":
        """Somebody new."""
        return cls(platform, platform.phone())

    def write(self, text: str) -> int:
        """Send a text; returns its message id."""
        return int(self.phone.send_text(text)["message_id"])

    def press(self, label: str) -> None:
        """Press the newest button of this label."""
        for message in reversed(list(self.phone.chat.messages.values())):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"].startswith(label):
                        self.phone.press(message["message_id"], button["callback_data"])
                        return
        raise AssertionError(f"no button {label!r}")

    async def hears(self, text: str, seconds: float = 60.0) -> str:
        """Wait for a new message of the bot that holds this text; older unread ones count as read then."""
        found: list[str] = []

        def heard() -> bool:
            for number, message in self.phone.chat.messages.items():
                if number in self.read or not message["from"]["is_bot"]:
                    continue
                if text in str(message.get("text")):
                    self.read.update(known for known in self.phone.chat.messages if known <= number)
                    found.append(str(message["text"]))
                    return True
            return False

        try:
            await until(heard, seconds)
        except TimeoutError:
            unread = [
                str(message.get("text"))[:60]
                for number, message in self.phone.chat.messages.items()
                if number not in self.read and message["from"]["is_bot"]
            ]
            raise AssertionError(f"waited for {text!r}, unread: {unread}") from None
        return found[0]

    def unread(self) -> list[str]:
        """What the bot has said since."""
        return [
            str(message.get("text"))
            for number, message in self.phone.chat.messages.items()
            if number not in self.read and message["from"]["is_bot"]
        ]

    async def begins_a_report(self, when: str = "Đã xảy ra", conflict: str = "Không có") -> None:
        """Go on to where things are told."""
        self.write("/baotin")
        await self.hears("Cố ý báo sai")
        self.press("Tiếp tục")
        await self.hears("xã, phường")
        self.write("quỳnh nhai sơn la")
        await asyncio.sleep(0)
        await self.until_button("Xã Quỳnh Nhai, Sơn La", "Không có")
        if self.has_button("Xã Quỳnh Nhai, Sơn La") and not self.has_button("Không có"):
            self.press("Xã Quỳnh Nhai, Sơn La")
        await self.hears("dính líu hoặc bao che")
        self.press(conflict)
        await self.hears("lúc nào?")
        self.press(when)
        await self.hears("Kể ở đây")

    async def tells_one_thing(self) -> None:
        """Begin a report and tell `một`; it is acknowledged."""
        await self.begins_a_report()
        self.write("một")
        await self.hears("Đã cất kín 1 mục")

    async def adds_with(self, code: str) -> None:
        """Come back with the code, to where more can be sent."""
        self.write(f"/xemtin {code}")
        await self.hears("Đã tới, chờ xem")
        self.press("✍️ Gửi thêm")
        await self.hears("Mỗi mục được cất kín")

    async def sends_it(self) -> str:
        """From the telling to the end; returns the code."""
        code = await self.gets_a_code()
        self.press(SEND)
        await self.hears("Đã gửi tới")
        return code

    async def gets_a_code(self) -> str:
        """Finish telling and take the code."""
        self.press(DONE)
        await self.hears("loại nào?")
        self.press("Bỏ qua")
        return code_in(await self.hears("Mã tin"))

    def has_button(self, label: str) -> bool:
        """Whether the newest message of the bot has this button."""
        last: dict[str, Any] = next(
            (m for m in reversed(list(self.phone.chat.messages.values())) if m["from"]["is_bot"]), {}
        )
        rows = last.get("reply_markup", {}).get("inline_keyboard", [])
        return any(button["text"].startswith(label) for row in rows for button in row)

    async def until_button(self, *labels: str) -> None:
        """Wait until the newest message of the bot has one of these buttons."""
        met: Callable[[], bool] = lambda: any(self.has_button(label) for label in labels)  # noqa: E731
        await until(met)


def code_in(text: str) -> str:
    """The receipt code of a message, as it stands there."""
    for line in text.splitlines():
        digits = line.replace(" ", "")
        if len(digits) == 24 and digits.isdigit():
            return line
    raise AssertionError("no code in this message")
