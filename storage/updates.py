"""Remembers which updates were taken, for 48 hours, so that none acts twice; must never hold whose update it was."""

from sqlalchemy import text

from storage.engine import Connection

_TAKE = text(
    "INSERT INTO update_keys (channel, update_key, hour) VALUES (:channel, :update_key, :hour) ON CONFLICT DO NOTHING"
)


def take_update(conn: Connection, channel: str, update_key: str, hour: int) -> bool:
    """Take an update's key in this transaction; False if it is already taken (a redelivery)."""
    taken = conn.execute(_TAKE, {"channel": channel, "update_key": update_key, "hour": hour})
    return taken.rowcount == 1
