"""Finds the machine's Chromium and starts it with the flags that keep it off the network."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str:
    """Give the path of the browser; a machine without one fails the test, it doesn't skip it."""
    for name in (os.environ.get("TINBAO_TEST_CHROMIUM", ""), *_NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise AssertionError("no Chromium: run `make setup`, or name one in TINBAO_TEST_CHROMIUM")


@contextmanager
def browsing(*flags: str) -> Iterator[Browser]:
    """A Chromium of its own; gone before the next file, whose tests may want an event loop of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, *flags])
        yield browser
        browser.close()
