"""Two provinces with everything that an address of the desk can name, and requests that name it: own, near, far, or nobody's."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from os import urandom
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import httpx

from domain.campaigns import Audience, CampaignContent, Picture, Words
from domain.subscriptions import Place
from domain.units import CommuneAssignment, Unit, UnitKind
from sealing.secret_types import SecretBytes, SecretText
from storage import beats, campaigns, sessions, tips, units
from storage.blobs import BlobStore
from storage.engine import Connection, Database
from storage.failures import Failure
from storage.viewer import Role
from tests.desk.campaign_house import campaign_parts
from tests.desk.conftest import BUILD, ORIGIN
from tests.desk.house import ALL_UNITS, DUTY, HA_TRUNG, INSPECTORATE, QUYNH_NHAI, House, TestOfficer, text
from tests.storage.raw_rows import rows_naming
from web.desk import DeskParts, create_desk
from web.desk.route_rules import DeskAddress, Touches

MUONG_GION = Unit("c-03670", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")
FAR_DESK = Unit("d-38", UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Thanh Hóa", "38")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)

STUB = DeskParts(
    database=cast("Database", None),
    blobs=cast("BlobStore", None),
    deployment_id=bytes(16),
    root_public_key=bytes(32),
    keyring_key=SecretBytes(bytes(32)),
    desk_origin=ORIGIN,
    clock=lambda: datetime.now(UTC),
    static_dir=BUILD,
)
"""Enough of a desk to ask for its addresses; nothing of it can answer."""


class Owned(StrEnum):
    """Whose thing is asked for, seen from who asks."""

    OWN = "own"
    NEAR = "another unit's of the province"
    FAR = "another province's"
    NOBODYS = "nobody's"


@dataclass(frozen=True)
class Asked:
    """A request: its path, what it posts, and the ids in it, which an answer may repeat."""

    path: str
    body: Any
    ids: tuple[str, ...]

    def hidden(self, answer: str) -> str:
        """The answer without the ids of the request, so that two answers can be compared."""
        for each in self.ids:
            answer = answer.replace(each, "ID")
        return re.sub(r"\b[0-9a-f]{32}\b", "ID", answer)


@dataclass(frozen=True)
class Named:
    """The things of one unit (or of nobody) as a request names them."""

    unit: str
    tip: str
    campaign: str
    commune: str
    officer: str
    beat: str


Example = Callable[[Named], dict[str, object]]

EXAMPLES: MappingProxyType[tuple[str, str], Example] = MappingProxyType(
    {
        ("POST", "/audit/export"): lambda named: {"unit": named.unit, "what": "csv"},
        ("POST", "/search/texts"): lambda named: {"tips": [named.tip]},
        ("POST", "/queue/claim"): lambda named: {"tips": [named.tip]},
        ("POST", "/queue/assign"): lambda named: {"tips": [named.tip], "officer": named.officer},
        ("POST", "/queue/printed"): lambda named: {"tips": [named.tip]},
        ("POST", "/unit/duty"): lambda named: {
            "day": f"{datetime.now(UTC):%Y-%m-%d}",
            "shift": "day",
            "scope": "day",
            "officers": [named.officer],
        },
        ("POST", "/unit/beats/add"): lambda named: {"commune": named.commune, "names": ["Bản Phát"]},
        ("POST", "/unit/beats/give"): lambda named: {"beats": [named.beat], "officer": named.officer},
        ("POST", "/unit/beats/remove"): lambda named: {"beats": [named.beat]},
        ("POST", "/unit/beats/categories"): lambda named: {"officer": named.officer, "categories": ["drugs"]},
    }
)
"""What is posted where the body names the thing."""

SILENT = frozenset({("POST", "/unit/beats/remove")})
"""Answered alike whether there was something to do or not; that nothing foreign was done is seen in the rows."""


@dataclass
class World:
    """The house, its desk, and what each unit has."""

    house: House
    parts: DeskParts
    people: dict[tuple[Role, str], TestOfficer] = field(default_factory=dict)
    tips: dict[str, str] = field(default_factory=dict)

    def client(self) -> httpx.AsyncClient:
        """A browser without scripts."""
        transport = httpx.ASGITransport(create_desk(self.parts), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN)

    def unit_of(self, kind: UnitKind) -> Unit:
        """The unit from which things are seen."""
        return {UnitKind.COMMUNE: QUYNH_NHAI, UnitKind.DUTY_DESK: DUTY, UnitKind.INSPECTORATE: INSPECTORATE}[
            kind
        ]

    def person(self, role: Role, unit: Unit) -> TestOfficer:
        """The one officer of a role in a unit who asks."""
        known = self.people.get((role, unit.id))
        if known is None:
            reads = role not in {Role.AWARENESS, Role.APPROVER, Role.ADMINISTRATOR}
            known = self.house.officer(f"{role} {unit.id}", f"{role}.{unit.id}", unit, role, holds_key=reads)
            self.people[role, unit.id] = known
        return known

    def colleague(self, unit: Unit) -> TestOfficer:
        """A fresh officer of a unit, whom a request may do anything to."""
        role = {UnitKind.DUTY_DESK: Role.DUTY_DESK, UnitKind.INSPECTORATE: Role.INSPECTORATE}.get(
            unit.kind, Role.OFFICER
        )
        return self.house.officer("Người khác", f"n{urandom(6).hex()}", unit, role, holds_key=False)

    def tip(self, unit: Unit) -> str:
        """A tip of a unit's queue that a colleague there has opened."""
        if unit.id not in self.tips:
            made = self.house.tip([text("Ba sà lan hút cát")], unit=unit)
            viewer, now = self.colleague(unit).viewer, self.house.now
            self.house.database.write_now(lambda conn: tips.mark_viewed(conn, viewer, made.id, now))
            self.tips[unit.id] = made.id.hex()
        return self.tips[unit.id]

    def campaign(self, unit: Unit) -> str:
        """A fresh draft of a unit, with a picture."""
        code = unit.id[2:] if unit.kind is UnitKind.COMMUNE else "03703"
        place = Place(unit.province_code, code if unit.kind is UnitKind.COMMUNE else None)

        def write(conn: Connection) -> str:
            picture: Picture = campaigns.put_picture(conn, PICTURE, "image/png", 8, 6)
            words = {"vi": Words("Cảnh giác", "Không bấm vào đường dẫn lạ.")}
            content = CampaignContent(words=words, audience=Audience((place,)), picture=picture)
            made = campaigns.create(conn, author.viewer, content, self.house.now)
            assert not isinstance(made, Failure), made
            return made.id.hex()

        author = self.person(Role.AWARENESS, unit)
        return self.house.database.write_now(write)

    def beat(self, unit: Unit) -> str:
        """A fresh hamlet of a commune's unit; a desk of the province has none."""
        if unit.kind is not UnitKind.COMMUNE:
            return "b" * 32
        made, chief = urandom(16), self.person(Role.CHIEF, unit)
        self.house.database.write_now(
            lambda conn: beats.add_hamlets(
                conn, chief.viewer, unit.id[2:], [f"Bản {made.hex()[:6]}"], lambda: made, self.house.now
            )
        )
        return made.hex()

    def untouched(self) -> dict[str, object]:
        """Every row of the two units that nobody here may touch."""
        return self.house.database.read_now(
            lambda conn: {unit.id: rows_naming(conn, unit.id) for unit in (HA_TRUNG, MUONG_GION)}
        )

    def owner(self, unit: Unit, whose: Owned) -> Unit | None:
        """Whose thing it is; None: nobody's."""
        near = MUONG_GION if unit.kind is UnitKind.COMMUNE else QUYNH_NHAI
        return {Owned.OWN: unit, Owned.NEAR: near, Owned.FAR: HA_TRUNG, Owned.NOBODYS: None}[whose]

    def named(self, touches: Touches, unit: Unit, whose: Owned) -> Named | None:
        """What is named for such an address; only what it touches is made. None: such a unit has nothing of the kind."""
        owner = self.owner(unit, whose)
        if owner is None:
            return Named("c-99999", "f" * 32, "e" * 32, "99999", "d" * 32, "b" * 32)
        if touches is Touches.COMMUNE and owner.kind is not UnitKind.COMMUNE:
            return None
        any_ = touches is Touches.NAMED
        tip = self.tip(owner) if any_ or touches in {Touches.TIP, Touches.SAMPLE} else ""
        warns = owner.kind is not UnitKind.INSPECTORATE
        campaign = self.campaign(owner) if warns and touches is Touches.CAMPAIGN else "c" * 32
        officer = self.colleague(owner).id.hex() if any_ or touches is Touches.OFFICER else ""
        beat = self.beat(owner) if any_ else ""
        return Named(owner.id, tip, campaign, owner.id[2:], officer, beat)

    def asked(self, address: DeskAddress, unit: Unit, whose: Owned) -> Asked | None:
        """A request for somebody's thing at an address."""
        touches = address.touches
        assert touches is not None
        if touches is Touches.CAMPAIGN and unit.kind is UnitKind.INSPECTORATE and whose is Owned.OWN:
            return None
        named = self.named(touches, unit, whose)
        if named is None:
            return None
        path = address.path
        values = {
            "tip": named.tip,
            "campaign": named.campaign,
            "commune": named.commune,
            "officer": named.officer,
            "unit": named.unit,
            "role": "report",
            "number": "1",
            "view": "a" * 32,
            "token": "t" * 32,
            "duty": "report",
            "digest": sha256(self.parts.place_names).hexdigest(),
        }
        for name in address.parameters:
            assert name in values, f"what should stand for {{{name}}}?"
            path = re.sub(rf"{{{name}(:\w+)?}}", values[name], path)
        if touches is Touches.UNIT and "unit" not in address.parameters:
            path += f"?unit={named.unit}"
        example = EXAMPLES.get((address.method, address.path))
        body = example(named) if example else {}
        request = path + json.dumps(body)
        return Asked(
            path, body, tuple(each for each in vars(named).values() if len(each) > 4 and each in request)
        )

    async def send(
        self,
        client: httpx.AsyncClient,
        address: DeskAddress,
        role: Role | None,
        unit: Unit,
        asked: Asked,
        accept: str = "text/html",
    ) -> httpx.Response:
        """Ask as an officer of a role in a unit, in a session of its own; as nobody (None) without one."""
        headers = {"accept": accept, "origin": ORIGIN}
        if role is not None:
            token = SecretText(urandom(24).hex())
            officer = self.person(role, unit)
            self.house.database.write_now(
                lambda conn: sessions.open_session(conn, officer.id, token, self.house.now)
            )
            headers["cookie"] = f"tinbao-desk={token.reveal()}"
        body = asked.body if address.method == "POST" else None
        return await client.request(address.method, asked.path, headers=headers, json=body)


@contextmanager
def make_world(folder: Path, migrated: Path) -> Iterator[World]:
    """Build it in a folder, from a migrated database file."""
    shutil.copyfile(migrated, folder / "tinbao.db")
    database = Database.open(f"sqlite+aiosqlite:///{folder / 'tinbao.db'}")
    house = House(database, folder)

    def more(conn: Connection) -> None:
        units.upsert_units(conn, (MUONG_GION, FAR_DESK))
        for unit in (*ALL_UNITS, MUONG_GION):
            if unit.kind is UnitKind.COMMUNE:
                day = house.now.date().replace(year=2025)
                units.assign(conn, (CommuneAssignment(unit.id[2:], unit.id, day),))

    from sealing.derivation import new_key

    house.queue_seeds[MUONG_GION.id] = new_key()
    database.write_now(more)
    database.write_now(lambda conn: house.add_queue_key(conn, MUONG_GION))
    yield World(house, campaign_parts(house, ORIGIN, BUILD))
    database.close_now()
