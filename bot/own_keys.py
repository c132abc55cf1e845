"""Notices keys of the settings that this installation doesn't work with; it must never let a process go on with one."""

import hmac

from bot.settings import PREFIX, Settings
from sealing.key_marks import key_mark
from storage.deployment import keep_key_mark
from storage.deployment import key_mark as kept_mark
from storage.engine import Connection, Database

OWN_KEYS = ("pseudonym_key", "contact_key", "keyring_key")
"""Settings whose value belongs to the database: with another one its rows aren't found, or don't open."""


def marks_of(settings: Settings, deployment: bytes) -> dict[str, bytes]:
    """Give the marks of the keys that the settings hold, by setting; all of them are there (`Settings.need`)."""
    marks: dict[str, bytes] = {}
    for name in OWN_KEYS:
        key = getattr(settings, name)
        assert key is not None
        marks[name] = key_mark(key, name, deployment)
    return marks


def foreign_key(database: Database, settings: Settings, deployment: bytes) -> str:
    """Why one of the keys can't be this installation's; empty when all are.

    The marks are kept at the first start that finds none, and from then on only `tinbao keys adopt` changes them.
    """
    marks = marks_of(settings, deployment)

    def kept(conn: Connection) -> dict[str, bytes | None]:
        return {name: kept_mark(conn, name) for name in OWN_KEYS}

    def keep(conn: Connection) -> None:
        for name, mark in marks.items():
            keep_key_mark(conn, name, mark)

    known = database.read_now(kept)
    if None in known.values():
        database.write_now(keep)
        # Another process may have been first.
        known = database.read_now(kept)
    for name, mark in marks.items():
        if not hmac.compare_digest(known[name] or b"", mark):
            return (
                f"{PREFIX}{name.upper()} isn't the key that this database works with: put the right one back"
                " (`tinbao keys adopt` if it is lost for good)."
            )
    return ""
