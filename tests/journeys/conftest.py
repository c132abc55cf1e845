"""Runs the demo as a person would, in a process of its own with a temporary folder of its own, and opens browsers on it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import browsing

TINBAO = Path(sys.executable).parent / "tinbao"
START_SECONDS = 240


@dataclass(frozen=True)
class Demo:
    """A running demo: its two addresses, the folder that holds all its files, and its log."""

    url: str
    desk_url: str
    folder: Path
    log: Path
    process: subprocess.Popen[bytes]

    def officers(self) -> dict[str, dict[str, str]]:
        """Sign-in data by sign-in name, as the demo's page shows them."""
        listed = httpx.get(f"{self.url}/sandbox/officers", trust_env=False).json()["officers"]
        return {officer["name"]: officer for officer in listed}

    def files(self) -> Iterator[tuple[Path, bytes]]:
        """Every file of the demo's folder, its log included."""
        for path in [*self.folder.rglob("*"), self.log]:
            if path.is_file():
                yield path, path.read_bytes()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all journeys."""
    folder = tmp_path_factory.mktemp("demo")
    log = folder.with_suffix(".log")
    port, desk_port = free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TINBAO_")}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [TINBAO, "demo", "--port", str(port), "--desk-port", str(desk_port)],
            env={**environment, "TMPDIR": str(folder)},
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    found = Demo(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{desk_port}", folder, log, process)
    try:
        _wait_until_ready(found)
        yield found
    finally:
        process.terminate()
        process.wait(90)
    assert process.returncode == 0, log.read_text("utf-8")


def _wait_until_ready(demo: Demo) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        assert demo.process.poll() is None, demo.log.read_text("utf-8")
        try:
            ready = httpx.get(f"{demo.url}/sandbox/ready", trust_env=False).is_success
            if ready and httpx.get(f"{demo.desk_url}/sign-in", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < until, "the demo didn't come up"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one journey file; each actor gets a context of their own. Gone before tests that want an event loop."""
    with browsing() as started:
        yield started
