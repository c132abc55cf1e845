"""Builds a small installation whose queue seeds the test itself holds, so that it can open what was sealed; never for real use."""

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.file_cleaning import CleanedFile, CleaningRefused
from bot.gazetteer_files import read_gazetteer_records
from bot.residents.parts import RuntimeParts
from domain.limits import Limits
from domain.places import Gazetteer
from domain.routing import QueueKey, ServedProvince, Serving
from domain.units import CommuneAssignment, Unit, UnitKind
from handlers.wording import Wordings
from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes
from storage.blobs import BlobStore
from storage.deployment import set_deployment_id
from storage.directory import QUEUE_KIND, DirectoryRow, add_entry
from storage.engine import Connection, Database
from storage.migrate import migrate
from storage.units import assign, serve_province, upsert_units

SINCE = date(2025, 7, 1)
COMMUNE_CODE = "03703"
"""Xã Quỳnh Nhai, Sơn La."""
MANY = 1_000_000

Clean = Callable[[SecretBytes], Awaitable[CleanedFile | CleaningRefused]]


@dataclass(frozen=True, slots=True)
class SmallHouse:
    """One served province with one commune: where it lies, its keys, and the seed of every queue."""

    folder: Path
    deployment: bytes
    pseudonym_key: SecretBytes
    contact_key: SecretBytes
    seeds: dict[str, SecretBytes]
    units: dict[str, Unit]
    commune_code: str
    province_code: str

    @property
    def database_url(self) -> str:
        """The house's SQLite file."""
        return f"sqlite+aiosqlite:///{self.folder}/tinbao.db"

    @property
    def commune_queue(self) -> str:
        """The queue of the one commune."""
        return f"c-{self.commune_code}"

    def serving(self) -> Serving:
        """The snapshot in which everything is in order."""
        keys = {queue: QueueKey(queue, 1, public_key_of(seed)) for queue, seed in self.seeds.items()}
        province = ServedProvince(
            self.province_code,
            self.units[f"d-{self.province_code}"],
            self.units[f"i-{self.province_code}"],
        )
        assignment = CommuneAssignment(self.commune_code, self.commune_queue, SINCE, None)
        return Serving(
            {self.province_code: province},
            {self.commune_code: (assignment,)},
            self.units,
            frozenset(self.seeds),
            keys,
        )

    def parts(self, clean: Clean | None = None, gazetteer: Gazetteer | None = None) -> RuntimeParts:
        """What a runtime stands on in this house; limits are out of the way and tips are released at once."""
        serving = self.serving()
        return RuntimeParts(
            database=Database.open(self.database_url, self.folder),
            blobs=BlobStore.open(self.folder / "blobs"),
            gazetteer=gazetteer or Gazetteer(read_gazetteer_records()),
            wordings=Wordings.load(),
            serving=lambda: serving,
            deployment_id=self.deployment,
            pseudonym_key=self.pseudonym_key,
            contact_key=self.contact_key,
            clean=clean or _unclean,
            data_dir=self.folder,
            limits=Limits(
                tips_per_chat_day=MANY, drafts_per_chat_day=MANY, tips_per_queue_hour=MANY, free_disk_bytes=0
            ),
            release_minutes=0,
        )


async def _unclean(content: SecretBytes) -> CleanedFile | CleaningRefused:
    return CleanedFile(content, "image/jpeg", ".jpg")


def build(folder: Path, gazetteer: Gazetteer) -> SmallHouse:
    """Make the database, the units and the keys in an empty folder."""
    found = gazetteer.commune(COMMUNE_CODE)
    assert found is not None
    province = found.province_code
    units = {
        unit.id: unit
        for unit in (
            Unit(f"c-{found.code}", UnitKind.COMMUNE, "Công an xã Quỳnh Nhai", province),
            Unit(f"d-{province}", UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Sơn La", province),
            Unit(f"i-{province}", UnitKind.INSPECTORATE, "Thanh tra Công an tỉnh Sơn La", province),
        )
    }
    house = SmallHouse(
        folder=folder,
        deployment=secrets.token_bytes(16),
        pseudonym_key=SecretBytes(secrets.token_bytes(32)),
        contact_key=SecretBytes(secrets.token_bytes(32)),
        seeds={queue: SecretBytes(secrets.token_bytes(32)) for queue in units},
        units=units,
        commune_code=found.code,
        province_code=province,
    )
    migrate(house.database_url)
    database = Database.open(house.database_url, folder)
    database.write_now(lambda conn: _furnish(conn, house))
    database.close_now()
    return house


def _furnish(conn: Connection, house: SmallHouse) -> None:
    set_deployment_id(conn, house.deployment)
    upsert_units(conn, house.units.values())
    code = house.province_code
    serve_province(conn, code, f"d-{code}", f"i-{code}", switched_on=True)
    assign(conn, [CommuneAssignment(house.commune_code, house.commune_queue, SINCE, None)])
    for queue, unit in house.units.items():
        add_entry(conn, DirectoryRow(QUEUE_KIND, code, queue, unit.kind.value, b"", 1, 1, b"not signed"))


def write(house: SmallHouse) -> None:
    """Write what another process needs to serve this house."""
    facts = {
        "deployment": house.deployment.hex(),
        "pseudonym_key": house.pseudonym_key.reveal().hex(),
        "contact_key": house.contact_key.reveal().hex(),
        "seeds": {queue: seed.reveal().hex() for queue, seed in house.seeds.items()},
        "units": [[unit.id, unit.kind.value, unit.name, unit.province_code] for unit in house.units.values()],
        "commune_code": house.commune_code,
        "province_code": house.province_code,
    }
    (house.folder / "house.json").write_text(json.dumps(facts), encoding="utf-8")


def read(folder: Path) -> SmallHouse:
    """Read a house that `write` wrote."""
    facts = json.loads((folder / "house.json").read_text(encoding="utf-8"))
    return SmallHouse(
        folder=folder,
        deployment=bytes.fromhex(facts["deployment"]),
        pseudonym_key=SecretBytes(bytes.fromhex(facts["pseudonym_key"])),
        contact_key=SecretBytes(bytes.fromhex(facts["contact_key"])),
        seeds={queue: SecretBytes(bytes.fromhex(seed)) for queue, seed in facts["seeds"].items()},
        units={unit[0]: Unit(unit[0], UnitKind(unit[1]), unit[2], unit[3]) for unit in facts["units"]},
        commune_code=facts["commune_code"],
        province_code=facts["province_code"],
    )
