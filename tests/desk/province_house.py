"""What the tests of a province's signing share: an administrator, a new unit, key files and entries."""

from pathlib import Path

from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.directory import DirectoryEntry, EntryKind
from sealing.hybrid_keys import public_key_of
from sealing.key_files import KeyFileKind, make_key_file
from sealing.secret_types import SecretBytes, SecretText
from storage import directory, queue_keys, units
from storage.viewer import Role
from tests.desk.house import DUTY, House, TestOfficer

WORDS = "gấu nâu hồ hiếm nai tròn tôm vuông thang cứng"
GION = Unit("c-03682", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")


def administrator(house: House, name: str) -> TestOfficer:
    return house.officer("Lò Văn Quản", name, DUTY, Role.ADMINISTRATOR, holds_key=False)


def new_unit(house: House, unit: Unit = GION, epoch: int = 1) -> bytes:
    """A unit whose first officer has made its key, which waits for the province."""
    seed = house.queue_seeds[unit.id] = new_key()
    key = public_key_of(seed)

    def write(conn) -> None:
        units.upsert_units(conn, [unit])
        queue_keys.add_epoch(conn, unit.id, epoch, key, (), house.now)

    house.database.write_now(write)
    return key


def key_file(house: House, folder: Path, seed: SecretBytes | None = None, holder: str = "14") -> Path:
    path = folder / f"province-{holder}.key"
    made = make_key_file(
        KeyFileKind.PROVINCE, holder, house.deployment, seed or house.province_seed, SecretText(WORDS)
    )
    path.write_text(made, "utf-8")
    return path


def entry_for(house: House, unit: Unit, key: bytes, **changes: object) -> DirectoryEntry:
    now = int(house.now.timestamp())
    fields: dict[str, object] = {
        "kind": EntryKind.QUEUE,
        "deployment": house.deployment,
        "serial": 1,
        "valid_from": now - 60,
        "not_after": now + 300 * 86_400,
        "province": unit.province_code,
        "queue": unit.id,
        "role": unit.kind.value,
        "epoch": 1,
        "public_key": key,
        **changes,
    }
    return DirectoryEntry(**fields)  # type: ignore[arg-type]


def stored(house: House, unit: Unit = GION) -> bytes | None:
    return house.database.read_now(
        lambda conn: directory.newest_entry(
            conn, int(EntryKind.QUEUE), unit.province_code, unit.id, unit.kind.value
        )
    )
