"""People and keys at the server: who may do what to whom, and that nothing is taken that isn't sealed to the right key."""

from base64 import b64encode
from os import urandom

import pytest
from sqlalchemy import func, select

from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from storage import joining, queue_keys
from storage.models import part_wraps
from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, HA_TRUNG, QUYNH_NHAI, House, TestOfficer, text
from tests.desk.people import certify
from web.desk import renewing


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def grant(to: TestOfficer, **changed: object) -> dict[str, object]:
    body: dict[str, object] = {
        "key": b64(public_key_of(to.seed)),
        "check": "digits",
        "checked": b64(urandom(32)),
        "wraps": [{"epoch": 1, "sealed_seed": b64(urandom(1168))}],
    }
    return {**body, **changed}


def next_key(house: House, *holders: TestOfficer) -> dict[str, object]:
    return {
        "epoch": 2,
        "public_key": b64(public_key_of(holders[0].seed)),
        "recovery_seed": b64(urandom(1168)),
        "recovery_key": b64(public_key_of(house.recovery_seed)),
        "wraps": [
            {
                "officer": one.id.hex(),
                "key": b64(public_key_of(one.seed)),
                "sealed_seed": b64(urandom(1168)),
                "checked": None,
            }
            for one in holders
        ],
    }


async def test_only_a_colleague_who_holds_the_key_can_grant_it(desk: DeskClient) -> None:
    house = desk.house
    holder = house.officer("Lò Thị Hạnh", "hanh.lt")
    keyless = house.officer("Cà Thị Mai", "mai.ct", holds_key=False)
    stranger = house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG, holds_key=False)
    warner = house.officer("Vì Thị Hoa", "hoa.vt", role=Role.AWARENESS, holds_key=False)

    async def asked(to: TestOfficer, **changed: object) -> int:
        return (await desk.post(f"/officers/{to.id.hex()}/grant", grant(to, **changed))).status_code

    await desk.sign_in(keyless)
    assert await asked(holder) == 409
    await desk.sign_in(holder)
    assert await asked(stranger) == 404
    assert (await desk.post(f"/officers/{'0' * 32}/grant", grant(keyless))).status_code == 404
    assert await asked(warner) == 409
    assert await asked(holder) == 409
    assert await asked(keyless, key=b64(public_key_of(holder.seed))) == 409
    assert await asked(keyless, check="paper") == 409
    assert await asked(keyless, check="known") == 409
    spoils: list[dict[str, object]] = [
        {"check": "trust me"},
        {"check": None},
        {"checked": b64(bytes(31))},
        {"wraps": []},
    ]
    for spoiled in spoils:
        assert await asked(keyless, **spoiled) in (400, 409)
    assert house.database.read_now(lambda conn: queue_keys.own_seeds(conn, keyless.viewer)) == ()
    assert await asked(keyless) == 200
    first = house.database.read_now(lambda conn: queue_keys.own_seeds(conn, keyless.viewer))
    # Granting again can't replace what a colleague holds, which would lock that colleague out.
    assert await asked(keyless, check="known") == 200
    assert house.database.read_now(lambda conn: queue_keys.own_seeds(conn, keyless.viewer)) == first


@pytest.mark.parametrize("act", ["invitation", "dismissal"])
async def test_only_who_leads_the_unit_invites_again_or_dismisses(desk: DeskClient, act: str) -> None:
    house = desk.house
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    reader = house.officer("Lò Thị Hạnh", "hanh.lt")
    stranger = house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG)
    await desk.sign_in(reader)
    assert (await desk.post(f"/officers/{chief.id.hex()}/{act}")).status_code == 404
    await desk.sign_in(chief)
    theirs = await desk.post(f"/officers/{stranger.id.hex()}/{act}")
    none = await desk.post(f"/officers/{'0' * 32}/{act}")
    assert theirs.status_code == none.status_code == 404
    assert theirs.text == none.text
    own = await desk.post(f"/officers/{chief.id.hex()}/{act}")
    assert (own.status_code, own.json()["reason"]) == (409, "own_membership")
    foreign = await desk.post(f"/officers/{reader.id.hex()}/{act}", origin="https://ke-xau.example")
    assert foreign.status_code == 403
    assert (await desk.post(f"/officers/{reader.id.hex()}/{act}")).status_code == 200
    assert (await desk.sign_in(reader)).status_code == 403


async def test_a_session_ends_the_moment_its_officer_is_dismissed(desk: DeskClient) -> None:
    house = desk.house
    reader = house.officer("Lò Thị Hạnh", "hanh.lt")
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    tip = house.tip([text("Ba sà lan hút cát")]).id.hex()
    await desk.sign_in(reader)
    assert (await desk.get(f"/tips/{tip}/parts/report/1", "application/octet-stream")).status_code == 200
    done = house.database.write_now(lambda conn: joining.dismiss(conn, chief.viewer, reader.id, house.now))
    assert not hasattr(done, "reason")
    for path in ("/key", f"/tips/{tip}/parts/report/1"):
        assert (await desk.get(path, "application/json")).status_code == 401


async def test_only_who_leads_and_holds_makes_the_next_key(desk: DeskClient) -> None:
    house = desk.house
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    reader = house.officer("Lò Thị Hạnh", "hanh.lt")
    stranger = house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG)
    await desk.sign_in(reader)
    assert (await desk.post("/unit/keys", next_key(house, reader))).status_code == 404
    assert (await desk.get("/unit/former-wraps", "application/json")).status_code == 404
    await desk.sign_in(chief)
    for wrong in (
        next_key(house, reader),
        next_key(house, chief, stranger),
        {**next_key(house, chief), "epoch": 3},
    ):
        assert (await desk.post("/unit/keys", wrong)).status_code == 409
    slipped = next_key(house, chief, reader)
    slipped["wraps"][1]["key"] = b64(public_key_of(stranger.seed))  # type: ignore[index]
    no = await desk.post("/unit/keys", slipped)
    assert (no.status_code, no.json()["reason"]) == (409, "colleague_key_moved")
    not_a_key = {**next_key(house, chief), "public_key": b64(b"\xff" * 1216)}
    assert (await desk.post("/unit/keys", not_a_key)).status_code == 400
    assert (await desk.post("/unit/keys", next_key(house, chief, reader))).status_code == 200
    epochs = house.database.read_now(lambda conn: queue_keys.epochs(conn, QUYNH_NHAI.id))
    assert [(row.epoch, row.certified) for row in epochs] == [(1, True), (2, False)]
    second = await desk.post("/unit/keys", next_key(house, chief, reader))
    assert (second.status_code, second.json()["reason"]) == (409, "next_key_made")
    assert "vừa đổi khóa hàng tin trước" in second.json()["error"]
    early = await desk.post("/unit/former-wraps", {"epoch": 2, "wraps": []})
    assert (early.status_code, early.json()["reason"]) == (409, "epoch_moved")
    page = (await desk.get("/unit")).text
    assert "Trước lúc đó tin mới vẫn niêm phong bằng khóa số 1" in page


async def test_an_administrator_sees_and_invites_in_every_unit_of_the_province_alone(
    desk: DeskClient,
) -> None:
    house = desk.house
    administrator = house.officer("Lò Văn Trị", "tri.lv", DUTY, Role.ADMINISTRATOR, holds_key=False)
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    await desk.sign_in(administrator)
    page = await desk.get(f"/units/{QUYNH_NHAI.id}")
    assert "Điêu Văn Quý" in page.text
    assert 'data-act="invite"' in page.text
    for act in ("grant", "renew", "rewrap"):
        assert f'data-act="{act}"' not in page.text
    for unit_id in (HA_TRUNG.id, "c-99999", "x"):
        assert (await desk.get(f"/units/{unit_id}")).status_code == 404
        body = {"name": "Lê Hoa", "role": "officer"}
        assert (await desk.post(f"/units/{unit_id}/invitations", body)).status_code == 404
    slip = await desk.post(f"/officers/{chief.id.hex()}/invitation")
    assert (slip.status_code, slip.json()["paper"]) == (200, False)
    await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lt"))
    assert (await desk.get(f"/units/{QUYNH_NHAI.id}")).status_code == 200
    for other in (HA_TRUNG, DUTY):
        assert (await desk.get(f"/units/{other.id}")).status_code == 404


@pytest.mark.parametrize("role", [Role.AWARENESS, Role.APPROVER])
async def test_who_reads_no_tips_is_told_no_count_of_them(desk: DeskClient, role: Role) -> None:
    """How many part keys wait for a new seal says how much there is in hand."""
    house = desk.house
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    warner = house.officer("Hoàng Thị Thảo", "thao.ht", role=role, holds_key=False)
    house.tip([text("Ba sà lan hút cát")])
    await desk.sign_in(chief)
    assert (await desk.post("/unit/keys", next_key(house, chief))).status_code == 200
    certify(house, QUYNH_NHAI, fingerprint("queue", public_key_of(chief.seed)))
    assert "Còn 2 mục" in (await desk.get("/unit")).text
    await desk.sign_in(warner)
    assert "khóa cũ" not in (await desk.get("/unit")).text


async def test_however_much_a_unit_holds_all_of_it_is_sealed_again(
    desk: DeskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests take a few keys each: going on until nothing is left, each wrap comes once and none stays behind."""
    monkeypatch.setattr(renewing, "AT_ONCE", 4)
    house = desk.house
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    made = [house.tip([text(f"Mục {at}") for at in range(3)]) for _ in range(5)]
    await desk.sign_in(chief)
    assert (await desk.post("/unit/keys", next_key(house, chief))).status_code == 200
    certify(house, QUYNH_NHAI, fingerprint("queue", public_key_of(chief.seed)))
    came: list[tuple[str, str, int]] = []
    left = [20]
    while True:
        offered = (await desk.get("/unit/former-wraps", "application/json")).json()
        assert offered["left"] == left[-1]
        if not offered["wraps"]:
            break
        assert len(offered["wraps"]) <= 4
        came += [(wrap["tip"], wrap["role"], wrap["number"]) for wrap in offered["wraps"]]
        again = [{**wrap, "key": b64(urandom(1168))} for wrap in offered["wraps"]]
        if offered["left"] > 4:
            beyond = (await desk.get("/unit/former-wraps?skip=4", "application/json")).json()["wraps"]
            assert all(wrap not in offered["wraps"] for wrap in beyond)
            assert beyond
        if len(left) == 2:
            # Another browser of the unit was at the same ones: what is done stays done.
            await desk.post("/unit/former-wraps", {"epoch": 2, "wraps": again[:2]})
        taken = (await desk.post("/unit/former-wraps", {"epoch": 2, "wraps": again})).json()
        left.append(taken["left"])
    for skip in ("-1", "x", "1" * 8, "1.5"):
        assert (await desk.get(f"/unit/former-wraps?skip={skip}", "application/json")).status_code == 400
    too_many = [{**again[0], "number": at} for at in range(1, 6)]
    assert (await desk.post("/unit/former-wraps", {"epoch": 2, "wraps": too_many})).status_code == 400
    assert left == [20, 16, 12, 8, 4, 0]
    assert len(came) == len(set(came)) == 20
    assert {tip for tip, _, _ in came} == {tip.id.hex() for tip in made}
    held = select(part_wraps.c.epoch, func.count()).where(part_wraps.c.queue_id == QUYNH_NHAI.id)
    counted = house.database.read_now(lambda conn: conn.execute(held.group_by(part_wraps.c.epoch)).all())
    assert [tuple(row) for row in counted] == [(2, 20)]
