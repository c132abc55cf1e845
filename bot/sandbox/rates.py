"""Holds bots to the platform's rate, if a test asks for one: so many messages within any one second, one a second in a chat; it never delays a request."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from bot.sandbox.refusals import RefusedError

WINDOW_SECONDS = 1.0
MOST_CHATS = 20_000


class RateRule:
    """The rule of one bot. `per_second`: messages within any one second; `one_a_second_in_a_chat`: the same for each chat.

    A refused message doesn't count. `refused` counts the refusals, `accepted` the rest.
    """

    def __init__(
        self,
        per_second: int | None,
        *,
        one_a_second_in_a_chat: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = per_second
        self._chatwise = one_a_second_in_a_chat
        self._clock = clock
        self._accepted: deque[float] = deque()
        self._chats: OrderedDict[str, float] = OrderedDict()
        self.accepted = 0
        self.refused = 0

    def take(self, chat: str) -> None:
        """Count a message; RefusedError (429 with `retry_after`) when it is one too many."""
        now = self._clock()
        while self._accepted and now - self._accepted[0] >= WINDOW_SECONDS:
            self._accepted.popleft()
        wait = 0.0
        if self._most is not None and len(self._accepted) >= self._most:
            wait = self._accepted[0] + WINDOW_SECONDS - now
        if self._chatwise:
            wait = max(wait, self._chats.get(chat, -WINDOW_SECONDS) + WINDOW_SECONDS - now)
        if wait > 0:
            self.refused += 1
            seconds = max(1, math.ceil(wait))
            raise RefusedError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        self.accepted += 1
        self._accepted.append(now)
        self._chats[chat] = now
        self._chats.move_to_end(chat)
        while len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)


def counts(method: str) -> bool:
    """Whether a method puts a message into a chat."""
    return method.startswith("send") and method != "sendChatAction"
