"""Two who make, or certify, a queue's key at the same moment: one of them is told no in a sentence, and nothing breaks."""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import func, select, text

from domain.permissions import Role
from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.directory_trust import NOTHING_SEEN
from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes
from sealing.signatures import signing_public_key_of
from storage import certifying, directory, joining, leaving, queue_keys, renewal
from storage.certifying import Anchor
from storage.directory import DirectoryRow
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.joining_tables import checked_keys
from storage.models import directory as directory_rows
from storage.viewer import Viewer
from tests.storage.test_renewal import RECOVERY, chief, hold, next_key
from tests.storage.town import COMMUNE, NOW, officer, settle

T = TypeVar("T")

_WAITS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
ROOT, PROVINCE = SecretBytes(b"r" * 32), SecretBytes(b"p" * 32)
DEPLOYMENT = b"d" * 16
UNIT = Unit(COMMUNE, UnitKind.COMMUNE, "Công an xã Quỳnh Nhai", "14")
ANCHOR = Anchor(DEPLOYMENT, signing_public_key_of(ROOT), lambda subject: NOTHING_SEEN)


def at_once(url: str, first: Callable[[Connection], T], second: Callable[[Connection], T]) -> tuple[T, T]:
    """What two processes get when the second begins while the first hasn't committed."""
    one, two = Database.open(url), Database.open(url)
    acted, go_on = threading.Event(), threading.Event()

    def slowly(conn: Connection) -> T:
        result = first(conn)
        acted.set()
        go_on.wait(60)
        return result

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(one.write_now, slowly)
        assert acted.wait(60)
        quick = pool.submit(two.write_now, second)
        # SQLite lets nobody begin to write meanwhile; PostgreSQL lets them come as far as the first lock.
        while not (one.is_sqlite or quick.done() or one.read_now(lambda conn: conn.execute(_WAITS).scalar())):
            time.sleep(0.01)
        go_on.set()
        results = slow.result(), quick.result()
    one.close_now()
    two.close_now()
    return results


def entry(public_key: bytes, epoch: int = 2, serial: int = 1) -> bytes:
    """A queue's entry as the province signs it."""
    now = int(NOW.timestamp())
    made = DirectoryEntry(
        kind=EntryKind.QUEUE,
        deployment=DEPLOYMENT,
        serial=serial,
        valid_from=now - 60,
        not_after=now + 86_400,
        province="14",
        queue=COMMUNE,
        role="commune",
        epoch=epoch,
        public_key=public_key,
    )
    return sign_entry(made, PROVINCE)


def add_province(conn: Connection) -> None:
    now = int(NOW.timestamp())
    made = DirectoryEntry(
        kind=EntryKind.PROVINCE,
        deployment=DEPLOYMENT,
        serial=1,
        valid_from=now - 60,
        not_after=now + 86_400,
        province="14",
        public_key=signing_public_key_of(PROVINCE),
    )
    row = DirectoryRow(1, "14", "", "", b"", 1, 0, sign_entry(made, ROOT))
    assert directory.add_entry(conn, row) == Done()


def begun(conn: Connection) -> tuple[Viewer, Viewer]:
    settle(conn)
    return chief(conn), hold(conn, officer(conn, COMMUNE, "hai", Role.CHIEF))


def test_of_two_next_keys_at_once_one_is_made(database_url: str) -> None:
    database = Database.open(database_url)
    one, two = database.write_now(begun)
    keys = database.read_now(lambda conn: (next_key(conn, one, two), next_key(conn, two, one)))
    results = at_once(
        database_url,
        lambda conn: renewal.begin_epoch(conn, one, keys[0], RECOVERY, NOW),
        lambda conn: renewal.begin_epoch(conn, two, keys[1], RECOVERY, NOW),
    )
    assert results == (Done(), Failure(FailureReason.EPOCH_TAKEN))
    made = database.read_now(lambda conn: queue_keys.epochs(conn, COMMUNE))
    assert [(row.epoch, row.public_key) for row in made[1:]] == [(2, keys[0].public_key)]
    database.close_now()


def test_of_two_first_keys_at_once_one_is_made(database_url: str) -> None:
    """Two first officers of a unit end their joining in the same moment."""
    database = Database.open(database_url)
    database.write_now(settle)
    keys = [secrets.token_bytes(1216), secrets.token_bytes(1216)]

    def first(key: bytes) -> Callable[[Connection], Done | Failure]:
        return lambda conn: queue_keys.add_epoch(conn, COMMUNE, 2, key, (), NOW)

    assert at_once(database_url, first(keys[0]), first(keys[1])) == (
        Done(),
        Failure(FailureReason.EPOCH_TAKEN),
    )
    database.close_now()


def test_of_two_certificates_at_once_one_is_taken(database_url: str) -> None:
    """Two administrators sign the same key in the same moment; the second reads that somebody was first."""
    database = Database.open(database_url)
    by, _ = database.write_now(begun)
    public_key = public_key_of(new_key())

    def prepare(conn: Connection) -> None:
        add_province(conn)
        made = replace(next_key(conn, by), public_key=public_key)
        assert renewal.begin_epoch(conn, by, made, RECOVERY, NOW) == Done()

    database.write_now(prepare)
    serial = database.read_now(lambda conn: certifying.next_queue_entry(conn, ANCHOR, UNIT, NOW))
    assert serial is not None
    data = entry(public_key, serial=serial.serial)

    def take(conn: Connection) -> object:
        return certifying.take_queue_entry(conn, ANCHOR, UNIT, data, NOW + timedelta(seconds=1))

    first, second = at_once(database_url, take, take)
    assert isinstance(first, DirectoryEntry)
    assert second == Failure(FailureReason.SERIAL_TAKEN)
    database.close_now()


def test_a_key_that_is_renewed_while_it_is_certified_is_told_apart(database_url: str) -> None:
    """The next key comes in between: what was signed isn't the newest any more, and isn't taken for it."""
    database = Database.open(database_url)
    by, _ = database.write_now(begun)
    public_key = public_key_of(new_key())

    def prepare(conn: Connection) -> None:
        add_province(conn)
        made = replace(next_key(conn, by), public_key=public_key)
        assert renewal.begin_epoch(conn, by, made, RECOVERY, NOW) == Done()

    database.write_now(prepare)
    third = database.read_now(lambda conn: next_key(conn, by, epoch=3))
    made, taken = at_once(
        database_url,
        lambda conn: renewal.begin_epoch(conn, by, third, RECOVERY, NOW),
        lambda conn: certifying.take_queue_entry(conn, ANCHOR, UNIT, entry(public_key, serial=2), NOW),
    )
    assert (made, taken) == (Done(), Failure(FailureReason.KEY_MOVED))
    database.close_now()


def test_of_two_entries_of_one_serial_at_once_one_stands(database_url: str) -> None:
    """What the command line stores for a province or a recovery key, from two machines."""
    database = Database.open(database_url)
    database.write_now(settle)
    rows = [DirectoryRow(4, "14", "", "province", b"", 7, 0, secrets.token_bytes(200)) for _ in range(2)]
    results = at_once(
        database_url,
        lambda conn: directory.add_entry(conn, rows[0]),
        lambda conn: directory.add_entry(conn, rows[1]),
    )
    assert results == (Done(), Failure(FailureReason.SERIAL_TAKEN))
    kept = select(directory_rows.c.entry).where(directory_rows.c.serial == 7)
    assert database.read_now(lambda conn: conn.execute(kept).scalars().all()) == [rows[0].entry]
    database.close_now()


def test_who_leaves_while_the_next_key_is_made_makes_one_more_due(database_url: str) -> None:
    """The wrap for the leaver was made a moment before: it goes, and the unit is asked for another key."""
    database = Database.open(database_url)
    by, leaver = database.write_now(begun)
    key = database.read_now(lambda conn: next_key(conn, by, leaver))
    made, _ = at_once(
        database_url,
        lambda conn: renewal.begin_epoch(conn, by, key, RECOVERY, NOW),
        lambda conn: leaving.leave(conn, leaver.officer_id, NOW),
    )
    assert made == Done()
    held = database.read_now(lambda conn: queue_keys.holders(conn, COMMUNE))
    assert leaver.officer_id not in held
    assert database.read_now(lambda conn: renewal.key_state(conn, COMMUNE)).renewal_due
    database.close_now()


def test_no_next_key_is_made_for_who_is_leaving_at_that_moment(database_url: str) -> None:
    database = Database.open(database_url)
    by, leaver = database.write_now(begun)
    key = database.read_now(lambda conn: next_key(conn, by, leaver))
    _, made = at_once(
        database_url,
        lambda conn: leaving.leave(conn, leaver.officer_id, NOW),
        lambda conn: renewal.begin_epoch(conn, by, key, RECOVERY, NOW),
    )
    assert made == Failure(FailureReason.NOT_ALLOWED)
    assert leaver.officer_id not in database.read_now(lambda conn: queue_keys.holders(conn, COMMUNE))
    database.close_now()


def test_a_colleagues_key_remembered_twice_at_once_is_remembered(database_url: str) -> None:
    """Two windows of one officer grant in the same moment."""
    database = Database.open(database_url)
    by, colleague = database.write_now(begun)

    def remember(tag: bytes) -> Callable[[Connection], None]:
        return lambda conn: joining.remember_key(conn, by, colleague.officer_id, tag)

    at_once(database_url, remember(b"1" * 32), remember(b"2" * 32))
    assert database.read_now(lambda conn: joining.remembered_keys(conn, by)) == {
        colleague.officer_id: b"2" * 32
    }
    rows = select(func.count()).select_from(checked_keys)
    assert database.read_now(lambda conn: conn.execute(rows).scalar()) == 1
    database.close_now()
