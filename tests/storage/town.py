"""A small town for storage tests: units with certified keys, officers, and tips made of random sealed bytes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from domain.hours import hour_of
from domain.routing import Alarm, AlarmKind
from domain.tips import When
from domain.units import Unit, UnitKind
from sealing.secret_types import SecretText
from storage import clocks, directory, drafts, officers, queue_keys, tips, units
from storage.drafts import ManifestFacts, NewDraft, NewReceipt, SendOutcome
from storage.engine import Connection
from storage.parts import PartRole, PartWrap, SealedPart
from storage.viewer import Role, Viewer

NOW = datetime(2026, 3, 2, 7, 20, tzinfo=UTC)
HOUR = hour_of(NOW)
COMMUNE, NEIGHBOUR, DUTY, INSPECTORATE = "c-03703", "c-03670", "d-14", "i-14"
LIMIT = 60

UNITS = (
    Unit(COMMUNE, UnitKind.COMMUNE, "Công an xã Quỳnh Nhai", "14"),
    Unit(NEIGHBOUR, UnitKind.COMMUNE, "Công an xã Mường Giôn", "14"),
    Unit(DUTY, UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Sơn La", "14"),
    Unit(INSPECTORATE, UnitKind.INSPECTORATE, "Thanh tra Công an tỉnh Sơn La", "14"),
)
ROLES = {DUTY: Role.DUTY_DESK, INSPECTORATE: Role.INSPECTORATE}

RandomBytes = Callable[[int], bytes]


def settle(conn: Connection) -> None:
    """Add the units with the first epoch of their keys, certified, and serve the province."""
    units.upsert_units(conn, UNITS)
    for unit in UNITS:
        queue_keys.add_epoch(conn, unit.id, 1, secrets.token_bytes(1216), (), NOW)
        certify(conn, unit.id, 1)
    units.serve_province(conn, "14", DUTY, INSPECTORATE, switched_on=True)
    # Up in the mountains: the first report has a day, like the first view.
    clocks.set_difficult(conn, [clocks.DifficultCommune("03703", date(2025, 7, 1))])


def certify(conn: Connection, queue_id: str, epoch: int) -> None:
    """Store a directory entry for a queue's epoch (its signature is sealing's business)."""
    row = directory.DirectoryRow(2, "14", queue_id, "commune", b"", epoch, epoch, secrets.token_bytes(200))
    directory.add_entry(conn, row)


def officer(conn: Connection, unit_id: str, name: str, role: Role | None = None) -> Viewer:
    """Enrol an officer and look through their eyes."""
    officer_id, token = secrets.token_bytes(16), SecretText(secrets.token_hex(16))
    chosen = role or ROLES.get(unit_id, Role.OFFICER)
    officers.invite(conn, officer_id, unit_id, chosen, name, token, NOW)
    enrolment = officers.Enrolment(
        sign_in_name=f"{name}.{officer_id.hex()[:6]}",
        salt=secrets.token_bytes(16),
        verifier=secrets.token_bytes(32),
        second_factor=secrets.token_bytes(90),
        wrapped_seed=secrets.token_bytes(176),
        public_key=secrets.token_bytes(1216),
        code_step=0,
    )
    assert isinstance(officers.enrol(conn, token, enrolment, NOW), officers.Officer)
    return Viewer(officer_id, unit_id, chosen, name)


def sealed_part(
    tip_id: bytes,
    number: int,
    queue_ids: tuple[str, ...],
    *,
    role: PartRole = PartRole.REPORT,
    epoch: int = 1,
    blob_name: str | None = None,
    random: RandomBytes = secrets.token_bytes,
) -> SealedPart:
    """A part whose body and wraps are random bytes of the right size."""
    body = random(1096)
    wraps = tuple(PartWrap(queue_id, epoch, random(1168)) for queue_id in queue_ids)
    kept = None if blob_name else body
    return SealedPart(tip_id, number, role, kept, blob_name, len(body), sha256(body).digest(), wraps)


@dataclass
class Report:
    """A report on its way; every step is one command."""

    recipient_id: str = COMMUNE
    copy_ids: tuple[str, ...] = ()
    when: When = When.PAST
    conflict: bool = False
    alarms: tuple[Alarm, ...] = ()
    tip_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    parts: int = 0
    mailboxes: list[bytes] = field(default_factory=list)
    random: RandomBytes = secrets.token_bytes

    @classmethod
    def happening_now(cls, recipient_id: str = COMMUNE) -> "Report":
        """What happens now: the duty desk holds it too, and both are told."""
        alarm = Alarm(AlarmKind.HAPPENING_NOW, (recipient_id, DUTY))
        return cls(recipient_id, (DUTY,), When.NOW, alarms=(alarm,), conflict=recipient_id == INSPECTORATE)

    @property
    def queue_ids(self) -> tuple[str, ...]:
        return (self.recipient_id, *self.copy_ids)

    def begin(self, conn: Connection, hour: int = HOUR) -> None:
        drafts.begin(
            conn,
            NewDraft(
                self.tip_id,
                "03703",
                self.when,
                self.conflict,
                self.recipient_id,
                self.copy_ids,
                self.alarms,
                hour,
            ),
        )

    def add(self, conn: Connection, *, epoch: int = 1, blob_name: str | None = None) -> SealedPart:
        part = sealed_part(
            self.tip_id,
            self.parts + 1,
            self.queue_ids,
            epoch=epoch,
            blob_name=blob_name,
            random=self.random,
        )
        drafts.add_part(conn, part, HOUR)
        self.parts += 1
        return part

    def seal_manifest(self, facts: ManifestFacts) -> SealedPart:
        queue_ids = tuple(holder.queue_id for holder in facts.holders)
        epoch = facts.holders[0].epoch
        return sealed_part(
            self.tip_id,
            facts.generation,
            queue_ids,
            role=PartRole.MANIFEST,
            epoch=epoch,
            random=self.random,
        )

    def make_receipt(self, conn: Connection) -> bytes:
        mailbox = self.random(16)
        receipt = NewReceipt(mailbox, self.random(1216), self.random(32))
        drafts.store_receipt(conn, self.tip_id, receipt, self.seal_manifest, HOUR)
        self.mailboxes.append(mailbox)
        return mailbox

    def send(
        self,
        conn: Connection,
        *,
        hour: int = HOUR,
        release_at: datetime | None = None,
        limit: int = LIMIT,
        now: datetime | None = None,
    ) -> SendOutcome:
        return drafts.send(conn, self.tip_id, hour, release_at, limit, now)

    def ready(self, conn: Connection, parts: int = 2) -> "Report":
        """Everything before the sending."""
        self.begin(conn)
        for _ in range(parts):
            self.add(conn)
        self.make_receipt(conn)
        return self

    def sent(
        self, conn: Connection, *, hour: int = HOUR, limit: int = LIMIT, now: datetime | None = None
    ) -> "Report":
        """Everything, sent and released."""
        self.ready(conn).send(conn, hour=hour, limit=limit, now=now)
        return self

    def reply(self, viewer: Viewer, number: int = 1, *, epoch: int = 1) -> tips.SealedReply:
        """A reply sealed to every holder and the newest receipt."""
        del viewer
        part = sealed_part(self.tip_id, number, self.queue_ids, role=PartRole.REPLY, epoch=epoch)
        return tips.SealedReply(part, ((self.mailboxes[-1], secrets.token_bytes(1168)),))


def later(**by: float) -> datetime:
    """NOW and then some."""
    return NOW + timedelta(**by)
