"""The command group `audit`: proves the record's chains and prints their anchors; it never changes a row."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.administration.refusals import Refused
from bot.bootstrap import utc_now
from bot.settings import load_settings
from domain.hours import VIETNAM_TIME
from storage.audit_anchors import Anchor, BadAnchor, heads, read_anchors
from storage.audit_proof import Break, BreakKind, ChainReport, newest, prove
from storage.engine import Database
from storage.migrate import check_revision

_MOST_TOLD = 20


@contextmanager
def _database() -> Iterator[Database]:
    settings = load_settings()
    check_revision(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        yield database
    finally:
        database.close_now()


@click.group()
def audit() -> None:
    """The audit record: proving it, anchors to keep on paper, and its rows as they are stored."""


@audit.command("verify")
@click.option(
    "--anchors",
    "anchors_file",
    type=click.Path(path_type=Path),
    help="A file of anchors that were kept outside (`tinbao audit anchor`, or typed from paper).",
)
def audit_verify(anchors_file: Path | None) -> None:
    """Prove every chain and say where one breaks; exit code 1 if one does."""
    anchors = _read(anchors_file) if anchors_file else ()
    with _database() as database:
        reports = database.read_now(lambda conn: tuple(prove(conn, anchors)))
    for report in reports:
        _tell(report)
    broken = sum(bool(report.breaks) for report in reports)
    rows = sum(report.rows for report in reports)
    click.echo(f"{len(reports)} chains, {rows} rows, {len(anchors)} anchors: {broken} broken.")
    sys.exit(1 if broken else 0)


@audit.command("anchor")
def audit_anchor() -> None:
    """Print the end of every chain, to be kept where nobody who runs the database can change it."""
    with _database() as database:
        found = database.read_now(lambda conn: heads(conn, utc_now()))
    click.echo("# unit\trow\tday\thash of that row: sixteen groups of four")
    for anchor in found:
        click.echo(anchor.line)


@audit.command("show")
@click.argument("unit_id")
@click.option("--last", default=50, show_default=True, help="How many of the newest rows.")
def audit_show(unit_id: str, last: int) -> None:
    """Print the newest rows of a unit's chain as they are stored, the newest last; `-` is what belongs to no unit."""
    with _database() as database:
        rows = database.read_now(lambda conn: newest(conn, unit_id, max(1, last)))
    if not rows:
        raise Refused(f"There is no row of {unit_id}: see `tinbao unit list`.")
    for row in rows:
        when = datetime.fromtimestamp(row.at_minute * 60, UTC).astimezone(VIETNAM_TIME)
        officer = row.officer_id.hex() if row.officer_id else "-"
        fields = (str(row.ordinal), f"{when:%Y-%m-%d %H:%M}", officer, row.act, row.subject, row.detail)
        # What a hostile hand may have put there must not steer the terminal.
        click.echo("\t".join(repr(field)[1:-1] if not field.isprintable() else field for field in fields))


def _read(file: Path) -> tuple[Anchor, ...]:
    try:
        return read_anchors(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{file.name} can't be read: check its path.") from None
    except BadAnchor as bad:
        raise Refused(f"{file.name}: {bad}.") from None


def _tell(report: ChainReport) -> None:
    if not report.breaks:
        click.echo(f"whole   {report.unit_id}: {report.rows} rows")
        return
    for found in report.breaks[:_MOST_TOLD]:
        click.echo(f"BROKEN  {report.unit_id}: {sentence(found)}")
    if len(report.breaks) > _MOST_TOLD:
        click.echo(f"BROKEN  {report.unit_id}: and {len(report.breaks) - _MOST_TOLD} more places")


def sentence(found: Break) -> str:
    """One break in words."""
    rows = f"row {found.ordinal}" if found.ordinal == found.last else f"rows {found.ordinal} to {found.last}"
    match found.kind:
        case BreakKind.CHANGED:
            return f"{rows} changed: not what was written"
        case BreakKind.REMOVED:
            return f"{rows} removed"
        case BreakKind.REORDERED:
            return f"{rows} reordered: the first of them belongs at {found.belongs}"
        case BreakKind.HEAD:
            return (
                f"the head, at row {found.ordinal}, doesn't agree with the chain, which ends at {found.last}"
            )
        case BreakKind.REWRITTEN:
            return f"{rows} rewritten: the chain agrees with itself, and not with the anchor"
