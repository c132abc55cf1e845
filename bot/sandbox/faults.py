"""Holds the faults a test asked for and says which one strikes next; without an order nothing ever fails."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What can go wrong between a bot and its server."""

    FLOOD = "flood"
    """429 with `retry_after`; the request isn't performed."""
    SERVER_ERROR = "server_error"
    """502 Bad Gateway; the request isn't performed."""
    TIMEOUT_BEFORE = "timeout_before"
    """No answer for `seconds`, then 504; the request isn't performed."""
    TIMEOUT_AFTER = "timeout_after"
    """The request is performed, its answer comes after `seconds`."""
    CUT_OFF = "cut_off"
    """The request is performed, its answer breaks off in the middle."""
    DUPLICATE_UPDATES = "duplicate_updates"
    """The next `count` updates are delivered twice."""
    REORDERED_UPDATES = "reordered_updates"
    """The next `count` updates come latest first within their batch."""


OF_REQUESTS = frozenset(
    {
        FaultKind.FLOOD,
        FaultKind.SERVER_ERROR,
        FaultKind.TIMEOUT_BEFORE,
        FaultKind.TIMEOUT_AFTER,
        FaultKind.CUT_OFF,
    }
)


@dataclass(slots=True)
class Fault:
    """An ordered fault: how often it still strikes (`count`), on which method (None: any but getUpdates)."""

    kind: FaultKind
    count: int = 1
    method: str | None = None
    seconds: float = 1.0
    skip: int = 0


class FaultPlan:
    """Faults of requests in the order they were ordered."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    def order(self, fault: Fault) -> None:
        """Add a fault; `skip` matching requests pass first."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Take all orders back."""
        self._faults.clear()

    def pending(self) -> list[Fault]:
        """Faults that haven't struck yet."""
        return list(self._faults)

    def strike(self, method: str) -> Fault | None:
        """The fault that hits this request, if any; it is used up by one."""
        for fault in self._faults:
            matches = (
                method != "getUpdates" if fault.method is None else fault.method.lower() == method.lower()
            )
            if not matches:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.count -= 1
            if fault.count <= 0:
                self._faults.remove(fault)
            return fault
        return None
