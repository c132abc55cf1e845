"""Counters under keyed hashes whose key changes daily; must never outlive their span by more than a sweep."""

from storage.engine import Connection


def take(conn: Connection, key: bytes, kind: str, span: int, most: int) -> bool:
    """Count one more under `key` in a day or hour (`span`, any integer that names it); False, and not counted, at `most`."""
    raise NotImplementedError


def release(conn: Connection, key: bytes, kind: str, span: int) -> None:
    """Give one back (a dropped draft)."""
    raise NotImplementedError


def taken(conn: Connection, key: bytes, kind: str, span: int) -> int:
    """How many are counted now."""
    raise NotImplementedError
