"""What both bots do with one update that was read; it never lets an update count as done that wasn't handled."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from bot.private_logging import get_logger

LONG_POLL_SECONDS = 25
BATCH = 100
"""Updates of one answer; the platform gives no more."""
FAILED_PAUSE_SECONDS = 1.0
MOST_BACK_OFF_SECONDS = 30.0

T = TypeVar("T")
_log = get_logger()


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What an update comes to: something for the conversation, a chat to leave, a button to answer, or nothing."""

    incoming: T | None = None
    leave_chat: int | None = None
    callback_id: str | None = None


class Channel(Protocol):
    """What can be done at once, beside the conversation; both begin something and return."""

    def answer_button(self, callback_id: str) -> None:
        """Stop the button's spinning."""
        ...

    def leave(self, chat_id: int) -> None:
        """Leave a group."""
        ...


async def take(channel: Channel, handle: Callable[[T], Awaitable[None]], read: Read[T], failed: str) -> bool:
    """Do what an update asks for; says whether it is done. One that isn't stays unconfirmed; `failed` is logged for it."""
    if read.callback_id is not None:
        channel.answer_button(read.callback_id)
    if read.leave_chat is not None:
        channel.leave(read.leave_chat)
    if read.incoming is None:
        return True
    try:
        await handle(read.incoming)
    except Exception as error:  # noqa: BLE001 - an update that failed stays unconfirmed and comes again
        _log.error(failed, exc_info=error)
        return False
    return True


def seconds_after_failure(error: Exception, failures: int, *, conflict: bool, told: float | None) -> float:
    """How long to wait after so many failed polls in a row, longer each time; `told`: what the platform asked for.

    `conflict`: somebody else polls with this token (or a webhook stands), so that updates may be going elsewhere.
    """
    if conflict:
        _log.error("another_poller_has_this_token", status=409)
    elif failures in {1, 10} or failures % 100 == 0:
        _log.warning("polling_failed", error=type(error).__name__, count=failures)
    return min(0.25 * 2.0 ** min(failures, 8), MOST_BACK_OFF_SECONDS) if told is None else told


async def pause(seconds: float, stopped: "asyncio.Future[Any]") -> None:
    """Wait so long, or until the bot is told to stop."""
    await asyncio.wait({stopped}, timeout=seconds)
