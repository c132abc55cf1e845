"""The table from a method's name to the function that performs it; it never guesses a missing one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.request_reading import Call
from bot.sandbox.webhooks import WebhookCourier
from bot.sandbox.world import SandboxBot, World


@dataclass(frozen=True, slots=True)
class Desk:
    """What a performer works with: the world, the bot that called, and its webhook courier."""

    world: World
    bot: SandboxBot
    courier: WebhookCourier


Performer = Callable[[Desk, Call], Any | Awaitable[Any]]

PERFORMERS: dict[str, Performer] = {}


def performs(*names: str) -> Callable[[Performer], Performer]:
    """Enter a function into the table under these method names."""

    def enter(performer: Performer) -> Performer:
        for name in names:
            PERFORMERS[name] = performer
        return performer

    return enter
