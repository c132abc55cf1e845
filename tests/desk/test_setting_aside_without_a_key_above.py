"""A tip without ground can be closed whatever became of the key one level up; only that no longer verifies excuses the look."""

from base64 import b64encode
from os import urandom
from typing import Any

import httpx
import pytest

from sealing.derivation import new_key
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.hybrid_keys import public_key_of
from sealing.parts import Place, seal_part
from sealing.parts import Role as PartRole
from storage import directory, units
from storage.directory import DirectoryRow
from storage.failures import Done
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, House, TestTip, text


@pytest.fixture
async def tip(desk: DeskClient) -> TestTip:
    """A tip of Quỳnh Nhai in a served province, with an officer signed in."""
    desk.house.database.write_now(
        lambda conn: units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)
    )
    await desk.sign_in(desk.house.officer("Lò Thị Hạnh", "hanh.lt"))
    return desk.house.tip([text("Ba sà lan hút cát")])


def key() -> str:
    return b64encode(urandom(1168)).decode()


def let_lapse(house: House) -> None:
    """The province signed an entry for the duty desk that has ended since."""
    now = int(house.now.timestamp())
    entry = DirectoryEntry(
        kind=EntryKind.QUEUE,
        deployment=house.deployment,
        serial=2,
        valid_from=now - 86_400,
        not_after=now - 60,
        province="14",
        public_key=public_key_of(house.queue_seeds[DUTY.id]),
        epoch=1,
        queue=DUTY.id,
        role=DUTY.kind.value,
        holder=b"",
    )
    row = DirectoryRow.of(entry, sign_entry(entry, house.province_seed))
    assert house.database.write_now(lambda conn: directory.add_entry(conn, row)) == Done()


async def set_aside(desk: DeskClient, tip: TestTip, *, sealed: bool) -> httpx.Response:
    """As the page posts it, with keys for the level above or without."""
    body = seal_part(Place(desk.house.deployment, tip.id, 1, PartRole.NOTE), new_key(), text("vì sao"))
    own = {"queue": QUYNH_NHAI.id, "epoch": 1, "key": key()}
    reason = {"number": 1, "body": b64encode(body).decode(), "wraps": [own]}
    named = ("report", "manifest", "note") if sealed else ()
    keys: list[dict[str, Any]] = [{"role": role, "number": 1, "key": key()} for role in named]
    posted = {"mark": "no_ground", "epoch": 1 if sealed else 0, "keys": keys, "reason": reason}
    return await desk.post(f"/tips/{tip.id.hex()}/aside", posted)


async def test_a_tip_is_set_aside_although_the_key_above_has_lapsed(desk: DeskClient, tip: TestTip) -> None:
    let_lapse(desk.house)
    assert (await desk.get(f"/tips/{tip.id.hex()}/sampler", "application/json")).json() == {}
    assert (await set_aside(desk, tip, sealed=True)).json()["reason"] == "epoch_moved"
    assert (await set_aside(desk, tip, sealed=False)).status_code == 200
    page = (await desk.get(f"/tips/{tip.id.hex()}")).text
    assert "Xếp lại: không có căn cứ (cấp trên chưa có khóa còn hạn nên không soát lại được)" in page


async def test_while_the_key_above_verifies_nobody_closes_without_sealing_to_it(
    desk: DeskClient, tip: TestTip
) -> None:
    assert (await set_aside(desk, tip, sealed=False)).json()["reason"] == "epoch_moved"
    assert (await set_aside(desk, tip, sealed=True)).status_code == 200
    assert "chưa có khóa" not in (await desk.get(f"/tips/{tip.id.hex()}")).text
