"""Axe looks at what the pages become under an officer's hands: errors, dialogs, the locked key; wide, as a rail and on a phone, bright and dark."""

from domain.tips import When
from tests.desk.axe import well_made
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, QUYNH_NHAI, text

WIDTHS = (1280, 768, 390)


def test_axe_finds_nothing(live: LiveDesk) -> None:
    house = live.house
    officer = house.officer("Lò Thị Hạnh", "hanh.lt")
    house.officer("Cà Thị Mai", "mai.ct", holds_key=False)
    tip = house.tip([text("Ba sà lan"), text("Ba chiếc", amends=1)], when=When.NOW, copies=(DUTY,))
    house.tip([text("x")], hours_ago=30, category=None)
    house.addition(tip, 1, text("Một chiếc sơn xanh"))
    page = live.page()
    page.goto(f"{live.url}/invitation#{house.invitation('Lê Hoa', QUYNH_NHAI)}")
    page.wait_for_selector("[data-words] li")
    well_made(page, "invitation", WIDTHS)
    page.goto(f"{live.url}/sign-in")
    page.click("button[type=submit]")
    well_made(page, "sign-in", WIDTHS)
    live.sign_in(page, officer)
    well_made(page, "queue", WIDTHS)
    live.open_tip(page, tip.id)
    page.click("text=Nhận tin")
    page.wait_for_selector("[data-open-status]")
    well_made(page, "claimed", WIDTHS)
    page.click("[data-open-status]")
    page.wait_for_selector("[data-status-dialog][open]")
    well_made(page, "status", WIDTHS)
    page.goto(f"{live.url}/unit")
    page.click("[data-act=grant]")
    page.wait_for_selector("dialog[open]")
    well_made(page, "grant", WIDTHS)
    page.keyboard.press("Escape")
    page.click("key-box button:visible, key-button button:visible")
    page.wait_for_selector("#unlock")
    well_made(page, "locked", WIDTHS)
