"""A province's administrator signs queue keys in the browser: file, passphrase and seed stay there, and no digit is guessed."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.directory import read_entry
from sealing.fingerprints import fingerprint
from sealing.signatures import signing_public_key_of
from storage import queue_keys
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, TestOfficer
from tests.desk.people import Slip, join, link_of, next_code
from tests.desk.province_house import WORDS, administrator, key_file, new_unit, stored
from tests.desk.watching import Watch
from web.desk.inputs import base64_text


def signed_in_page(live: LiveDesk, officer: TestOfficer, **screen: int) -> Page:
    page = live.page(**screen)
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code())
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/province")
    return page


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_an_administrator_signs_a_new_units_key(
    live: LiveDesk, tmp_path: Path, width: int, height: int
) -> None:
    """From the waiting list to a certified queue; what leaves the browser is the entry and nothing of the key."""
    house = live.house
    unit = Unit(f"c-0368{width % 7}", UnitKind.COMMUNE, f"Công an xã Thử {width}", "14")
    key = new_unit(house, unit)
    page = signed_in_page(live, administrator(house, f"quan.{width}"), width=width, height=height)
    watch = Watch(page, live.url)
    expect(page.locator("main")).to_contain_text(unit.name)
    page.goto(f"{live.url}/province/keys")
    page.click(f"[data-sign='{unit.id}']")
    expect(page.locator("[data-open-error]")).to_contain_text("Mở khóa của tỉnh trước")
    file = key_file(house, tmp_path)
    page.set_input_files("#key-file", file)
    page.fill("#key-words", "sai hết cả năm từ rồi")
    page.click("[data-open-form] button[type=submit]")
    expect(page.locator("[data-open-error]")).to_contain_text("Chưa khớp")
    page.fill("#key-words", WORDS)
    page.click("[data-open-form] button[type=submit]")
    digits = fingerprint("province", signing_public_key_of(house.province_seed))
    expect(page.locator("[data-province-digits]")).to_have_text(digits)
    page.click(f"[data-sign='{unit.id}']")
    right = fingerprint("queue", key)
    assert right not in page.content(), "digits on the screen would be copied from it"
    wrong = right[:7] + str((int(right[7]) + 1) % 10) + right[8:]
    page.fill("#digits", wrong)
    page.click("dialog button[type=submit]")
    expect(page.locator("dialog .error")).to_contain_text("Chưa khớp ở nhóm 2")
    assert stored(house, unit) is None
    page.fill("#digits", right.replace(" ", "-"))
    page.click("dialog button[type=submit]")
    expect(page.locator(f"#unit-{unit.id}")).to_contain_text("Ký lại")
    entry = stored(house, unit)
    assert entry is not None
    assert read_entry(entry).entry.public_key == key
    secrets = [
        house.province_seed.reveal(),
        *(json.loads(file.read_text("utf-8"))[name].encode() for name in ("box", "salt")),
    ]
    for sent in watch.sent:
        assert WORDS not in sent
        assert not any(base64_text(secret) in sent or secret.hex() in sent for secret in secrets)
        assert not any(secret.decode("latin-1") in sent for secret in secrets[1:])
    page.click("[data-close]")
    expect(page.locator("[data-state]")).to_have_text("Đang đóng")
    watch.nothing_happened()


def test_another_provinces_or_an_old_key_file_opens_nothing(live: LiveDesk, tmp_path: Path) -> None:
    house = live.house
    page = signed_in_page(live, administrator(house, "quan.tep"))
    page.goto(f"{live.url}/province/keys")
    for file, sentence in (
        (key_file(house, tmp_path, holder="38"), "không phải khóa của tỉnh mình"),
        (key_file(house, tmp_path, new_key()), "đã chứng nhận một khóa khác"),
    ):
        page.set_input_files("#key-file", file)
        page.fill("#key-words", WORDS)
        page.click("[data-open-form] button[type=submit]")
        expect(page.locator("[data-open-error]")).to_contain_text(sentence)
    other = tmp_path / "thu.key"
    other.write_text("không phải", "utf-8")
    page.set_input_files("#key-file", other)
    page.click("[data-open-form] button[type=submit]")
    expect(page.locator("[data-open-error]")).to_contain_text("Không đọc được")


def test_an_administrator_joins_without_a_queues_key_and_starts_at_the_province(live: LiveDesk) -> None:
    """Invited by command: no queue's key is made or waited for, and nothing asks for one afterwards."""
    token = live.house.invitation("Cầm Thị Quản", DUTY, Role.ADMINISTRATOR)
    page = live.page(390, 844)
    before = live.house.database.read_now(lambda conn: queue_keys.epochs(conn, DUTY.id))
    who = join(page, Slip(link_of(live, token), ""), "quan.moi")
    done = page.inner_text("[data-step=done]")
    assert "cấp khóa" not in done
    assert live.house.database.read_now(lambda conn: queue_keys.epochs(conn, DUTY.id)) == before
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", who.name)
    page.fill("[name=passphrase]", who.words)
    page.fill("[name=totp]", next_code(who.secret))
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/province")
    for path in ("/security", "/fingerprints", "/unit", "/province/keys"):
        page.goto(f"{live.url}{path}")
        expect(page.locator("h1")).to_be_visible()
    page.goto(f"{live.url}/fingerprints")
    expect(page.locator("[data-fingerprint=officer] [data-mark]")).to_have_text("Khóa trong máy này")
