"""The `tinbao` command; it never shows a secret but the passphrases and links that a command has just made."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from bot.administration.refusals import Refused
from bot.bootstrap import NotSetUp, utc_now
from bot.directory_trust import SerialMemoryBroken
from bot.gazetteer_files import GazetteerMissingError
from bot.settings import Settings, SettingsError, load_settings
from sealing.errors import SealingUnavailable
from storage.errors import StorageError

_SENTENCES = (
    Refused,
    SettingsError,
    NotSetUp,
    SerialMemoryBroken,
    StorageError,
    SealingUnavailable,
    GazetteerMissingError,
)


class Commands(click.Group):
    """A group whose refusals are one sentence on standard error and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a known refusal ends the program without a traceback."""
        try:
            return super().invoke(ctx)
        except _SENTENCES as refusal:
            click.echo(f"tinbao: {refusal}", err=True)
            ctx.exit(2)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the settings as its first argument."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return command(load_settings(), *args, **kwargs)

    return wrapped


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tinbao")
def main() -> None:
    """Tin Báo: sealed, anonymous tips from residents to their commune's police."""


@main.command()
@click.option(
    "--province",
    "provinces",
    multiple=True,
    metavar="CODE",
    help="Province to make keys for; repeat for several.",
)
def init(provinces: tuple[str, ...]) -> None:
    """Make a new installation in this folder: keys, .env, database."""
    from bot.administration.reports import print_made_keys
    from bot.administration.setting_up import set_up
    from bot.gazetteer_files import load_gazetteer

    settings = load_settings()
    made = set_up(Path(), settings.database_url, load_gazetteer(), provinces, utc_now())
    print_made_keys(made)


@main.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Bring the database to this version's tables."""
    from bot.administration.serving_lock import not_while_serving
    from storage.migrate import migrate as bring_up

    with not_while_serving(settings):
        bring_up(settings.database_url)
    click.echo("The database is up to date.")


@main.command()
@click.argument("processes", nargs=-1)
@with_settings
def run(settings: Settings, processes: tuple[str, ...]) -> None:
    """Run the named processes (residents, officers, desk, form, worker), or all that are configured."""
    from bot.running import run_processes

    run_processes(settings, processes, web=_web())


@main.command()
@click.option(
    "--prepare",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write what the demo runs on into DIR and end.",
)
@click.option("--port", default=8138, show_default=True, help="Port of the demo's page.")
@click.option("--desk-port", default=8139, show_default=True, help="Port of the demo's desk.")
def demo(prepare: Path | None, port: int, desk_port: int) -> None:
    """Serve the demo on http://127.0.0.1:8138, or prepare a folder for it."""
    from bot.demo.preparing import prepare_demo
    from bot.demo.serving import serve_demo

    if prepare is not None:
        prepare_demo(prepare, sandbox_port=port, desk_port=desk_port)
        click.echo(f"Ready: start `tinbao run` inside {prepare}.")
    else:
        serve_demo(_web(), port, desk_port)


@main.command()
@with_settings
def doctor(settings: Settings) -> None:
    """Say what is unfit for real use; exit code 1 if something is."""
    from bot.administration.doctor import Weight, examine

    complaints = examine(settings, utc_now())
    for complaint in complaints:
        click.echo(f"{'UNFIT ' if complaint.weight is Weight.UNFIT else 'advice'}  {complaint.sentence}")
    if not complaints:
        click.echo("Nothing to complain about.")
    sys.exit(1 if any(complaint.weight is Weight.UNFIT for complaint in complaints) else 0)


@main.command()
@click.argument("commune_code")
@click.option(
    "--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The PDF to write."
)
@click.option("--force", is_flag=True, help="Write over FILE if it is there already.")
@with_settings
def poster(settings: Settings, commune_code: str, out: Path, force: bool) -> None:
    """Print the poster and the stickers of a commune, such as 03703, as a PDF."""
    import web
    from bot.administration.posters import poster_place, write_new_file
    from bot.bootstrap import open_house
    from sealing.fingerprints import fingerprint
    from web.print.faces import Fonts, FontsMissing, UnprintableLetters
    from web.print.paper import TooMuchText
    from web.print.poster import Poster, poster_pdf

    settings.need("bot_name", "directory_public_key")
    assert settings.directory_public_key is not None
    house = open_house(settings)
    try:
        place = poster_place(house, commune_code, utc_now())
    finally:
        house.database.close_now()
    shown = Poster(
        commune_code=place.commune.code,
        commune=place.commune.title,
        province=place.province.name,
        unit=place.unit.name,
        bot_name=settings.bot_name,
        form_url=settings.form_url,
        root_fingerprint=fingerprint("root", settings.directory_public_key),
    )
    fonts = Fonts(Path(web.__file__).parent / "static" / "build" / "fonts")
    try:
        pdf = poster_pdf(shown, fonts)
    except (FontsMissing, UnprintableLetters, TooMuchText) as refusal:
        raise Refused(str(refusal)) from None
    write_new_file(out, pdf, force=force)
    click.echo(f"{out}: poster and stickers of {place.commune.label(place.province)}, {shown.link}")
    if place.waiting:
        click.echo("No unit of its own can receive yet: until then its tips go to the duty desk.", err=True)


@main.group()
def topics() -> None:
    """The awareness library's files."""


@topics.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def topics_check(folder: Path | None) -> None:
    """Say in Vietnamese what is wrong in the topic files, and what could be said better; exit code 1 if a file can't be used."""
    from handlers.awareness_library import FOLDER, TopicLibrary, problems
    from handlers.topic_remarks import remarks

    chosen = folder or FOLDER
    faults = problems(chosen)
    for fault in faults:
        click.echo(f"SAI     {fault.sentence('vi')}")
    if not faults:
        library = TopicLibrary.load(chosen)
        for language in ("vi", "en"):
            for topic in library.topics(language):
                for remark in remarks(topic):
                    click.echo(f"nên sửa {remark.sentence('vi')}")
        click.echo("Các tệp chủ đề dùng được.")
    sys.exit(1 if faults else 0)


@topics.command("print")
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path), help="A new folder.")
@click.option("--folder", type=click.Path(path_type=Path), help="Topic files other than the installed ones.")
@with_settings
def topics_print(settings: Settings, out: Path, folder: Path | None) -> None:
    """Write chat card, picture, A4 sheet and loudspeaker script of every topic, in both languages."""
    import web
    from bot.topic_materials import write_materials
    from handlers.awareness_library import FOLDER, TopicLibrary
    from handlers.topic_files import TopicFileError
    from handlers.topic_texts import Topic
    from web.print.faces import Fonts, FontsMissing, UnprintableLetters
    from web.print.paper import TooMuchText
    from web.print.sheet_foot import SheetFoot
    from web.print.topic_sheet import TopicSheet, topic_sheet_pdf

    built = Path(web.__file__).parent / "static" / "build"
    fonts = Fonts(built / "fonts")
    name = settings.bot_name
    foot = SheetFoot(link=f"https://t.me/{name}" if name else "", bot=f"@{name}" if name else "")

    def sheet(topic: Topic, picture: bytes) -> bytes:
        return topic_sheet_pdf(
            TopicSheet(
                topic.title, topic.scene, topic.signs, topic.advice, topic.call, picture, foot, topic.language
            ),
            fonts,
        )

    try:
        count = write_materials(TopicLibrary.load(folder or FOLDER), out, built / "topics", sheet)
    except (TopicFileError, FontsMissing, UnprintableLetters, TooMuchText) as refusal:
        raise Refused(str(refusal)) from None
    click.echo(f"{out}: {count} topics")


def _web() -> Any:
    """Give the desk's factory and files: this module alone joins `bot` and `web`, which stand on one floor.

    The desk itself is loaded when it is served: a process without one doesn't pay for it.
    """
    import web
    from bot.running import Web

    def create_desk(parts: Any) -> Any:
        from web.desk import create_desk as create

        return create(parts)

    def parts(**given: Any) -> Any:
        from web.desk.parts import DeskParts

        return DeskParts(**given)

    return Web(create_desk=create_desk, parts=parts, static=Path(web.__file__).parent / "static" / "build")


def _add_commands() -> None:
    from bot.administration.auditing import audit
    from bot.administration.backing_up import backup_command, restore_command
    from bot.administration.commands import keys, officer, unit

    for command in (unit, officer, keys, audit, backup_command, restore_command):
        main.add_command(command)


_add_commands()
