"""Faults strike as ordered, on the ordered method, and then all is well again."""

from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxResident, SandboxServer
from tests.sandbox.conftest import TOKEN, BotClient


async def test_a_flood_says_how_long_to_wait_and_sends_nothing(
    bot: BotClient, resident: SandboxResident, order_fault: Any
) -> None:
    order_fault("flood", count=2, seconds=7)
    for _ in range(2):
        status, body = bot.ask("sendMessage", chat_id=resident.chat_id, text="a")
        assert status == 429
        assert body["parameters"] == {"retry_after": 7}
    bot.do("sendMessage", chat_id=resident.chat_id, text="b")
    assert [message.text for message in await resident.messages() if message.from_bot] == ["b"]


async def test_a_fault_can_be_kept_for_one_method_and_for_later(
    bot: BotClient, resident: SandboxResident, order_fault: Any
) -> None:
    order_fault("server_error", method="sendMessage", skip=1)
    bot.do("getMe")
    bot.do("sendMessage", chat_id=resident.chat_id, text="a")
    assert bot.refusal("sendMessage", chat_id=resident.chat_id, text="b") == (502, "Bad Gateway")
    bot.do("sendMessage", chat_id=resident.chat_id, text="c")


@pytest.mark.parametrize(("kind", "sent"), [("timeout_before", []), ("timeout_after", ["a"])])
async def test_a_time_out_leaves_open_whether_the_message_was_sent(
    sandbox: SandboxServer, resident: SandboxResident, order_fault: Any, kind: str, sent: list[str]
) -> None:
    order_fault(kind, seconds=2)
    async with httpx.AsyncClient(
        base_url=f"{sandbox.url}/bot{TOKEN}", timeout=0.5, trust_env=False
    ) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post("/sendMessage", json={"chat_id": resident.chat_id, "text": "a"})
    assert [message.text for message in await resident.messages() if message.from_bot] == sent


async def test_an_answer_can_break_off_after_the_message_was_sent(
    sandbox: SandboxServer, resident: SandboxResident, order_fault: Any
) -> None:
    order_fault("cut_off")
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/bot{TOKEN}", timeout=5, trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post("/sendMessage", json={"chat_id": resident.chat_id, "text": "a"})
    assert [message.text for message in await resident.messages() if message.from_bot] == ["a"]


async def test_orders_can_be_taken_back(
    sandbox: SandboxServer, bot: BotClient, resident: SandboxResident, order_fault: Any
) -> None:
    order_fault("flood", count=5)
    order_fault("duplicate_updates", count=5)
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        assert (await client.get("/sandbox/faults")).json()["duplicate_updates"] == 5
        await client.delete("/sandbox/faults")
        assert (await client.get("/sandbox/faults")).json() == {
            "requests": [],
            "duplicate_updates": 0,
            "reordered_updates": 0,
        }
        assert (await client.post("/sandbox/faults", json={"kind": "earthquake"})).status_code == 400
    bot.do("sendMessage", chat_id=resident.chat_id, text="a")
