"""The chat platform as a test sees it from behind."""

import asyncio
from dataclasses import dataclass

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.resident_messages import Phone
from bot.sandbox.world import SandboxBot, World

TOKEN = "700100200:AAF-token-of-the-tests-only-xxxxxxxxxxx"


@dataclass(frozen=True, slots=True)
class Platform:
    """The chat platform as a test sees it: its address, its bot, and phones of made-up people."""

    url: str
    world: World
    bot: SandboxBot

    def phone(self) -> Phone:
        """Someone with a phone."""
        return Phone(self.world, self.bot, self.world.new_resident("Người dân", "vi"))

    def stumble(
        self, kind: FaultKind, method: str | None = None, count: int = 1, seconds: float = 0.05
    ) -> None:
        """Let the next requests go wrong."""
        self.bot.faults.order(Fault(kind, count, method, seconds, 0))

    def said(self, phone: Phone) -> list[str]:
        """What the bot has said to a phone, oldest first."""
        return [
            str(message.get("text"))
            for message in phone.chat.messages.values()
            if message.get("from", {}).get("is_bot")
        ]


async def until(met: object, seconds: float = 60.0) -> None:
    """Wait until `met()` is true."""
    assert callable(met)
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - what is waited for is another process's or library's
            await asyncio.sleep(0.01)
