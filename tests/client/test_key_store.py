"""What the tab's unlocked key promises, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

SEED = "5a" * 32
FIFTEEN_MINUTES = 15 * 60 * 1000

_EVERYTHING_STORED = """async () => {
    const open = indexedDB.open("tinbao-key-store");
    const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const all = database.transaction("tabs").objectStore("tabs").getAll();
    const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
    database.close();
    return rows.map((row) => ({
        names: Object.keys(row).sort(), extractable: row.key.extractable, kind: row.key.algorithm.name,
        sealed: Array.from(row.sealed, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    }));
}"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own, thrown away afterwards."""
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def desk(context: BrowserContext, test_pages: str) -> Page:
    """A tab with the key store open."""
    return _opened(context, test_pages)


def test_the_seed_comes_back_after_a_reload_and_a_page_change(desk: Page, test_pages: str) -> None:
    """An officer who moves through the desk types the passphrase once."""
    assert desk.evaluate("() => seed()") == "locked"
    desk.evaluate("hex => unlock(hex)", SEED)
    desk.reload()
    _ready(desk)
    assert desk.evaluate("() => seed()") == SEED
    desk.goto(f"{test_pages}/page_key_store.html?another")
    _ready(desk)
    assert (desk.evaluate("() => seed()"), desk.evaluate("() => states")) == (SEED, ["unlocked"])


def test_only_a_sealed_seed_is_stored_under_a_key_that_cant_be_taken_out(desk: Page) -> None:
    """What the browser writes down is of no use without the browser, and the array handed over is wiped."""
    assert desk.evaluate("hex => unlock(hex)", SEED) == "00" * 32
    (row,) = desk.evaluate(_EVERYTHING_STORED)
    assert row["names"] == ["key", "locksAt", "owner", "sealed", "tab"]
    assert (row["extractable"], row["kind"]) == (False, "AES-GCM")
    assert len(row["sealed"]) == 2 * (12 + 32 + 16)
    assert SEED not in row["sealed"]
    assert SEED not in desk.evaluate("() => JSON.stringify([{...sessionStorage}, {...localStorage}])")


def test_the_tab_locks_after_fifteen_minutes_without_an_act(desk: Page) -> None:
    """A desk left alone shows nothing more; acts of the officer move the lock away."""
    desk.evaluate("hex => unlock(hex)", SEED)
    desk.evaluate("ms => { clock.now += ms - 1; return store.touch(); }", FIFTEEN_MINUTES)
    desk.evaluate("ms => { clock.now += ms - 1; }", FIFTEEN_MINUTES)
    assert desk.evaluate("() => seed()") == SEED
    desk.evaluate("() => { clock.now += 1; }")
    assert desk.evaluate("() => store.state.status") == "locked"
    assert desk.evaluate("() => seed()") == "locked"
    assert desk.evaluate(_EVERYTHING_STORED) == []


def test_a_reload_after_fifteen_minutes_finds_nothing(desk: Page) -> None:
    """Idleness counts while no page is open, too."""
    desk.evaluate("hex => unlock(hex)", SEED)
    desk.evaluate("ms => { clock.now -= ms; return unlock('5a'.repeat(32)); }", FIFTEEN_MINUTES)
    desk.reload()
    _ready(desk)
    assert desk.evaluate("() => seed()") == "locked"
    assert desk.evaluate(_EVERYTHING_STORED) == []


def test_a_clock_that_goes_back_locks(desk: Page) -> None:
    """Setting the computer's clock back doesn't keep a key open for longer."""
    desk.evaluate("hex => unlock(hex)", SEED)
    desk.evaluate("() => { clock.now -= 60_000; }")
    assert desk.evaluate("() => [store.state.status, seed()][0]") == "locked"
    assert desk.evaluate("() => seed()") == "locked"


def test_a_lock_reaches_every_frame_and_every_tab(context: BrowserContext, test_pages: str) -> None:
    """`Khóa ngay` in one place leaves no other place open."""
    page = context.new_page()
    page.goto(f"{test_pages}/frames.html")
    first, second = (_ready(frame) for frame in page.frames[1:])
    other_tab = _opened(context, test_pages)
    first.evaluate("hex => unlock(hex)", SEED)
    other_tab.evaluate("hex => unlock(hex)", SEED)
    second.wait_for_function("() => store.state.status === 'unlocked'")
    assert second.evaluate("() => seed()") == SEED
    second.evaluate("() => store.lock()")
    for place in (first, other_tab):
        place.wait_for_function("() => store.state.status === 'locked'")
        assert place.evaluate("() => seed()") == "locked"
        assert place.evaluate("() => states.at(-1)") == "locked"


def test_an_act_in_one_frame_keeps_the_other_open(context: BrowserContext, test_pages: str) -> None:
    """Frames of a tab share one idleness."""
    page = context.new_page()
    page.goto(f"{test_pages}/frames.html")
    first, second = (_ready(frame) for frame in page.frames[1:])
    first.evaluate("hex => unlock(hex)", SEED)
    second.wait_for_function("() => store.state.status === 'unlocked'")
    # The clocks of a real tab are one: the other frame's goes first, so that no word reaches it from its future.
    second.evaluate("ms => { clock.now += ms - 1; }", FIFTEEN_MINUTES)
    first.evaluate("ms => { clock.now += ms - 1; store.touch(); }", FIFTEEN_MINUTES)
    second.wait_for_function("ms => store.state.locksAt === clock.now + ms", arg=FIFTEEN_MINUTES)
    second.evaluate("() => { clock.now += 2; }")
    assert second.evaluate("() => seed()") == SEED


def test_a_new_tab_starts_locked(desk: Page, context: BrowserContext, test_pages: str) -> None:
    """The session is the tab's, not the browser's."""
    desk.evaluate("hex => unlock(hex)", SEED)
    assert _opened(context, test_pages).evaluate("() => seed()") == "locked"
    assert desk.evaluate("() => seed()") == SEED


def test_signing_out_leaves_nothing(desk: Page) -> None:
    """After signing out, neither key nor the tab's name is in the browser."""
    desk.evaluate("hex => unlock(hex)", SEED)
    desk.evaluate("() => store.signOut()")
    assert desk.evaluate("() => seed()") == "locked"
    assert desk.evaluate(_EVERYTHING_STORED) == []
    assert desk.evaluate("() => sessionStorage.length") == 0


def test_a_queue_seed_opens_only_if_the_directory_certifies_it(desk: Page) -> None:
    """A queue key that was swapped on the server isn't used."""
    desk.evaluate("hex => unlock(hex)", SEED)
    assert desk.evaluate("() => queueSeed('its own')") == "the queue's"
    assert desk.evaluate("() => queueSeed('another')") == "WrongKeyOrPlace"


def _opened(context: BrowserContext, test_pages: str) -> Page:
    page = context.new_page()
    page.goto(f"{test_pages}/page_key_store.html")
    _ready(page)
    return page


def _ready(place: Page | Frame) -> Page | Frame:
    place.wait_for_function("() => globalThis.ready")
    return place
