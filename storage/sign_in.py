"""Throttling of sign-in and one use per code; must never tell whether a name exists."""

from datetime import datetime

from storage.engine import Connection


def attempt_allowed(conn: Connection, sign_in_name: str, now: datetime) -> bool:
    """Whether this name may try now: five free tries, then a wait that doubles from one minute up to one hour."""
    raise NotImplementedError


def note_failure(conn: Connection, sign_in_name: str, now: datetime) -> None:
    """Count a failed try, for a name that exists or not."""
    raise NotImplementedError


def note_success(conn: Connection, sign_in_name: str) -> None:
    """Forget the failures of a name."""
    raise NotImplementedError


def take_code_step(conn: Connection, officer_id: bytes, step: int) -> bool:
    """Use up a second-factor code by its 30-second step; False if it or a later one was used before."""
    raise NotImplementedError
