"""An installation in a folder of its own, made by the same commands as a province's, and a stand-in for an officer's browser."""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.bootstrap import House, open_house, utc_now
from bot.cli import main
from bot.settings import PREFIX, Settings, load_settings
from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from sealing.queue_keys import QueueEpoch, seal_queue_seed
from sealing.secret_types import SecretBytes, SecretText
from storage.failures import Failure
from storage.officers import Enrolment, enrol, open_invitation
from storage.queue_keys import SeedWrap, add_epoch

PROVINCE = "14"


@dataclass
class Installation:
    """The folder, the passphrases that `init` printed, and the command."""

    folder: Path
    passphrases: dict[str, str]

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        """Run `tinbao …` in the folder."""
        return CliRunner().invoke(main, arguments, input=typed)

    def house(self) -> House:
        """Open it; the caller closes its database."""
        return open_house(load_settings())


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No setting of the machine reaches these tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def made_installation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run `tinbao init --province 14` once, since its keys cost seconds."""
    folder = tmp_path_factory.mktemp("installation")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(main, ["init", "--province", PROVINCE])
    assert done.exit_code == 0, done.output
    return folder, done.output


@pytest.fixture
def installation(own_folder: Path, made_installation: tuple[Path, str]) -> Installation:
    """A fresh copy of it."""
    import shutil

    source, output = made_installation
    shutil.copytree(source, own_folder, dirs_exist_ok=True)
    pairs = re.findall(r"keys/(\S+\.key)\s+passphrase\s+(.+)", output)
    return Installation(own_folder, dict(pairs))


Enrol = Callable[[str, str, str], tuple[bytes, str]]


@pytest.fixture
def enrolled(installation: Installation) -> Iterator[Enrol]:
    """Invite someone by command, and do what the first officer's browser does; gives the queue's public key and its fingerprint."""

    def enrol_first(unit_id: str, role: str, name: str) -> tuple[bytes, str]:
        done = installation.run("officer", "invite", "--unit", unit_id, "--role", role, "--name", name)
        assert done.exit_code == 0, done.output
        token = SecretText(done.output.strip().rsplit("#", 1)[1])
        house = installation.house()
        try:
            invited = house.database.read_now(lambda conn: open_invitation(conn, token, utc_now()))
            assert not isinstance(invited, Failure)
            officer_id = invited.officer.id
            seed, queue_seed = SecretBytes(secrets.token_bytes(32)), SecretBytes(secrets.token_bytes(32))
            wrap = seal_queue_seed(
                QueueEpoch(house.deployment, unit_id, 1), queue_seed, officer_id, public_key_of(seed)
            )
            enrolment = Enrolment(
                sign_in_name=f"ten.{secrets.token_hex(4)}",
                salt=bytes(16),
                verifier=bytes(32),
                second_factor=b"sealed",
                wrapped_seed=b"wrapped",
                public_key=public_key_of(seed),
                code_step=0,
            )
            key = public_key_of(queue_seed)
            house.database.write_now(lambda conn: enrol(conn, token, enrolment, utc_now()))
            wraps = (SeedWrap(officer_id, None, wrap),)
            house.database.write_now(lambda conn: add_epoch(conn, unit_id, 1, key, wraps, utc_now()))
            return key, fingerprint("queue", key)
        finally:
            house.database.close_now()

    return enrol_first


def read_json(path: Path) -> object:
    """Read a JSON file."""
    return json.loads(path.read_text("utf-8"))
