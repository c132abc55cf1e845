"""Says epochs of a queue's key in a detail of the audit record; must never be longer than such a detail may be, however many there are."""

from collections.abc import Iterable

_MOST = 80
"""Letters of one detail (`storage.audit`): more would be refused, and with it the act itself."""


def epochs_told(name: str, epochs: Iterable[int]) -> dict[str, str]:
    """The epochs under this name, three or more in a row as `2-5`; where that is too long, first and last, and how many."""
    known = sorted(set(epochs))
    told = ",".join(_runs(known))
    if len(told) <= _MOST:
        return {name: told}
    return {name: f"{known[0]}-{known[-1]}", f"{name}_in_all": str(len(known))}


def _runs(known: list[int]) -> Iterable[str]:
    at = 0
    while at < len(known):
        end = at
        while end + 1 < len(known) and known[end + 1] == known[end] + 1:
            end += 1
        if end - at < 2:
            yield from (str(each) for each in known[at : end + 1])
        else:
            yield f"{known[at]}-{known[end]}"
        at = end + 1
