"""Giving a passkey up takes a second factor of the moment: a session in a stranger's hands isn't enough, nor a way to try codes."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from storage import passkeys
from storage.audit import AuditAct
from storage.sign_in import FREE_TRIES
from tests.desk.conftest import BUILD, DeskClient
from tests.desk.house import House, TestOfficer
from tests.desk.soft_passkey import SoftPasskey
from web.desk import create_desk
from web.desk.own_passkeys import short_id
from web.desk.sources import FREE_FAILURES

NAMED = "https://desk.example"
REMOVE = "/security/passkeys/remove"


@pytest.fixture
async def named(house: House) -> AsyncIterator[DeskClient]:
    """A desk at a host with a name, asked from an address that is counted."""
    transport = httpx.ASGITransport(create_desk(house.parts(NAMED, BUILD)), client=("203.0.113.20", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=NAMED) as client:
        yield DeskClient(house, client, NAMED)


@pytest.fixture
async def officer(named: DeskClient) -> TestOfficer:
    """Somebody who is signed in; a minute later, so that the code of that is over."""
    made = named.house.officer("Lò Thị Hạnh", "hanh.lt")
    assert (await named.sign_in(made)).status_code == 200
    named.house.offset += timedelta(minutes=1)
    return made


def passkey_of(house: House, officer: TestOfficer) -> SoftPasskey:
    return SoftPasskey(house, officer, "desk.example", NAMED)


def kept(house: House, officer: TestOfficer) -> list[bytes]:
    return [
        one.credential_id
        for one in house.database.read_now(lambda conn: passkeys.passkeys_of(conn, officer.id))
    ]


def acts(house: House, officer: TestOfficer) -> list[tuple[str, dict[str, str]]]:
    statement = text("SELECT act, detail FROM audit_rows WHERE officer_id = :id ORDER BY ordinal")
    rows = house.database.read_now(lambda conn: conn.execute(statement, {"id": officer.id}).all())
    return [(row.act, json.loads(row.detail or "{}")) for row in rows]


async def challenge_for(desk: DeskClient, passkey: SoftPasskey) -> str:
    answer = await desk.post(f"{REMOVE}/options", {"passkey": short_id(passkey.id).hex()})
    assert answer.status_code == 200
    return str(answer.json()["challenge"])


async def remove(desk: DeskClient, passkey: SoftPasskey, **proof: str) -> tuple[int, str]:
    answer = await desk.post(REMOVE, {"passkey": short_id(passkey.id).hex(), **proof})
    return answer.status_code, str(answer.json().get("reason", ""))


async def test_a_session_alone_gives_no_passkey_up(named: DeskClient, officer: TestOfficer) -> None:
    one = passkey_of(named.house, officer)
    assert (await remove(named, one))[0] == 400
    assert await remove(named, one, totp="000000") == (409, "wrong_code")
    assert kept(named.house, officer) == [one.id]
    code = officer.code(named.house.now)
    assert await remove(named, one, totp=code) == (200, "")
    assert kept(named.house, officer) == []
    said = [act for act, _ in acts(named.house, officer)]
    assert said[-2:] == [AuditAct.SIGN_IN_FAILED.value, AuditAct.PASSKEY_REMOVED.value]
    assert acts(named.house, officer)[-2][1]["at"] == "second_factor_change"


async def test_a_code_that_was_used_gives_no_passkey_up(named: DeskClient, officer: TestOfficer) -> None:
    one, two = passkey_of(named.house, officer), passkey_of(named.house, officer)
    code = officer.code(named.house.now)
    assert await remove(named, one, totp=code) == (200, "")
    assert await remove(named, two, totp=code) == (409, "wrong_code")
    assert kept(named.house, officer) == [two.id]


async def test_another_passkey_of_the_officers_own_gives_one_up(
    named: DeskClient, officer: TestOfficer
) -> None:
    """For who has lost the phone with the codes, and one passkey with it."""
    lost, left = passkey_of(named.house, officer), passkey_of(named.house, officer)
    offered = (await named.post(f"{REMOVE}/options", {"passkey": short_id(lost.id).hex()})).json()
    assert len(offered["among"]) == 1
    answer = left.answer(offered["challenge"])
    assert await remove(named, lost, **answer) == (200, "")
    assert kept(named.house, officer) == [left.id]


async def test_no_other_signature_gives_a_passkey_up(named: DeskClient, officer: TestOfficer) -> None:
    """Each of these is one step from the right answer, which is taken at the end."""
    house = named.house
    lost, left, third = (passkey_of(house, officer) for _ in range(3))
    foreign = passkey_of(house, house.officer("Quàng Thế Phong", "phong.qt"))
    options = await named.post("/sign-in/passkey/options", {"name": officer.sign_in_name})
    registration = await named.post("/security/passkeys/options")
    old = left.answer(await challenge_for(named, lost))
    house.offset += timedelta(minutes=7)
    wrong = {
        "by the one that shall go": lost.answer(await challenge_for(named, lost)),
        "by a colleague's": foreign.answer(await challenge_for(named, lost)),
        "made for another passkey": left.answer(await challenge_for(named, third)),
        "made for a sign-in": left.answer(options.json()["challenge"]),
        "made for a registration": left.answer(registration.json()["challenge"]),
        "over five minutes old": old,
        "the person wasn't checked": left.answer(await challenge_for(named, lost), flags=0x01),
    }
    for name, answer in wrong.items():
        assert await remove(named, lost, **answer) == (409, "wrong_passkey"), name
        # Hours apart, so that no throttle hides the reason; and fresh, so that it isn't refused for its age.
        house.offset += timedelta(minutes=2)
        await named.sign_in(officer)
        house.offset += timedelta(minutes=1)
    assert set(kept(house, officer)) == {lost.id, left.id, third.id}
    right = left.answer(await challenge_for(named, lost))
    assert await remove(named, lost, **right) == (200, "")
    # The same answer a second time is a replay.
    assert await remove(named, third, **right) == (409, "wrong_passkey")


async def test_codes_are_tried_no_faster_than_at_the_sign_in(named: DeskClient, officer: TestOfficer) -> None:
    one = passkey_of(named.house, officer)
    for _ in range(FREE_TRIES):
        assert await remove(named, one, totp="000000") == (409, "wrong_code")
    assert await remove(named, one, totp=officer.code(named.house.now)) == (409, "too_many_codes")
    # One count for both: the name waits at the sign-in too.
    assert (await named.sign_in(officer)).status_code == 429
    named.house.offset += timedelta(minutes=2)
    assert await remove(named, one, totp=officer.code(named.house.now)) == (200, "")


async def test_a_place_that_failed_too_often_gives_no_passkey_up(
    named: DeskClient, officer: TestOfficer
) -> None:
    one = passkey_of(named.house, officer)
    for number in range(FREE_FAILURES):
        await named.post("/invitation/open", {"token": f"guess-{number}"})
    assert await remove(named, one, totp=officer.code(named.house.now)) == (409, "too_many_codes")


async def test_nobody_gives_a_colleagues_passkey_up(named: DeskClient, officer: TestOfficer) -> None:
    colleague = named.house.officer("Quàng Thế Phong", "phong.qt")
    theirs = passkey_of(named.house, colleague)
    assert await remove(named, theirs, totp=officer.code(named.house.now)) == (409, "passkey_gone")
    assert kept(named.house, colleague) == [theirs.id]
