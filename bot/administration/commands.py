"""The command groups `unit`, `officer` and `keys`; each change is one transaction, and a refusal changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from bot.administration import certifying, inviting, key_folder, setting_up, unit_table
from bot.administration.adopting import keys_adopt
from bot.administration.passphrases import passphrase_from
from bot.administration.recovery_commands import (
    keys_combine,
    keys_export,
    keys_import,
    keys_recover,
    keys_split,
)
from bot.administration.refusals import Refused
from bot.administration.reports import print_keys
from bot.bootstrap import House, open_house, utc_now
from bot.settings import load_settings
from sealing.fingerprints import fingerprint
from sealing.key_files import KeyFileKind
from storage.audit import AuditAct
from storage.engine import Connection
from storage.leaving import leave
from storage.officers import officer as officer_of
from storage.officers import officers_of
from storage.queue_keys import epochs, uncertified
from storage.units import all_units, serving_rows

T = TypeVar("T")


@contextmanager
def _house() -> Iterator[House]:
    house = open_house(load_settings())
    try:
        yield house
    finally:
        house.database.close_now()


def _write(change: Callable[[House, Connection], T]) -> T:
    with _house() as house:
        return house.database.write_now(lambda conn: change(house, conn))


# --- unit -----------------------------------------------------------------------------------------------------


@click.group()
def unit() -> None:
    """Units and the places they serve."""


@unit.command("add")
@click.argument("commune_codes", nargs=-1, required=True)
def unit_add(commune_codes: tuple[str, ...]) -> None:
    """Add the commune police of each COMMUNE_CODE, under its usual name."""

    def change(house: House, conn: Connection) -> unit_table.UnitTable:
        table = unit_table.commune_units(house.gazetteer, commune_codes)
        table.store(conn)
        return table

    for added in _write(change).units:
        click.echo(f"{added.id}  {added.name}")


@unit.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def unit_import(file: Path) -> None:
    """Add the units of a CSV FILE: unit_id, kind, name, province_code, commune_codes, valid_from."""

    def change(house: House, conn: Connection) -> int:
        table = unit_table.read_unit_table(file, house.gazetteer)
        table.store(conn)
        return len(table.units)

    click.echo(f"{_write(change)} units stored.")


@unit.command("serve")
@click.argument("province_code")
@click.option("--off", is_flag=True, help="Switch the province off: new reports there are refused kindly.")
def unit_serve(province_code: str, off: bool) -> None:
    """Switch a province on (or --off), with its duty desk and inspectorate."""
    desk, inspectors = _write(
        lambda house, conn: unit_table.serve(conn, house.gazetteer, province_code, switched_on=not off)
    )
    click.echo(f"{desk.id}  {desk.name}\n{inspectors.id}  {inspectors.name}")
    click.echo(
        "Switched off."
        if off
        else "Switched on; reports are taken once both have certified keys (`tinbao doctor`)."
    )


@unit.command("difficult")
@click.argument("commune_codes", nargs=-1, required=True)
@click.option(
    "--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day, 2026-01-01."
)
@click.option(
    "--until", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last day; until changed without it."
)
def unit_difficult(commune_codes: tuple[str, ...], first: datetime, last: datetime | None) -> None:
    """Mark each COMMUNE_CODE as a difficult area: its first report has 24 hours instead of 12."""
    marked = _write(
        lambda house, conn: unit_table.mark_difficult(
            conn, house.gazetteer, commune_codes, first.date(), last.date() if last else None
        )
    )
    for commune in marked:
        click.echo(f"{commune.code}  {commune.title}")


@unit.command("list")
def unit_list() -> None:
    """List units with their state."""
    with _house() as house:
        rows = house.database.read_now(serving_rows)
        active = house.verify(rows, utc_now()).serving.active
    for row in rows.units:
        click.echo(f"{row.id}\t{'receives' if row.id in active else 'not yet'}\t{row.name}")


# --- officer --------------------------------------------------------------------------------------------------


@click.group()
def officer() -> None:
    """Officers, from invitation to leaving."""


@officer.command("invite")
@click.option("--unit", "unit_id", required=True, help="Unit id, such as c-03703.")
@click.option("--role", required=True, help="officer, chief, duty_desk, inspectorate, awareness or approver.")
@click.option("--name", required=True, help="Full name, as colleagues know it.")
def officer_invite(unit_id: str, role: str, name: str) -> None:
    """Make an invitation link, to be handed over in person; it holds for 72 hours and for one use."""
    made = _write(
        lambda house, conn: inviting.invite_officer(
            conn, house.settings.desk_url, unit_id, role, name, utc_now()
        )
    )
    click.echo(made.link.reveal())


@officer.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def officer_import(file: Path) -> None:
    """Invite everyone in a CSV FILE (unit_id, role, name); writes the same lines with their links to standard output."""

    def change(house: House, conn: Connection) -> list[inviting.Invitation]:
        now = utc_now()
        return [
            inviting.invite_officer(conn, house.settings.desk_url, unit_id, role, name, now)
            for unit_id, role, name in inviting.read_officer_table(file)
        ]

    for made in _write(change):
        click.echo(f'{made.unit_id},{made.role.value},"{made.name}",{made.link.reveal()}')


@officer.command("reinvite")
@click.argument("officer_id")
def officer_reinvite(officer_id: str) -> None:
    """Let the same officer enrol anew, when nobody at the desk can: a chief who lost the five words. Ends their access."""
    try:
        chosen = bytes.fromhex(officer_id)
    except ValueError:
        raise Refused("An officer's id is 32 hex digits: see `tinbao officer list`.") from None
    made = _write(lambda house, conn: inviting.invite_again(conn, house.settings.desk_url, chosen, utc_now()))
    click.echo(made.link.reveal())


@officer.command("list")
@click.argument("unit_id")
def officer_list(unit_id: str) -> None:
    """List the officers of a unit."""
    with _house() as house:
        for row in house.database.read_now(lambda conn: officers_of(conn, unit_id)):
            click.echo(f"{row.id.hex()}\t{row.role.value}\t{row.state.value}\t{row.name}")


@officer.command("leave")
@click.argument("officer_id")
def officer_leave(officer_id: str) -> None:
    """End an officer's access at once. Begin a new key epoch for the queue afterwards."""
    try:
        chosen = bytes.fromhex(officer_id)
    except ValueError:
        raise Refused("An officer's id is 32 hex digits: see `tinbao officer list`.") from None

    def change(house: House, conn: Connection) -> None:
        del house
        # A mistyped id must not be answered as if somebody's access had ended.
        person, now = officer_of(conn, chosen), utc_now()
        if person is None:
            raise Refused("There is no officer with this id: see `tinbao officer list`.")
        leave(conn, chosen, now)
        inviting.put_on_record(conn, AuditAct.DISMISSED, person.unit_id, chosen, person.role, now)

    _write(change)
    click.echo("Signed out everywhere; sealed keys deleted.")


# --- keys -----------------------------------------------------------------------------------------------------


@click.group()
def keys() -> None:
    """Certified keys: root, provinces, queues."""


@keys.command("list")
def keys_list() -> None:
    """List queue keys that wait for a signature, with their fingerprints."""
    with _house() as house:
        names = {row.id: row.name for row in house.database.read_now(all_units)}
        for row in house.database.read_now(uncertified):
            click.echo(
                f"{row.queue_id}  epoch {row.epoch}  {fingerprint('queue', row.public_key)}  {names[row.queue_id]}"
            )


@keys.command("province")
@click.argument("province_code")
@click.option(
    "--root", "root_file", type=click.Path(path_type=Path), default=Path("keys/root.key"), show_default=True
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Read the root's passphrase from here instead of asking.",
)
@click.option(
    "--signing-only",
    is_flag=True,
    help="A new signing key alone: the one before is lost, or known to others.",
)
def keys_province(
    province_code: str, root_file: Path, passphrase_file: Path | None, signing_only: bool
) -> None:
    """Make and certify the signing and recovery keys of one more province."""
    with _house() as house:
        if house.gazetteer.province(province_code) is None:
            raise Refused(f"There is no province with the code {province_code}.")
        file, seed = key_folder.unlock(
            root_file, passphrase_from(passphrase_file), kind=KeyFileKind.ROOT, deployment=house.deployment
        )
        if file.public_key != house.settings.directory_public_key:
            raise Refused("This isn't the root of TINBAO_DIRECTORY_PUBLIC_KEY.")
        root, seen = certifying.Signer(house.deployment, seed), house.memory.seen
        province, recovery = setting_up.add_province_keys(
            root_file.parent, root, province_code, signing_only=signing_only
        )

        def store(conn: Connection) -> None:
            now = utc_now()
            certifying.certify_province(conn, root, seen, province_code, province.file.public_key, now)
            for role, key in recovery.items():
                certifying.certify_recovery(conn, root, seen, province_code, role, key.file.public_key, now)

        house.database.write_now(store)
    print_keys([province, *recovery.values()])


@keys.command("sign")
@click.argument("unit_id")
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path),
    help="The province's key file; default keys/province-CODE.key.",
)
@click.option("--fingerprint", "typed", help="The thirty digits read by phone; asked for if not given.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Read the passphrase from here instead of asking.",
)
def keys_sign(unit_id: str, key_file: Path | None, typed: str | None, passphrase_file: Path | None) -> None:
    """Certify a unit's newest queue key, after its fingerprint was read to you by phone."""
    with _house() as house:
        chosen = next((row for row in house.database.read_now(all_units) if row.id == unit_id), None)
        if chosen is None:
            raise Refused(f"There is no unit {unit_id}: see `tinbao unit list`.")
        known = house.database.read_now(lambda conn: epochs(conn, unit_id))
        if not known:
            raise Refused(f"{chosen.name} has no key yet: its first officer makes it when enrolling.")
        path = key_file or Path("keys") / key_folder.file_name(KeyFileKind.PROVINCE, chosen.province_code)
        file = key_folder.read_file(path)
        if file.holder != chosen.province_code:
            raise Refused(f"{path.name} isn't the key of {chosen.name}'s province.")
        if typed is None:
            typed = click.prompt(f"Fingerprint of the key of {chosen.name}, as read by phone")
        _, seed = key_folder.unlock(
            path, passphrase_from(passphrase_file), kind=KeyFileKind.PROVINCE, deployment=house.deployment
        )
        signer, anchor = certifying.Signer(house.deployment, seed), certifying.anchor_of(house)
        house.database.write_now(
            lambda conn: certifying.certify_queue(
                conn, signer, anchor, chosen, known[-1].epoch, typed, utc_now()
            )
        )
    click.echo(f"Certified: {chosen.name}, epoch {known[-1].epoch}.")


for _command in (keys_split, keys_combine, keys_export, keys_recover, keys_import, keys_adopt):
    keys.add_command(_command)
