"""Shares made here are those of the browser's library, and the other way round."""

import json
import subprocess
from os import urandom

import pytest

from sealing.hybrid_keys import public_key_of
from sealing.recovery import combine_recovery, read_share, show_share, split_recovery
from sealing.secret_types import SecretBytes, SecretText
from sealing.shamir import combine_shares, split_secret
from tests.client.conftest import CLIENT, NODE


def in_node(program: str, given: object) -> object:
    """Run a few lines over the library in Node, where it is installed."""
    script = f"import {{ split, combine }} from 'shamir-secret-sharing';\nconst given = {json.dumps(given)};\n{program}"
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


_HEX = "const hex = (bytes) => Buffer.from(bytes).toString('hex'); const raw = (text) => new Uint8Array(Buffer.from(text, 'hex'));\n"


@pytest.mark.parametrize(("shares", "need"), [(2, 2), (3, 2), (5, 3), (255, 2), (7, 7)])
def test_what_python_splits_the_library_combines(shares: int, need: int) -> None:
    secret = SecretBytes(urandom(36))
    made = [share.reveal().hex() for share in split_secret(secret, shares, need)]
    chosen = made[-need:]
    program = _HEX + "console.log(JSON.stringify(hex(await combine(given.map(raw)))));"
    assert in_node(program, chosen) == secret.reveal().hex()


@pytest.mark.parametrize(("shares", "need"), [(2, 2), (3, 2), (5, 3), (255, 2)])
def test_what_the_library_splits_python_combines(shares: int, need: int) -> None:
    secret = urandom(36)
    program = (
        _HEX
        + "console.log(JSON.stringify((await split(raw(given.secret), given.shares, given.need)).map(hex)));"
    )
    made = in_node(program, {"secret": secret.hex(), "shares": shares, "need": need})
    assert isinstance(made, list)
    chosen = [SecretBytes(bytes.fromhex(share)) for share in made[:need]]
    assert combine_shares(chosen).reveal() == secret


def test_every_byte_of_the_field_comes_back() -> None:
    """Zero, one and 255 among them: nothing is special about a byte."""
    secret = SecretBytes(bytes(range(256)))
    for pair in ((0, 1), (1, 2), (2, 0)):
        made = split_secret(secret, 3, 2)
        assert combine_shares([made[at] for at in pair]) == secret


def test_fewer_than_needed_give_something_else() -> None:
    deployment, seed = urandom(16), SecretBytes(urandom(32))
    made = split_recovery(deployment, seed, 5, 3)
    assert combine_recovery(deployment, made[:3], public_key_of(seed)) == seed
    assert combine_shares([share.share for share in made[:2]]).reveal()[:32] != seed.reveal()


def test_one_wrong_letter_anywhere_is_noticed() -> None:
    """Whatever letter of the seventy-two is mistyped."""
    share = split_recovery(urandom(16), SecretBytes(urandom(32)), 3, 2)[0]
    letters = show_share(share).reveal()
    for at, letter in enumerate(letters):
        if letter == " ":
            continue
        other = "C" if letter != "C" else "D"
        assert read_share(SecretText(letters[:at] + other + letters[at + 1 :])) is None, at
    assert read_share(SecretText(letters)) == share
