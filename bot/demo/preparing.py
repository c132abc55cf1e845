"""Writes what the demo runs on into a folder: settings, database, keys, units, officers, tips; it never writes into one that is in use."""

import asyncio
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyotp

from bot.administration import unit_table
from bot.administration.certifying import Signer, anchor_of, certify_queue
from bot.administration.doctor import DEMO_MARK
from bot.administration.refusals import Refused
from bot.administration.setting_up import SetUp, set_up
from bot.bootstrap import House, open_house, utc_now
from bot.demo import work_plans
from bot.demo.people import COMMUNES, OFFICERS, PROVINCES, DemoOfficer
from bot.demo.telling import Teller
from bot.demo.tips import DIFFICULT_COMMUNES, TIPS
from bot.demo.warnings import WARNING, WARNING_WRITER
from bot.gazetteer_files import load_gazetteer
from bot.settings import load_settings
from domain.permissions import Action, may
from domain.place_records import EFFECTIVE_FROM
from domain.units import Unit
from sealing.derivation import new_salt
from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from sealing.officer_keys import (
    derive_officer_secrets,
    outer_wrap,
    seal_second_factor,
    sign_in_verifier,
    wrap_officer_seed,
)
from sealing.passphrases import generate_passphrase, shipped_words
from sealing.queue_keys import QueueEpoch, seal_queue_seed, seal_queue_seed_for_recovery
from sealing.secret_types import SecretBytes, SecretText
from storage import campaigns
from storage.engine import Connection
from storage.failures import Failure
from storage.officers import Enrolment, enrol, invite
from storage.queue_keys import SeedWrap, add_epoch
from storage.units import all_units, serving_rows
from storage.viewer import Viewer

DEMO_PORT = 8138
DESK_PORT = 8139
BOT_TOKEN = "8138000001:tin-bao-demo-token-of-no-real-bot"  # noqa: S105 - the sandbox's own; no platform knows it
BOT_NAME = "tinbao_thu_bot"
"""The name of the sandbox's first bot."""
OFFICERS_FILE = "officers.json"


@dataclass(frozen=True, slots=True)
class _Enrolled:
    person: DemoOfficer
    officer_id: bytes
    passphrase: SecretText
    totp_secret: str
    public_key: bytes
    enrolment: Enrolment


def prepare_demo(
    folder: Path, *, sandbox_port: int = DEMO_PORT, desk_port: int = DESK_PORT, tell: bool = True
) -> None:
    """Write the demo's `.env`, migrated database, keys, units, officers and `officers.json` into `folder`.

    `tell=False` leaves the queues empty. Raises Refused when the folder holds anything already.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Refused(f"{folder.name} isn't empty: the demo needs a folder of its own.")
    gazetteer = load_gazetteer()
    now = utc_now()
    made = set_up(
        folder,
        f"sqlite+aiosqlite:///{folder / 'tinbao.db'}",
        gazetteer,
        PROVINCES,
        now,
        training=True,
        TINBAO_TRAINING="true",
        TINBAO_DATABASE_URL="sqlite+aiosqlite:///tinbao.db",
        TINBAO_DATA_DIR="data",
        TINBAO_RESIDENTS_BOT_TOKEN=BOT_TOKEN,
        TINBAO_TELEGRAM_API=f"http://127.0.0.1:{sandbox_port}",
        TINBAO_DESK_LISTEN=f"127.0.0.1:{desk_port}",
        TINBAO_FRAME_ORIGIN=f"http://127.0.0.1:{sandbox_port}",
        TINBAO_RELEASE_MINUTES="0",
        TINBAO_BOT_NAME=BOT_NAME,
    )
    settings = load_settings(folder / ".env").model_copy(
        update={"database_url": f"sqlite+aiosqlite:///{folder / 'tinbao.db'}", "data_dir": folder / "data"}
    )
    house = open_house(settings)
    house.__dict__["gazetteer"] = gazetteer
    try:
        enrolled = _enrol_everyone(house, now)
        house.database.write_now(lambda conn: _store(conn, house, made, enrolled, now))
        names = {unit.id: unit.name for unit in house.database.read_now(all_units)}
        if tell:
            asyncio.run(_tell(house, enrolled, now))
            house.database.write_now(lambda conn: _expect(work_plans.store(conn, _viewers(enrolled), now)))
            house.database.write_now(lambda conn: _draft_a_warning(conn, enrolled, now))
    finally:
        house.database.close_now()
    (settings.data_dir / DEMO_MARK).touch()
    _write_private(
        folder / "keys" / "passphrases.json", {key.path.name: key.passphrase.reveal() for key in made.made()}
    )
    _write_private(folder / OFFICERS_FILE, _sign_in_data(names, enrolled))


def _enrol_everyone(house: House, now: datetime) -> list[_Enrolled]:
    # Argon2id lets go of the interpreter's lock, so the few dozen derivations share the cores.
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda person: _enrolment(house, person), OFFICERS))


def _enrolment(house: House, person: DemoOfficer) -> _Enrolled:
    """Do what an officer's browser does when enrolling."""
    keyring = house.settings.keyring_key
    assert keyring is not None
    officer_id, seed, salt = secrets.token_bytes(16), SecretBytes(secrets.token_bytes(32)), new_salt()
    passphrase, totp_secret = generate_passphrase(shipped_words()), pyotp.random_base32()
    made = derive_officer_secrets(passphrase, salt, house.deployment)
    wrapped = wrap_officer_seed(made.wrap_key, seed, house.deployment, officer_id)
    enrolment = Enrolment(
        sign_in_name=person.name,
        salt=salt,
        verifier=sign_in_verifier(made.proof, house.deployment),
        second_factor=seal_second_factor(keyring, SecretText(totp_secret), house.deployment, officer_id),
        wrapped_seed=outer_wrap(keyring, wrapped, house.deployment, officer_id),
        public_key=public_key_of(seed),
        code_step=0,
    )
    return _Enrolled(person, officer_id, passphrase, totp_secret, enrolment.public_key, enrolment)


def _store(conn: Connection, house: House, made: SetUp, enrolled: Sequence[_Enrolled], now: datetime) -> None:
    unit_table.commune_units(house.gazetteer, COMMUNES).store(conn)
    for code in PROVINCES:
        unit_table.serve(conn, house.gazetteer, code, switched_on=True)
    unit_table.mark_difficult(conn, house.gazetteer, DIFFICULT_COMMUNES, EFFECTIVE_FROM)
    for one in enrolled:
        token = SecretText(secrets.token_urlsafe(24))
        person = one.person
        _expect(invite(conn, one.officer_id, person.unit_id, person.role, person.full_name, token, now))
        _expect(enrol(conn, token, one.enrolment, now))
    for unit in all_units(conn):
        readers = [
            one
            for one in enrolled
            if one.person.unit_id == unit.id and may(one.person.role, Action.READ_TIPS, own_unit=True)
        ]
        _begin_queue(conn, house, made, unit, readers, now)


def _begin_queue(
    conn: Connection, house: House, made: SetUp, unit: Unit, officers: Sequence[_Enrolled], now: datetime
) -> None:
    """Do what the first officer's browser and the province do: make the queue's key, seal it to everyone, certify it."""
    place, seed = QueueEpoch(house.deployment, unit.id, 1), SecretBytes(secrets.token_bytes(32))
    level = "inspectorate" if unit.kind.value == "inspectorate" else "province"
    recovery = made.recovery[unit.province_code, level].file.public_key
    wraps = [SeedWrap(None, recovery, seal_queue_seed_for_recovery(place, seed, recovery))]
    wraps += [
        SeedWrap(o.officer_id, None, seal_queue_seed(place, seed, o.officer_id, o.public_key))
        for o in officers
    ]
    public_key = public_key_of(seed)
    _expect(add_epoch(conn, unit.id, 1, public_key, tuple(wraps), now))
    signer = Signer(house.deployment, made.provinces[unit.province_code].seed)
    certify_queue(conn, signer, anchor_of(house), unit, 1, fingerprint("queue", public_key), now)


async def _tell(house: House, enrolled: Sequence[_Enrolled], now: datetime) -> None:
    rows = await house.database.read(serving_rows)
    serving = house.verify(rows, now).serving
    viewers = _viewers(enrolled)
    teller = Teller(house.database, house.blobs, house.deployment, house.gazetteer, serving, viewers, now)
    for tip in TIPS:
        await teller.tell(tip)


def _draft_a_warning(conn: Connection, enrolled: Sequence[_Enrolled], now: datetime) -> None:
    """A draft to begin with. Nobody has subscribed yet: whoever plays the resident is the first."""
    _expect(campaigns.create(conn, _viewers(enrolled)[WARNING_WRITER], WARNING, now))


def _viewers(enrolled: Sequence[_Enrolled]) -> dict[str, Viewer]:
    """Everybody by sign-in name."""
    return {
        one.person.name: Viewer(one.officer_id, one.person.unit_id, one.person.role, one.person.full_name)
        for one in enrolled
    }


def _sign_in_data(names: Mapping[str, str], enrolled: Sequence[_Enrolled]) -> list[dict[str, str]]:
    return [
        {
            "name": one.person.name,
            "full_name": one.person.full_name,
            "passphrase": one.passphrase.reveal(),
            "totp_secret": one.totp_secret,
            "unit": names[one.person.unit_id],
            "unit_id": one.person.unit_id,
            "role": one.person.role.value,
        }
        for one in enrolled
    ]


def _expect(outcome: object) -> None:
    if isinstance(outcome, Failure):
        raise Refused(f"The demo couldn't be prepared: {outcome.reason.value}.")


def _write_private(path: Path, content: object) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
