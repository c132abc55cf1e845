"""`tinbao init` makes what an installation stands on, once, and keeps every seed in a box."""

import re
import stat

from bot.administration.key_folder import read_file
from sealing.key_files import KeyFileKind, open_key_file
from sealing.secret_types import SecretText


def test_keys_and_settings_are_for_the_administrator_alone(installation):
    """Every key file and `.env` has mode 0600, and each printed passphrase opens its file."""
    files = sorted((installation.folder / "keys").iterdir())
    assert [file.name for file in files] == [
        "province-14.key",
        "recovery-14-inspectorate.key",
        "recovery-14-province.key",
        "root.key",
    ]
    for file in [*files, installation.folder / ".env"]:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    root = read_file(installation.folder / "keys" / "root.key")
    assert root.kind is KeyFileKind.ROOT
    assert len(open_key_file(root, SecretText(installation.passphrases["root.key"]))) == 32


def test_no_seed_and_no_passphrase_is_written_down(installation):
    """The printed words stand in no file."""
    everything = b"".join(path.read_bytes() for path in installation.folder.rglob("*") if path.is_file())
    for words in installation.passphrases.values():
        assert words.encode() not in everything


def test_an_installation_is_never_overwritten(installation):
    """A second `init` says so, ends with code 2 and changes nothing."""
    before = {path: path.read_bytes() for path in installation.folder.rglob("*") if path.is_file()}
    done = installation.run("init", "--province", "38")
    assert done.exit_code == 2
    assert ".env exists already" in done.output
    assert {path: path.read_bytes() for path in installation.folder.rglob("*") if path.is_file()} == before


def test_an_unknown_province_makes_nothing(own_folder):
    """The code is checked before the first file."""
    from click.testing import CliRunner

    from bot.cli import main

    done = CliRunner().invoke(main, ["init", "--province", "99"])
    assert done.exit_code == 2
    assert "no province with the code 99" in done.output
    assert list(own_folder.iterdir()) == []


def test_a_further_province_is_certified_by_the_root(installation):
    """`keys province` makes its keys and lets the root sign them."""
    done = installation.run("keys", "province", "38", typed=installation.passphrases["root.key"] + "\n")
    assert done.exit_code == 0, done.output
    assert re.search(r"province-38\.key\s+passphrase", done.output)
    house = installation.house()
    try:
        from storage.directory import entries

        assert len(house.database.read_now(entries)) == 6
    finally:
        house.database.close_now()


def test_a_wrong_passphrase_signs_nothing(installation):
    """The root's file stays shut, and no key file is left behind."""
    done = installation.run("keys", "province", "38", typed="một hai ba bốn năm\n")
    assert done.exit_code == 2
    assert "doesn't open this key file" in done.output
    assert not (installation.folder / "keys" / "province-38.key").exists()
