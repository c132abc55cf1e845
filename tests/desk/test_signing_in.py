"""Signing in: two factors, one sentence for every no, and nothing that tells whether a name exists."""

import json
from base64 import b64decode
from datetime import timedelta

import pytest

from sealing.officer_keys import unwrap_officer_seed
from tests.desk.conftest import DeskClient
from tests.desk.house import PASSPHRASE, House
from tests.desk.stretching import secrets_of
from web.desk import sign_in

WRONG_WORDS = "gấu nâu hồ hiếm nai tròn tôm vuông thang cứng"


async def test_an_officer_signs_in_and_gets_only_sealed_keys(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    answer = await desk.sign_in(officer)
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    key = (await desk.get("/key", "application/json")).json()
    wrap_key = secrets_of(PASSPHRASE, desk.house.deployment).wrap_key
    opened = unwrap_officer_seed(wrap_key, b64decode(key["wrapped_seed"]), desk.house.deployment, officer.id)
    assert opened == officer.seed
    assert [row["queue"] for row in key["queues"]] == [officer.unit.id]


async def test_the_wrapped_seed_is_for_who_has_both_factors(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    assert (await desk.get("/key", "application/json")).status_code == 401
    assert (await desk.sign_in(officer, code="000000")).status_code == 403
    assert (await desk.get("/key", "application/json")).status_code == 401


async def test_every_no_is_the_same_sentence(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    nobody = desk.house.officer("Không Ai", "khong.ai")
    nobody.sign_in_name = "chua.co"
    said = [
        await desk.sign_in(officer, words=WRONG_WORDS),
        await desk.sign_in(officer, code="000000"),
        await desk.sign_in(nobody),
    ]
    assert {answer.status_code for answer in said} == {403}
    assert len({answer.text for answer in said}) == 1


async def test_an_unknown_name_gets_a_salt_too_and_always_the_same(desk: DeskClient) -> None:
    desk.house.officer("Lò Thị Hạnh", "hanh.lt")

    async def salt(name: str) -> str:
        return str((await desk.post("/sign-in/salt", {"name": name})).json()["salt"])

    assert await salt("chua.co") == await salt(" Chua.Co ")
    assert await salt("chua.co") != await salt("cung.chua.co")
    assert len(b64decode(await salt("chua.co"))) == len(b64decode(await salt("hanh.lt"))) == 16


async def test_a_code_is_good_once(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    code = officer.code(desk.house.now)
    assert (await desk.sign_in(officer, code=code)).status_code == 200
    assert (await desk.sign_in(officer, code=code)).status_code == 403


def begin_a_minute(house: House) -> None:
    """Tries are counted by the minute: on a slow machine they mustn't fall into two."""
    house.offset += timedelta(seconds=60 - house.now.second)


async def test_guessing_is_slowed_down_even_with_the_right_words(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    begin_a_minute(desk.house)
    for _ in range(5):
        assert (await desk.sign_in(officer, code="000000")).status_code == 403
    assert (await desk.sign_in(officer)).status_code == 429
    desk.house.offset += timedelta(minutes=2)
    assert (await desk.sign_in(officer)).status_code == 200


async def test_an_unknown_name_is_slowed_down_alike(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    officer.sign_in_name = "chua.co"
    begin_a_minute(desk.house)
    said = [(await desk.sign_in(officer, code="000000")).status_code for _ in range(6)]
    assert said == [403] * 5 + [429]


async def test_a_code_that_no_encoder_takes_tells_nothing_of_the_name(desk: DeskClient) -> None:
    desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    headers = {"origin": desk.origin, "content-type": "application/json"}
    said = []
    for name in ("hanh.lt", "chua.co", "\ud800"):
        body = json.dumps({"name": name, "proof": "A" * 43 + "=", "totp": "\ud800"})
        said.append(await desk.client.post("/sign-in", content=body, headers=headers))
    assert {answer.status_code for answer in said} == {400}
    assert len({answer.text for answer in said}) == 1


async def test_an_unknown_name_costs_the_same_work(desk: DeskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    worked: list[bytes] = []
    opened = sign_in.open_second_factor
    monkeypatch.setattr(
        sign_in,
        "open_second_factor",
        lambda key, sealed, deployment, each: (worked.append(each), opened(key, sealed, deployment, each))[1],
    )
    await desk.sign_in(officer, words=WRONG_WORDS)
    officer.sign_in_name = "chua.co"
    await desk.sign_in(officer, words=WRONG_WORDS)
    assert worked == [officer.id, bytes(16)]


async def test_signing_out_ends_the_session_at_the_server(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    await desk.sign_in(officer)
    token = dict(desk.client.cookies)
    await desk.post("/sign-out")
    desk.client.cookies.update(token)
    assert (await desk.get("/key", "application/json")).status_code == 401


async def test_a_desk_that_only_polls_is_signed_out_in_time(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    await desk.sign_in(officer)
    for _ in range(7):
        desk.house.offset += timedelta(minutes=10)
        answer = await desk.get("/changes?since=0", "application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"name": 7, "proof": "", "totp": ""},
        {"name": "hanh.lt", "proof": "nonsense", "totp": "123456"},
        {"name": "hanh.lt", "proof": "AAAA", "totp": "123456"},
        {"name": "x" * 65, "proof": "A" * 43 + "=", "totp": "123456"},
        {"name": "hanh.lt", "proof": "A" * 43 + "=", "totp": "1234567"},
    ],
)
async def test_anything_but_the_pages_own_form_is_refused_kindly(desk: DeskClient, body: object) -> None:
    answer = await desk.post("/sign-in", body)
    assert answer.status_code == 400
    assert "máy chủ" in answer.json()["error"].lower()
