"""Shows the administrator what a command has made; it never shows a seed, and a passphrase only at the moment of its making."""

from collections.abc import Iterable

import click

from bot.administration.key_folder import MadeKey
from bot.administration.setting_up import SetUp
from sealing.fingerprints import KeyKind, fingerprint
from sealing.key_files import KeyFileKind

_KINDS: dict[KeyFileKind, KeyKind] = {
    KeyFileKind.ROOT: "root",
    KeyFileKind.PROVINCE: "province",
    KeyFileKind.RECOVERY: "recovery",
}


def print_made_keys(made: SetUp) -> None:
    """Show files, passphrases and the root's fingerprint after `tinbao init`."""
    click.echo(
        "Made .env, the database and these keys. Write each passphrase on its own paper now; it is shown only once.\n"
    )
    print_keys(made.made())
    click.echo(
        f"Fingerprint of the directory's root, for posters: {fingerprint('root', made.root.file.public_key)}"
    )
    click.echo(
        "Move the key files to offline media: none of them is needed to serve. Next: `tinbao unit serve`, `tinbao officer invite`."
    )


def print_keys(keys: Iterable[MadeKey]) -> None:
    """Show each key's file, passphrase and fingerprint."""
    for key in keys:
        click.echo(f"  {key.path}")
        click.echo(f"    passphrase   {key.passphrase.reveal()}")
        click.echo(f"    fingerprint  {fingerprint(_KINDS[key.file.kind], key.file.public_key)}\n")
