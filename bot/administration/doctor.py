"""Looks for what makes an installation unfit for real use and says it in sentences; it changes nothing and opens no tip."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path

from bot.administration.doctor_health import health_sentences
from bot.bootstrap import House, open_house
from bot.directory_trust import Snapshot, Trouble
from bot.settings import Settings, is_loopback
from storage.queue_keys import uncertified
from storage.units import all_units, serving_rows

DEMO_MARK = "demo-installation"
"""A file of this name in the data folder says that the keys were made by the demo, with passphrases that stand in a file."""
OLD_KEY = timedelta(days=365)
ENDING_KEY = timedelta(days=90)
_SENTENCES = {
    Trouble.NO_PROVINCE_ENTRY: "Province {subject} is switched on and has no certified signing key: tips there are refused.",
    Trouble.PROVINCE_REFUSED: "The signing key of province {subject} doesn't verify under the root: tips there are refused.",
    Trouble.NO_QUEUE_ENTRY: "{subject} has no certified queue key: its tips go one level up, or nowhere if it is a duty desk or inspectorate.",
    Trouble.QUEUE_REFUSED: "The queue key of {subject} doesn't verify: it may have been swapped. Compare fingerprints by phone.",
    Trouble.NO_OFFICER: "{subject} has no officer who holds its key: its tips go one level up.",
}


class Weight(IntEnum):
    """How much a complaint matters: an unfit installation must not take real tips."""

    ADVICE = 1
    UNFIT = 2


@dataclass(frozen=True, slots=True)
class Complaint:
    """One sentence, and whether it makes the installation unfit."""

    weight: Weight
    sentence: str


def examine(settings: Settings, now: datetime) -> tuple[Complaint, ...]:
    """Look at settings, folders, keys and units; the gravest first.

    Raises what `open_house` raises when there is no installation to look at.
    """
    found = [*_settings(settings), *_machine(settings)]
    house = open_house(settings)
    try:
        rows = house.database.read_now(serving_rows)
        snapshot = house.verify(rows, now)
        found += [*_keys(snapshot, now), *_units(house)]
        found += [
            Complaint(Weight.UNFIT if grave else Weight.ADVICE, sentence)
            for grave, sentence in health_sentences(house, now)
        ]
        if not any(row.switched_on for row in rows.provinces):
            found.append(
                Complaint(
                    Weight.UNFIT, "No province is switched on: every report is refused (`tinbao unit serve`)."
                )
            )
    finally:
        house.database.close_now()
    return tuple(sorted(found, key=lambda complaint: -complaint.weight))


def _settings(settings: Settings) -> Iterator[Complaint]:
    if (settings.data_dir / DEMO_MARK).exists():
        yield Complaint(
            Weight.UNFIT,
            "These are the demo's keys: their passphrases stand in a file. Begin anew with `tinbao init`.",
        )
    if settings.frame_origin:
        yield Complaint(Weight.UNFIT, "TINBAO_FRAME_ORIGIN lets another page frame the desk: empty it.")
    if is_loopback(settings.desk_url):
        yield Complaint(
            Weight.UNFIT, "TINBAO_DESK_URL is this machine only: give the https address that officers type."
        )
    if settings.residents_bot_token is None:
        yield Complaint(Weight.UNFIT, "TINBAO_RESIDENTS_BOT_TOKEN is missing: no resident can write.")
    if is_loopback(settings.telegram_api):
        yield Complaint(Weight.UNFIT, "TINBAO_TELEGRAM_API is this machine: residents aren't there.")
    if settings.form_url:
        yield Complaint(
            Weight.UNFIT,
            "TINBAO_FORM_URL is given, and this release serves no sealed form: residents would be sent where nobody answers.",
        )
    if settings.zalo_bot_token is not None:
        yield Complaint(
            Weight.ADVICE, "TINBAO_ZALO_BOT_TOKEN is given, and this release doesn't answer on Zalo."
        )
    if settings.release_minutes == 0:
        yield Complaint(
            Weight.UNFIT,
            "TINBAO_RELEASE_MINUTES is 0: whoever watches a queue sees to the minute when someone wrote.",
        )
    if settings.database_url.startswith("sqlite"):
        yield Complaint(
            Weight.ADVICE,
            "SQLite serves one machine; copy it to another place continuously, or use PostgreSQL with a replica.",
        )


def _machine(settings: Settings) -> Iterator[Complaint]:
    if os.geteuid() == 0:
        yield Complaint(
            Weight.ADVICE,
            "This runs as root: give the service a user of its own, so that the file cleaner's bounds can't be raised again.",
        )
    folder = settings.data_dir
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Complaint(
            Weight.UNFIT, "The data folder can be read by other users of this machine: set its mode to 0700."
        )
    env = Path(".env")
    if env.exists() and stat.S_IMODE(env.stat().st_mode) & 0o077:
        yield Complaint(
            Weight.UNFIT, ".env can be read by other users of this machine: set its mode to 0600."
        )
    if any(Path().glob("keys/*.key")):
        yield Complaint(
            Weight.UNFIT, "Key files lie beside the running system: move them to offline media and a safe."
        )
    swaps = Path("/proc/swaps")
    if swaps.exists() and len(swaps.read_text("utf-8").splitlines()) > 1:
        yield Complaint(
            Weight.ADVICE,
            "Swap is on: what is in memory for a moment may reach the disk. Switch it off or encrypt it.",
        )


def _keys(snapshot: Snapshot, now: datetime) -> Iterator[Complaint]:
    upper = set(snapshot.unfit_provinces())
    for finding in snapshot.findings:
        grave = (
            finding.trouble in {Trouble.PROVINCE_REFUSED, Trouble.QUEUE_REFUSED}
            or finding.province_code in upper
        )
        yield Complaint(
            Weight.UNFIT if grave else Weight.ADVICE,
            _SENTENCES[finding.trouble].format(subject=finding.subject),
        )
    for entry in snapshot.verified:
        subject = entry.queue or f"province {entry.province}"
        end = datetime.fromtimestamp(entry.not_after, UTC)
        begin = datetime.fromtimestamp(entry.valid_from, UTC)
        if end - now < ENDING_KEY:
            yield Complaint(
                Weight.UNFIT, f"The key of {subject} ends on {end:%d/%m/%Y}: certify a new one before."
            )
        elif now - begin > OLD_KEY:
            yield Complaint(Weight.ADVICE, f"The key of {subject} is older than a year: begin a new epoch.")


def _units(house: House) -> Iterator[Complaint]:
    names = {unit.id: unit.name for unit in house.database.read_now(all_units)}
    for row in house.database.read_now(uncertified):
        yield Complaint(
            Weight.ADVICE,
            f"The new key of {names[row.queue_id]} waits for `tinbao keys sign {row.queue_id}`.",
        )
