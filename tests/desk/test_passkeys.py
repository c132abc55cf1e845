"""A passkey stands for the six digits: made and used in a real Chromium with an authenticator of its own, at a host with a name."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import text

from storage import passkeys
from storage.audit import AuditAct
from tests.desk.conftest import LiveDesk, served_live
from tests.desk.house import House, TestOfficer
from tests.desk.house import text as tip_text
from tests.desk.soft_passkey import SoftPasskey
from tests.desk.watching import Watch


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    """A desk at `localhost`: a host made of numbers can have no passkeys."""
    folder = tmp_path_factory.mktemp("named-desk")
    with served_live(folder, migrated_sqlite, House.parts, host="localhost") as desk:
        yield desk


class Device:
    """The authenticator of one computer, as the browser's own tests have it."""

    def __init__(self, page: Page, *, verifies: bool = True, prf: bool = False) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "hasPrf": prf,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id: str = made["authenticatorId"]

    def credentials(self) -> list[dict[str, object]]:
        answer = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(answer["credentials"])

    def put_back(self, credential: dict[str, object]) -> None:
        """Bring an older state of the device back: what a copied device is."""
        credential_id = credential["credentialId"]
        self.session.send(
            "WebAuthn.removeCredential", {"authenticatorId": self.id, "credentialId": credential_id}
        )
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def let_the_person_be_unknown(self) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})


def sign_in_with_passkey(live: LiveDesk, page: Page, officer: TestOfficer, words: str | None = None) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", words or officer.passphrase)
    page.click("[data-passkey]")


def add_passkey(live: LiveDesk, page: Page, officer: TestOfficer, name: str) -> None:
    page.goto(f"{live.url}/security")
    page.click("[data-add]")
    page.fill("#passkey-name", name)
    # The code of the sign-in is used up; the next one is good a step early.
    page.fill("#passkey-code", officer.code(datetime.now(UTC) + timedelta(seconds=30)))
    page.click("dialog button[type=submit]")


def with_passkey(live: LiveDesk, officer: TestOfficer) -> tuple[Page, Device]:
    page = live.page()
    device = Device(page)
    live.sign_in(page, officer)
    add_passkey(live, page, officer, "Máy bàn cơ quan")
    expect(page.locator("#security")).to_contain_text("Máy bàn cơ quan")
    page.click("summary")
    page.click("[data-sign-out]")
    page.wait_for_url(f"{live.url}/sign-in")
    return page, device


def test_an_officer_adds_a_passkey_and_signs_in_with_it(named: LiveDesk) -> None:
    officer = named.house.officer("Lò Thị Hạnh", "hanh.passkey")
    page, device = with_passkey(named, officer)
    assert len(device.credentials()) == 1
    watch = Watch(page, named.url)
    sign_in_with_passkey(named, page, officer)
    page.wait_for_url(f"{named.url}/")
    expect(page.locator("h1")).to_have_text("Hàng tin")
    page.goto(f"{named.url}/security")
    expect(page.locator("#security")).to_contain_text("dùng lần cuối")
    assert not any(officer.passphrase in sent for sent in watch.sent)
    watch.nothing_happened()
    acts = named.house.database.read_now(
        lambda conn: list(
            conn.execute(
                text("SELECT act FROM audit_rows WHERE officer_id = :id ORDER BY ordinal"), {"id": officer.id}
            ).scalars()
        )
    )
    assert acts.count(AuditAct.PASSKEY_ADDED.value) == 1
    assert acts[-1] == AuditAct.SIGNED_IN.value


def test_the_passkey_alone_is_not_enough_nor_is_somebody_elses(named: LiveDesk) -> None:
    """Wrong words with the right passkey, and the right words of a colleague with one's own passkey: the same no."""
    officer = named.house.officer("Lò Thị Hạnh", "hanh.hai")
    colleague = named.house.officer("Quàng Thế Phong", "phong.hai")
    page, _ = with_passkey(named, officer)
    sign_in_with_passkey(named, page, officer, "gấu nâu hồ hiếm nai tròn tôm vuông thang cứng")
    expect(page.locator("#sign-in-error")).to_contain_text(
        "Chưa khớp. Xem lại tên, mật khẩu và khóa truy cập."
    )
    sign_in_with_passkey(named, page, colleague)
    expect(page.locator("#sign-in-error")).to_contain_text(
        "Chưa khớp. Xem lại tên, mật khẩu và khóa truy cập."
    )


def test_a_device_that_doesnt_check_the_person_signs_nobody_in(named: LiveDesk) -> None:
    officer = named.house.officer("Lò Thị Hạnh", "hanh.ba")
    page, device = with_passkey(named, officer)
    device.let_the_person_be_unknown()
    sign_in_with_passkey(named, page, officer)
    expect(page.locator("#sign-in-error")).to_contain_text("Chưa có chữ ký của khóa truy cập")


def test_a_copied_device_is_noticed_by_its_counter(named: LiveDesk) -> None:
    """An older state of the device counts on from where it was: the desk has seen that number."""
    officer = named.house.officer("Lò Thị Hạnh", "hanh.tu")
    page, device = with_passkey(named, officer)
    copied = device.credentials()[0]
    sign_in_with_passkey(named, page, officer)
    page.wait_for_url(f"{named.url}/")
    page.click("summary")
    page.click("[data-sign-out]")
    page.wait_for_url(f"{named.url}/sign-in")
    device.put_back(copied)
    sign_in_with_passkey(named, page, officer)
    expect(page.locator("#sign-in-error")).to_contain_text("Chưa khớp")


def test_an_officer_gives_a_passkey_up_and_the_six_digits_still_work(named: LiveDesk) -> None:
    officer = named.house.officer("Lò Thị Hạnh", "hanh.nam")
    page = named.page(390, 844)
    Device(page)
    named.sign_in(page, officer)
    add_passkey(named, page, officer, "Điện thoại")
    expect(page.locator("#security")).to_contain_text("Điện thoại")
    page.click("[data-remove]")
    expect(page.locator("[data-other-passkey]")).to_have_count(0)
    page.click("dialog button[type=submit]")
    expect(page.locator("dialog .error")).to_contain_text("Điền đủ sáu chữ số")
    page.fill("#passkey-code", "000000")
    page.click("dialog button[type=submit]")
    expect(page.locator("dialog .error")).to_contain_text("Mã sáu số chưa khớp")
    # As if a minute had gone by: the codes of this moment are used up.
    named.house.database.write_now(
        lambda conn: conn.execute(
            text("UPDATE officers SET last_code_step = 0 WHERE id = :id"), {"id": officer.id}
        )
    )
    page.fill("#passkey-code", officer.code())
    page.click("dialog button[type=submit]")
    expect(page.locator("#security")).to_contain_text("Chưa có khóa truy cập")
    mine = named.house.database.read_now(lambda conn: passkeys.passkeys_of(conn, officer.id))
    assert mine == ()


def test_another_passkey_gives_one_up_where_the_phone_is_lost(named: LiveDesk) -> None:
    officer = named.house.officer("Lò Thị Hạnh", "hanh.mat.may")
    page = named.page()
    Device(page)
    named.sign_in(page, officer)
    add_passkey(named, page, officer, "Máy bàn cơ quan")
    expect(page.locator("#security")).to_contain_text("Máy bàn cơ quan")
    SoftPasskey(named.house, officer, "localhost", named.url)
    page.reload()
    page.locator("[data-remove][data-name='Khóa thử']").click()
    page.click("[data-other-passkey]")
    expect(page.locator("#security")).not_to_contain_text("Khóa thử")
    mine = named.house.database.read_now(lambda conn: passkeys.passkeys_of(conn, officer.id))
    assert [one.name for one in mine] == ["Máy bàn cơ quan"]


def test_a_wrong_code_adds_no_passkey(named: LiveDesk) -> None:
    """A session left open isn't enough to bring in a second factor of one's own."""
    officer = named.house.officer("Lò Thị Hạnh", "hanh.sau")
    page = named.page()
    Device(page)
    named.sign_in(page, officer)
    page.goto(f"{named.url}/security")
    page.click("[data-add]")
    page.fill("#passkey-name", "Máy lạ")
    page.fill("#passkey-code", "000000")
    page.click("dialog button[type=submit]")
    expect(page.locator("dialog .error")).to_contain_text("Mã sáu số chưa khớp")
    mine = named.house.database.read_now(lambda conn: passkeys.passkeys_of(conn, officer.id))
    assert mine == ()


def test_a_passkey_that_may_unlock_opens_the_locked_key_without_the_words(named: LiveDesk) -> None:
    """Within a session, on the officer's own wish; what the device answers never leaves the browser."""
    officer = named.house.officer("Lò Thị Hạnh", "hanh.mo")
    tip = named.house.tip([tip_text("Ba sà lan hút cát")])
    page = named.page()
    Device(page, prf=True)
    named.sign_in(page, officer)
    add_passkey(named, page, officer, "Máy bàn cơ quan")
    page.click("[data-unlocking]")
    page.click("dialog button[type=submit]")
    expect(page.locator("#security")).to_contain_text("Mở khóa được")
    named.open_tip(page, tip.id)
    watch = Watch(page, named.url)
    page.click("key-box >> text=Khóa ngay")
    expect(page.locator("[data-report] .part-text")).to_have_count(0)
    page.wait_for_selector("[data-unlock-passkey]")
    page.context.set_offline(True)
    page.click("[data-unlock-passkey]")
    expect(page.locator("#unlock-error")).to_contain_text("Chưa nối được máy chủ")
    page.context.set_offline(False)
    page.click("[data-unlock-passkey]")
    expect(page.locator("[data-report] .part-text")).to_have_text("Ba sà lan hút cát")
    assert not any(officer.seed.reveal().hex() in sent for sent in watch.sent)
    kept = named.house.database.read_now(lambda conn: passkeys.passkeys_of(conn, officer.id))[0].wrapped_seed
    assert kept is not None
    assert officer.seed.reveal() not in kept


def test_a_device_that_cannot_unlock_is_told_so_and_the_words_still_do(named: LiveDesk) -> None:
    officer = named.house.officer("Lò Thị Hạnh", "hanh.khong.mo")
    page = named.page()
    Device(page)
    named.sign_in(page, officer)
    add_passkey(named, page, officer, "Khóa USB cũ")
    page.click("[data-unlocking]")
    page.click("dialog button[type=submit]")
    expect(page.locator("dialog .error")).to_contain_text("không làm được việc đó")
    mine = named.house.database.read_now(lambda conn: passkeys.passkeys_of(conn, officer.id))
    assert [one.wrapped_seed for one in mine] == [None]
