"""What is posted counts for who its officer is when the last byte has come, and no body is waited for without an end."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message

from storage import leaving
from storage.models import officers, queue_rows
from storage.sessions import IDLE_MINUTES
from storage.viewer import Role
from tests.desk.conftest import ORIGIN, DeskClient
from tests.desk.house import DUTY, QUYNH_NHAI, TestOfficer, TestTip, text
from web.desk import bodies, sessions
from web.desk.guard import MOST_BODY_BYTES, MOST_FILE_BODY_BYTES


async def _posted_slowly(
    desk: DeskClient, path: str, body: bytes, meanwhile: Callable[[], object]
) -> httpx.Response:
    """All but the last byte, then something happens, then the last byte."""

    async def pieces() -> AsyncIterator[bytes]:
        yield body[:-1]
        # The desk has read the first piece and waits when the next one is asked for.
        meanwhile()
        yield body[-1:]

    headers = {"origin": ORIGIN, "content-type": "application/json", "content-length": str(len(body))}
    return await desk.client.post(path, content=pieces(), headers=headers)


def _claimed_by(desk: DeskClient, tip: TestTip) -> list[bytes | None]:
    rows = queue_rows.select().where(queue_rows.c.tip_id == tip.id)
    return desk.house.database.read_now(lambda conn: [row.claimed_by for row in conn.execute(rows)])


def _dismissed(desk: DeskClient, officer: TestOfficer) -> Callable[[], object]:
    house = desk.house
    return lambda: house.database.write_now(lambda conn: leaving.leave(conn, officer.id, house.now))


async def test_who_is_dismissed_before_the_last_byte_came_claims_nothing(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("Ba sà lan hút cát")])
    await desk.sign_in(officer)
    answer = await _posted_slowly(desk, f"/tips/{tip.id.hex()}/claim", b"{}", _dismissed(desk, officer))
    assert answer.status_code == 401
    assert _claimed_by(desk, tip) == [None]


async def test_a_chief_who_is_dismissed_meanwhile_invites_nobody(desk: DeskClient) -> None:
    chief = desk.house.officer("Quàng Văn Pản", "pan.qv", QUYNH_NHAI, Role.CHIEF)
    await desk.sign_in(chief)
    body = json.dumps({"name": "Người Quen", "role": "officer", "unit": QUYNH_NHAI.id}).encode()
    answer = await _posted_slowly(desk, f"/units/{QUYNH_NHAI.id}/invitations", body, _dismissed(desk, chief))
    assert answer.status_code == 401


async def test_who_may_nothing_more_once_the_body_is_there_finds_nothing_there(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("Ba sà lan hút cát")])
    await desk.sign_in(officer)

    def moved() -> None:
        theirs = officers.update().where(officers.c.id == officer.id).values(unit_id=DUTY.id)
        desk.house.database.write_now(lambda conn: conn.execute(theirs))

    answer = await _posted_slowly(desk, f"/tips/{tip.id.hex()}/claim", b"{}", moved)
    assert answer.status_code == 404
    assert _claimed_by(desk, tip) == [None]


async def test_a_session_that_idled_out_during_the_body_is_over(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("Ba sà lan hút cát")])
    await desk.sign_in(officer)

    def hours_pass() -> None:
        desk.house.offset = timedelta(hours=3)

    answer = await _posted_slowly(desk, f"/tips/{tip.id.hex()}/claim", b"{}", hours_pass)
    assert answer.status_code == 401


async def test_a_slow_body_of_an_officer_who_stays_is_taken(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("Ba sà lan hút cát")])
    await desk.sign_in(officer)
    answer = await _posted_slowly(desk, f"/tips/{tip.id.hex()}/claim", b"{}", lambda: None)
    assert answer.status_code == 200
    assert _claimed_by(desk, tip) == [officer.id]


@pytest.mark.parametrize("signed_in", [True, False])
async def test_a_body_that_never_ends_is_given_up_and_its_connection_closed(
    desk: DeskClient, monkeypatch: pytest.MonkeyPatch, signed_in: bool
) -> None:
    monkeypatch.setattr(sessions, "BODY_SECONDS" if signed_in else "STRANGER_BODY_SECONDS", 0.05)
    path = "/sign-in"
    if signed_in:
        await desk.sign_in(desk.house.officer("Lò Thị Hạnh", "hanh.lt"))
        path = f"/tips/{desk.house.tip([text('Ba sà lan hút cát')]).id.hex()}/claim"

    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(30)
        yield b"}"

    headers = {"origin": ORIGIN, "content-type": "application/json", "content-length": "2"}
    answer = await desk.client.post(path, content=endless(), headers=headers)
    assert answer.status_code == 408
    assert answer.headers["connection"] == "close"
    assert "chậm" in answer.json()["error"]


def test_a_file_of_20_mb_has_time_on_a_slow_line_and_a_session_outlasts_it() -> None:
    assert MOST_FILE_BODY_BYTES / bodies.BODY_SECONDS < 50_000
    assert MOST_BODY_BYTES / bodies.STRANGER_BODY_SECONDS < 20_000
    assert bodies.BODY_SECONDS < IDLE_MINUTES * 60


async def test_who_hangs_up_halfway_has_sent_nothing_and_breaks_nothing() -> None:
    messages = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    assert not await bodies.body_came(request, 5)
