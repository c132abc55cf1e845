"""The platform hears 200 only once an update is done, and nobody without the secret is listened to."""

import asyncio
import socket

import httpx
import pytest

from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_residents import Webhook, run_residents
from bot.channels.telegram_webhook import SECRET_HEADER, webhook_app, webhook_secret
from bot.residents.channel import Incoming
from handlers.events import TextReceived
from sealing.secret_types import SecretBytes, SecretText
from tests.bot.conftest import Served
from tests.bot.platform import TOKEN, Platform, until

SECRET = SecretText("s" * 64)
UPDATE = {
    "update_id": 9,
    "message": {
        "message_id": 5,
        "date": 1,
        "chat": {"id": 77, "type": "private", "first_name": "Dân"},
        "from": {"id": 77, "is_bot": False, "first_name": "Dân"},
        "text": "Thấy đánh bạc",
    },
}


class Handling:
    """A handler that notes what it was given and fails or waits on demand."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []
        self.fails = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, incoming: Incoming) -> None:
        await self.gate.wait()
        if self.fails:
            raise RuntimeError("secret words")
        self.taken.append(incoming)


@pytest.fixture
def handling() -> Handling:
    return Handling()


@pytest.fixture
def client(channel: TelegramChannel, handling: Handling) -> httpx.AsyncClient:
    app = webhook_app(channel, handling, "/hook", SECRET)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


def _headers(secret: str = SECRET.reveal()) -> dict[str, str]:
    return {SECRET_HEADER: secret}


async def test_an_update_with_the_secret_is_taken(client: httpx.AsyncClient, handling: Handling) -> None:
    assert (await client.post("/hook", json=UPDATE, headers=_headers())).status_code == 200
    assert handling.taken == [Incoming("77", "9", TextReceived(SecretText("Thấy đánh bạc"), 5))]


@pytest.mark.parametrize("secret", ["", "s" * 63, "S" * 64, "ß" * 64])
async def test_nobody_without_the_secret_is_listened_to(
    client: httpx.AsyncClient, handling: Handling, secret: str
) -> None:
    headers = {SECRET_HEADER: secret.encode()} if secret else {}
    answer = await client.post("/hook", json=UPDATE, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert not handling.taken


async def test_the_answer_waits_until_the_update_is_done(
    client: httpx.AsyncClient, handling: Handling
) -> None:
    handling.gate.clear()
    posting = asyncio.create_task(client.post("/hook", json=UPDATE, headers=_headers()))
    await asyncio.sleep(0.05)
    assert not posting.done()
    handling.gate.set()
    assert (await posting).status_code == 200


async def test_an_update_that_failed_is_asked_for_again(
    client: httpx.AsyncClient, handling: Handling
) -> None:
    handling.fails = True
    assert (await client.post("/hook", json=UPDATE, headers=_headers())).status_code == 503


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b'"x"', b"{" + b" " * 2**21 + b"}"])
async def test_what_is_no_update_is_refused(
    client: httpx.AsyncClient, handling: Handling, body: bytes
) -> None:
    assert (await client.post("/hook", content=body, headers=_headers())).status_code == 400
    assert not handling.taken


async def test_an_update_of_an_unknown_kind_is_accepted_and_comes_to_nothing(
    client: httpx.AsyncClient, handling: Handling
) -> None:
    answer = await client.post("/hook", json={"update_id": 9, "new_kind": {}}, headers=_headers())
    assert answer.status_code == 200
    assert not handling.taken


def test_the_secret_is_derived_and_fits_the_platform() -> None:
    first = webhook_secret(SecretBytes(b"k" * 32))
    assert first == webhook_secret(SecretBytes(b"k" * 32))
    assert first != webhook_secret(SecretBytes(b"l" * 32))
    assert first.reveal().isalnum()
    assert len(first) == 64


async def test_a_whole_report_goes_through_the_webhook(served: Served, platform: Platform) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stop = asyncio.Event()
    webhook = Webhook(f"http://127.0.0.1:{port}/hook/telegram", "127.0.0.1", port)
    running = asyncio.create_task(
        run_residents(served.parts, SecretText(TOKEN), platform.url, stop, webhook=webhook)
    )
    resident = served.resident()
    await resident.tells_one_thing()
    platform.bot.updates.duplicate_next = 1
    resident.write("hai")
    await resident.hears("Đã cất kín 2 mục")
    await resident.sends_it()
    (tip,) = await served.tips()
    assert sorted(tip.texts) == ["hai", "một"]
    stop.set()
    async with asyncio.timeout(60):
        await running
    await until(lambda: not platform.bot.updates.waiting())
