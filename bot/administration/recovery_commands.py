"""The commands `tinbao keys split|combine|export|recover|import`; what they show of a secret is shown once and written nowhere."""

import sys
from pathlib import Path

import click

from bot.administration import key_folder, recovery
from bot.administration.passphrases import passphrase_from
from bot.administration.posters import write_new_file
from bot.administration.refusals import Refused
from bot.administration.reports import print_keys
from bot.bootstrap import open_house, utc_now
from bot.settings import load_settings
from sealing.fingerprints import fingerprint, fingerprint_matches
from sealing.key_files import KeyFileKind
from sealing.recovery import RecoveryShare, show_share
from sealing.recovery_files import RecoveryRequest, write_answer, write_request
from sealing.secret_types import SecretBytes, SecretText
from storage.audit import INSTALLATION, AuditAct, record
from storage.engine import Connection
from storage.epochs_on_record import epochs_told
from storage.failures import Failure, FailureReason
from storage.recovering import RecoveryKey, recovery_keys, recovery_request, take_answer
from storage.units import unit as unit_of

_FILE = click.Path(path_type=Path)
_REFUSED = {
    FailureReason.NOT_VISIBLE: "This answer is of another unit or installation, or its officer isn't there any more.",
    FailureReason.NOT_ALLOWED: "This officer doesn't read tips: nothing was stored.",
    FailureReason.ALREADY_CLAIMED: "This officer holds the queue's key already: nothing was stored. If it doesn't open,"
    " let the officer open a tip: the browser says so to the server. Then import again.",
}


@click.command("split")
@click.argument("key_file", type=_FILE)
@click.option("--shares", default=3, show_default=True, help="How many holders get a share.")
@click.option("--need", default=2, show_default=True, help="How many of them bring the key back.")
@click.option("--passphrase-file", type=_FILE, help="Read the passphrase from here instead of asking.")
def keys_split(key_file: Path, shares: int, need: int, passphrase_file: Path | None) -> None:
    """Split a recovery KEY_FILE among holders: each writes a share on paper. Do this on a machine without network."""
    made = recovery.split_key(key_file, passphrase_from(passphrase_file), shares, need)
    for share in made.shares:
        click.echo(
            f"Share {share.number} of {len(made.shares)} · recovery key {made.holder} · any {made.need} bring it back"
        )
        click.echo(f"{_two_lines(show_share(share))}\n")
    click.echo(
        "Each holder writes down one share, alone, and reads it back. Nothing was stored: close this window. "
        "Once all shares are in their safes, destroy the key file."
    )


@click.command("export")
@click.argument("unit_id")
@click.option("--out", required=True, type=_FILE, metavar="FILE", help="The request to write.")
@click.option(
    "--recovery",
    "wanted",
    metavar="FINGERPRINT",
    help="The recovery key, new or old, whose holders are there; without it the newest that somebody lacks a seed of.",
)
def keys_export(unit_id: str, out: Path, wanted: str | None) -> None:
    """Write what two holders need to bring a unit's key back: sealed seeds and public keys, no secret.

    One request is for one recovery key. Where the unit's seeds are sealed to several, all of them are listed.
    """
    house = open_house(load_settings())
    try:

        def read(conn: Connection) -> tuple[RecoveryRequest | Failure, tuple[RecoveryKey, ...]]:
            unit = unit_of(conn, unit_id)
            if unit is None:
                raise Refused(f"There is no unit {unit_id}: see `tinbao unit list`.")
            there = recovery_keys(conn, unit)
            chosen = None if wanted is None else _chosen(wanted, there)
            return recovery_request(conn, house.deployment, unit, chosen), there

        request, keys = house.database.read_now(read)
    finally:
        house.database.close_now()
    if isinstance(request, Failure):
        raise Refused("No seed of this unit is sealed to a recovery key: nothing can be brought back.")
    write_new_file(out, write_request(request).encode("utf-8"), force=False)
    for key in keys:
        here = (
            "in this request"
            if key.public_key == request.recovery_public_key
            else "needs a request of its own"
        )
        click.echo(f"{_told(key)} · {here}")
    for one in request.candidates:
        click.echo(f"{one.officer.hex()}  {one.name}")
    if not request.candidates:
        click.echo(
            "Nobody of this unit waits for its key: whoever is to get it has to join first, then export anew."
        )


@click.command("combine")
@click.argument("request_file", type=_FILE)
@click.option(
    "--share-file", "share_files", type=_FILE, multiple=True, help="Read a share from here; repeat."
)
@click.option(
    "--folder", default=Path("keys"), show_default=True, type=_FILE, help="Where the key file goes."
)
def keys_combine(request_file: Path, share_files: tuple[Path, ...], folder: Path) -> None:
    """Bring a recovery key back from its shares as a protected file. Do this on a machine without network."""
    request = recovery.read_request_file(request_file)
    made = recovery.combine_to_file(request, _shares(request, share_files), folder)
    print_keys([made])


@click.command("recover")
@click.argument("request_file", type=_FILE)
@click.option(
    "--officer",
    "officer_id",
    required=True,
    help="Id of who gets the key, as `tinbao keys export` listed it.",
)
@click.option(
    "--fingerprint", "typed", help="The officer's thirty digits, read by the officer; asked for if not given."
)
@click.option(
    "--share-file", "share_files", type=_FILE, multiple=True, help="Read a share from here; repeat."
)
@click.option("--key", "key_file", type=_FILE, help="The recovery key file, where it hasn't been split.")
@click.option(
    "--passphrase-file", type=_FILE, help="Read the key file's passphrase from here instead of asking."
)
@click.option("--out", required=True, type=_FILE, metavar="FILE", help="The answer to write.")
def keys_recover(
    request_file: Path,
    officer_id: str,
    typed: str | None,
    share_files: tuple[Path, ...],
    key_file: Path | None,
    passphrase_file: Path | None,
    out: Path,
) -> None:
    """Seal a queue's seeds to an officer, with two holders' shares. Do this on a machine without network."""
    request = recovery.read_request_file(request_file)
    click.echo(f"Unit: {request.unit} ({request.queue}), recovery key {request.province}/{request.level}")
    try:
        chosen = bytes.fromhex(officer_id)
    except ValueError:
        raise Refused("An officer's id is 32 hex digits: see `tinbao keys export`.") from None
    if typed is None:
        typed = click.prompt("Fingerprint of the officer's key, as read by the officer")
    seed = _recovery_seed(request, share_files, key_file, passphrase_file)
    answer = recovery.recover(request, seed, chosen, typed)
    write_new_file(out, write_answer(answer).encode("utf-8"), force=False)
    click.echo(f"Written: {out.name}. It holds nothing open: take it back and `tinbao keys import` it.")


@click.command("import")
@click.argument("answer_file", type=_FILE)
def keys_import(answer_file: Path) -> None:
    """Store what `tinbao keys recover` or the offline page wrote: the officer can open the queue from then on."""
    answer = recovery.read_answer_file(answer_file)
    house = open_house(load_settings())
    try:

        def write(conn: Connection) -> None:
            unit = unit_of(conn, answer.queue)
            if unit is None:
                raise Refused(_REFUSED[FailureReason.NOT_VISIBLE])
            done = take_answer(conn, house.deployment, unit, answer)
            if isinstance(done, Failure):
                raise Refused(_REFUSED[done.reason])
            act, subject = AuditAct.KEY_RECOVERED, answer.officer.hex()
            detail = {"unit": unit.id, **epochs_told("epochs", (row.epoch for row in answer.epochs))}
            record(
                conn,
                unit_id=INSTALLATION,
                officer_id=None,
                act=act,
                now=utc_now(),
                subject=subject,
                detail=detail,
            )

        house.database.write_now(write)
    finally:
        house.database.close_now()
    click.echo(
        "Stored: the officer's browser opens the queue from now on, and checks the key against the directory."
    )


def _chosen(typed: str, keys: tuple[RecoveryKey, ...]) -> bytes:
    for key in keys:
        if fingerprint_matches(typed, "recovery", key.public_key):
            return key.public_key
    there = "".join(f"\n  {_told(key)}" for key in keys) or " none."
    raise Refused(f"No seed of this unit is sealed to a recovery key with these digits. There are:{there}")


def _told(key: RecoveryKey) -> str:
    epochs = ", ".join(str(epoch) for epoch in key.epochs)
    return f"Recovery key {fingerprint('recovery', key.public_key)} · seeds of key {epochs}"


def _recovery_seed(
    request: RecoveryRequest,
    share_files: tuple[Path, ...],
    key_file: Path | None,
    passphrase_file: Path | None,
) -> SecretBytes:
    if key_file is None:
        return recovery.combine(request, _shares(request, share_files))
    file, seed = key_folder.unlock(
        key_file, passphrase_from(passphrase_file), kind=KeyFileKind.RECOVERY, deployment=request.deployment
    )
    if file.public_key != request.recovery_public_key:
        raise Refused(f"{key_file.name} isn't the recovery key of this request.")
    return seed


def _shares(request: RecoveryRequest, files: tuple[Path, ...]) -> list[RecoveryShare]:
    """As many shares as files were given, or else two that are typed, each unseen."""
    if files:
        return [recovery.read_typed_share(_file_text(path), request) for path in files]
    return [recovery.read_typed_share(_typed_share(number), request) for number in ("first", "second")]


def _typed_share(number: str) -> SecretText:
    if not sys.stdin.isatty():
        return SecretText(sys.stdin.readline().strip())
    return SecretText(click.prompt(f"The {number} holder's share", hide_input=True))


def _file_text(path: Path) -> SecretText:
    try:
        return SecretText(path.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{path.name} can't be read.") from None


def _two_lines(share: SecretText) -> str:
    groups = share.reveal().split(" ")
    return "\n".join("  " + "  ".join(groups[at : at + 6]) for at in range(0, len(groups), 6))
