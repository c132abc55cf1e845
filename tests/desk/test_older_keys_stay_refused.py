"""A withdrawn key that somebody brings back in the database isn't handed to a browser again."""

from sqlalchemy import text

from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.hybrid_keys import public_key_of
from storage.directory import DirectoryRow, add_entry
from storage.failures import Done
from tests.desk.conftest import BUILD, ORIGIN
from tests.desk.house import QUYNH_NHAI
from web.desk.certified import certified_queues, recovery_key


def _renew(house, kind, public_key, signer, *, queue="", role="", epoch=0):
    now = int(house.now.timestamp())
    entry = DirectoryEntry(
        kind=kind, deployment=house.deployment, serial=2, valid_from=now - 60, not_after=now + 86_400,
        province="14", public_key=public_key, queue=queue, role=role, epoch=epoch,
    )  # fmt: skip
    row = DirectoryRow(int(kind), "14", queue, role, b"", 2, epoch, sign_entry(entry, signer))
    assert isinstance(house.database.write_now(lambda conn: add_entry(conn, row)), Done)


def _roll_back(house):
    house.database.write_now(lambda conn: conn.execute(text("DELETE FROM directory WHERE serial = 2")))


def test_a_withdrawn_recovery_key_is_not_handed_out_again(house):
    """Once the newer entry was seen, deleting its row leaves no key at all, not the older one."""
    parts = house.parts(ORIGIN, BUILD)

    def current():
        return house.database.read_now(lambda conn: recovery_key(parts, conn, QUYNH_NHAI, house.now))

    assert current() == public_key_of(house.recovery_seed)
    newer = public_key_of(house.root_seed)
    _renew(house, EntryKind.RECOVERY, newer, house.root_seed, role="province")
    assert current() == newer
    _roll_back(house)
    assert current() is None


def test_a_withdrawn_queue_key_is_not_handed_out_again(house):
    """The same for the key of a queue that answers are sealed to."""
    parts = house.parts(ORIGIN, BUILD)

    def current():
        return house.database.read_now(
            lambda conn: set(certified_queues(parts, conn, [QUYNH_NHAI.id], house.now))
        )

    assert current() == {QUYNH_NHAI.id}
    key = public_key_of(house.queue_seeds[QUYNH_NHAI.id])
    _renew(house, EntryKind.QUEUE, key, house.province_seed, queue=QUYNH_NHAI.id, role="commune", epoch=1)
    assert current() == {QUYNH_NHAI.id}
    _roll_back(house)
    assert current() == set()
