"""What is unfit ends the start with one sentence, exit code 2, and nothing changed."""

import base64
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sealing.errors import SealingUnavailable

TINBAO = Path(sys.executable).parent / "tinbao"
KEY = base64.b64encode(bytes(32)).decode()


def _one_sentence(done, *words):
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    for word in words:
        assert word in done.output


def _change_env(installation, name, value):
    path = installation.folder / ".env"
    lines = [line for line in path.read_text().splitlines() if not line.startswith(f"{name}=")]
    path.write_text("\n".join([*lines, f"{name}={value}" if value is not None else ""]) + "\n")


@pytest.mark.parametrize(
    "name", ["TINBAO_DIRECTORY_PUBLIC_KEY", "TINBAO_KEYRING_KEY", "TINBAO_PSEUDONYM_KEY"]
)
def test_a_missing_key_is_named(installation, name):
    """Without one of its keys nothing starts."""
    _change_env(installation, name, None)
    _one_sentence(installation.run("run", "desk"), name, "missing")


def test_a_named_process_without_its_settings_is_refused(installation):
    """Residents and officers can't be served without a token of their own."""
    _one_sentence(installation.run("run", "residents"), "TINBAO_RESIDENTS_BOT_TOKEN")
    _one_sentence(installation.run("run", "officers"), "TINBAO_OFFICERS_BOT_TOKEN")


def test_a_process_that_is_not_built_says_so(installation):
    """It isn't silently left out."""
    _one_sentence(installation.run("run", "form"), "form", "isn't built yet")
    _one_sentence(installation.run("run", "desk", "form"), "form", "isn't built yet")


def test_an_unknown_process_is_refused(installation):
    """A misspelt name runs nothing."""
    _one_sentence(installation.run("run", "dsek"), "dsek")


def test_a_database_without_tables_asks_for_migrate(installation):
    """An empty file isn't an installation."""
    _change_env(installation, "TINBAO_DATABASE_URL", "sqlite+aiosqlite:///empty.db")
    _one_sentence(installation.run("run", "desk"), "tinbao migrate")


def test_a_database_of_a_newer_version_is_left_alone(installation):
    """An older program neither serves nor changes it."""
    engine = create_engine(f"sqlite:///{installation.folder / 'tinbao.db'}")
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = (installation.folder / "tinbao.db").read_bytes()
    _one_sentence(installation.run("run", "desk"), "newer")
    _one_sentence(installation.run("migrate"), "newer")
    assert (installation.folder / "tinbao.db").read_bytes() == before


def test_folders_that_cannot_be_used_are_named(installation):
    """A file stands where a folder is needed: no traceback, and the file stays as it is."""
    taken = installation.folder / "taken"
    taken.write_text("mine")
    _change_env(installation, "TINBAO_BLOBS_URL", taken)
    _one_sentence(installation.run("run", "desk"), "TINBAO_BLOBS_URL")
    _change_env(installation, "TINBAO_DATA_DIR", taken / "data")
    _one_sentence(installation.run("run", "desk"), "TINBAO_DATA_DIR")
    _one_sentence(installation.run("migrate"), "TINBAO_DATA_DIR")
    assert taken.read_text() == "mine"


def test_a_library_without_the_hybrid_key_is_refused(installation, monkeypatch):
    """A `cryptography` that lacks ML-KEM ends the start."""

    def without():
        raise SealingUnavailable("This machine's cryptography lacks ML-KEM-768.")

    monkeypatch.setattr("bot.bootstrap.self_test", without)
    _one_sentence(installation.run("run", "desk"), "ML-KEM")


def test_residents_are_not_served_while_a_province_lacks_its_keys(installation):
    """A province that is switched on without duty-desk and inspectorate keys stops the residents' process, not the desk's."""
    assert installation.run("unit", "serve", "14").exit_code == 0
    _change_env(installation, "TINBAO_RESIDENTS_BOT_TOKEN", "1:abc")
    _one_sentence(installation.run("run", "residents"), "Province 14", "tinbao doctor")


def test_a_second_process_on_sqlite_ends(installation):
    """While one serves, the second says so and goes; the first doesn't notice."""
    first = subprocess.Popen([TINBAO, "run", "worker"], cwd=installation.folder, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not (installation.folder / "data" / "worker.lead").exists():
            assert first.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        _one_sentence(installation.run("run", "worker"), "Another tinbao process")
        _one_sentence(installation.run("migrate"), "Another tinbao process")
        assert first.poll() is None
    finally:
        first.terminate()
        assert first.wait(90) == 0


def test_a_taken_port_is_named(installation):
    """The desk's port belongs to another program: the sentence names setting and port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        _change_env(installation, "TINBAO_DESK_LISTEN", f"127.0.0.1:{port}")
        done = subprocess.run(
            [TINBAO, "run", "desk"], cwd=installation.folder, capture_output=True, check=False, text=True
        )
    assert done.returncode == 2
    assert [line for line in done.stderr.splitlines() if line.startswith("tinbao: ")] == [
        f"tinbao: TINBAO_DESK_LISTEN: port {port} of 127.0.0.1 can't be used; another program may have it."
    ]
    assert "Traceback" not in done.stderr


def test_doctor_names_what_is_unfit(installation):
    """No province is switched on, key files lie beside, the desk is local: each has its sentence."""
    done = installation.run("doctor")
    assert done.exit_code == 1
    for words in (
        "No province is switched on",
        "Key files lie beside",
        "TINBAO_DESK_URL",
        "TINBAO_RESIDENTS_BOT_TOKEN",
    ):
        assert words in done.output
    assert "TINBAO_FORM_URL" not in done.output


@pytest.mark.parametrize(
    ("name", "value"),
    [("TINBAO_FORM_URL", "https://mau.example.vn"), ("TINBAO_ZALO_BOT_TOKEN", "1:abc")],
)
def test_doctor_names_a_door_that_is_not_built_yet(installation, name, value):
    """Nobody is sent to a door behind which nobody stands."""
    _change_env(installation, name, value)
    assert f"{name} is given" in installation.run("doctor").output
