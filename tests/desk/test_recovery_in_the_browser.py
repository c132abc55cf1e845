"""A passphrase lost by the last officer of a unit: two holders of the split recovery key bring the queue's key back, offline."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from sealing.queue_keys import QueueEpoch, open_queue_seed, seal_queue_seed_for_recovery
from sealing.recovery import show_share, split_recovery
from sealing.recovery_files import read_answer, read_request, write_request
from sealing.secret_types import SecretBytes
from storage import queue_keys, units
from storage.recovering import recovery_request
from tests.desk.conftest import BUILD, LiveDesk
from tests.desk.house import House, text
from tests.desk.people import from_menu, join, read_slip, sign_in
from tests.desk.province_house import administrator

pytestmark = pytest.mark.journey

PAGE = (BUILD / "recovery.html").as_uri()


def new_unit(house: House, code: str) -> Unit:
    """A certified unit whose queue's seed is sealed to the recovery key too."""
    unit = Unit(f"c-{code}", UnitKind.COMMUNE, f"Công an xã Khôi Phục {code}", "14")
    seed = house.queue_seeds[unit.id] = new_key()
    key = public_key_of(house.recovery_seed)
    sealed = seal_queue_seed_for_recovery(QueueEpoch(house.deployment, unit.id, 1), seed, key)

    def write(conn) -> None:
        units.upsert_units(conn, [unit])
        house.add_queue_key(conn, unit)
        queue_keys.add_wraps(conn, unit.id, 1, (queue_keys.SeedWrap(None, key, sealed),))

    house.database.write_now(write)
    return unit


def shares_of(house: House) -> list[str]:
    split = split_recovery(house.deployment, house.recovery_seed, 3, 2)
    return [show_share(share).reveal() for share in split]


def offline_page(live: LiveDesk, width: int = 1280) -> tuple[Page, list[str]]:
    """The page on a machine without network; whatever it asks for all the same is listed."""
    context = live.browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: asked.append(line.text) if line.type in ("error", "warning") else None)
    page.goto(PAGE)
    context.set_offline(True)
    return page, asked


def types_share(page: Page, at: int, share: str) -> None:
    """A slip first: a wrong letter is pointed out, and the right share leaves the screen."""
    wrong = share[:8] + ("A" if share[8] != "A" else "B") + share[9:]
    page.fill(f"#share-{at}", wrong)
    expect(page.locator(f"#share-{at}-error")).to_contain_text("Có chữ chưa đúng")
    page.fill(f"#share-{at}", share.lower().replace(" ", "-"))
    expect(page.locator(f"[data-share='{at}'] .done")).to_contain_text("Đã nhận mảnh số")
    assert page.input_value(f"#share-{at}") == ""


def test_the_last_officers_lost_passphrase_is_made_good_by_two_holders(
    live: LiveDesk, tmp_path: Path
) -> None:
    house = live.house
    unit = new_unit(house, "00201")
    house.officer("Lò Văn Quên", "quen.cuoi", unit)
    tip = house.tip([text("Ba sà lan hút cát")], unit=unit)
    desk = live.page()
    admin = administrator(house, "quan.kp")
    desk.goto(f"{live.url}/sign-in")
    desk.fill("[name=name]", admin.sign_in_name)
    desk.fill("[name=passphrase]", admin.passphrase)
    desk.fill("[name=totp]", admin.code())
    desk.click("button[type=submit]")
    desk.wait_for_url(f"{live.url}/province")

    # The administrator invites the officer anew, who joins with new words and holds nothing.
    desk.goto(f"{live.url}/units/{unit.id}")
    from_menu(desk, "Lò Văn Quên", "again")
    desk.click("dialog button[type=submit]")
    slip = read_slip(desk)
    person = live.page(390, 844)
    who = join(person, slip, "quen.cuoi")
    sign_in(live, person, who)
    person.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(person.locator("main")).to_contain_text("chưa được cấp khóa")
    person.goto(f"{live.url}/fingerprints")
    expect(person.locator("[data-fingerprint=officer] [data-mark]")).to_have_text("Khóa trong máy này")
    digits = " ".join(person.locator("[data-fingerprint=officer] [data-digits] span").all_inner_texts())

    # The request goes to the offline machine.
    desk.goto(f"{live.url}/province/recovery")
    with desk.expect_download() as asked:
        desk.click(f"#unit-{unit.id} a")
    request = tmp_path / "yeu-cau.json"
    asked.value.save_as(request)
    assert read_request(request.read_text("utf-8")).queue == unit.id
    page, network = offline_page(live)
    page.set_input_files("#request", request)
    expect(page.locator("#queue")).to_contain_text(f"{unit.id} · Công an cấp xã")
    right = fingerprint("recovery", public_key_of(house.recovery_seed))
    expect(page.locator("#recovery-digits")).to_have_text(right)
    first, _, third = shares_of(house)
    types_share(page, 0, third)
    page.fill("#share-1", third)
    expect(page.locator("#share-1-error")).to_contain_text("cùng một mảnh")
    types_share(page, 1, first)
    expect(page.locator("#officers")).to_contain_text("Lò Văn Quên")
    page.check("#officers input")
    page.fill("#digits", "1" * 30)
    page.click("#seal")
    expect(page.locator("#officer-error")).to_contain_text("Chưa khớp ở nhóm")
    page.fill("#digits", digits)
    page.click("#seal")
    with page.expect_download() as saved:
        page.click("#answer")
    answer = tmp_path / "tra-loi.json"
    saved.value.save_as(answer)
    assert [url for url in network if not url.startswith(("file:", "blob:"))] == []
    for secret in (house.recovery_seed, house.queue_seeds[unit.id]):
        assert secret.reveal().hex() not in answer.read_text("utf-8")

    # And the answer comes back: the officer opens the tip.
    desk.set_input_files(f"#unit-{unit.id} input", answer)
    expect(desk.locator("main")).to_contain_text("Đơn vị nào cũng có người giữ khóa")
    person.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(person.locator("[data-report] .part-text")).to_have_text("Ba sà lan hút cát")


def prepared(live: LiveDesk, code: str, tmp_path: Path) -> tuple[Unit, SecretBytes, Path]:
    """A request for a unit with one officer who waits, as a file."""
    house = live.house
    unit = new_unit(house, code)
    officer = house.officer("Lò Văn Chờ", f"cho.{code}", unit, holds_key=False)
    made = house.database.read_now(lambda conn: recovery_request(conn, house.deployment, unit))
    path = tmp_path / "yeu-cau.json"
    path.write_text(write_request(made), "utf-8")  # type: ignore[arg-type]
    return unit, officer.seed, path


def test_shares_of_two_different_splits_give_nothing(live: LiveDesk, tmp_path: Path) -> None:
    """Each is right by itself; together they are of no key."""
    _, _, request = prepared(live, "00202", tmp_path)
    page, _ = offline_page(live, 390)
    page.set_input_files("#request", request)
    types_share(page, 0, shares_of(live.house)[0])
    page.fill("#share-1", shares_of(live.house)[1])
    expect(page.locator("#shares-error")).to_contain_text("không ghép thành khóa")
    expect(page.locator("[data-needs-shares]")).to_be_hidden()


def test_a_share_of_another_key_is_told_at_once(live: LiveDesk, tmp_path: Path) -> None:
    _, _, request = prepared(live, "00203", tmp_path)
    page, _ = offline_page(live)
    page.set_input_files("#request", request)
    other = split_recovery(live.house.deployment, new_key(), 3, 2)
    page.fill("#share-0", show_share(other[0]).reveal())
    expect(page.locator("#share-0-error")).to_contain_text("của một khóa khác")


def test_what_the_page_seals_opens_in_python_and_a_spoilt_request_seals_nothing(
    live: LiveDesk, tmp_path: Path
) -> None:
    unit, officer_seed, path = prepared(live, "00204", tmp_path)
    house = live.house
    shares = shares_of(house)
    fields = json.loads(path.read_text("utf-8"))
    digits = fingerprint("officer", bytes.fromhex(fields["officers"][0]["public"]))

    def seal(request: Path) -> Page:
        page, _ = offline_page(live)
        page.set_input_files("#request", request)
        page.fill("#share-0", shares[0])
        expect(page.locator("[data-share='0'] .done")).to_be_visible()
        page.fill("#share-1", shares[1])
        page.check("#officers input")
        page.fill("#digits", digits)
        page.click("#seal")
        return page

    page = seal(path)
    with page.expect_download() as saved:
        page.click("#answer")
    answer = read_answer(Path(saved.value.path()).read_text("utf-8"))
    place = QueueEpoch(house.deployment, unit.id, 1)
    opened = open_queue_seed(place, answer.epochs[0].sealed_seed, answer.officer, officer_seed)
    assert opened == house.queue_seeds[unit.id]
    spoilt = tmp_path / "hong.json"
    fields["epochs"][0]["public"] = public_key_of(new_key()).hex()
    spoilt.write_text(json.dumps(fields), "utf-8")
    expect(seal(spoilt).locator("#officer-error")).to_contain_text("không mở được")


def test_the_page_is_one_file_whose_policy_lets_nothing_out() -> None:
    """No address in it, no network in its policy, nothing inline but by its hash."""
    page = (BUILD / "recovery.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules.keys() == {"default-src", "script-src", "style-src", "base-uri", "form-action"}
    assert all("unsafe" not in value and "http" not in value for value in rules.values())
    assert not re.search(r'(src|href)="(?!#)[^"]', page)


def test_while_the_machine_has_a_network_no_share_can_be_typed(live: LiveDesk, tmp_path: Path) -> None:
    _, _, request = prepared(live, "00205", tmp_path)
    page, _ = offline_page(live)
    page.context.set_offline(False)
    page.set_input_files("#request", request)
    expect(page.locator("#queue")).to_be_visible()
    expect(page.locator("#online")).to_be_visible()
    expect(page.locator("#share-0")).to_be_hidden()
    page.context.set_offline(True)
    expect(page.locator("#share-0")).to_be_visible()
