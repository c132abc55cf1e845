"""The command `tinbao keys adopt`: go on with other keys of `.env` after the former ones were lost; it must never be needed otherwise."""

from types import MappingProxyType

import click

from bot.administration.refusals import Refused
from bot.administration.serving_lock import not_while_serving
from bot.bootstrap import open_house, utc_now
from bot.own_keys import marks_of
from bot.settings import PREFIX, load_settings
from storage.audit import INSTALLATION, AuditAct, record
from storage.deployment import key_mark, replace_key_mark
from storage.engine import Connection

_FOLLOWS = MappingProxyType(
    {
        "pseudonym_key": "Open reports, subscriptions and officers' linked chats are not found any more: they begin anew."
        " Move deletions.list away and throw away the backups from before: they could bring back what was deleted.",
        "contact_key": "Nobody who asked before gets reminders, warnings or notices: they subscribe, or link their chat, again.",
        "keyring_key": "No officer can sign in: invite each anew (`tinbao officer reinvite ID`).",
    }
)
"""What each lost key takes along, by setting."""


@click.command("adopt")
@click.option("--yes", is_flag=True, help="Don't ask.")
def keys_adopt(yes: bool) -> None:
    """Work with the keys that stand in .env now, because the former ones are lost for good; nothing must be serving."""
    settings = load_settings()
    with not_while_serving(settings):
        house = open_house(settings, any_keys=True)
        try:
            marks = marks_of(settings, house.deployment)

            def changed(conn: Connection) -> list[str]:
                return [name for name, mark in marks.items() if key_mark(conn, name) != mark]

            names = house.database.read_now(changed)
            if not names:
                raise Refused("The keys of .env are the ones this database works with: nothing to adopt.")
            for name in names:
                click.echo(f"{PREFIX}{name.upper()}: {_FOLLOWS[name]}")
            if not yes:
                click.confirm("Are the former keys lost for good?", abort=True)

            def adopt(conn: Connection) -> None:
                for name in names:
                    replace_key_mark(conn, name, marks[name])
                    record(
                        conn,
                        unit_id=INSTALLATION,
                        officer_id=None,
                        act=AuditAct.SERVER_KEY_REPLACED,
                        now=utc_now(),
                        detail={"setting": name},
                    )

            house.database.write_now(adopt)
        finally:
            house.database.close_now()
    click.echo("Adopted.")
