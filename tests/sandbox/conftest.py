"""A sandbox on a free loopback port, and people who use it."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxResident, SandboxServer, create_sandbox

TOKEN = "100200:sandbox-token"
OFFICERS_TOKEN = "100201:sandbox-token"
BUILD = Path(__file__).parents[2] / "web" / "static" / "build"


class BotClient:
    """Bare calls to the Bot API, as a library would make them."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self._client = httpx.Client(base_url=f"{url}/bot{token}", timeout=30, trust_env=False)

    def ask(self, method: str, **values: Any) -> tuple[int, dict[str, Any]]:
        """Status and body of one JSON call."""
        answer = self._client.post(f"/{method}", json=values)
        return answer.status_code, answer.json()

    def do(self, method: str, **values: Any) -> Any:
        """The result of a call that must succeed."""
        status, body = self.ask(method, **values)
        assert status == 200, body
        assert body["ok"] is True
        return body["result"]

    def refusal(self, method: str, **values: Any) -> tuple[int, str]:
        """Code and description of a call that must be refused."""
        status, body = self.ask(method, **values)
        assert body["ok"] is False, body
        assert body["error_code"] == status
        return status, body["description"]

    def updates(self, kind: str) -> list[dict[str, Any]]:
        """Bodies of all unconfirmed updates of a kind."""
        return [update[kind] for update in self.do("getUpdates") if kind in update]

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    """A running sandbox with a residents' and an officers' bot."""
    with SandboxServer(create_sandbox([TOKEN, OFFICERS_TOKEN], BUILD)) as server:
        yield server


@pytest.fixture
def bot(sandbox: SandboxServer) -> Iterator[BotClient]:
    """The residents' bot by bare calls."""
    client = BotClient(sandbox.url)
    yield client
    client.close()


@pytest.fixture
async def resident(sandbox: SandboxServer) -> AsyncIterator[SandboxResident]:
    """Someone who has just said hello to the bot (update confirmed)."""
    async with await SandboxResident.arrive(sandbox.url) as person:
        await person.send("xin chào")
        client = BotClient(sandbox.url)
        update_id = client.do("getUpdates")[-1]["update_id"]
        client.do("getUpdates", offset=update_id + 1)
        client.close()
        yield person


@pytest.fixture
def order_fault(sandbox: SandboxServer) -> Iterator[Any]:
    """Orders a fault of the residents' bot."""
    with httpx.Client(base_url=sandbox.url, timeout=30, trust_env=False) as client:

        def order(kind: str, **wish: Any) -> None:
            answer = client.post("/sandbox/faults", content=json.dumps({"kind": kind, **wish}))
            assert answer.status_code == 200, answer.text

        yield order
