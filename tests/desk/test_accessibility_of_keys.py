"""Axe looks at the pages about keys, and at the offline one, in both themes and on a phone; none is wider than its screen."""

from pathlib import Path

from tests.desk.axe import well_made
from tests.desk.conftest import BUILD, LiveDesk
from tests.desk.house import QUYNH_NHAI
from tests.desk.province_house import GION, WORDS, administrator, key_file, new_unit

WIDTHS = (1280, 768, 390, 360)


def test_axe_finds_nothing(live: LiveDesk, tmp_path: Path) -> None:
    house = live.house
    new_unit(house)
    house.officer("Lò Văn Giôn", "gion.lv", GION)
    house.officer("Cà Thị Mai", "mai.cho", QUYNH_NHAI, holds_key=False)
    officer = administrator(house, "quan.lv")
    page = live.page()
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code())
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/province")
    for path in ("/province", "/province/recovery", "/security", "/fingerprints", "/province/keys"):
        page.goto(f"{live.url}{path}")
        well_made(page, widths=WIDTHS)
    page.set_input_files("#key-file", key_file(house, tmp_path))
    page.fill("#key-words", WORDS)
    page.click("[data-open-form] button[type=submit]")
    page.wait_for_selector("[data-opened]:not([hidden])")
    well_made(page, widths=WIDTHS)
    page.click("[data-sign]")
    page.fill("#digits", "1" * 30)
    page.click("dialog button[type=submit]")
    page.wait_for_selector("dialog .error:not([hidden])")
    well_made(page, widths=WIDTHS)


def test_axe_finds_nothing_on_the_offline_page(live: LiveDesk) -> None:
    page = live.page()
    page.goto((BUILD / "recovery.html").as_uri())
    page.context.set_offline(True)
    page.evaluate("for (const part of document.querySelectorAll('main [hidden]')) part.hidden = false")
    well_made(page, widths=WIDTHS)
