"""Axe looks at every dialog of the people's page and at the steps of joining, bright and dark, wide and on a phone."""

from storage import leaving
from storage.viewer import Role
from tests.desk.axe import well_made
from tests.desk.conftest import LiveDesk
from tests.desk.house import QUYNH_NHAI, text
from tests.desk.people import certify, digits_on, from_menu, invite, join


def test_axe_finds_nothing_in_the_dialogs(live: LiveDesk) -> None:
    house, unique = live.house, "a"
    chief = house.officer("Điêu Văn Quý", f"quy.{unique}", role=Role.CHIEF)
    house.officer("Lò Thị Hạnh", f"hanh.{unique}")
    house.officer(f"Cà Thị Mai {unique}", f"mai.{unique}", holds_key=False)
    page, joiner = live.page(), live.page()
    live.sign_in(page, chief)
    page.goto(f"{live.url}/unit")
    mai = page.locator(".people > li", has_text=f"Cà Thị Mai {unique}")
    mai.locator("summary").click()
    well_made(page)
    for act in ("again", "dismiss"):
        page.reload()
        from_menu(page, f"Cà Thị Mai {unique}", act)
        well_made(page)
        page.keyboard.press("Escape")
    for act in ("invite", "renew"):
        page.click(f"[data-act={act}]")
        page.wait_for_selector("dialog[open]")
        well_made(page)
        page.keyboard.press("Escape")
    page.click("[data-act=invite]")
    page.fill("#invite-name", f"Quàng Thế Phong {unique}")
    page.click("dialog button[type=submit]")
    page.wait_for_selector(".slip-dialog[open]")
    well_made(page)
    page.get_by_role("button", name="Đóng, tôi đã in").click()
    slip = invite(live, page, f"Vì Thị Phượng {unique}")
    joiner.goto(slip.link)
    joiner.wait_for_selector("#paper")
    well_made(joiner)
    join(joiner, slip, f"phuong.{unique}")
    well_made(joiner)
    joiner.goto(slip.link)
    joiner.wait_for_selector("[data-state=gone]:not([hidden])")
    well_made(joiner)


def test_axe_finds_nothing_while_a_key_is_renewed(live: LiveDesk) -> None:
    house = live.house
    chief = house.officer("Điêu Văn Quý", "quy.doi", role=Role.CHIEF)
    gone = house.officer("Hà Văn Dũng", "dung.doi")
    house.tip([text("Ba sà lan hút cát")])
    house.database.write_now(lambda conn: leaving.leave(conn, gone.id, house.now))
    page = live.page()
    live.sign_in(page, chief)
    page.goto(f"{live.url}/unit")
    well_made(page)
    page.click("[data-act=renew]")
    page.wait_for_selector("dialog[open]")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("text=Trước lúc đó tin mới")
    well_made(page)
    certify(house, QUYNH_NHAI, digits_on(page, "queue"))
    page.reload()
    page.wait_for_selector("[data-rewrap]")
    page.evaluate("document.querySelector('[data-rewrap-bar]').hidden = false")
    well_made(page)
