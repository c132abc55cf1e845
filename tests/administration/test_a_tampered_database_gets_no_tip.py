"""Somebody who writes to the database puts a key of their own in a queue's place; the residents' bot seals nothing to it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bot.bootstrap import House, ServingView, utc_now
from bot.file_cleaning import CleaningRefused, RefusedBecause
from bot.perform_effects import Performer
from bot.residents.parts import RuntimeParts
from handlers.wording import Wordings
from sealing.directory import EntryKind, read_entry, sign_entry
from sealing.errors import WrongKeyOrPlace
from sealing.hybrid_keys import public_key_of
from sealing.parts import Place, Role, unwrap_part_key
from sealing.secret_types import SecretBytes
from storage.directory import DirectoryRow, add_entry, newest_entry
from storage.engine import Connection
from storage.models import part_wraps, parts
from tests.administration.conftest import Enrol, Installation
from tests.journeys.test_local_police_see_nothing import GAZETTEER, Talk

DUTY, INSPECTORATE, COMMUNE = "d-14", "i-14", "c-03703"
ATTACKER = SecretBytes(bytes(range(32)))
WORDS = "Ba sà lan hút cát dưới chân cầu."


@pytest.fixture
def served(installation: Installation, enrolled: Enrol) -> Installation:
    """A province with a commune, everything signed as it should be."""
    assert installation.run("unit", "serve", "14").exit_code == 0
    assert installation.run("unit", "add", "03703").exit_code == 0
    for unit_id, role in ((DUTY, "duty_desk"), (INSPECTORATE, "inspectorate"), (COMMUNE, "chief")):
        _, digits = enrolled(unit_id, role, "Người Đầu")
        typed = installation.passphrases["province-14.key"] + "\n"
        assert installation.run("keys", "sign", unit_id, "--fingerprint", digits, typed=typed).exit_code == 0
    return installation


def swap_row(conn: Connection) -> None:
    """Another key in the queue's own row."""
    statement = text("UPDATE queue_keys SET public_key = :key WHERE queue_id = :queue")
    assert conn.execute(statement, {"key": public_key_of(ATTACKER), "queue": COMMUNE}).rowcount == 1


def swap_entry(conn: Connection) -> None:
    """A newer entry for another key, well formed, and signed by a key that the root never saw."""
    swap_row(conn)
    kind = int(EntryKind.QUEUE)
    known = newest_entry(conn, kind, "14", COMMUNE, "commune")
    assert known is not None
    entry = read_entry(known).entry
    forged = replace(entry, serial=entry.serial + 1, public_key=public_key_of(ATTACKER))
    data = sign_entry(forged, ATTACKER)
    add_entry(conn, DirectoryRow(kind, "14", COMMUNE, "commune", b"", forged.serial, 1, data))


def swap_bytes(conn: Connection) -> None:
    """The signed entry itself, with another key's bytes where the right one stood."""
    swap_row(conn)
    row = conn.execute(text("SELECT rowid, entry FROM directory WHERE queue_id = :q"), {"q": COMMUNE}).one()
    right = read_entry(row.entry).entry.public_key
    swapped = row.entry.replace(right, public_key_of(ATTACKER))
    assert swapped != row.entry
    conn.execute(text("UPDATE directory SET entry = :e WHERE rowid = :r"), {"e": swapped, "r": row.rowid})


def untouched(_conn: Connection) -> None:
    """Nobody did anything."""


async def _refuse(_content: SecretBytes) -> CleaningRefused:
    return CleaningRefused(RefusedBecause.UNSUPPORTED)


async def _bot(house: House) -> tuple[Talk, ServingView]:
    """The residents' bot over this installation, with what it verified itself."""
    view, talk = await house.serving_view(), Talk()
    assert house.settings.pseudonym_key is not None
    assert house.settings.contact_key is not None
    talk.performer = Performer(
        RuntimeParts(
            database=house.database,
            blobs=house.blobs,
            gazetteer=GAZETTEER,
            wordings=Wordings.load(),
            serving=view.current,
            deployment_id=house.deployment,
            pseudonym_key=house.settings.pseudonym_key,
            contact_key=house.settings.contact_key,
            clean=_refuse,
            data_dir=house.settings.data_dir,
            release_minutes=0,
            clock=utc_now,
        ),
        talk,
    )
    return talk, view


def _sealed_to(house: House) -> tuple[set[str], int]:
    """The queues that what was told is sealed to, and how much of it the attacker opens."""
    wanted = select(parts.c.tip_id, parts.c.role, parts.c.number, part_wraps).join(
        part_wraps, part_wraps.c.part_id == parts.c.row_id
    )
    rows = house.database.read_now(lambda conn: conn.execute(wanted).all())
    opened = 0
    for row in rows:
        place = Place(house.deployment, row.tip_id, row.number, Role(row.role))
        try:
            unwrap_part_key(place, row.sealed_key, row.queue_id, row.epoch, ATTACKER)
        except WrongKeyOrPlace:
            continue
        opened += 1
    return {row.queue_id for row in rows}, opened


@pytest.mark.parametrize("running", [False, True], ids=["before the bot starts", "while the bot runs"])
@pytest.mark.parametrize(
    ("attack", "receiver"),
    [(untouched, COMMUNE), (swap_row, COMMUNE), (swap_entry, DUTY), (swap_bytes, DUTY)],
)
async def test_a_resident_is_never_made_to_seal_to_a_swapped_key(
    served: Installation, attack: Callable[[Connection], None], receiver: str, running: bool
) -> None:
    """Where the right key can't be told any more the duty desk gets it, and the resident reads that beforehand."""
    house = served.house()
    if not running:
        await house.database.write(attack)
    talk, view = await _bot(house)
    if running:
        await house.database.write(attack)
        await view.refresh()
    await talk.reports("1001", "Không có", WORDS)
    said = " ".join(message.text.text for message in talk.said["1001"])
    name = "Trực ban Công an tỉnh Sơn La" if receiver == DUTY else "Công an xã Quỳnh Nhai"
    assert f"Đã gửi tới {name}" in said.replace("_", "").replace("*", "")
    assert _sealed_to(house) == ({receiver}, 0)
    assert talk.performer is not None
    await talk.performer.close()
    await view.stop()
    await house.close()
