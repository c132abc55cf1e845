"""A chief sets up a unit from nothing and enrols two officers; one of them forgets the words and comes back, the other leaves for good."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import turned_out
from tests.journeys.actors import Officer, Resident
from tests.journeys.beginners import (
    Administration,
    Kept,
    Newcomer,
    Slip,
    copies_slip,
    does_from_menu,
    grants,
    invites,
    officer_line,
)
from tests.journeys.conftest import Demo

pytestmark = pytest.mark.journey

COMMUNE, UNIT = "03688", "c-03688"
TOLD = "Xe tải chở gỗ lậu qua bản lúc nửa đêm, DẤU-RIÊNG-3318."
TOLD_LATER = "Đêm qua lại ba xe nữa, DẤU-RIÊNG-8052."
PHUONG, DUNG = "Vì Thị Phượng", "Hà Văn Dũng"
DIGITS = re.compile(r"(\d{5} ){5}\d{5}")


@dataclass
class Begun:
    """A unit with its three people, and what they were handed on paper."""

    administration: Administration
    chief: Newcomer
    officers: dict[str, Newcomer]
    papers: list[str] = field(default_factory=list)
    tip: str = ""

    def people(self) -> list[Newcomer]:
        return [self.chief, *self.officers.values()]

    def on_paper(self, slip: Slip) -> None:
        """Remember what was handed over, and may stand in no file."""
        self.papers += [slip.link.split("#")[1], *filter(None, {slip.code, slip.code.replace(" ", "")})]


def tells(demo: Demo, browser: Any, words: str) -> None:
    """Somebody of Mường Chiên sends a tip from their phone."""
    resident = Resident(browser, demo)
    resident.tells_a_place("mường chiên", "Xã Mường Chiên, Sơn La")
    resident.presses("Không có")
    resident.presses("Vẫn hay xảy ra")
    resident.reads("Tin này sẽ gửi tới: Công an xã Mường Chiên")
    resident.writes(words)
    resident.reads("🔒 Đã cất kín 1 mục, CHƯA GỬI")
    resident.presses("✅ Xong, sang bước gửi")
    resident.presses("Bỏ qua bước này")
    resident.notes_the_code()
    resident.presses("📨 Gửi tin này")
    resident.reads("Đã gửi tới Công an xã Mường Chiên")
    assert resident.complaints == []
    resident.close()


@pytest.fixture(scope="module")
def unit(demo: Demo, browser: Any) -> Iterator[Begun]:
    """The unit as it begins: chief, two officers, and the first tip that both have opened."""
    administration = Administration(demo)
    assert "Mường Chiên" in administration.runs("unit", "add", COMMUNE)
    link = administration.runs(
        "officer", "invite", "--unit", UNIT, "--role", "chief", "--name", "Lường Văn Chiến"
    ).strip()

    chief = Newcomer(browser, demo, 1280, 900)
    begun = Begun(administration, chief, {})
    begun.on_paper(Slip(link))
    chief.joins(Slip(link), "chien.lv")
    digits = chief.page.inner_text("[data-digits]")
    assert DIGITS.fullmatch(digits)
    administration.certifies(UNIT, digits)
    chief.signs_in()
    chief.page.get_by_role("link", name="Đơn vị").first.click()
    expect(chief.page.get_by_text("Tỉnh đã chứng nhận")).to_be_visible()

    for name, sign_in_name in ((PHUONG, "phuong.vt"), (DUNG, "dung.hv")):
        slip = invites(chief.page, name)
        begun.on_paper(slip)
        expect(officer_line(chief.page, name)).to_contain_text("Chờ tham gia")
        newcomer = begun.officers[name] = Newcomer(browser, demo, 390, 844)
        newcomer.joins(slip, sign_in_name)
        grants(chief.page, name, slip)

    tells(demo, browser, TOLD)
    for newcomer in begun.officers.values():
        newcomer.signs_in()
        expect(newcomer.opens_newest().get_by_text(TOLD)).to_be_visible()
        begun.tip = newcomer.page.url.rsplit("/", 1)[-1]
    yield begun
    for person in begun.people():
        person.close()


def test_a_chief_sets_up_a_unit_from_nothing_and_enrols_two_officers(
    unit: Begun, demo: Demo, browser: Any
) -> None:
    """Both read the first tip, nobody above or beside them does, and what was handed over on paper stands in no file."""
    others = [Officer(browser, demo, name) for name in ("tuan.cv", "mai.ht", "quy.dv")]
    for other in others:
        other.signs_in()
        assert [other.fetches(f"/tips/{unit.tip}{part}") for part in ("", "/parts/report/1")] == [404, 404]
        other.close()
    assert [person.complaints for person in unit.people()] == [[], [], []]
    secrets = [*(person.words for person in unit.people()), *unit.papers, "DẤU-RIÊNG"]
    assert len(secrets) >= 3 + 1 + 2 * 3
    for path, content in demo.files():
        assert not any(secret.encode() in content for secret in secrets), path.name


def test_an_officer_who_forgot_the_words_comes_back_with_a_new_slip(
    unit: Begun, demo: Demo, browser: Any
) -> None:
    """The old words end at once; with new ones and a colleague's grant the same tip opens again, and nothing is lost."""
    officer, page = unit.officers[DUNG], unit.chief.page
    old_words = officer.words
    page.goto(f"{demo.desk_url}/unit")
    does_from_menu(page, DUNG, "Mời lại, khi quên mật khẩu")
    slip = copies_slip(page)
    unit.on_paper(slip)
    expect(officer_line(page, DUNG)).to_contain_text("Chờ tham gia")
    # Whoever found the old words gets nowhere with them, and the open browser has no session any more.
    turned_out(officer.page, f"{demo.desk_url}/tips/{unit.tip}")
    officer.tries_to_sign_in(old_words)
    expect(officer.page.get_by_role("alert")).to_contain_text("Chưa khớp. Xem lại tên")

    officer.joins(slip, officer.name)
    assert officer.words != old_words
    officer.signs_in()
    officer.page.goto(f"{demo.desk_url}/tips/{unit.tip}")
    expect(officer.page.locator("main")).to_contain_text("chưa được cấp khóa")
    grants(page, DUNG, slip)
    officer.page.reload()
    expect(officer.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    for path, content in demo.files():
        assert not any(secret.encode() in content for secret in (officer.words, *unit.papers)), path.name


def test_who_leaves_opens_nothing_that_comes_after(unit: Begun, demo: Demo, browser: Any) -> None:
    """With everything that could be carried off on the last day: neither what comes after, nor what was there and open."""
    leaver, page = unit.officers[PHUONG], unit.chief.page
    kept = Kept(unit.administration, UNIT, leaver)
    assert set(kept.queue_seeds) == {1}
    opened, all_wraps = kept.opens(unit.tip)
    assert opened == all_wraps > 1

    page.goto(f"{demo.desk_url}/unit")
    does_from_menu(page, PHUONG, "Rời đơn vị")
    expect(officer_line(page, PHUONG)).to_have_count(0)
    turned_out(leaver.page, f"{demo.desk_url}/tips/{unit.tip}")
    leaver.tries_to_sign_in()
    expect(leaver.page.get_by_role("alert")).to_contain_text("Chưa khớp. Xem lại tên")

    # The chief granted everybody's key and so knows them: the next one is sealed without a word by phone.
    page.get_by_role("button", name="Đổi khóa hàng tin").click()
    page.click("dialog button[type=submit]")
    expect(page.locator("main")).to_contain_text("Trước lúc đó tin mới vẫn niêm phong bằng khóa số 1")
    place = page.locator("[data-fingerprint=queue]")
    expect(place).to_have_text(DIGITS)
    unit.administration.certifies(UNIT, place.inner_text())
    page.reload()
    page.get_by_role("button", name="Niêm phong lại").click()
    expect(page.locator("[data-rewrap]")).to_have_count(0)

    tells(demo, browser, TOLD_LATER)
    page.goto(demo.desk_url)
    expect(unit.chief.opens_newest().get_by_text(TOLD_LATER)).to_be_visible()
    later = page.url.rsplit("/", 1)[-1]
    assert later != unit.tip
    stays = unit.officers[DUNG]
    for tip, words in ((later, TOLD_LATER), (unit.tip, TOLD)):
        stays.page.goto(f"{demo.desk_url}/tips/{tip}")
        expect(stays.page.locator("[data-report]").get_by_text(words)).to_be_visible()
        opened, all_wraps = kept.opens(tip)
        assert (opened, all_wraps > 1) == (0, True)
    assert set(kept.queue_seeds) == {1}
    assert unit.chief.complaints == stays.complaints == []
