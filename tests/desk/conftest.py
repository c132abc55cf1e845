"""A desk over a small house: asked in memory for the server's promises, opened in a real Chromium for the browser's."""

import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storage.engine import Database
from tests.browser import browsing
from tests.desk.house import PASSPHRASE, House, TestOfficer
from tests.desk.stretching import QuickWorker, secrets_of
from web.desk import DeskParts, create_desk
from web.desk.inputs import base64_text

ORIGIN = "http://127.0.0.1:8139"
# A shared machine may take seconds for one passphrase; what is asked is whether, not when.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
BUILD = Path(__file__).parents[2] / "web" / "static" / "build"


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> House:
    return House(sqlite_database, tmp_path, stopped_at=datetime.now(UTC))


class DeskClient:
    """A browser without scripts: cookies, the Origin header, and what the pages' scripts would post."""

    def __init__(self, house: House, client: httpx.AsyncClient, origin: str = ORIGIN) -> None:
        self.house, self.client, self.origin = house, client, origin

    async def get(self, path: str, accept: str = "text/html", **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={"accept": accept, **headers})

    async def post(self, path: str, body: object = None, **origin: str | None) -> httpx.Response:
        headers = {
            name: value for name, value in {"origin": self.origin, **origin}.items() if value is not None
        }
        return await self.client.post(path, json={} if body is None else body, headers=headers)

    async def sign_in(
        self, officer: TestOfficer, *, code: str | None = None, words: str = PASSPHRASE
    ) -> httpx.Response:
        proof = secrets_of(words, self.house.deployment).proof
        return await self.post(
            "/sign-in",
            {
                "name": officer.sign_in_name,
                "proof": base64_text(proof.reveal()),
                "totp": code or officer.code(self.house.now),
            },
        )


@pytest.fixture
async def desk(house: House) -> AsyncIterator[DeskClient]:
    app = create_desk(house.parts(ORIGIN, BUILD))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield DeskClient(house, client)


@dataclass
class LiveDesk:
    """A desk on a loopback port, and a browser for its officers."""

    house: House
    url: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int = 1280, height: int = 900, scheme: str = "light") -> Page:
        """A fresh browser of one officer; whatever its console complains about is kept in `page.complaints`."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def close_pages(self) -> None:
        """Put the officers' browsers away: a page that stays open goes on asking what is new."""
        while self.contexts:
            self.contexts.pop().close()

    def sign_in(self, page: Page, officer: TestOfficer) -> None:
        page.goto(f"{self.url}/sign-in")
        page.fill("[name=name]", officer.sign_in_name)
        page.fill("[name=passphrase]", officer.passphrase)
        page.fill("[name=totp]", officer.code())
        page.click("button[type=submit]")
        page.wait_for_url(f"{self.url}/")
        page.wait_for_selector("queue-live")

    def open_tip(self, page: Page, tip_id: bytes) -> None:
        page.goto(f"{self.url}/tips/{tip_id.hex()}")
        page.wait_for_selector("[data-seal] .chip-good, [data-seal] .chip-over")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    """One desk and one Chromium for a file of tests; each test brings its own officer (a code is good once)."""
    with served_live(tmp_path_factory.mktemp("live-desk"), migrated_sqlite, House.parts) as desk:
        yield desk


@pytest.fixture(autouse=True)
def pages_put_away(request: pytest.FixtureRequest) -> Iterator[None]:
    """No page of one test is open during the next one."""
    yield
    for given in getattr(request.node, "funcargs", {}).values():
        if isinstance(given, LiveDesk):
            given.close_pages()


@contextmanager
def served_live(
    folder: Path,
    migrated_sqlite: Path,
    parts: Callable[[House, str, Path], DeskParts],
    host: str = "127.0.0.1",
) -> Iterator[LiveDesk]:
    """Serve a desk made of these parts under a loopback host's name, with a browser beside it."""
    assert (BUILD / "hashes.json").exists(), "the browser bundle isn't built: run `make setup`"
    shutil.copyfile(migrated_sqlite, folder / "tinbao.db")
    database = Database.open(f"sqlite+aiosqlite:///{folder / 'tinbao.db'}")
    house = House(database, folder)
    socket = uvicorn.Config("", host="127.0.0.1", port=0).bind_socket()
    url = f"http://{host}:{socket.getsockname()[1]}"
    config = uvicorn.Config(
        QuickWorker(create_desk(parts(house, url, BUILD))),
        log_level="warning",
        access_log=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    with browsing() as browser:
        yield LiveDesk(house, url, browser)
    server.should_exit = True
    thread.join(20)
    socket.close()
    database.close_now()
