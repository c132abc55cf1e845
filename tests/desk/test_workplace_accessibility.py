"""Axe looks at what officers work with: choosing, assigning, rota, beats; in both themes and on a phone."""

from storage.viewer import Role
from tests.desk.axe import well_made
from tests.desk.conftest import LiveDesk
from tests.desk.house import text


def test_axe_finds_nothing_where_officers_work(live: LiveDesk) -> None:
    chief = live.house.officer("Tòng Văn Chính", "chinh.tv", role=Role.CHIEF)
    live.house.officer("Cà Thị Mai", "mai.ct", holds_key=False)
    other = live.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = live.house.tip([text("x")], category="drugs")
    page = live.page()
    colleague = live.page()
    live.sign_in(colleague, other)
    live.open_tip(colleague, tip.id)
    live.sign_in(page, chief)
    page.click("button[data-choosing]")
    page.locator("[data-choose]").first.check()
    well_made(page)
    page.click("[data-bulk-assign]")
    page.wait_for_selector("dialog[open]")
    well_made(page)
    page.keyboard.press("Escape")
    page.click("#views")
    well_made(page)
    live.open_tip(page, tip.id)
    page.wait_for_selector("tip-company span")
    well_made(page)
    for path, opener in (
        ("/unit/duty", "[data-slot]"),
        ("/unit/beats", "[data-kinds]"),
        ("/unit/beats", "[data-add]"),
    ):
        page.goto(live.url + path)
        well_made(page)
        page.locator(opener).last.click()
        page.wait_for_selector("dialog[open]")
        well_made(page)
