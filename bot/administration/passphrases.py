"""Asks whoever sits at the machine for a passphrase; it must never echo one, nor keep it."""

import sys
from pathlib import Path

import click

from bot.administration.refusals import Refused
from sealing.secret_types import SecretText


def passphrase_from(file: Path | None) -> SecretText:
    """Give the passphrase of a file, of a pipe's next line, or as it is typed unseen. Raises Refused for an unreadable file."""
    if file is not None:
        try:
            return SecretText(file.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError):
            raise Refused("The passphrase file can't be read.") from None
    if not sys.stdin.isatty():
        return SecretText(sys.stdin.readline().strip())
    return SecretText(click.prompt("Passphrase (five words)", hide_input=True))
