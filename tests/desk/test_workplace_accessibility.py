"""Axe looks at what officers work with: choosing, assigning, rota, beats; in both themes and on a phone."""

import pytest

from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import text
from tests.desk.test_accessibility import findings


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_axe_finds_nothing_where_officers_work(live: LiveDesk, width: int, scheme: str) -> None:
    chief = live.house.officer("Tòng Văn Chính", f"chinh.{width}.{scheme}", role=Role.CHIEF)
    live.house.officer("Cà Thị Mai", f"mai.{width}.{scheme}", holds_key=False)
    other = live.house.officer("Lò Thị Hạnh", f"hanh.{width}.{scheme}")
    tip = live.house.tip([text("x")], category="drugs")
    page = live.page(width, 844, scheme)
    colleague = live.page()
    live.sign_in(colleague, other)
    live.open_tip(colleague, tip.id)
    live.sign_in(page, chief)
    page.click("button[data-choosing]")
    page.locator("[data-choose]").first.check()
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.click("[data-bulk-assign]")
    page.wait_for_selector("dialog[open]")
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.click("#views")
    page.wait_for_timeout(300)
    assert findings(page) == []
    live.open_tip(page, tip.id)
    page.wait_for_selector("tip-company span")
    page.wait_for_timeout(300)
    assert findings(page) == []
    for path, opener in (
        ("/unit/duty", "[data-slot]"),
        ("/unit/beats", "[data-kinds]"),
        ("/unit/beats", "[data-add]"),
    ):
        page.goto(live.url + path)
        page.wait_for_timeout(300)
        assert findings(page) == []
        page.locator(opener).last.click()
        page.wait_for_selector("dialog[open]")
        page.wait_for_timeout(300)
        assert findings(page) == []
