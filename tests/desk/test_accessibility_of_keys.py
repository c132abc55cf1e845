"""Axe looks at the pages about keys, and at the offline one, in both themes and on a phone; none is wider than its screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.desk.conftest import BUILD, LiveDesk
from tests.desk.house import QUYNH_NHAI
from tests.desk.province_house import GION, WORDS, administrator, key_file, new_unit
from tests.desk.test_accessibility import findings


def looked_at(page: Page) -> None:
    page.wait_for_timeout(300)
    assert findings(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (768, "light"), (390, "light"), (360, "dark")]
)
def test_axe_finds_nothing(live: LiveDesk, tmp_path: Path, width: int, scheme: str) -> None:
    house = live.house
    if width == 1280 and scheme == "light":
        new_unit(house)
        house.officer("Lò Văn Giôn", "gion.lv", GION)
        house.officer("Cà Thị Mai", "mai.cho", QUYNH_NHAI, holds_key=False)
    officer = administrator(house, f"quan.{width}.{scheme}")
    page = live.page(width, 844, scheme)
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code())
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/province")
    for path in ("/province", "/province/recovery", "/security", "/fingerprints", "/province/keys"):
        page.goto(f"{live.url}{path}")
        looked_at(page)
    page.set_input_files("#key-file", key_file(house, tmp_path))
    page.fill("#key-words", WORDS)
    page.click("[data-open-form] button[type=submit]")
    page.wait_for_selector("[data-opened]:not([hidden])")
    looked_at(page)
    page.click("[data-sign]")
    page.fill("#digits", "1" * 30)
    page.click("dialog button[type=submit]")
    page.wait_for_selector("dialog .error:not([hidden])")
    looked_at(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_offline_page(live: LiveDesk, width: int, scheme: str) -> None:
    page = live.page(width, 844, scheme)
    page.goto((BUILD / "recovery.html").as_uri())
    page.context.set_offline(True)
    page.evaluate("for (const part of document.querySelectorAll('main [hidden]')) part.hidden = false")
    looked_at(page)
