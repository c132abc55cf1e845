"""A request the Bot API wouldn't understand is refused, so that a bot that passes here passes there."""

from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxResident, SandboxServer
from tests.sandbox.conftest import TOKEN, BotClient

BUTTON = {"text": "Có", "callback_data": "t:0"}


def markup(button: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


def test_an_unknown_token_is_unauthorized(sandbox: SandboxServer) -> None:
    client = BotClient(sandbox.url, "1:wrong")
    assert client.refusal("getMe") == (401, "Unauthorized")
    client.close()


def test_an_unknown_method_is_not_found(bot: BotClient) -> None:
    code, description = bot.refusal("sendSmoke")
    assert code == 404
    assert description.startswith("Not Found")


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"text": "a", "colour": "red"}, 'unknown field "colour"'),
        ({}, 'field "text"'),
        ({"text": "a", "reply_to_message_id": 1}, "withdrawn"),
        ({"text": "a", "reply_markup": markup({**BUTTON, "glow": True})}, "glow"),
        ({"text": "a", "reply_markup": markup({"callback_data": "t:0"})}, "text"),
        ({"text": "a", "reply_markup": markup({"text": "Có", "callback_data": 5})}, "callback_data"),
        ({"text": "a", "entities": [{"type": "bold", "offset": 0}]}, "length"),
        ({"text": "a", "parse_mode": "HTML"}, "entities"),
    ],
)
async def test_fields_and_values_that_are_not_declared_are_refused(
    bot: BotClient, resident: SandboxResident, values: dict[str, Any], complaint: str
) -> None:
    code, description = bot.refusal("sendMessage", chat_id=resident.chat_id, **values)
    assert code == 400
    assert description.startswith("Bad Request: ")
    assert complaint in description


@pytest.mark.parametrize(
    ("method", "values", "complaint"),
    [
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": ""}, "message text is empty"),
        ("sendMessage", {"text": "  \n"}, "message text is empty"),
        ("sendMessage", {"text": "a", "reply_markup": markup({"text": "a", "callback_data": "đ" * 33})},
         "BUTTON_DATA_INVALID"),
        ("sendMessage", {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
         "ENTITY_BOUNDS_INVALID"),
        ("sendMessage", {"chat_id": 5, "text": "a"}, "chat not found"),
        ("deleteMessages", {"message_ids": list(range(1, 102))}, "wrong number of message identifiers"),
    ],
)  # fmt: skip
async def test_lengths_are_kept_and_the_complaint_never_repeats_the_text(
    bot: BotClient, resident: SandboxResident, method: str, values: dict[str, Any], complaint: str
) -> None:
    values = {"chat_id": resident.chat_id, **values}
    assert bot.refusal(method, **values) == (400, f"Bad Request: {complaint}")


async def test_what_fits_exactly_is_taken(bot: BotClient, resident: SandboxResident) -> None:
    data = "đ" * 32
    bot.do("sendMessage", chat_id=resident.chat_id, text="y" * 4096,
           reply_markup=markup({"text": "a", "callback_data": data}))  # fmt: skip
    seen = await resident.wait_for("yyy")
    assert len(seen.text) == 4096
    assert seen.buttons[0][0].data == data


async def test_query_form_multipart_and_json_say_the_same(
    sandbox: SandboxServer, resident: SandboxResident
) -> None:
    address = f"{sandbox.url}/bot{TOKEN}/SENDMESSAGE"
    keyboard = '{"inline_keyboard":[[{"text":"Có","callback_data":"t:0"}]]}'
    values = {"chat_id": str(resident.chat_id), "text": "xin chào & hẹn gặp", "reply_markup": keyboard}
    async with httpx.AsyncClient(trust_env=False) as client:
        answers = [
            await client.get(address, params=values),
            await client.post(address, data=values),
            await client.post(address, files={name: (None, value) for name, value in values.items()}),
            await client.post(address, json=values),
        ]
    seen = [message for message in await resident.messages() if message.from_bot]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {message.text for message in seen} == {"xin chào & hẹn gặp"}
    assert all(message.labels == ["Có"] for message in seen)
    assert len(seen) == 4


async def test_broken_json_in_a_field_is_named(bot: BotClient, resident: SandboxResident) -> None:
    answer = bot.refusal("sendMessage", chat_id=resident.chat_id, text="a", reply_markup="{")
    assert answer == (400, "Bad Request: can't parse reply markup JSON object")


async def test_the_check_can_be_switched_off_for_benches() -> None:
    from bot.sandbox import create_sandbox
    from tests.sandbox.conftest import BUILD

    with SandboxServer(create_sandbox([TOKEN], BUILD, check=False)) as server:
        async with await SandboxResident.arrive(server.url) as person:
            await person.send("a")
            client = BotClient(server.url)
            client.do("sendMessage", chat_id=person.chat_id, text="a", colour="red")
            client.close()


@pytest.mark.parametrize("headers", [{"host": "tinbao.example"}, {"origin": "http://evil.example"}])
def test_pages_of_other_names_and_origins_get_nothing(
    sandbox: SandboxServer, headers: dict[str, str]
) -> None:
    with httpx.Client(base_url=sandbox.url, trust_env=False) as client:
        assert client.get("/sandbox/ready").json() == {"ready": True}
        assert client.get("/sandbox/ready", headers=headers).status_code == 403
        assert client.post("/sandbox/residents", json={}, headers=headers).status_code == 403
