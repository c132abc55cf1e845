"""The commands `backup` and `restore` for SQLite and its blobs; a restore never brings back what was deleted."""

import asyncio
from pathlib import Path

import click

from bot.administration.refusals import Refused
from bot.administration.serving_lock import not_while_serving
from bot.bootstrap import open_house, utc_now
from bot.settings import Settings, load_settings
from storage.audit import INSTALLATION, AuditAct, record
from storage.backups import Backup, back_up, database_file, read_backup, restore
from storage.blobs import BlobStore
from storage.deletion_replay import replay
from storage.migrate import check_revision


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def backup_command(folder: Path) -> None:
    """Copy database and blobs into FOLDER, also while the service runs; again into the same folder copies what is new."""
    settings = load_settings()
    check_revision(settings.database_url)
    made = asyncio.run(back_up(settings.database_url, _blobs(settings), folder))
    click.echo(
        f"{folder}: database and {made.blobs} blobs. Keep it apart from .env and keys, 35 days at most."
    )


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Put it in the place of the database that is here.")
def restore_command(folder: Path, replace: bool) -> None:
    """Put the backup of FOLDER back, and delete again what was deleted since; nothing must be serving."""
    settings = load_settings()
    settings.need("directory_public_key", "keyring_key", "pseudonym_key", "contact_key")
    database_file(settings.database_url)
    found = read_backup(folder)
    with not_while_serving(settings):
        gone = asyncio.run(_restore(settings, found, replace=replace))
    click.echo(f"Restored. {gone} tips that were deleted since are deleted again.")
    click.echo("Officers' numbers of changes begin anew: tell them to load their pages again.")


async def _restore(settings: Settings, found: Backup, *, replace: bool) -> int:
    now = utc_now()
    await restore(settings.database_url, _blobs(settings), found, replace=replace, now=now)
    check_revision(settings.database_url)
    house = open_house(settings)
    try:
        if house.deployment.hex() != found.deployment:
            raise Refused("The database isn't the one of the backup.")
        gone = await replay(house.database, house.blobs, house.deletions, now)
        await house.database.write(
            lambda conn: record(
                conn,
                unit_id=INSTALLATION,
                officer_id=None,
                act=AuditAct.RESTORED,
                now=now,
                detail={"deleted_again": str(gone)},
            )
        )
        return gone
    finally:
        await house.close()


def _blobs(settings: Settings) -> BlobStore:
    return BlobStore.open(settings.blobs_url or settings.data_dir / "blobs")
