"""Invitations at the server: good once, for a time, and all or nothing."""

from base64 import b64encode
from datetime import timedelta

import pyotp
import pytest

from domain.units import Unit, UnitKind
from sealing.hybrid_keys import public_key_of
from storage import officers, queue_keys, units
from storage.officers import OfficerState
from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import HA_TRUNG, QUYNH_NHAI


async def test_an_invitation_is_good_once_and_for_a_time(desk: DeskClient) -> None:
    house = desk.house
    token = house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    assert (await desk.get(f"/invitation/{token}")).status_code == 200
    assert (await desk.get("/invitation/none")).status_code == 404
    house.offset = timedelta(hours=73)
    gone = await desk.get(f"/invitation/{token}")
    assert gone.status_code == 404
    assert "hết hạn" in gone.text


@pytest.mark.parametrize(
    "spoiled", ["totp", "second_factor", "public_key", "wrapped_seed", "queue_key", "name"]
)
async def test_a_spoiled_enrolment_leaves_nothing_behind(desk: DeskClient, spoiled: str) -> None:
    house = desk.house
    token = house.invitation("Lê Thị Hoa", HA_TRUNG)
    page = (await desk.get(f"/invitation/{token}")).text
    second_factor = page.split('data-second-factor="')[1].split('"')[0]
    secret = page.split('class="secret">')[1].split("<")[0].replace(" ", "")
    key = b64encode(public_key_of(house.recovery_seed)).decode()
    body = {
        "name": "hoa.lt",
        "totp": pyotp.TOTP(secret).at(house.now),
        "second_factor": second_factor,
        "salt": b64encode(bytes(16)).decode(),
        "proof": b64encode(bytes(32)).decode(),
        "wrapped_seed": b64encode(bytes(104)).decode(),
        "public_key": key,
        "queue_key": None,
    }
    wrong = {
        "totp": "000000",
        "second_factor": b64encode(bytes(120)).decode(),
        "public_key": b64encode(b"\xff" * 1216).decode(),
        "wrapped_seed": b64encode(bytes(103)).decode(),
        "queue_key": {"public_key": key, "sealed_seed": key[:1560], "recovery_seed": key[:1560]},
        "name": " x ",
    }
    answer = await desk.post(f"/invitation/{token}", {**body, spoiled: wrong[spoiled]})
    assert answer.status_code in (400, 409)
    people = house.database.read_now(lambda conn: officers.officers_of(conn, HA_TRUNG.id))
    assert [person.state for person in people] == [OfficerState.INVITED]
    assert (await desk.post(f"/invitation/{token}", body)).status_code == 200
    assert (await desk.post(f"/invitation/{token}", body)).json()["reason"] == "invitation_used"


async def test_who_works_on_warnings_never_makes_or_holds_the_queues_key(desk: DeskClient) -> None:
    house = desk.house
    unit = Unit("c-03682", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")
    house.database.write_now(lambda conn: units.upsert_units(conn, [unit]))
    token = house.invitation("Lê Thị Hoa", unit, Role.AWARENESS)
    page = (await desk.get(f"/invitation/{token}")).text
    assert 'data-first="no"' in page
    secret = page.split('class="secret">')[1].split("<")[0].replace(" ", "")
    key = b64encode(public_key_of(house.recovery_seed)).decode()
    body = {
        "name": "hoa.lt",
        "totp": pyotp.TOTP(secret).at(house.now),
        "second_factor": page.split('data-second-factor="')[1].split('"')[0],
        "salt": b64encode(bytes(16)).decode(),
        "proof": b64encode(bytes(32)).decode(),
        "wrapped_seed": b64encode(bytes(104)).decode(),
        "public_key": key,
    }
    sealed = b64encode(bytes(1168)).decode()
    forged = {"public_key": key, "sealed_seed": sealed, "recovery_seed": sealed}
    assert (await desk.post(f"/invitation/{token}", {**body, "queue_key": forged})).status_code == 409
    assert (await desk.post(f"/invitation/{token}", {**body, "queue_key": None})).status_code == 200
    assert house.database.read_now(lambda conn: queue_keys.epochs(conn, unit.id)) == ()
