"""Makes and opens the passphrase-protected files of root, province and recovery keys; a seed must never stand
in one unprotected.

Source: docs/sealed-tip-spec.md, section 16. Reading and writing the file itself is the caller's.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sealing.bodies import open_body, seal_body
from sealing.canonical_json import read_object, write_object
from sealing.contexts import check_id, context
from sealing.derivation import KEY_BYTES, Random, derive, new_salt, stretch_for_officer, system_random
from sealing.errors import Malformed, WrongKeyOrPlace
from sealing.hybrid_keys import public_key_of
from sealing.passphrases import normalise_passphrase
from sealing.secret_types import SecretBytes, SecretText
from sealing.signatures import signing_public_key_of

__all__ = ["KeyFile", "KeyFileKind", "make_key_file", "open_key_file", "read_key_file"]

FORMAT: Final = "tinbao-key-file/1"
_FIELDS: Final = frozenset({"format", "kind", "holder", "deployment", "public", "salt", "box"})


class KeyFileKind(StrEnum):
    """Whose seed a key file protects."""

    ROOT = "root"
    PROVINCE = "province"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file shows without its passphrase; `holder` is empty (root), `14` (province) or
    `14/inspectorate` (recovery).
    """

    kind: KeyFileKind
    holder: str
    deployment: bytes
    public_key: bytes
    salt: bytes
    box: bytes


def make_key_file(
    kind: KeyFileKind,
    holder: str,
    deployment: bytes,
    seed: SecretBytes,
    passphrase: SecretText,
    *,
    random: Random = system_random,
) -> str:
    """Return the text of a key file (one line of JSON and a newline); costs one Argon2id of 64 MiB."""
    public_key, salt = _public_key(kind, seed), new_salt(random)
    ctx = context("key-file", check_id(deployment, "deployment"), kind.value, holder, public_key)
    box = seal_body(_wrap_key(passphrase, salt, deployment), ctx, seed, random)
    fields = {
        "format": FORMAT,
        "kind": kind.value,
        "holder": holder,
        "deployment": deployment.hex(),
        "public": public_key.hex(),
        "salt": salt.hex(),
        "box": box.hex(),
    }
    return write_object(fields).decode("utf-8") + "\n"


def read_key_file(text: str) -> KeyFile:
    """Return what the file shows; raises `Malformed` for anything but a key file of this version."""
    if not text.endswith("\n"):
        raise Malformed("a key file is one line")
    try:
        fields = read_object(text[:-1].encode("utf-8"))
        if fields.keys() != _FIELDS or fields["format"] != FORMAT:
            raise Malformed("not a key file of this version")
        return KeyFile(
            kind=KeyFileKind(str(fields["kind"])),
            holder=str(fields["holder"]),
            deployment=check_id(_unhex(fields["deployment"]), "deployment"),
            public_key=_unhex(fields["public"]),
            salt=_unhex(fields["salt"]),
            box=_unhex(fields["box"]),
        )
    except ValueError:
        raise Malformed("a key file that can't be read") from None


def open_key_file(file: KeyFile, passphrase: SecretText) -> SecretBytes:
    """Return the seed; raises `WrongKeyOrPlace` for a wrong passphrase or another public key."""
    ctx = context("key-file", file.deployment, file.kind.value, file.holder, file.public_key)
    seed = open_body(_wrap_key(passphrase, file.salt, file.deployment), ctx, file.box)
    if len(seed) != KEY_BYTES or _public_key(file.kind, seed) != file.public_key:
        raise WrongKeyOrPlace("the key file's public key isn't its seed's")
    return seed


def _public_key(kind: KeyFileKind, seed: SecretBytes) -> bytes:
    return public_key_of(seed) if kind is KeyFileKind.RECOVERY else signing_public_key_of(seed)


def _wrap_key(passphrase: SecretText, salt: bytes, deployment: bytes) -> SecretBytes:
    password = normalise_passphrase(passphrase).reveal().encode("ascii")
    return derive(stretch_for_officer(password, salt), context("key-file-wrap", deployment))


def _unhex(value: str | int) -> bytes:
    data = bytes.fromhex(str(value))
    if data.hex() != value:
        raise ValueError
    return data
