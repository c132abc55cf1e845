"""The server takes only what the province's certified key has signed, for the very key that waits, from its administrator."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from sqlalchemy import text

from domain.units import Unit
from sealing.derivation import new_key
from sealing.directory import sign_entry
from sealing.hybrid_keys import public_key_of
from storage import audit
from storage.audit import AuditAct
from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, HA_TRUNG, QUYNH_NHAI
from tests.desk.province_house import GION, administrator, entry_for, new_unit, stored
from web.desk.inputs import base64_text


async def certify(desk: DeskClient, unit: Unit, entry: bytes) -> int:
    answer = await desk.post(f"/province/keys/{unit.id}", {"entry": base64_text(entry)})
    return answer.status_code


async def test_the_server_takes_only_what_the_provinces_key_signed_for_this_key(desk: DeskClient) -> None:
    """Every entry that `tinbao keys sign` wouldn't make is refused, whoever posts it."""
    house = desk.house
    key = new_unit(house)
    await desk.sign_in(administrator(house, "quan.lv"))
    stranger, now = new_key(), int(house.now.timestamp())
    refused = {
        "signed by another key": sign_entry(entry_for(house, GION, key), stranger),
        "signed by the root": sign_entry(entry_for(house, GION, key), house.root_seed),
        "another key": sign_entry(entry_for(house, GION, public_key_of(stranger)), house.province_seed),
        "another unit's": sign_entry(entry_for(house, QUYNH_NHAI, key), house.province_seed),
        "an epoch that isn't there": sign_entry(entry_for(house, GION, key, epoch=2), house.province_seed),
        "a serial far ahead": sign_entry(entry_for(house, GION, key, serial=9), house.province_seed),
        "another deployment": sign_entry(
            entry_for(house, GION, key, deployment=bytes(16)), house.province_seed
        ),
        "not begun": sign_entry(entry_for(house, GION, key, valid_from=now + 999), house.province_seed),
        "too long": sign_entry(
            entry_for(house, GION, key, not_after=now + 999 * 86_400), house.province_seed
        ),
        "cut": sign_entry(entry_for(house, GION, key), house.province_seed)[:-1],
    }
    for name, entry in refused.items():
        assert await certify(desk, GION, entry) == 409, name
        assert stored(house) is None, name
    good = sign_entry(entry_for(house, GION, key), house.province_seed)
    assert await certify(desk, GION, good) == 200
    assert stored(house) == good
    assert await certify(desk, GION, good) == 409, "the same serial twice"


async def test_an_entry_that_was_not_stored_is_not_remembered(
    desk: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the queue's earlier entry would count as an old one brought back, and nobody could seal to it."""
    house = desk.house
    key = new_unit(house)
    await desk.sign_in(administrator(house, "quan.lv"))
    entry = sign_entry(entry_for(house, GION, key), house.province_seed)
    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", Mock(side_effect=RuntimeError))
        assert await certify(desk, GION, entry) == 500
    assert stored(house) is None
    assert await certify(desk, GION, entry) == 200


async def test_signing_is_on_record(desk: DeskClient) -> None:
    house = desk.house
    key, officer = new_unit(house), administrator(house, "quan.lv")
    await desk.sign_in(officer)
    assert await certify(desk, GION, sign_entry(entry_for(house, GION, key), house.province_seed)) == 200
    row = house.database.read_now(
        lambda conn: conn.execute(
            text(
                "SELECT unit_id, officer_id, subject FROM audit_rows WHERE act = :act AND officer_id = :officer"
            ),
            {"act": AuditAct.KEY_CERTIFIED.value, "officer": officer.id},
        ).one()
    )
    assert (row.unit_id, row.subject) == (DUTY.id, GION.id)


async def test_a_unit_of_another_province_is_out_of_reach(desk: DeskClient) -> None:
    """Answered like one that doesn't exist, though the same key signs there in this house."""
    house = desk.house
    await desk.sign_in(administrator(house, "quan.lv"))
    key = public_key_of(house.queue_seeds[HA_TRUNG.id])
    entry = sign_entry(entry_for(house, HA_TRUNG, key, serial=2), house.province_seed)
    foreign = await desk.post(f"/province/keys/{HA_TRUNG.id}", {"entry": base64_text(entry)})
    nowhere = await desk.post("/province/keys/c-99999", {"entry": base64_text(entry)})
    assert (foreign.status_code, foreign.text) == (nowhere.status_code, nowhere.text)
    assert foreign.status_code == 404
    assert HA_TRUNG.name not in (await desk.get("/province")).text


async def test_nobody_else_signs_or_sees_the_province(desk: DeskClient) -> None:
    house = desk.house
    key = new_unit(house)
    entry = sign_entry(entry_for(house, GION, key), house.province_seed)
    for role, unit, name in (
        (Role.CHIEF, QUYNH_NHAI, "truong.cc"),
        (Role.DUTY_DESK, DUTY, "truc.ban"),
        (Role.AWARENESS, DUTY, "tuyen.tr"),
    ):
        await desk.sign_in(house.officer("Ai Đó", name, unit, role))
        assert (await desk.get("/province")).status_code == 404
        assert (await desk.get("/province/keys")).status_code == 404
        assert await certify(desk, GION, entry) == 404
    assert stored(house) is None


async def test_an_administrator_sees_no_tip(desk: DeskClient) -> None:
    """The home page is the province; a tip's page, the queue's changes and its parts aren't there."""
    house = desk.house
    await desk.sign_in(administrator(house, "quan.lv"))
    assert (await desk.get("/")).headers["location"] == "/province"
    assert (await desk.get("/changes?since=0", "application/json")).status_code == 404
    key = (await desk.get("/key", "application/json")).json()
    assert key["queues"] == []


async def test_the_page_says_what_needs_somebody(desk: DeskClient) -> None:
    house = desk.house
    new_unit(house)
    house.officer("Lò Thị Hạnh", "hanh.lt")
    await desk.sign_in(administrator(house, "quan.lv"))
    page = (await desk.get("/province")).text
    assert "Khóa chờ ký" not in page, "a unit without an officer needs one first"
    assert "Chưa có ai đọc được tin" in page
    house.officer("Lò Văn Giôn", "gion.lv", GION, holds_key=True)
    assert "Khóa chờ ký. Gọi đơn vị đọc số đối chiếu." in (await desk.get("/province")).text
    house.offset += timedelta(days=230)
    await desk.sign_in(administrator(house, "quan.hai"))
    assert "Ký lại trước ngày đó" in (await desk.get("/province")).text
