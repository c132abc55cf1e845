"""Keeps the protected key files in a folder of the administrator's; it never writes a seed outside its box, and never overwrites a file."""

import os
from dataclasses import dataclass
from pathlib import Path

from bot.administration.refusals import Refused
from sealing.errors import Malformed, WrongKeyOrPlace
from sealing.key_files import KeyFile, KeyFileKind, make_key_file, open_key_file, read_key_file
from sealing.passphrases import generate_passphrase, shipped_words
from sealing.secret_types import SecretBytes, SecretText


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was just made: where its file is, the passphrase to write on paper, and what is needed to sign with it now."""

    path: Path
    passphrase: SecretText
    seed: SecretBytes
    file: KeyFile


def file_name(kind: KeyFileKind, holder: str) -> str:
    """Give the name of a key's file: `root.key`, `province-14.key`, `recovery-14-inspectorate.key`."""
    return "-".join([kind.value, *holder.split("/")]).rstrip("-") + ".key"


def make_key(folder: Path, kind: KeyFileKind, holder: str, deployment: bytes) -> MadeKey:
    """Make a seed and its protected file with a generated passphrase (mode 0600, never over an existing file).

    Raises Refused if the file exists.
    """
    return keep_key(folder, kind, holder, deployment, SecretBytes(os.urandom(32)))


def keep_key(folder: Path, kind: KeyFileKind, holder: str, deployment: bytes, seed: SecretBytes) -> MadeKey:
    """As `make_key`, for a seed that is there already: one that two holders have brought back."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / file_name(kind, holder)
    passphrase = generate_passphrase(shipped_words())
    text = make_key_file(kind, holder, deployment, seed, passphrase)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"{path.name} exists already: a key is never overwritten.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return MadeKey(path, passphrase, seed, read_key_file(text))


def read_file(path: Path) -> KeyFile:
    """Read what a key file shows without its passphrase; raises Refused if it isn't one."""
    try:
        return read_key_file(path.read_text("utf-8"))
    except OSError:
        raise Refused(f"The key file {path.name} can't be read: check its path.") from None
    except (Malformed, UnicodeDecodeError):
        raise Refused(f"{path.name} isn't a key file of Tin Báo.") from None


def unlock(
    path: Path, passphrase: SecretText, *, kind: KeyFileKind, deployment: bytes
) -> tuple[KeyFile, SecretBytes]:
    """Open a key file; raises Refused for another kind, another installation or a wrong passphrase."""
    file = read_file(path)
    if file.kind is not kind:
        raise Refused(f"{path.name} holds a {file.kind.value} key; a {kind.value} key is needed.")
    if file.deployment != deployment:
        raise Refused(f"{path.name} belongs to another installation.")
    try:
        return file, open_key_file(file, passphrase)
    except (WrongKeyOrPlace, Malformed):
        raise Refused("The passphrase doesn't open this key file.") from None
