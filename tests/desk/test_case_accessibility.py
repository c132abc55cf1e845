"""Axe looks at what a tip as a case shows: dialogs, menu, the page a tip has left, register, looks from above; on a phone nothing scrolls sideways."""

import pytest
from playwright.sync_api import expect

from sealing.derivation import new_key
from storage import units
from storage.engine import Connection
from storage.viewer import Role
from tests.desk.axe import well_made
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, text
from tests.desk.test_forwarding_in_the_browser import MUONG_GION


@pytest.fixture(scope="module", autouse=True)
def province(live: LiveDesk) -> None:
    house = live.house

    def serve(conn: Connection) -> None:
        units.upsert_units(conn, [MUONG_GION])
        house.queue_seeds[MUONG_GION.id] = new_key()
        house.add_queue_key(conn, MUONG_GION)
        units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)

    house.database.write_now(serve)


def test_axe_finds_nothing_in_a_case(live: LiveDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.desk.setting_aside.secrets.randbelow", lambda most: 0)
    house = live.house
    officer = house.officer("Lò Thị Hạnh", "hanh.lt")
    house.tip([text("Ba sà lan")])
    aside, tip = house.tip([text("Xin chào")]), house.tip([text("Ba sà lan")])
    page = live.page()
    live.sign_in(page, officer)
    live.open_tip(page, aside.id)
    page.click("text=Nhận tin")
    page.wait_for_selector("[data-open-status]")
    page.click(".acts-more summary")
    well_made(page)
    page.click("[data-open-aside]")
    well_made(page)
    page.fill("#aside-reason", "Gửi thử.")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator(".facts .strong")).to_have_text("Kết thúc")
    live.open_tip(page, tip.id)
    page.click("[data-link] >> nth=0")
    page.wait_for_selector("[data-unlink]")
    page.set_input_files(
        "[data-file-input]", {"name": "a" * 120 + ".pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    well_made(page)
    page.click("[data-open-forward]")
    well_made(page)
    page.fill("#forward-search", "muong")
    page.click(f"#forward-choices >> text={MUONG_GION.name}")
    expect(page.locator("dialog[open]")).to_contain_text("đã đối chiếu.")
    well_made(page)
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(page.locator("main h1")).to_have_text("Đã chuyển tới Công an xã Mường Giôn")
    well_made(page)
    page.goto(f"{live.url}/register")
    well_made(page)
    page.context.close()

    duty = house.officer("Lường Văn Duy", "duy.lv", DUTY, Role.DUTY_DESK)
    above = live.page()
    live.sign_in(above, duty)
    above.goto(f"{live.url}/samples")
    well_made(above)
    above.click(".sample-list a >> nth=0")
    above.wait_for_selector("[data-seal] .chip-good")
    well_made(above)
    above.context.close()
