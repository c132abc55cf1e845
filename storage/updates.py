"""Remembers which updates were taken, for 48 hours, so that none acts twice; must never hold whose update it was."""

from storage.engine import Connection


def take_update(conn: Connection, channel: str, update_key: str, hour: int) -> bool:
    """Take an update's key in this transaction; False if it is already taken (a redelivery)."""
    raise NotImplementedError
