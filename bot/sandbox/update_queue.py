"""Keeps one bot's updates until they are confirmed; it never drops an unconfirmed one before its bound is reached."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from bot.sandbox.refusals import conflict

MOST_WAITING = 100_000
"""Updates kept for a bot that doesn't fetch them; the oldest go first (the public server drops them after a day)."""

Update = dict[str, Any]

_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates of one bot in order, fetched by one poller at a time or taken by the webhook courier.

    `duplicate_next` and `reorder_next` count updates whose delivery is made faulty on purpose.
    """

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._waiting: dict[int, Update] = {}
        self._again: list[Update] = []
        self._twice: set[int] = set()
        self._poll: asyncio.Future[bool] | None = None
        self._allowed: frozenset[str] | None = None
        self._stopped = False
        self.on_new: Callable[[Update], None] = lambda _update: None
        self.duplicate_next = 0
        self.reorder_next = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def allowed(self) -> frozenset[str] | None:
        """The kinds the bot asked for, None for the default."""
        return self._allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds the bot wants; None keeps what was asked before, an empty list is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def add(self, kind: str, body: dict[str, Any]) -> int | None:
        """Queue an update of this kind; None when the bot didn't ask for the kind."""
        wanted = kind in self._allowed if self._allowed is not None else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return None
        update_id = self._next_id
        self._next_id += 1
        update = {"update_id": update_id, kind: body}
        self._waiting[update_id] = update
        if self.duplicate_next > 0:
            self.duplicate_next -= 1
            self._twice.add(update_id)
        while len(self._waiting) > MOST_WAITING:
            self._forget(next(iter(self._waiting)))
        self._wake(True)
        self.on_new(update)
        return update_id

    def waiting(self) -> list[Update]:
        """Unconfirmed updates in order."""
        return list(self._waiting.values())

    def settle(self, update_id: int) -> bool:
        """The webhook took it. Returns True when a fault wants it delivered once more."""
        self._waiting.pop(update_id, None)
        if update_id in self._twice:
            self._twice.discard(update_id)
            return True
        return False

    def clear(self) -> None:
        """Forget everything that waits (`drop_pending_updates`)."""
        self._waiting.clear()
        self._twice.clear()
        self._again.clear()

    def stop(self) -> None:
        """Let a pending poll go home with nothing; later ones answer at once."""
        self._stopped = True
        self._wake(True)

    async def poll(self, offset: int | None, limit: int, wait: float) -> list[Update]:
        """One `getUpdates`: confirms what lies before `offset`, then waits up to `wait` seconds.

        Raises RefusedError (409) in the call that was already waiting when another poller comes.
        """
        self._confirm(offset)
        self._wake(False)
        if not self._waiting and not self._again and wait > 0 and not self._stopped:
            await self._wait(wait)
        found = self._again + list(islice(self._waiting.values(), max(0, limit - len(self._again))))
        self._again = []
        if self.reorder_next > 0 and len(found) > 1:
            self.reorder_next = max(0, self.reorder_next - len(found))
            found.reverse()
        return found

    async def _wait(self, seconds: float) -> None:
        poll: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            undisturbed = await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if not undisturbed:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )

    def _wake(self, undisturbed: bool) -> None:
        poll, self._poll = self._poll, None
        if poll is not None and not poll.done():
            poll.set_result(undisturbed)

    def _confirm(self, offset: int | None) -> None:
        if offset is None or offset == 0:
            return
        keys = list(self._waiting)
        confirmed = keys[:offset] if offset < 0 else [key for key in keys if key < offset]
        for update_id in confirmed:
            update = self._waiting[update_id]
            if update_id in self._twice:
                self._again.append(update)
            self._forget(update_id)

    def _forget(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)
        self._twice.discard(update_id)
