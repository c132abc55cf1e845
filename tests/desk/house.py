"""A small house for the desk's tests: keys, units, officers and tips, all sealed by the Python core as residents' tips are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from os import urandom
from pathlib import Path

import pyotp

from bot.gazetteer_files import read_gazetteer_records
from domain.hours import hour_of
from domain.place_names import place_name_table
from domain.place_repair import repaired
from domain.tips import When
from domain.units import CommuneAssignment, Unit, UnitKind
from sealing.additions import sign_addition
from sealing.derivation import new_key
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.frames import Content, text_content
from sealing.hybrid_keys import public_key_of
from sealing.manifest import Manifest, ReceiptKeys, manifest_content
from sealing.officer_keys import (
    outer_wrap,
    seal_second_factor,
    sign_in_verifier,
    wrap_officer_seed,
)
from sealing.parts import Place, seal_part, wrap_part_key
from sealing.parts import Role as PartRole
from sealing.queue_keys import QueueEpoch, seal_queue_seed
from sealing.receipts import Receipt, derive_receipt, new_code
from sealing.secret_types import SecretBytes, SecretText
from sealing.signatures import signing_public_key_of
from storage import clocks, directory, drafts, officers, queue_keys, threads, units
from storage.blobs import BlobStore, new_blob_name
from storage.deployment import set_deployment_id
from storage.directory import DirectoryRow
from storage.drafts import ManifestFacts, NewDraft, NewReceipt
from storage.engine import Connection, Database
from storage.failures import Done
from storage.officers import Enrolment
from storage.parts import INLINE_BYTES, PartWrap, SealedPart
from storage.queue_keys import SeedWrap
from storage.viewer import Role, Viewer
from tests.desk.stretching import SALT, secrets_of
from web.desk import DeskParts


@cache
def place_names() -> bytes:
    """The table of places that the desk gives to browsers, as it is served for real."""
    records = repaired(read_gazetteer_records())
    return place_name_table(records.provinces, records.communes)


QUYNH_NHAI = Unit("c-03703", UnitKind.COMMUNE, "Công an xã Quỳnh Nhai", "14")
HA_TRUNG = Unit("c-14644", UnitKind.COMMUNE, "Công an xã Hà Trung", "38")
DUTY = Unit("d-14", UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Sơn La", "14")
INSPECTORATE = Unit("i-14", UnitKind.INSPECTORATE, "Thanh tra Công an tỉnh Sơn La", "14")
ALL_UNITS = (QUYNH_NHAI, HA_TRUNG, DUTY, INSPECTORATE)
PASSPHRASE = "thuyền lưới sương mai gạo nếp đồi chè lúa chín"


@dataclass
class TestOfficer:
    """An enrolled officer with everything that a real one would know."""

    __test__ = False

    id: bytes
    unit: Unit
    name: str
    sign_in_name: str
    role: Role
    seed: SecretBytes
    totp_secret: str
    passphrase: str = PASSPHRASE

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.id, self.unit.id, self.role, self.name)

    def code(self, now: datetime | None = None) -> str:
        return pyotp.TOTP(self.totp_secret).at(now or datetime.now(UTC))


@dataclass
class TestTip:
    """A sent tip with its code, for what a resident would do with it later."""

    __test__ = False

    id: bytes
    receipt: Receipt
    holders: tuple[Unit, ...]
    bond: SecretBytes = field(default_factory=lambda: SecretBytes(urandom(16)))


@dataclass
class House:
    """A migrated database with keys and units; tips and officers are added by name."""

    database: Database
    folder: Path
    deployment: bytes = field(default_factory=lambda: urandom(16))
    keyring_key: SecretBytes = field(default_factory=new_key)
    root_seed: SecretBytes = field(default_factory=new_key)
    province_seed: SecretBytes = field(default_factory=new_key)
    recovery_seed: SecretBytes = field(default_factory=new_key)
    queue_seeds: dict[str, SecretBytes] = field(default_factory=dict)
    offset: timedelta = timedelta()
    stopped_at: datetime | None = None
    """Where its clock stands still, so that a machine that does too makes no minute pass; None: it goes."""

    def __post_init__(self) -> None:
        self.blobs = BlobStore.open(self.folder / "blobs")
        self.database.write_now(self._set_up)

    @property
    def now(self) -> datetime:
        return (self.stopped_at or datetime.now(UTC)) + self.offset

    def parts(self, origin: str, static_dir: Path, frame_ancestors: Sequence[str] = ()) -> DeskParts:
        return DeskParts(
            database=self.database,
            blobs=self.blobs,
            deployment_id=self.deployment,
            root_public_key=signing_public_key_of(self.root_seed),
            keyring_key=self.keyring_key,
            desk_origin=origin,
            clock=lambda: self.now,
            static_dir=static_dir,
            frame_ancestors=frame_ancestors,
            deletion_mark=lambda tip_id: tip_id[::-1],
            place_names=place_names(),
        )

    def officer(
        self,
        name: str,
        sign_in_name: str,
        unit: Unit = QUYNH_NHAI,
        role: Role = Role.OFFICER,
        *,
        holds_key: bool = True,
    ) -> TestOfficer:
        made = TestOfficer(urandom(16), unit, name, sign_in_name, role, new_key(), pyotp.random_base32())
        self.database.write_now(lambda conn: self._enrol(conn, made, holds_key))
        return made

    def invitation(self, name: str, unit: Unit, role: Role = Role.OFFICER) -> str:
        token = SecretText(urandom(16).hex())
        done = self.database.write_now(
            lambda conn: officers.invite(conn, urandom(16), unit.id, role, name, token, self.now)
        )
        assert isinstance(done, Done)
        return token.reveal()

    def tip(
        self,
        contents: Sequence[Content],
        *,
        category: str | None = "environment",
        when: When = When.RECURRING,
        unit: Unit = QUYNH_NHAI,
        copies: tuple[Unit, ...] = (),
        hours_ago: int = 0,
        queue_limit: int = 60,
        conflict: bool = False,
        codes: int = 1,
    ) -> TestTip:
        receipts = [derive_receipt(new_code(), self.deployment) for _ in range(codes)]
        made = TestTip(urandom(16), receipts[-1], (unit, *copies))
        hour = hour_of(self.now) - hours_ago

        def write(conn: Connection) -> None:
            drafts.begin(
                conn,
                NewDraft(
                    made.id, unit.id[2:], when, conflict, unit.id, tuple(copy.id for copy in copies), (), hour
                ),
            )
            for number, content in enumerate(contents, 1):
                bonded = replace(content, bond=content.bond or made.bond)
                drafts.add_part(conn, self.sealed(made, PartRole.REPORT, number, bonded), hour)
            drafts.set_category(conn, made.id, category)
            for receipt in receipts:
                keys = NewReceipt(receipt.mailbox, receipt.reply_public_key, receipt.signing_public_key)
                drafts.store_receipt(conn, made.id, keys, lambda facts: self._manifest(made, facts), hour)
            drafts.send(conn, made.id, hour, None, queue_limit)

        self.database.write_now(write)
        return made

    def addition(
        self,
        tip: TestTip,
        number: int,
        content: Content,
        signer: SecretBytes | None = None,
        hours_ago: int = 0,
    ) -> None:
        part = self.sealed(tip, PartRole.ADDITION, number, content)
        place = Place(self.deployment, tip.id, number, PartRole.ADDITION)
        assert part.body is not None
        signature = sign_addition(signer or tip.receipt.signing_seed, place, part.body)
        done = self.database.write_now(
            lambda conn: threads.add_addition(
                conn, tip.receipt.mailbox, part, signature, hour_of(self.now) - hours_ago
            )
        )
        assert isinstance(done, Done)

    def sealed(self, tip: TestTip, role: PartRole, number: int, content: Content) -> SealedPart:
        place, key = Place(self.deployment, tip.id, number, role), new_key()
        body = seal_part(place, key, content)
        wraps = tuple(
            PartWrap(
                unit.id, 1, wrap_part_key(place, key, unit.id, 1, public_key_of(self.queue_seeds[unit.id]))
            )
            for unit in tip.holders
        )
        name = None
        if len(body) > INLINE_BYTES:
            name = new_blob_name()
            asyncio.run(self.blobs.put(name, body, self.now))
        inline = body if name is None else None
        return SealedPart(tip.id, number, role, inline, name, len(body), sha256(body).digest(), wraps)

    def _manifest(self, tip: TestTip, facts: ManifestFacts) -> SealedPart:
        manifest = Manifest(
            {part.number: part.digest for part in facts.parts},
            tuple(
                ReceiptKeys(receipt.mailbox, receipt.reply_public_key, receipt.verify_key)
                for receipt in facts.receipts
            ),
            tip.bond,
        )
        return self.sealed(tip, PartRole.MANIFEST, facts.generation, manifest_content(manifest))

    def _set_up(self, conn: Connection) -> None:
        set_deployment_id(conn, self.deployment)
        units.upsert_units(conn, ALL_UNITS)
        start = self.now.date() - timedelta(days=400)
        # Up in the mountains: the first report has a day, like the first view.
        clocks.set_difficult(conn, [clocks.DifficultCommune(QUYNH_NHAI.id[2:], start)])
        for unit in (QUYNH_NHAI, HA_TRUNG):
            units.assign(conn, [CommuneAssignment(unit.id[2:], unit.id, start)])
        for code in ("14", "38"):
            self._certify(
                conn, EntryKind.PROVINCE, code, signing_public_key_of(self.province_seed), self.root_seed
            )
            for role in ("province", "inspectorate"):
                self._certify(
                    conn,
                    EntryKind.RECOVERY,
                    code,
                    public_key_of(self.recovery_seed),
                    self.root_seed,
                    role=role,
                )
        for unit in ALL_UNITS:
            self.queue_seeds[unit.id] = new_key()
            self.add_queue_key(conn, unit)

    def add_queue_key(self, conn: Connection, unit: Unit) -> None:
        public_key = public_key_of(self.queue_seeds[unit.id])
        queue_keys.add_epoch(conn, unit.id, 1, public_key, (), self.now)
        self._certify(
            conn,
            EntryKind.QUEUE,
            unit.province_code,
            public_key,
            self.province_seed,
            queue=unit.id,
            role=unit.kind.value,
            epoch=1,
        )

    def _certify(
        self,
        conn: Connection,
        kind: EntryKind,
        province: str,
        public_key: bytes,
        signer: SecretBytes,
        *,
        queue: str = "",
        role: str = "",
        epoch: int = 0,
    ) -> None:
        now = int(self.now.timestamp())
        entry = DirectoryEntry(
            kind=kind,
            deployment=self.deployment,
            serial=1,
            valid_from=now - 86_400,
            not_after=now + 300 * 86_400,
            province=province,
            public_key=public_key,
            epoch=epoch,
            queue=queue,
            role=role,
        )
        row = DirectoryRow(int(kind), province, queue, role, b"", 1, epoch, sign_entry(entry, signer))
        assert isinstance(directory.add_entry(conn, row), Done)

    def _enrol(self, conn: Connection, officer: TestOfficer, holds_key: bool) -> None:
        token = SecretText(urandom(16).hex())
        officers.invite(conn, officer.id, officer.unit.id, officer.role, officer.name, token, self.now)
        secrets = secrets_of(officer.passphrase, self.deployment)
        inner = wrap_officer_seed(secrets.wrap_key, officer.seed, self.deployment, officer.id)
        enrolled = officers.enrol(
            conn,
            token,
            Enrolment(
                officer.sign_in_name,
                SALT,
                sign_in_verifier(secrets.proof, self.deployment),
                seal_second_factor(
                    self.keyring_key, SecretText(officer.totp_secret), self.deployment, officer.id
                ),
                outer_wrap(self.keyring_key, inner, self.deployment, officer.id),
                public_key_of(officer.seed),
                code_step=0,
            ),
            self.now,
        )
        assert not hasattr(enrolled, "reason")
        if holds_key:
            place = QueueEpoch(self.deployment, officer.unit.id, 1)
            seed = self.queue_seeds[officer.unit.id]
            sealed = seal_queue_seed(place, seed, officer.id, public_key_of(officer.seed))
            queue_keys.add_wraps(conn, officer.unit.id, 1, (SeedWrap(officer.id, None, sealed),))


def text(words: str, amends: int | None = None) -> Content:
    """A text part."""
    return text_content(SecretText(words), amends)
