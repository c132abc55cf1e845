"""Migrations bring either database from nothing to exactly the tables that the code knows."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import storage.migrations
from storage.engine import Database, DatabaseNotMigrated, DatabaseTooNew
from storage.migrate import REVISIONS, check_revision, migrate
from storage.models import metadata
from storage.urls import sync_url


def test_the_migrations_make_the_tables_that_the_code_knows(empty_url: str) -> None:
    migrate(empty_url)
    engine = create_engine(sync_url(empty_url))
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata) == []
        assert set(inspect(conn).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_migrating_again_changes_nothing_and_keeps_the_rows(empty_url: str) -> None:
    migrate(empty_url)
    engine = create_engine(sync_url(empty_url))
    with engine.begin() as conn:
        conn.execute(text("INSERT INTO meta (key, value) VALUES ('a', '\\x00')"))
    migrate(empty_url)
    with engine.connect() as conn:
        assert conn.execute(text("SELECT count(*) FROM meta")).scalar() == 1
    engine.dispose()


def test_the_revisions_the_start_checks_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS


def test_a_migrated_database_is_fit(empty_url: str) -> None:
    migrate(empty_url)
    check_revision(empty_url)


def test_an_empty_database_asks_for_the_migration_in_one_sentence(empty_url: str) -> None:
    with pytest.raises(DatabaseNotMigrated, match=r"^[^.]+ `tinbao migrate`\.$"):
        check_revision(empty_url)


def test_checking_creates_no_file(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    with pytest.raises(DatabaseNotMigrated):
        check_revision(url)
    with pytest.raises(DatabaseNotMigrated):
        Database.open(url)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_url: str) -> None:
    migrate(empty_url)
    engine = create_engine(sync_url(empty_url))
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="newer version"):
        check_revision(empty_url)
    with pytest.raises(DatabaseTooNew):
        migrate(empty_url)
    with engine.connect() as conn:
        assert conn.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    engine.dispose()


def test_the_sqlite_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "fresh" / "tinbao.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
