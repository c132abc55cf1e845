"""What the server takes as a second factor, and how it slows down who tries many names from one place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest

from tests.desk.conftest import BUILD, ORIGIN, DeskClient
from tests.desk.house import PASSPHRASE, QUYNH_NHAI, House, TestOfficer
from tests.desk.soft_passkey import SoftPasskey
from tests.desk.stretching import secrets_of
from web.desk import create_desk
from web.desk.inputs import base64_text
from web.desk.sources import FREE_FAILURES

NAMED = "https://desk.example"
WRONG_WORDS = "gấu nâu hồ hiếm nai tròn tôm vuông thang cứng"


@pytest.fixture
async def named(house: House) -> AsyncIterator[DeskClient]:
    """A desk at a host with a name."""
    transport = httpx.ASGITransport(create_desk(house.parts(NAMED, BUILD)))
    async with httpx.AsyncClient(transport=transport, base_url=NAMED) as client:
        yield DeskClient(house, client, NAMED)


async def challenge_for(desk: DeskClient, name: str) -> str:
    answer = await desk.post("/sign-in/passkey/options", {"name": name})
    assert answer.status_code == 200
    return str(answer.json()["challenge"])


async def enter(
    desk: DeskClient, officer: TestOfficer, answer: dict[str, str], words: str = PASSPHRASE
) -> httpx.Response:
    proof = secrets_of(words, desk.house.deployment).proof
    posted = {"name": officer.sign_in_name, "proof": base64_text(proof.reveal()), **answer}
    return await desk.post("/sign-in/passkey", posted)


@pytest.fixture
def officer(house: House) -> TestOfficer:
    return house.officer("Lò Thị Hạnh", "hanh.lt")


@pytest.fixture
def passkey(house: House, officer: TestOfficer) -> SoftPasskey:
    return SoftPasskey(house, officer, "desk.example", NAMED)


async def test_a_right_signature_signs_in_once(
    named: DeskClient, officer: TestOfficer, passkey: SoftPasskey
) -> None:
    """The same answer a second time is a replay, even where the device keeps no counter."""
    answer = passkey.answer(await challenge_for(named, officer.sign_in_name), count=0)
    assert (await enter(named, officer, answer)).status_code == 200
    assert (await enter(named, officer, answer)).status_code == 403


async def test_what_the_device_didnt_sign_so_is_refused(
    named: DeskClient, officer: TestOfficer, passkey: SoftPasskey
) -> None:
    """Each of these is one step from the right answer, which is taken at the end."""

    wrong: dict[str, Callable[[str], dict[str, str]]] = {
        "another origin": lambda given: passkey.answer(given, origin="https://desk.example.evil"),
        "another host": lambda given: passkey.answer(given, host="example"),
        "the person wasn't checked": lambda given: passkey.answer(given, flags=0x01),
        "nobody was there": lambda given: passkey.answer(given, flags=0x04),
        "a registration's answer": lambda given: passkey.answer(given, type="webauthn.create"),
        "a challenge of its own": lambda given: passkey.answer(base64_text(bytes(36))),
        "a challenge of its own making": lambda given: passkey.answer(given[:-4] + "AAA="),
        "an unknown device": lambda given: {**passkey.answer(given), "credential": base64_text(bytes(32))},
        "another signature": lambda given: {**passkey.answer(given), "signature": base64_text(bytes(70))},
        "nothing readable": lambda given: {**passkey.answer(given), "client_data": base64_text(b"{}")},
    }
    texts = set()
    for name, answer in wrong.items():
        # Fresh each time, so that it isn't refused for its age; and hours apart, so that no throttle hides the reason.
        said = await enter(named, officer, answer(await challenge_for(named, officer.sign_in_name)))
        assert said.status_code == 403, name
        texts.add(said.text)
        named.house.offset += timedelta(minutes=61)
    foreign = passkey.answer(await challenge_for(named, "quy.dv"))
    assert (await enter(named, officer, foreign)).status_code == 403
    assert len(texts) == 1
    named.house.offset += timedelta(minutes=61)
    right = passkey.answer(await challenge_for(named, officer.sign_in_name))
    assert (await enter(named, officer, right)).status_code == 200


async def test_a_challenge_is_good_for_five_minutes(
    named: DeskClient, officer: TestOfficer, passkey: SoftPasskey
) -> None:
    answer = passkey.answer(await challenge_for(named, officer.sign_in_name))
    named.house.offset += timedelta(minutes=7)
    assert (await enter(named, officer, answer)).status_code == 403


async def test_the_options_tell_nothing_of_a_name(
    named: DeskClient, officer: TestOfficer, passkey: SoftPasskey
) -> None:
    """A name with a passkey, one without, and one that nobody has are answered alike but for the challenge."""
    del passkey
    said = []
    for name in (officer.sign_in_name, named.house.officer("A", "khong.khoa").sign_in_name, "chua.co"):
        answer = (await named.post("/sign-in/passkey/options", {"name": name})).json()
        said.append({**answer, "challenge": len(answer["challenge"])})
    assert said[0] == said[1] == said[2]
    assert "allowCredentials" not in said[0]


async def test_wrong_words_with_a_right_passkey_are_the_same_no_and_use_nothing_up(
    named: DeskClient, officer: TestOfficer, passkey: SoftPasskey
) -> None:
    answer = passkey.answer(await challenge_for(named, officer.sign_in_name))
    assert (await enter(named, officer, answer, WRONG_WORDS)).status_code == 403
    assert (await enter(named, officer, answer)).status_code == 200


async def test_where_the_address_is_made_of_numbers_the_page_says_why(desk: DeskClient) -> None:
    await desk.sign_in(desk.house.officer("Lò Thị Hạnh", "hanh.so"))
    page = (await desk.get("/security")).text
    assert "Khóa truy cập cần địa chỉ có tên miền" in page
    assert "data-add" not in page
    assert (await desk.post("/security/passkeys/options")).status_code == 400


def client_from(house: House, address: str) -> httpx.AsyncClient:
    app = create_desk(house.parts(ORIGIN, BUILD))
    transport = httpx.ASGITransport(app, client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN)


async def spray(desk: DeskClient, times: int) -> list[int]:
    """Try as many names, each once, so that no name's own throttle is met."""
    said = []
    for number in range(times):
        body = {"name": f"ten.{number}", "proof": base64_text(bytes(32)), "totp": "000000"}
        said.append((await desk.post("/sign-in", body)).status_code)
    return said


async def test_one_place_that_tries_many_names_has_to_wait(house: House) -> None:
    """Even the right words wait, with the same sentence; an hour later all is well."""
    officer = house.officer("Lò Thị Hạnh", "hanh.lt")
    async with client_from(house, "203.0.113.7") as client:
        desk = DeskClient(house, client)
        assert await spray(desk, FREE_FAILURES) == [403] * FREE_FAILURES
        said = await desk.sign_in(officer)
        assert said.status_code == 429
        assert said.json()["error"] == "Thử quá nhiều lần. Chờ vài phút rồi thử lại."
        house.offset += timedelta(minutes=61)
        assert (await desk.sign_in(officer)).status_code == 200


async def test_many_wrong_tries_at_once_from_one_place_get_no_more_than_the_free_ones(house: House) -> None:
    """A try counts before its outcome is known; those that went right are taken back."""
    officer = house.officer("Lò Thị Hạnh", "hanh.lt")
    async with client_from(house, "203.0.113.9") as client:
        desk = DeskClient(house, client)
        bodies = [
            {"name": f"ten.{number}", "proof": base64_text(bytes(32)), "totp": "000000"}
            for number in range(2 * FREE_FAILURES)
        ]
        answers = await asyncio.gather(*(desk.post("/sign-in", body) for body in bodies))
        said = sorted(answer.status_code for answer in answers)
        assert said == [403] * FREE_FAILURES + [429] * FREE_FAILURES
    async with client_from(house, "203.0.113.10") as client:
        desk = DeskClient(house, client)
        assert (await desk.sign_in(officer)).status_code == 200
        assert await spray(desk, FREE_FAILURES + 1) == [403] * FREE_FAILURES + [429]


async def test_guessed_invitations_wait_like_guessed_sign_ins_and_a_real_one_with_a_slip_does_not(
    house: House,
) -> None:
    token = house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    async with client_from(house, "203.0.113.11") as client:
        desk = DeskClient(house, client)
        for _ in range(FREE_FAILURES + 2):
            assert (await desk.post("/invitation/open", {"token": token})).status_code == 200
        said = [
            (await desk.post(path, {"token": f"guess-{number}"})).status_code
            for number, path in enumerate(("/invitation/open", "/invitation") * (FREE_FAILURES // 2))
        ]
        assert said == [404, 409] * (FREE_FAILURES // 2)
        for path in ("/invitation/open", "/invitation"):
            waits = await desk.post(path, {"token": token})
            assert (waits.status_code, waits.json()["reason"]) == (429, "too_many_tries")
        # One count for everything that can be guessed here.
        assert (await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lt"))).status_code == 429


async def test_an_ipv6_network_is_one_place(house: House) -> None:
    app = create_desk(house.parts(ORIGIN, BUILD))
    said = []
    for number in range(FREE_FAILURES + 1):
        transport = httpx.ASGITransport(app, client=(f"2001:db8::{number:x}", 5000))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            body = {"name": f"ten.{number}", "proof": base64_text(bytes(32)), "totp": "000000"}
            said.append((await DeskClient(house, client).post("/sign-in", body)).status_code)
    assert said == [403] * FREE_FAILURES + [429]


async def test_a_proxy_that_doesnt_say_for_whom_it_asks_stops_nobody(house: House) -> None:
    """Behind it everybody has the same address: counting would lock the whole country out."""
    async with client_from(house, "127.0.0.1") as client:
        desk = DeskClient(house, client)
        assert set(await spray(desk, FREE_FAILURES + 2)) == {403}


async def test_no_address_is_kept(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in what is counted, nor in a row, nor in a log."""
    app = create_desk(house.parts(ORIGIN, BUILD))
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await spray(DeskClient(house, client), 3)
    assert "203.0.113.7" not in caplog.text
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"203.0.113.7" not in path.read_bytes()
