"""Updates wait until they are confirmed, come in order, and reach one poller or one webhook."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxResident, SandboxServer
from tests.sandbox.conftest import TOKEN, BotClient


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_confirmed_updates_vanish_and_the_others_come_again(
    bot: BotClient, resident: SandboxResident
) -> None:
    for text in ("một", "hai", "ba"):
        await resident.send(text)
    first = bot.do("getUpdates", limit=2)
    assert texts(first) == ["một", "hai"]
    assert texts(bot.do("getUpdates")) == ["một", "hai", "ba"]
    assert texts(bot.do("getUpdates", offset=first[-1]["update_id"] + 1)) == ["ba"]
    assert texts(bot.do("getUpdates")) == ["ba"]


async def test_a_negative_offset_keeps_the_last_ones(bot: BotClient, resident: SandboxResident) -> None:
    for text in ("một", "hai", "ba"):
        await resident.send(text)
    assert texts(bot.do("getUpdates", offset=-1)) == ["ba"]
    assert texts(bot.do("getUpdates")) == ["ba"]


async def test_a_long_poll_answers_the_moment_something_comes(
    bot: BotClient, resident: SandboxResident
) -> None:
    polling = asyncio.create_task(asyncio.to_thread(bot.do, "getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    await resident.send("chào")
    assert texts(await polling) == ["chào"]


async def test_a_second_poller_ends_the_first_with_a_conflict(
    sandbox: SandboxServer, bot: BotClient, resident: SandboxResident
) -> None:
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/bot{TOKEN}", trust_env=False, timeout=30) as other:
        first = asyncio.create_task(other.post("/getUpdates", json={"timeout": 20}))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(asyncio.to_thread(bot.do, "getUpdates", timeout=20))
        answer = await first
        assert answer.status_code == 409
        assert "terminated by other getUpdates request" in answer.json()["description"]
        await resident.send("chào")
        assert texts(await second) == ["chào"]


async def test_only_kinds_that_were_asked_for_are_kept(bot: BotClient, resident: SandboxResident) -> None:
    bot.do("getUpdates", allowed_updates=["edited_message"])
    message_id = await resident.send("sai")
    await resident.edit(message_id, "đúng")
    assert [list(update)[1] for update in bot.do("getUpdates")] == ["edited_message"]


async def test_faulty_deliveries_can_be_ordered(
    bot: BotClient, resident: SandboxResident, order_fault: Any
) -> None:
    order_fault("duplicate_updates", count=1)
    await resident.send("một")
    (update,) = bot.do("getUpdates")
    assert bot.do("getUpdates", offset=update["update_id"] + 1) == [update]
    assert bot.do("getUpdates", offset=update["update_id"] + 1) == []
    order_fault("reordered_updates", count=2)
    await resident.send("hai")
    await resident.send("ba")
    assert texts(bot.do("getUpdates")) == ["ba", "hai"]
    assert texts(bot.do("getUpdates")) == ["hai", "ba"]


class Webhook:
    """A webhook that refuses as often as told and then takes everything, noting what came."""

    def __init__(self) -> None:
        self.taken: list[tuple[str | None, dict[str, Any]]] = []
        self.refuse_next = 0
        self.refused = 0
        self._more = threading.Condition()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                import json

                update = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with hook._more:
                    refuse = hook.refuse_next > 0
                    if refuse:
                        hook.refuse_next -= 1
                        hook.refused += 1
                    else:
                        secret = self.headers.get("X-Telegram-Bot-Api-Secret-Token")
                        hook.taken.append((secret, update))
                    hook._more.notify_all()
                # After the note: the answer brings the next delivery, in a thread that may be faster.
                self.send_response(500 if refuse else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def wait_for(self, count: int) -> list[str]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.taken) >= count, 60)
            return texts([update for _, update in self.taken])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    yield hook
    hook.close()


async def test_a_webhook_gets_its_secret_and_everything_in_order_until_it_takes_it(
    bot: BotClient, resident: SandboxResident, webhook: Webhook
) -> None:
    webhook.refuse_next = 2
    bot.do("setWebhook", url=webhook.url, secret_token="bí-mật".encode("ascii", "ignore").decode())
    for text in ("một", "hai", "ba"):
        await resident.send(text)
    assert await asyncio.to_thread(webhook.wait_for, 3) == ["một", "hai", "ba"]
    assert webhook.refused == 2
    assert {secret for secret, _ in webhook.taken} == {"b-mt"}
    assert bot.refusal("getUpdates")[0] == 409
    info = bot.do("getWebhookInfo")
    assert info["url"] == webhook.url
    assert "500" in info["last_error_message"]


async def test_what_a_webhook_did_not_take_can_be_polled(
    bot: BotClient, resident: SandboxResident, webhook: Webhook
) -> None:
    webhook.refuse_next = 10**6
    bot.do("setWebhook", url=webhook.url)
    await resident.send("một")
    bot.do("deleteWebhook")
    assert texts(bot.do("getUpdates")) == ["một"]


async def test_webhook_deliveries_can_come_twice_and_in_disorder(
    bot: BotClient, resident: SandboxResident, webhook: Webhook, order_fault: Any
) -> None:
    bot.do("setWebhook", url=webhook.url)
    order_fault("duplicate_updates", count=1)
    await resident.send("một")
    assert await asyncio.to_thread(webhook.wait_for, 2) == ["một", "một"]
    order_fault("reordered_updates", count=2)
    await resident.send("hai")
    await resident.send("ba")
    assert (await asyncio.to_thread(webhook.wait_for, 4))[2:] == ["ba", "hai"]


def test_a_webhook_of_another_machine_is_refused(bot: BotClient) -> None:
    code, description = bot.refusal("setWebhook", url="https://example.org/hook")
    assert code == 400
    assert "bad webhook" in description
