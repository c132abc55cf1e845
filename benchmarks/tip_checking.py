"""Opens every tip of a small house with its queue's key, as a desk does, and compares it with what residents were promised."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.careful_residents import Report
from benchmarks.small_house import SmallHouse
from domain.hours import hour_of
from sealing.manifest import ReceiptKeys, check_manifest, read_manifest
from sealing.parts import Place, Role, open_part, part_hash, unwrap_part_key
from sealing.receipts import derive_receipt, read_code
from sealing.secret_types import SecretBytes, SecretText
from storage import threads, tips
from storage.engine import Connection, Database
from storage.viewer import Role as OfficerRole
from storage.viewer import Viewer

PAGE = 200
MOST_CODES = 3
"""Where more codes than these were made the oldest are void (docs/sealed-tip-spec.md, section 8)."""


@dataclass(slots=True)
class Findings:
    """What was wrong, in counts; all of them must be 0."""

    confirmed: int = 0
    tips: int = 0
    lost: int = 0
    doubled: int = 0
    incomplete: int = 0
    manifests_differ: int = 0
    codes: int = 0
    dead_codes: int = 0

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.doubled or self.incomplete or self.manifests_differ or self.dead_codes)


@dataclass(frozen=True, slots=True)
class OpenedTip:
    """One tip, opened."""

    tip_id: bytes
    texts: tuple[str, ...]
    agrees: bool
    receipts: int


def open_all(house: SmallHouse, database: Database) -> list[OpenedTip]:
    """Open every tip that the commune's queue shows."""
    viewer = Viewer(b"\0" * 16, house.commune_queue, OfficerRole.CHIEF, "Người kiểm")
    return database.read_now(
        lambda conn: [_open(conn, house, viewer, tip_id) for tip_id in _ids(conn, viewer)]
    )


def _ids(conn: Connection, viewer: Viewer) -> list[bytes]:
    found: list[bytes] = []
    after = None
    while True:
        page = tips.queue_page(
            conn, viewer, tips.QueueFilter(), after, PAGE, now_hour=hour_of(datetime.now(UTC))
        )
        found += [row.tip_id for row in page.rows]
        after = page.after
        if after is None:
            return found


def _open(conn: Connection, house: SmallHouse, viewer: Viewer, tip_id: bytes) -> OpenedTip:
    view = tips.tip(conn, viewer, tip_id)
    assert isinstance(view, tips.TipView)
    seed = house.seeds[house.commune_queue]
    hashes: dict[int, bytes] = {}
    bonds: dict[int, SecretBytes] = {}
    texts: list[str] = []
    manifests = {}
    for part in view.parts:
        body = tips.part_body(conn, viewer, tip_id, part.role, part.number)
        assert isinstance(body, bytes)
        place = Place(house.deployment, tip_id, part.number, part.role)
        key = unwrap_part_key(place, part.sealed_key, viewer.unit_id, part.epoch, seed)
        content = open_part(place, key, body)
        if part.role is Role.MANIFEST:
            manifests[part.number] = read_manifest(content)
            continue
        texts.append(content.body.reveal().decode())
        if content.bond is not None:  # a report part: what came later is no part of the manifest
            hashes[part.number] = part_hash(body)
            bonds[part.number] = content.bond
    offered = [
        ReceiptKeys(known.mailbox, known.reply_public_key, known.verify_key) for known in view.receipts
    ]
    newest = manifests[max(manifests)] if manifests else None
    agrees = newest is not None and check_manifest(newest, hashes, offered, bonds).agrees
    return OpenedTip(tip_id, tuple(texts), agrees, len(view.receipts))


def check(house: SmallHouse, reports: list[Report]) -> Findings:
    """Compare what lies in the house with what the residents were told."""
    database = Database.open(house.database_url, house.folder)
    try:
        return _check(house, database, reports)
    finally:
        database.close_now()


def _check(house: SmallHouse, database: Database, reports: list[Report]) -> Findings:
    opened = open_all(house, database)
    findings = Findings(tips=len(opened))
    findings.manifests_differ = sum(not tip.agrees for tip in opened)
    told = Counter(text for tip in opened for text in tip.texts)
    findings.doubled = sum(count > 1 for count in told.values())
    by_text = {text: tip for tip in opened for text in tip.texts}
    for report in reports:
        if not report.confirmed:
            continue
        findings.confirmed += 1
        tip = by_text.get(report.texts[0])
        if tip is None:
            findings.lost += 1
            continue
        if sorted(tip.texts) != sorted(report.texts[: report.acknowledged]):
            findings.incomplete += 1
        codes = list(dict.fromkeys(report.codes))
        for code in codes:
            findings.codes += 1
            # Only an earlier code may be void, and only where three newer ones are valid.
            may_be_void = code != codes[-1] and tip.receipts >= MOST_CODES
            findings.dead_codes += not (_works(house, database, code, tip.tip_id) or may_be_void)
    return findings


def _works(house: SmallHouse, database: Database, shown: str, tip_id: bytes) -> bool:
    code = read_code(SecretText(shown))
    if code is None:
        return False
    mailbox = derive_receipt(code, house.deployment).mailbox
    row = database.read_now(lambda conn: threads.open_thread(conn, mailbox))
    return row is not None and row.tip_id == tip_id
