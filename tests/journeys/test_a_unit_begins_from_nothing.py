"""A chief sets up a unit from nothing and enrols two officers; then a resident's tip reaches them and nobody above."""

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.actors import Resident, Watched
from tests.journeys.conftest import TINBAO, Demo

pytestmark = pytest.mark.journey

COMMUNE, UNIT = "03688", "c-03688"
TOLD = "Xe tải chở gỗ lậu qua bản lúc nửa đêm, DẤU-RIÊNG-3318."


class Administration:
    """Whoever keeps the machine and the province's key; they sit at a command line and talk by phone."""

    def __init__(self, demo: Demo) -> None:
        (self.folder,) = (path.parent for path in demo.folder.rglob("officers.json"))
        self.passphrases: dict[str, str] = json.loads(
            (self.folder / "keys" / "passphrases.json").read_text("utf-8")
        )

    def runs(self, *arguments: str, typed: str = "") -> str:
        """Run a command in the installation's folder; gives what it printed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TINBAO_")}
        done = subprocess.run(
            [TINBAO, *arguments],
            cwd=self.folder,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def certifies(self, unit_id: str, digits: str) -> None:
        """Type the digits that were read by phone, then the key's five words."""
        name = "province-14.key"
        words = self.passphrases[name]
        self.runs("keys", "sign", unit_id, "--fingerprint", digits, typed=f"{words}\n")


class Newcomer(Watched):
    """Somebody who joins a unit with a slip in hand."""

    def joins(self, link: str, name: str, code: str = "") -> None:
        """Go through the steps of the invitation."""
        page = self.page
        page.goto(link)
        page.wait_for_selector("invitation-form")
        if code:
            page.fill("#paper", code)
            page.click("form[data-step=paper] button[type=submit]")
        page.wait_for_selector("[data-words] li")
        self.name, self.words = name, " ".join(page.locator("[data-words] li").all_inner_texts())
        page.fill("#name", name)
        page.get_by_role("button", name="Tôi đã chép năm từ").click()
        page.fill("#passphrase", self.words)
        page.click("form[data-step=retype] button[type=submit]")
        self.secret = page.inner_text(".secret").replace(" ", "")
        page.fill("#totp", pyotp.TOTP(self.secret).now())
        page.get_by_role("button", name="Tạo khóa và tham gia").click()
        expect(page.get_by_role("heading", name="Đã tham gia")).to_be_visible()

    def signs_in(self) -> None:
        """Type name, five words and the six digits that follow those of the joining, which are used up."""
        self.page.get_by_role("link", name="Đăng nhập").click()
        self.page.fill("input[name=name]", self.name)
        self.page.fill("input[name=passphrase]", self.words)
        following = datetime.now(UTC) + timedelta(seconds=30)
        self.page.fill("input[name=totp]", pyotp.TOTP(self.secret).at(following))
        self.page.get_by_role("button", name="Đăng nhập và mở khóa").click()
        expect(self.page.get_by_role("heading", name="Hàng tin", level=1)).to_be_visible()


def invites(page: Page, name: str) -> tuple[str, str]:
    """Make a slip on the page of the unit; gives link and code."""
    page.get_by_role("button", name="Mời cán bộ").click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_role("button", name="Tạo phiếu mời").click()
    link, code = page.inner_text("[data-slip-link]"), page.inner_text("[data-slip-code]")
    page.get_by_role("button", name="Đóng, tôi đã in").click()
    return link, code


def test_a_chief_sets_up_a_unit_from_nothing_and_enrols_two_officers(demo: Demo, browser) -> None:
    administration = Administration(demo)
    assert "Mường Chiên" in administration.runs("unit", "add", COMMUNE)
    link = administration.runs(
        "officer", "invite", "--unit", UNIT, "--role", "chief", "--name", "Lường Văn Chiến"
    ).strip()

    chief = Newcomer(browser, demo, 1280, 900)
    chief.joins(link, "chien.lv")
    digits = chief.page.inner_text("[data-digits]")
    assert re.fullmatch(r"(\d{5} ){5}\d{5}", digits)
    administration.certifies(UNIT, digits)
    chief.signs_in()
    chief.page.get_by_role("link", name="Đơn vị").first.click()
    expect(chief.page.get_by_text("Tỉnh đã chứng nhận")).to_be_visible()

    officers, slips = [], [link.split("#")[1]]
    for name, sign_in_name in (("Vì Thị Phượng", "phuong.vt"), ("Hà Văn Dũng", "dung.hv")):
        link, code = invites(chief.page, name)
        expect(chief.page.locator(".people > li", has_text=name)).to_contain_text("Chờ tham gia")
        newcomer = Newcomer(browser, demo, 390, 844)
        newcomer.joins(link, sign_in_name, code)
        chief.page.reload()
        line = chief.page.locator(".people > li", has_text=name)
        line.get_by_role("button", name="Cấp khóa").click()
        chief.page.get_by_label("Mã giấy").fill(code)
        chief.page.locator("dialog").get_by_role("button", name="Cấp khóa").click()
        expect(line).to_contain_text("Giữ khóa hàng tin")
        officers.append(newcomer)
        slips += [link.split("#")[1], code, code.replace(" ", "")]

    resident = Resident(browser, demo)
    resident.tells_a_place("mường chiên", "Xã Mường Chiên, Sơn La")
    resident.presses("Không có")
    resident.presses("Vẫn hay xảy ra")
    resident.reads("Tin này sẽ gửi tới: Công an xã Mường Chiên")
    resident.writes(TOLD)
    resident.reads("🔒 Đã cất kín 1 mục, CHƯA GỬI")
    resident.presses("✅ Xong, sang bước gửi")
    resident.presses("Bỏ qua bước này")
    resident.notes_the_code()
    resident.presses("📨 Gửi tin này")
    resident.reads("Đã gửi tới Công an xã Mường Chiên")

    for newcomer in officers:
        newcomer.signs_in()
        newcomer.page.locator("table a, [data-row] a", has_text="Chưa chọn loại").last.click()
        expect(newcomer.page.locator("[data-report]").get_by_text(TOLD)).to_be_visible()
    assert [person.complaints for person in (chief, *officers)] == [[], [], []]
    # What was handed over on paper, or written on it, is in no file and no log of the machine.
    secrets = [*(person.words for person in (chief, *officers)), *slips]
    assert len(secrets) == 3 + 1 + 2 * 3
    for path, content in demo.files():
        assert not any(secret.encode() in content for secret in secrets), path.name
    for person in (resident, chief, *officers):
        person.close()
