"""What needs a look, what has fallen silent and deleting early, as officers see them; axe finds nothing on either page."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from domain.health import Pulse
from domain.tips import When
from storage import heartbeats, units
from storage.viewer import Role
from tests.desk.axe import findings, well_made
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, text
from tests.desk.test_attention import close, escalate


@pytest.mark.parametrize("width", [1280, 390])
def test_a_chief_sees_what_needs_a_look_and_puts_it_away(live: LiveDesk, width: int) -> None:
    house = live.house
    chief = house.officer("Tòng Thị Hoa", f"hoa.{width}", role=Role.CHIEF)
    for when in (When.PAST, When.NOW, When.PAST, When.SOON):
        house.tip([text("x")], hours_ago=30, when=when, copies=(DUTY,) if when is When.NOW else ())
    page = live.page(width, 844)
    live.sign_in(page, chief)
    strip = page.locator("attention-list")
    expect(strip).to_have_count(0)
    # The open page shows it by itself.
    escalate(house)
    expect(strip).to_contain_text("Cần chú ý")
    expect(strip.locator("li")).to_have_count(3)
    well_made(page, widths=(1280, 768, 390))
    strip.locator("[data-seen]").first.click()
    expect(strip.locator("li")).to_have_count(2)
    page.goto(f"{live.url}/attention")
    well_made(page, widths=(1280, 768, 390))


def test_a_dead_worker_shows_above_every_page(live: LiveDesk) -> None:
    house = live.house
    officer = house.officer("Lò Thị Hạnh", "hanh.system")
    long_ago = house.now - timedelta(minutes=30)
    house.database.write_now(lambda conn: heartbeats.beat(conn, Pulse.WORKER, long_ago))
    page = live.page(390, 844)
    live.sign_in(page, officer)
    expect(page.locator("system-watch")).to_contain_text("Việc chạy nền đã dừng.")
    page.click("system-watch a")
    expect(page.locator("h1")).to_have_text("Tình trạng hệ thống")
    expect(page.locator(".system-parts")).to_contain_text("Không phản hồi")
    page.wait_for_timeout(300)
    assert findings(page) == []
    now = house.now
    house.database.write_now(lambda conn: heartbeats.beat(conn, Pulse.WORKER, now))
    page.reload()
    page.wait_for_timeout(300)
    expect(page.locator("system-watch")).to_be_hidden()


def test_an_officer_asks_and_the_chief_deletes(live: LiveDesk) -> None:
    house = live.house
    house.database.write_now(
        lambda conn: units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)
    )
    officer = house.officer("Lò Văn Hùng", "hung.xoa")
    chief = house.officer("Tòng Thị Hoa", "hoa.xoa", role=Role.CHIEF)
    tip = house.tip([text("tôi tên là …")])
    close(house, tip, officer)
    page = live.page()
    live.sign_in(page, officer)
    page.goto(f"{live.url}/tips/{tip.id.hex()}")
    page.click("text=Đề nghị xóa sớm")
    page.wait_for_timeout(300)
    assert findings(page) == []
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("early-deletion")).to_contain_text("Chờ người thứ hai quyết định")
    other = live.page(390, 844)
    live.sign_in(other, chief)
    expect(other.locator("attention-list")).to_contain_text("đề nghị xóa sớm")
    live.open_tip(other, tip.id)
    expect(other.locator(".history")).to_contain_text(chief.name)
    other.click("text=Đồng ý xóa")
    other.click("dialog[open] button[type=submit]")
    other.wait_for_url(f"{live.url}/")
    other.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(other.locator("body")).not_to_contain_text("Nội dung")
