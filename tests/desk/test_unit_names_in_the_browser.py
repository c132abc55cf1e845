"""A unit is called what its signed id says: whoever renames units in the database leads nobody to another unit's key."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from storage import units
from storage.engine import Connection
from storage.models import units as unit_rows
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, place_names, text
from tests.desk.province_house import WORDS, administrator, key_file, new_unit, stored
from web.desk.certified import certified_queues
from web.desk.resealed import offered_queue

CLIENT = Path(__file__).parents[2] / "web" / "client"
MUONG_GION = Unit("c-03694", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")
MUONG_CHIEN = Unit("c-03688", UnitKind.COMMUNE, "Công an xã Mường Chiên", "14")
OWN_ID = Unit("c-song-da", UnitKind.COMMUNE, "Công an khu vực Sông Đà", "14")
FAR_DESK = Unit("d-38", UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Thanh Hóa", "38")
FOREIGN = Unit("c-00004", UnitKind.COMMUNE, "Công an phường Ba Đình", "14")


@pytest.fixture(scope="module", autouse=True)
def province(live: LiveDesk) -> None:
    """Two communes with names from the gazetteer, one unit with an id of its own, and one whose id is another province's."""
    house = live.house

    def serve(conn: Connection) -> None:
        made = [MUONG_GION, MUONG_CHIEN, OWN_ID, FOREIGN, FAR_DESK]
        units.upsert_units(conn, made)
        for unit in made:
            house.queue_seeds[unit.id] = new_key()
            house.add_queue_key(conn, unit)
        units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)

    house.database.write_now(serve)


@pytest.fixture
def names_change_places(live: LiveDesk) -> Iterator[None]:
    """Whoever writes to the database lets two communes' names change places."""
    call(live, MUONG_GION, MUONG_CHIEN.name)
    call(live, MUONG_CHIEN, MUONG_GION.name)
    yield
    call(live, MUONG_GION, MUONG_GION.name)
    call(live, MUONG_CHIEN, MUONG_CHIEN.name)


def call(live: LiveDesk, unit: Unit, name: str) -> None:
    change = update(unit_rows).where(unit_rows.c.id == unit.id).values(name=name)
    live.house.database.write_now(lambda conn: conn.execute(change))


def forward_dialog(live: LiveDesk, name: str) -> Page:
    page, tip = live.page(), live.house.tip([text("Ba sà lan hút cát")])
    live.sign_in(page, live.house.officer("Lò Thị Hạnh", name))
    live.open_tip(page, tip.id)
    page.click("[data-open-forward]")
    return page


def test_browsers_know_the_table_that_this_gazetteer_gives() -> None:
    """The hash in the browser's code is that of the pinned gazetteer: change both together."""
    source = (CLIENT / "desk" / "unit_names.ts").read_text("utf-8")
    assert re.findall(r'PLACE_NAMES = "([0-9a-f]{64})"', source) == [sha256(place_names()).hexdigest()]
    lines = place_names().decode().splitlines()
    assert "03703 14 xã Quỳnh Nhai" in lines
    assert "14 14 tỉnh Sơn La" in lines
    assert len(lines) == 3321 + 34


@pytest.mark.usefixtures("names_change_places")
def test_names_that_changed_places_lead_to_nobody_elses_key(live: LiveDesk) -> None:
    """Who looks for Mường Giôn finds the unit whose signed id is Mường Giôn's, and reads what the server calls it."""
    page = forward_dialog(live, "hanh.hoan.doi")
    page.fill("#forward-search", "muong gion")
    choices = page.locator("#forward-choices .choice")
    expect(choices).to_have_count(1)
    expect(choices).to_have_attribute("data-queue", MUONG_GION.id)
    choices.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Khóa còn hạn, đã đối chiếu.")
    expect(dialog.locator(".banner")).to_contain_text(f"Máy chủ ghi tên khác: “{MUONG_CHIEN.name}”")
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(page.locator("main h1")).to_have_text("Đã chuyển tới Công an xã Mường Giôn")


def test_a_name_that_agrees_raises_no_doubt(live: LiveDesk) -> None:
    page = forward_dialog(live, "hanh.khop.ten")
    page.fill("#forward-search", "truc ban")
    page.click(f"#forward-choices >> text={DUTY.name}")
    expect(page.locator("dialog[open]")).to_contain_text("Khóa còn hạn, đã đối chiếu.")
    expect(page.locator("dialog[open] .banner")).to_have_count(0)


def test_a_unit_with_an_id_of_its_own_is_named_with_it_and_said_to_be_unchecked(live: LiveDesk) -> None:
    page = forward_dialog(live, "hanh.ma.rieng")
    page.fill("#forward-search", "song da")
    page.click(f"#forward-choices >> text={OWN_ID.name} (mã {OWN_ID.id})")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".banner")).to_contain_text("Tên này chỉ do máy chủ ghi")
    expect(dialog.locator("button[type=submit]")).to_contain_text(f"(mã {OWN_ID.id})")


def test_another_provinces_signature_vouches_for_no_commune(live: LiveDesk) -> None:
    """Sơn La has signed a key for the id of a ward of Hà Nội: its name is read, its key isn't taken."""
    page = forward_dialog(live, "hanh.tinh.khac")
    page.fill("#forward-search", "ba dinh")
    page.click(f"#forward-choices >> text={FOREIGN.name}")
    expect(page.locator("dialog[open] .choice-state")).to_contain_text("Khóa chưa kiểm được")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open] .error")).to_contain_text("không đúng với danh bạ khóa")


@pytest.mark.parametrize("above", [FAR_DESK, DUTY], ids=["another province's", "the own province's"])
def test_what_is_set_aside_is_sealed_to_the_own_province_alone(live: LiveDesk, above: Unit) -> None:
    """The server offers a duty desk to look at it; another province's is truly certified, and gets nothing."""
    house = live.house
    found = house.database.read_now(
        lambda conn: certified_queues(house.parts("", CLIENT), conn, [above.id], house.now)
    )
    offer = dict(offered_queue(above.id, above.name, found[above.id]))
    page, tip = live.page(), house.tip([text("Thử máy")])
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.url.endswith("/aside") else None)
    page.route("**/sampler", lambda route: route.fulfill(json=offer))
    live.sign_in(page, house.officer("Lò Thị Hạnh", f"hanh.{above.id}"))
    live.open_tip(page, tip.id)
    page.click("text=Nhận tin")
    page.click(".acts-more summary")
    page.click("[data-open-aside]")
    page.fill("#aside-reason", "Gửi thử")
    page.click("dialog[open] button[type=submit]")
    if above is DUTY:
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert len(posted) == 1
    else:
        expect(page.locator("dialog[open] .error")).to_contain_text("không đúng với danh bạ khóa")
        assert posted == []


def test_another_table_of_names_is_no_table(live: LiveDesk) -> None:
    """One letter differs: nothing can be forwarded, and the officer reads why."""

    def lie(route: Route) -> None:
        route.fulfill(body=place_names().replace("Mường Giôn".encode(), "Mường Gión".encode()))

    page, tip = live.page(), live.house.tip([text("Ba sà lan hút cát")])
    page.route("**/static/places-*.txt", lie)
    live.sign_in(page, live.house.officer("Lò Thị Hạnh", "hanh.bang.gia"))
    live.open_tip(page, tip.id)
    page.click("[data-open-forward]")
    expect(page.locator("[data-act-said]")).to_contain_text(
        "Danh sách tên xã, phường trên máy chủ không khớp"
    )
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_province_signs_under_the_name_that_the_id_says(live: LiveDesk, tmp_path: Path) -> None:
    """A commune's row carries a neighbour's name, so that the neighbour is called: the dialog says whose key it is."""
    house = live.house
    waiting = Unit("c-03670", UnitKind.COMMUNE, MUONG_GION.name, "14")
    foreign = Unit("c-00008", UnitKind.COMMUNE, "Công an phường Ngọc Hà", "14")
    new_unit(house, waiting)
    new_unit(house, foreign)
    page = live.page()
    officer = administrator(house, "quan.ten")
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code())
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/province")
    page.goto(f"{live.url}/province/keys")
    page.set_input_files("#key-file", key_file(house, tmp_path))
    page.fill("#key-words", WORDS)
    page.click("[data-open-form] button[type=submit]")
    expect(page.locator("[data-state]")).to_have_text("Đang mở")
    page.click(f"[data-sign='{waiting.id}']")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("h2")).to_have_text("Ký khóa của Công an phường Chiềng Cơi")
    expect(dialog.locator(".banner")).to_contain_text(f"Máy chủ ghi tên khác: “{MUONG_GION.name}”")
    dialog.locator("text=Để sau").click()
    page.click(f"[data-sign='{foreign.id}']")
    expect(dialog.locator(".banner")).to_contain_text("thuộc tỉnh khác")
    page.fill("#digits", "1" * 30)
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator(".error")).to_contain_text("thuộc tỉnh khác")
    assert stored(house, foreign) is None
