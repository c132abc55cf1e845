"""Finds the machine's Chromium, starts it with the flags that keep it off the network, and tells what its pages show."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Page, sync_playwright

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
_LOOK_MS = 2000
_MOST_SHOWN = 4000
"""Characters of one page."""
_running: list[Browser] = []
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
        _running.append(browser)
        try:
            yield browser
        finally:
            _running.remove(browser)
        browser.close()


def turned_out(page: Page, address: str) -> None:
    """Ask for a page of a session that has ended. The open page may be leaving for the sign-in at that moment, by itself."""
    try:
        page.goto(address)
    except Error as failure:
        if (
            "ERR_ABORTED" not in failure.message
            and "interrupted by another navigation" not in failure.message
        ):
            raise
    page.wait_for_url("**/sign-in")


def shown_now() -> str:
    """What every open page shows, address first: a failure on somebody else's machine is read from this alone."""
    pages = [page for browser in _running for context in browser.contexts for page in context.pages]
    told: list[str] = []
    for page in pages:
        try:
            told.append(f"{page.url}\n{page.inner_text('body', timeout=_LOOK_MS)[:_MOST_SHOWN]}")
        except Error as failure:
            told.append(f"{page.url}\n{failure.message}")
    return "\n\n".join(told)
