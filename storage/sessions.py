"""Signed-in sessions under hashed tokens, with idle and absolute end; must never be found by anything but the token."""

from dataclasses import dataclass
from datetime import datetime

from sealing.secret_types import SecretText
from storage.engine import Connection
from storage.viewer import Viewer

IDLE_MINUTES = 60
ABSOLUTE_MINUTES = 12 * 60


@dataclass(frozen=True, slots=True)
class Session:
    """A live session; `touch_due`: over a minute has passed since it was last noted, so write `touch`."""

    viewer: Viewer
    unit_name: str
    wrapped_seed: bytes
    touch_due: bool


def open_session(
    conn: Connection,
    officer_id: bytes,
    token: SecretText,
    now: datetime,
    idle_minutes: int = IDLE_MINUTES,
    absolute_minutes: int = ABSOLUTE_MINUTES,
) -> None:
    """Begin a session; the token is stored hashed."""
    raise NotImplementedError


def session(conn: Connection, token: SecretText, now: datetime) -> Session | None:
    """The live session of a token; None when unknown, idle too long, ended, or its officer has left."""
    raise NotImplementedError


def touch(conn: Connection, token: SecretText, now: datetime) -> None:
    """Note that the session is in use."""
    raise NotImplementedError


def close_session(conn: Connection, token: SecretText) -> None:
    """Sign out."""
    raise NotImplementedError
