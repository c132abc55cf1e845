"""A wrong or missing setting ends the start with one sentence that names it, and never quotes its value."""

import base64
import itertools
import re
from pathlib import Path

import pytest

from bot.settings import PREFIX, Listen, Settings, SettingsError, load_settings

HOUSE = Path(__file__).resolve().parents[1]
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    """No .env of the developer's and no setting of the machine reaches these tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_every_setting_stands_in_the_example_with_a_comment_and_its_default():
    """`.env.example` and the settings name the same things, each line after a comment line."""
    lines = (HOUSE / ".env.example").read_text("utf-8").splitlines()
    documented = {}
    for before, line in itertools.pairwise(lines):
        if match := re.fullmatch(r"(TINBAO_[A-Z_]+)=(.*)", line):
            assert before.startswith("# "), line
            documented[match[1]] = match[2]
    assert set(documented) == {PREFIX + name.upper() for name in Settings.model_fields}


def test_the_example_itself_is_a_valid_env_file():
    """Copied as it is, it loads with every default."""
    assert load_settings(HOUSE / ".env.example") == Settings(_env_file=None)


WRONG = {
    "DATABASE_URL": "mysql://x",
    "TELEGRAM_API": "http://api.example.vn",
    "DESK_URL": "http://desk.example.vn",
    "DESK_LISTEN": "8999",
    "WEBHOOK_LISTEN": "127.0.0.1:99999",
    "PSEUDONYM_KEY": "c2hvcnQ=",
    "KEYRING_KEY": "không phải base64",
    "DIRECTORY_PUBLIC_KEY": KEY[:-4],
    "RELEASE_MINUTES": "-1",
    "TIPS_PER_CHAT_DAY": "nhiều",
    "FRAME_ORIGIN": "https://other.example.vn",
    "LOG_LEVEL": "everything",
    "BLOBS_URL": "ftp://kho.example.vn/tin",
    "BOT_NAME": "@TinBaoSonLaBot",
    "OFFICERS_BOT_NAME": "tin bao",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_and_not_quoted(name, monkeypatch):
    """One sentence, the setting's name in it, its value not."""
    monkeypatch.setenv(PREFIX + name, WRONG[name])
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    sentence = str(refusal.value)
    assert PREFIX + name in sentence
    assert WRONG[name] not in sentence
    assert "\n" not in sentence


def test_a_misspelt_setting_in_the_file_is_pointed_out(tmp_path):
    """A line that does nothing would be a silent mistake."""
    (tmp_path / ".env").write_text("TINBAO_DESK_ULR=https://desk.example.vn\n")
    with pytest.raises(SettingsError, match="TINBAO_DESK_ULR"):
        load_settings()


def test_a_missing_setting_is_named_when_it_is_needed(monkeypatch):
    """What a command needs and doesn't find is named with where to set it."""
    with pytest.raises(SettingsError, match="TINBAO_KEYRING_KEY is missing"):
        load_settings().need("keyring_key")
    monkeypatch.setenv("TINBAO_KEYRING_KEY", KEY)
    load_settings().need("keyring_key")


def test_keys_cannot_be_printed(monkeypatch):
    """Neither the settings nor a key in them shows its value."""
    monkeypatch.setenv("TINBAO_KEYRING_KEY", KEY)
    monkeypatch.setenv("TINBAO_RESIDENTS_BOT_TOKEN", "123:secret-token")
    shown = repr(load_settings()) + str(load_settings())
    assert KEY not in shown
    assert "secret-token" not in shown


def test_an_address_is_read_as_host_and_port(monkeypatch):
    """IPv6 addresses stand in brackets."""
    monkeypatch.setenv("TINBAO_DESK_LISTEN", "[::1]:9000")
    assert load_settings().desk_listen == Listen("::1", 9000)


def test_a_desk_without_an_address_is_where_it_listens(monkeypatch):
    """Moving the desk's port in a trial moves its address along; an address that is given stays."""
    assert load_settings().desk_url == "http://127.0.0.1:8139"
    monkeypatch.setenv("TINBAO_DESK_LISTEN", "127.0.0.1:9001")
    assert load_settings().desk_url == "http://127.0.0.1:9001"
    monkeypatch.setenv("TINBAO_DESK_URL", "https://desk.example.vn/")
    assert load_settings().desk_url == "https://desk.example.vn"
