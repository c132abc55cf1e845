"""A browser that forwards with spoilt keys loses nothing: the next unit says so with one press, and the former opens it again."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from sealing.derivation import new_key
from sealing.errors import WrongKeyOrPlace
from sealing.parts import Place, unwrap_part_key
from sealing.parts import Role as PartRole
from storage import units
from storage.case_tables import kept_wraps
from storage.engine import Connection
from storage.models import parts, queue_rows
from storage.viewer import Role
from tests.desk.axe import findings
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, TestOfficer, TestTip, text
from tests.desk.test_forwarding_in_the_browser import MUONG_GION, choose, opened_with, seeds_of
from tests.desk.watching import Watch

WORDS, MORE, ADDED, LATER = "Ba sà lan hút cát.", "Xe chở cát.", "Một chiếc sơn mũi xanh.", "Họ vừa quay lại."
Named = tuple[str, int]


@pytest.fixture(scope="module", autouse=True)
def province(live: LiveDesk) -> None:
    """Sơn La is served, with a second commune."""
    house = live.house

    def serve(conn: Connection) -> None:
        units.upsert_units(conn, [MUONG_GION])
        house.queue_seeds[MUONG_GION.id] = new_key()
        house.add_queue_key(conn, MUONG_GION)
        units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)

    house.database.write_now(serve)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def receiver(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Quàng Thị Inh", f"inh.{abs(hash(request.node.name))}", MUONG_GION)


def forwarded(live: LiveDesk, officer: TestOfficer, spoilt: Callable[[Named], bool]) -> tuple[TestTip, Page]:
    """A tip of two parts and an addition, handed to Mường Giôn by a browser that spoils the keys of some parts; its page."""
    tip = live.house.tip([text(WORDS), text(MORE)])
    live.house.addition(tip, 1, text(ADDED))
    page = live.page()
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)

    def spoil(route: Route) -> None:
        posted = json.loads(route.request.post_data or "{}")
        for key in posted["keys"]:
            if spoilt((key["role"], key["number"])):
                key["key"] = base64.b64encode(secrets.token_bytes(1168)).decode()
        route.continue_(post_data=json.dumps(posted))

    page.route("**/forward", spoil)
    choose(page, "muong gion", MUONG_GION.name)
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(page.locator("main h1")).to_have_text("Đã chuyển tới Công an xã Mường Giôn")
    return tip, page


def well_made(page: Page) -> None:
    """Axe finds nothing, and on a phone nothing scrolls sideways."""
    page.wait_for_timeout(300)
    assert findings(page) == []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 844})


def kept(live: LiveDesk, tip: TestTip, officer: TestOfficer) -> dict[Named, bool]:
    """The parts of which a wrap is kept, and whether this officer's keys would open it."""
    rows = live.house.database.read_now(
        lambda conn: conn.execute(
            select(parts.c.role, parts.c.number, kept_wraps)
            .join(kept_wraps, kept_wraps.c.part_id == parts.c.row_id)
            .where(parts.c.tip_id == tip.id)
        ).all()
    )

    def opens(row: object) -> bool:
        place = Place(live.house.deployment, tip.id, row.number, PartRole(row.role))  # type: ignore[attr-defined]
        for queue, epoch, seed in seeds_of(live, officer):
            try:
                unwrap_part_key(place, row.sealed_key, queue, epoch, seed)  # type: ignore[attr-defined]
            except WrongKeyOrPlace:
                continue
            return True
        return False

    return {(row.role, row.number): opens(row) for row in rows}


def test_a_tip_that_doesnt_open_goes_back_and_opens_there_again(
    live: LiveDesk, officer: TestOfficer, receiver: TestOfficer
) -> None:
    tip, former = forwarded(live, officer, lambda _part: True)
    live.house.addition(replace(tip, holders=(MUONG_GION,)), 2, text(LATER))
    before = {("report", 1): True, ("report", 2): True, ("manifest", 1): True, ("addition", 1): True}
    assert kept(live, tip, officer) == before
    # What is served opens nothing to the former unit, and what came later isn't among what is kept.
    assert opened_with(live, tip, seeds_of(live, officer)) == {}

    page = live.page()
    watch = Watch(page, live.url)
    live.sign_in(page, receiver)
    live.open_tip(page, tip.id)
    offer = page.locator("[data-send-back]")
    expect(offer).to_contain_text("4 mục không mở được ở đây. Tin do Công an xã Quỳnh Nhai chuyển tới")
    expect(page.locator("[data-thread]")).to_contain_text(LATER)
    assert kept(live, tip, officer) == before
    viewed = live.house.database.read_now(
        lambda conn: conn.execute(
            select(queue_rows.c.first_viewed_hour).where(queue_rows.c.tip_id == tip.id)
        ).scalar_one()
    )
    assert viewed is None, "nobody has opened it, so that the level above still hears of it"
    well_made(page)
    offer.get_by_role("button").click()
    page.fill("#send-back-more", "Đã thử hai máy.")
    well_made(page)
    page.click("dialog[open] >> text=Chuyển trả Công an xã Quỳnh Nhai")
    expect(page.locator("main h1")).to_have_text("Đã chuyển trả Công an xã Quỳnh Nhai")
    assert LATER not in page.content()
    assert not any("hai máy" in sent for sent in watch.sent)
    page.goto(f"{live.url}/register")
    expect(page.locator("main table")).to_contain_text("Đã chuyển trả Công an xã Quỳnh Nhai")

    page.context.close()
    live.open_tip(former, tip.id)
    expect(former.locator("[data-seal]")).to_have_text("Đủ 2/2 mục, đúng như lúc gửi")
    expect(former.locator("[data-thread]")).to_contain_text(ADDED)
    expect(former.locator("[data-thread]")).to_contain_text(LATER)
    expect(former.locator("[data-notes]")).to_contain_text("Chuyển trả: 4 mục không mở được. Đã thử hai máy.")
    expect(former.locator(".history")).to_contain_text(
        "Chuyển trả Công an xã Quỳnh Nhai: 4 mục không mở được"
    )
    expect(former.locator("[data-send-back]")).to_be_empty()
    former.context.close()

    duty = live.house.officer("Lường Văn Duy", "duy.lv.back", DUTY, Role.DUTY_DESK)
    above = live.page()
    live.sign_in(above, duty)
    above.goto(f"{live.url}/attention")
    expect(above.locator("main")).to_contain_text("nơi nhận không mở được nên chuyển trả")
    above.context.close()


def test_what_has_opened_is_kept_no_longer(
    live: LiveDesk, officer: TestOfficer, receiver: TestOfficer
) -> None:
    """From the first opening on the former unit's keys open nothing at all of what is stored."""
    tip, former = forwarded(live, officer, lambda _part: False)
    former.context.close()
    assert len(kept(live, tip, officer)) == 4
    page = live.page()
    live.sign_in(page, receiver)
    with page.expect_response("**/viewed"):
        live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Đủ 2/2 mục, đúng như lúc gửi")
    expect(page.locator("[data-send-back]")).to_be_empty()
    assert kept(live, tip, officer) == {}
    assert opened_with(live, tip, seeds_of(live, officer)) == {}
    page.context.close()


def test_a_single_part_that_doesnt_open_stays_kept_and_comes_back(
    live: LiveDesk, officer: TestOfficer, receiver: TestOfficer
) -> None:
    tip, former = forwarded(live, officer, lambda part: part == ("report", 2))
    former.context.close()
    page = live.page()
    live.sign_in(page, receiver)
    with page.expect_response("**/viewed"):
        live.open_tip(page, tip.id)
    expect(page.locator("[data-report]")).to_contain_text(WORDS)
    assert kept(live, tip, officer) == {("report", 2): True}
    page.locator("[data-send-back]").get_by_role("button").click()
    page.click("dialog[open] >> text=Chuyển trả Công an xã Quỳnh Nhai")
    expect(page.locator("main h1")).to_have_text("Đã chuyển trả Công an xã Quỳnh Nhai")
    theirs = opened_with(live, tip, seeds_of(live, officer))
    assert (theirs["report", 1], theirs["report", 2], theirs["addition", 1]) == (WORDS, MORE, ADDED)
    assert opened_with(live, tip, seeds_of(live, receiver)) == {}
    page.context.close()


def test_a_tip_of_a_resident_with_a_broken_part_goes_back_to_nobody(
    live: LiveDesk, officer: TestOfficer
) -> None:
    """Nobody forwarded it here, so that nobody is named who could open it."""
    tip = live.house.tip([text(WORDS), text(MORE)], unit=QUYNH_NHAI)
    page = live.page()
    page.route("**/parts/report/2", lambda route: route.fulfill(body=b"TBS1" + bytes(200)))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-report]")).to_contain_text("Không mở được")
    expect(page.locator("[data-send-back]")).to_be_empty()
    page.context.close()
