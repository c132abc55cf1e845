"""An installation for practice and a real one can't be made into each other, and practice never reaches residents."""

from pathlib import Path

import pytest

from bot.bootstrap import House, open_house
from bot.demo.preparing import prepare_demo
from bot.settings import Settings, SettingsError, load_settings
from storage.deployment import is_training


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "house"
    prepare_demo(folder, tell=False)
    return folder


def settings_of(folder: Path, **changes: object) -> Settings:
    here = {"database_url": f"sqlite+aiosqlite:///{folder / 'tinbao.db'}", "data_dir": folder / "data"}
    return load_settings(folder / ".env").model_copy(update={**here, **changes})


def opened(settings: Settings) -> House:
    house = open_house(settings)
    house.database.close_now()
    return house


def test_the_demo_is_for_practice_and_says_so(practice: Path) -> None:
    settings = settings_of(practice)
    assert settings.training
    house = open_house(settings)
    assert house.database.read_now(is_training)
    house.database.close_now()


def test_a_practice_database_is_never_served_as_a_real_one(practice: Path) -> None:
    with pytest.raises(SettingsError, match="for practice"):
        opened(settings_of(practice, training=False))


def test_practice_never_talks_to_the_platform_that_residents_use(practice: Path) -> None:
    with pytest.raises(SettingsError, match="TINBAO_TELEGRAM_API"):
        opened(settings_of(practice, telegram_api="https://api.telegram.org"))


def test_a_real_database_is_never_practised_on(tmp_path: Path, practice: Path, migrated_sqlite: Path) -> None:
    from storage.deployment import set_deployment_id
    from storage.engine import Database

    url = f"sqlite+aiosqlite:///{tmp_path / 'real.db'}"
    (tmp_path / "real.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database.open(url, tmp_path)
    database.write_now(lambda conn: set_deployment_id(conn, b"r" * 16))
    database.close_now()
    settings = settings_of(practice, database_url=url, data_dir=tmp_path)
    with pytest.raises(SettingsError, match="real one"):
        opened(settings)
    assert opened(settings.model_copy(update={"training": False}))
