"""Keeps the rows that the platform refused until it is known whose fault it is; it must never count a recipient as lost for a message's fault."""

from collections import defaultdict
from typing import Generic, TypeVar

R = TypeVar("R")

MOST_REFUSED = 20
"""So many refusals one after the other mean that the message is at fault, not its readers."""
FEWEST_REFUSED = 2
"""So many are enough where the message was never taken by anybody and nothing is left to be sent."""
REFUSED_SECONDS = 3.0
"""After so long without another answer a run counts as having nothing left to be sent."""


class Refusals(Generic[R]):
    """Refused rows by run. What is kept here is `sending` on disk, and certainly reached nobody."""

    def __init__(self) -> None:
        self._rows: dict[int, list[R]] = defaultdict(list)
        self._last: dict[int, float] = {}
        self._taken: set[int] = set()

    @property
    def runs(self) -> set[int]:
        """The runs of which rows are kept."""
        return set(self._rows)

    def add(self, run_id: int, row: R, now: float) -> bool:
        """Keep one more; says whether the message is at fault."""
        self._rows[run_id].append(row)
        self._last[run_id] = now
        return len(self._rows[run_id]) >= MOST_REFUSED

    def message_was_taken(self, run_id: int) -> list[R]:
        """Somebody got the message: these refusals were about their own chats."""
        self._taken.add(run_id)
        return self.release(run_id)

    def release(self, run_id: int) -> list[R]:
        """Keep them no longer."""
        self._last.pop(run_id, None)
        return self._rows.pop(run_id, [])

    def over(self, now: float) -> list[tuple[int, bool]]:
        """Runs to which nothing was added lately, each with whether the message is at fault."""
        return [
            (run_id, run_id not in self._taken and len(self._rows[run_id]) >= FEWEST_REFUSED)
            for run_id, last in self._last.items()
            if now - last >= REFUSED_SECONDS
        ]
