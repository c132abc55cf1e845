"""Invitations at the server: good once, for a time, all or nothing, and with a token that no address carries."""

from base64 import b64encode
from datetime import timedelta
from os import urandom

import pyotp
import pytest

from domain.units import Unit, UnitKind
from sealing.hybrid_keys import public_key_of
from storage import joining, officers, queue_keys, units
from storage.officers import OfficerState
from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import HA_TRUNG, QUYNH_NHAI


def b64(data: bytes) -> str:
    return b64encode(data).decode()


async def steps(desk: DeskClient, token: str) -> str:
    """What the invitation's page fetches."""
    answer = await desk.post("/invitation/open", {"token": token})
    assert answer.status_code == 200, answer.text
    return answer.text


def enrolment(desk: DeskClient, token: str, piece: str) -> dict[str, object]:
    """What a joiner's browser would post, with random bytes where the server can't look inside."""
    secret = piece.split('class="secret">')[1].split("<", maxsplit=1)[0].replace(" ", "")
    return {
        "token": token,
        "name": "hoa.lt",
        "totp": pyotp.TOTP(secret).at(desk.house.now),
        "second_factor": piece.split('data-second-factor="')[1].split('"', maxsplit=1)[0],
        "salt": b64(bytes(16)),
        "proof": b64(bytes(32)),
        "wrapped_seed": b64(bytes(104)),
        "public_key": b64(public_key_of(desk.house.recovery_seed)),
        "tag": None,
        "queue_key": None,
    }


async def test_an_invitation_is_good_once_and_for_a_time(desk: DeskClient) -> None:
    house = desk.house
    token = house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    assert "Lê Thị Hoa" in await steps(desk, token)
    none = await desk.post("/invitation/open", {"token": "none"})
    assert (none.status_code, none.json()["reason"]) == (404, "invitation_unknown")
    house.offset = timedelta(hours=73)
    gone = await desk.post("/invitation/open", {"token": token})
    assert gone.status_code == 404
    assert "hết hạn" in gone.json()["error"]


async def test_the_code_typed_while_joining_signs_nobody_in_and_the_next_one_does(desk: DeskClient) -> None:
    """Whoever saw it over a shoulder, with the words, must not be in before the officer."""
    house = desk.house
    token = house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    body = enrolment(desk, token, piece := await steps(desk, token))
    secret = pyotp.TOTP(piece.split('class="secret">')[1].split("<", maxsplit=1)[0].replace(" ", ""))
    step = int(house.now.timestamp()) // 30
    body["totp"] = secret.at(step * 30)
    assert (await desk.post("/invitation", body)).status_code == 200
    posted = {"name": body["name"], "proof": body["proof"]}
    replayed = await desk.post("/sign-in", {**posted, "totp": body["totp"]})
    assert replayed.status_code == 403
    assert (await desk.post("/sign-in", {**posted, "totp": secret.at(step * 30 + 30)})).status_code == 200


async def test_the_page_of_an_invitation_is_the_same_for_everyone_and_no_address_takes_a_token(
    desk: DeskClient,
) -> None:
    """What stands behind the `#` never leaves the browser but in a body; an address would stand in logs."""
    token = desk.house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    page = (await desk.get("/invitation")).text
    assert "Lê Thị Hoa" not in page
    assert (await desk.get(f"/invitation/{token}")).status_code == 404
    assert (await desk.get(f"/invitation?token={token}")).text == page


async def test_an_invitation_is_opened_only_from_the_desks_own_page(desk: DeskClient) -> None:
    token = desk.house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    for path in ("/invitation/open", "/invitation"):
        foreign = await desk.post(path, {"token": token}, origin="https://ke-xau.example")
        assert foreign.status_code == 403


@pytest.mark.parametrize(
    "spoiled", ["totp", "second_factor", "public_key", "wrapped_seed", "queue_key", "name", "tag", "token"]
)
async def test_a_spoiled_enrolment_leaves_nothing_behind(desk: DeskClient, spoiled: str) -> None:
    house = desk.house
    token = house.invitation("Lê Thị Hoa", HA_TRUNG)
    body = enrolment(desk, token, await steps(desk, token))
    key = b64(public_key_of(house.recovery_seed))
    wrong = {
        "totp": "000000",
        "second_factor": b64(bytes(120)),
        "public_key": b64(b"\xff" * 1216),
        "wrapped_seed": b64(bytes(103)),
        "queue_key": {
            "public_key": key,
            "sealed_seed": b64(bytes(1168)),
            "recovery_seed": b64(bytes(1168)),
            "recovery_key": key,
        },
        "name": " x ",
        "tag": b64(bytes(31)),
        "token": "none",
    }
    answer = await desk.post("/invitation", {**body, spoiled: wrong[spoiled]})
    assert answer.status_code in (400, 409)
    people = house.database.read_now(lambda conn: officers.officers_of(conn, HA_TRUNG.id))
    assert [person.state for person in people] == [OfficerState.INVITED]
    assert (await desk.post("/invitation", body)).status_code == 200
    assert (await desk.post("/invitation", body)).json()["reason"] == "invitation_used"


async def test_who_works_on_warnings_never_makes_or_holds_the_queues_key(desk: DeskClient) -> None:
    house = desk.house
    unit = Unit("c-03682", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")
    house.database.write_now(lambda conn: units.upsert_units(conn, [unit]))
    token = house.invitation("Lê Thị Hoa", unit, Role.AWARENESS)
    piece = await steps(desk, token)
    assert 'data-first="no"' in piece
    body, sealed = enrolment(desk, token, piece), b64(bytes(1168))
    recovery = b64(public_key_of(house.recovery_seed))
    forged = {
        "public_key": body["public_key"],
        "sealed_seed": sealed,
        "recovery_seed": sealed,
        "recovery_key": recovery,
    }
    assert (await desk.post("/invitation", {**body, "queue_key": forged})).status_code == 409
    assert (await desk.post("/invitation", {**body, "queue_key": None})).status_code == 200
    assert house.database.read_now(lambda conn: queue_keys.epochs(conn, unit.id)) == ()


async def test_an_invitation_by_paper_is_not_used_without_the_tag(desk: DeskClient) -> None:
    house = desk.house
    await desk.sign_in(house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF))
    slip = await desk.post(f"/units/{QUYNH_NHAI.id}/invitations", {"name": "Lê  Thị Hoa ", "role": "officer"})
    assert slip.status_code == 200
    made = slip.json()
    assert (made["name"], made["paper"], made["unit"]) == ("Lê Thị Hoa", True, QUYNH_NHAI.name)
    address, token = made["link"].split("#")
    assert address.endswith("/invitation")
    piece = await steps(desk, token)
    assert 'data-paper="yes"' in piece
    body = enrolment(desk, token, piece)
    without = await desk.post("/invitation", body)
    assert (without.status_code, without.json()["reason"]) == (409, "paper_needed")
    assert (await desk.post("/invitation", {**body, "tag": b64(urandom(32))})).status_code == 200
    kept = house.database.read_now(lambda conn: joining.joinings_of(conn, QUYNH_NHAI.id))
    assert kept[bytes.fromhex(made["officer"])].waits_for_paper


async def test_a_warner_joins_without_paper(desk: DeskClient) -> None:
    """Whoever never gets a queue's key has nothing that a paper code would protect."""
    await desk.sign_in(desk.house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF))
    slip = await desk.post(f"/units/{QUYNH_NHAI.id}/invitations", {"name": "Lê Hoa", "role": "awareness"})
    assert slip.json()["paper"] is False


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "role": "officer"},
        {"name": "Lê Hoa", "role": "duty_desk"},
        {"name": "Lê Hoa", "role": "administrator"},
        {"name": "Lê Hoa", "role": "king"},
        {"name": "Lê\u0000Hoa", "role": "officer"},
        {"name": "x" * 81, "role": "officer"},
        {"role": "officer"},
    ],
)
async def test_an_unfit_invitation_is_refused(desk: DeskClient, body: dict[str, str]) -> None:
    await desk.sign_in(desk.house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF))
    before = desk.house.database.read_now(lambda conn: officers.officers_of(conn, QUYNH_NHAI.id))
    answer = await desk.post(f"/units/{QUYNH_NHAI.id}/invitations", body)
    assert answer.status_code in (400, 409)
    assert desk.house.database.read_now(lambda conn: officers.officers_of(conn, QUYNH_NHAI.id)) == before
