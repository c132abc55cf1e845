"""Brings a database to this version's tables and says when it isn't; must never touch a database of a newer version."""

import os
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.clocks import refresh_all
from storage.connections import make_engine
from storage.errors import DatabaseNotMigrated, DatabaseTooNew, DatabaseUnreachable
from storage.urls import sqlite_file, sync_url

REVISIONS = tuple(f"{number:04}" for number in range(1, 12))
"""Every revision this version knows, oldest first; a test compares it with the scripts. Kept here because
loading the migration library costs more than the rest of the start.
"""

_CLOCKS = "0003"
"""Since then rows know their duty: those of an older database are worked out once."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Bring the database to this version's tables. Raises `DatabaseTooNew`, `BadDatabaseUrl`, `DatabaseUnreachable`."""
    from alembic import command  # noqa: PLC0415 - costs a noticeable part of every other start
    from alembic.config import Config  # noqa: PLC0415

    target = sync_url(url)
    _prepare_file(target)
    engine = make_engine(target, "write")
    try:
        with engine.connect() as conn, conn.begin():
            before = _revision(conn)
            _refuse_newer(before)
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = conn
            command.upgrade(config, "head")
            if before is not None and before < _CLOCKS:
                refresh_all(conn)
    except OperationalError:
        raise DatabaseUnreachable("The database of TINBAO_DATABASE_URL can't be reached.") from None
    finally:
        engine.dispose()


def check_revision(url: str) -> None:
    """Raises `DatabaseNotMigrated` or `DatabaseTooNew` unless the tables are this version's; creates nothing."""
    target = sync_url(url)
    file = sqlite_file(target)
    if file is not None and not file.exists():
        raise DatabaseNotMigrated("There is no database yet: run `tinbao migrate`.")
    engine = make_engine(target, "read")
    try:
        with engine.connect() as conn, conn.begin():
            found = _revision(conn)
    except DBAPIError:
        raise DatabaseUnreachable("The database of TINBAO_DATABASE_URL can't be reached.") from None
    finally:
        engine.dispose()
    _refuse_newer(found)
    if found != REVISIONS[-1]:
        raise DatabaseNotMigrated("The database is older than this version of tinbao: run `tinbao migrate`.")


def _revision(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    found: str | None = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in REVISIONS:
        raise DatabaseTooNew("The database was written by a newer version of tinbao than this one.")


def _prepare_file(target: URL) -> None:
    """Create the file for its owner only before SQLite would create it for everybody; WAL files take its mode."""
    file = sqlite_file(target)
    if file is None or file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
