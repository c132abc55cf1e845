"""Maps a database URL to the driver this room uses; must never put a URL, which may hold a password, into a message."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import BadDatabaseUrl

_SQLITE = {"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"}
_POSTGRESQL = {"postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"}


def sync_url(url: str) -> URL:
    """The URL with the synchronous driver of the same database. Raises `BadDatabaseUrl`."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadDatabaseUrl("TINBAO_DATABASE_URL is not a database address.") from None
    if parsed.drivername in _SQLITE:
        if not parsed.database or parsed.database == ":memory:":
            raise BadDatabaseUrl("TINBAO_DATABASE_URL must name a file for SQLite.")
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed.drivername in _POSTGRESQL:
        return parsed.set(drivername="postgresql+psycopg")
    raise BadDatabaseUrl("TINBAO_DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://.")


def sqlite_file(url: URL) -> Path | None:
    """The database file of a SQLite URL, None for PostgreSQL."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database or "")
