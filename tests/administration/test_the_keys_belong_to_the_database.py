"""Another key in `.env` is noticed before anything is lost by it; going on with it after a loss is a decision of its own."""

import base64
import secrets

import pytest
from sqlalchemy import create_engine, text

from storage.audit import INSTALLATION
from storage.engine import DataFolderLock

KEYS = ("TINBAO_PSEUDONYM_KEY", "TINBAO_CONTACT_KEY", "TINBAO_KEYRING_KEY")
EVERY_KEY = pytest.mark.parametrize("name", KEYS)


@pytest.fixture
def started(installation):
    """An installation that was opened once, so that its keys are known."""
    installation.house().database.close_now()
    return installation


def _env(installation):
    return installation.folder / ".env"


def _put(installation, name, value):
    lines = [line for line in _env(installation).read_text().splitlines() if not line.startswith(f"{name}=")]
    _env(installation).write_text("\n".join([*lines, f"{name}={value}"]) + "\n")


def _another(installation, name):
    """Put another key there; gives the former lines."""
    before = _env(installation).read_text()
    _put(installation, name, base64.b64encode(secrets.token_bytes(32)).decode())
    return before


def _marks(installation):
    engine = create_engine(f"sqlite:///{installation.folder / 'tinbao.db'}")
    with engine.connect() as conn:
        rows = conn.execute(text("SELECT key, value FROM meta WHERE key LIKE 'key_mark:%'")).all()
    engine.dispose()
    return dict(rows)


def _acts(installation):
    house = installation.house()
    try:
        return house.database.read_now(
            lambda conn: conn.execute(
                text("SELECT act, detail FROM audit_rows WHERE unit_id = :unit ORDER BY ordinal"),
                {"unit": INSTALLATION},
            ).all()
        )
    finally:
        house.database.close_now()


@EVERY_KEY
def test_another_key_is_named_and_nothing_starts(started, name):
    before, marks = _another(started, name), _marks(started)
    for command in (("run", "desk"), ("doctor",), ("unit", "list")):
        refused = started.run(*command)
        assert refused.exit_code == 2
        assert refused.output.count("\n") == 1
        assert name in refused.output
        assert "put the right one back" in refused.output
    assert _marks(started) == marks
    _env(started).write_text(before)
    assert started.run("unit", "list").exit_code == 0


def test_no_mark_holds_anything_of_its_key(started):
    values = dict(line.split("=", 1) for line in _env(started).read_text().splitlines() if "=" in line)
    marks = _marks(started)
    assert len(marks) == len(set(marks.values())) == len(KEYS)
    for name in KEYS:
        key = base64.b64decode(values[name])
        assert all(mark not in key and key not in mark for mark in marks.values())


@EVERY_KEY
def test_a_lost_key_is_given_up_only_when_somebody_says_so(started, name):
    former = _another(started, name)
    asked = started.run("keys", "adopt", typed="n\n")
    assert asked.exit_code != 0
    assert name in asked.output
    assert started.run("unit", "list").exit_code == 2
    adopted = started.run("keys", "adopt", typed="y\n")
    assert adopted.exit_code == 0, adopted.output
    assert started.run("unit", "list").exit_code == 0
    last = _acts(started)[-1]
    assert last.act == "server_key_replaced"
    assert name.removeprefix("TINBAO_").lower() in str(last.detail)
    _env(started).write_text(former)
    assert name in started.run("unit", "list").output


def test_there_is_nothing_to_adopt_where_nothing_changed(started):
    refused = started.run("keys", "adopt", "--yes")
    assert refused.exit_code == 2
    assert "nothing to adopt" in refused.output


def test_nothing_is_adopted_while_the_service_runs(started):
    _another(started, KEYS[0])
    with DataFolderLock(started.folder / "data"):
        refused = started.run("keys", "adopt", "--yes")
    assert refused.exit_code == 2
    assert KEYS[0] in started.run("unit", "list").output
