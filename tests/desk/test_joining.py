"""Joining by an invitation: passphrase and keys are made in the browser, and a queue's key passes only to a key that people have compared."""

from base64 import b64decode
from os import urandom

from playwright.sync_api import expect
from sqlalchemy import update

from domain.units import Unit, UnitKind
from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from sealing.queue_keys import QueueEpoch, open_queue_seed_for_recovery
from sealing.receipts import new_code, show_code
from sealing.secret_types import SecretBytes
from storage import queue_keys, units
from storage.models import directory as directory_rows
from storage.models import officers as officer_rows
from storage.models import queue_seeds
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, QUYNH_NHAI, text
from tests.desk.people import Slip, digits_on, grant, invite, join, link_of, read_slip, sign_in
from tests.desk.watching import Watch

NEW_UNIT = Unit("c-03682", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")


def test_the_first_officer_makes_the_queues_key_which_the_recovery_key_opens(live: LiveDesk) -> None:
    house = live.house
    house.database.write_now(lambda conn: units.upsert_units(conn, [NEW_UNIT]))
    token = house.invitation("Lò Văn Khoa", NEW_UNIT)
    page = live.page(390, 844)
    watch = Watch(page, live.url)
    who = join(page, Slip(link_of(live, token), ""), "khoa.lv")
    keys = house.database.read_now(lambda conn: queue_keys.epochs(conn, NEW_UNIT.id))
    assert [(key.epoch, key.certified) for key in keys] == [(1, False)]
    assert page.inner_text("[data-digits]") == fingerprint("queue", keys[0].public_key)
    sealed = house.database.read_now(
        lambda conn: conn.execute(
            queue_seeds.select().where(
                queue_seeds.c.queue_id == NEW_UNIT.id, queue_seeds.c.holder.like("recovery:%")
            )
        ).one()
    )
    place = QueueEpoch(house.deployment, NEW_UNIT.id, 1)
    seed = open_queue_seed_for_recovery(place, sealed.sealed_seed, house.recovery_seed)
    assert public_key_of(seed) == keys[0].public_key
    assert not any(who.words in sent or who.words.replace(" ", "+") in sent for sent in watch.sent)
    # The token goes in a body alone, and doesn't stay in the address bar of a machine that others use.
    assert not any(token in sent.split(" ")[0] for sent in watch.sent)
    assert token not in page.url
    sign_in(live, page, who)
    expect(page.locator("h1")).to_have_text("Hàng tin")
    page.goto(f"{live.url}/unit")
    expect(page.locator("main")).to_contain_text("Chờ tỉnh chứng nhận")
    assert digits_on(page, "queue") == fingerprint("queue", keys[0].public_key)
    watch.nothing_happened()


def test_who_was_invited_by_command_reads_only_after_a_colleague_compared_the_digits(live: LiveDesk) -> None:
    house = live.house
    holder = house.officer("Lò Thị Hạnh", "hanh.cap.khoa")
    tip = house.tip([text("Ba sà lan hút cát")])
    newcomer, colleague = live.page(), live.page()
    token = house.invitation("Lê Thị Hoa", QUYNH_NHAI)
    who = join(newcomer, Slip(link_of(live, token), ""), "hoa.lt")
    digits = newcomer.inner_text("[data-digits]")
    live.sign_in(colleague, holder)
    colleague.goto(f"{live.url}/unit")
    grant(colleague, "Lê Thị Hoa", "1" * 30)
    expect(colleague.locator("dialog .error")).to_contain_text("chưa khớp")
    colleague.fill("#key-check", digits)
    colleague.click("dialog button[type=submit]")
    expect(colleague.locator(".people li", has_text="Lê Thị Hoa")).to_contain_text("Giữ khóa hàng tin")
    sign_in(live, newcomer, who)
    newcomer.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(newcomer.locator("[data-report] .part-text")).to_have_text("Ba sà lan hút cát")


def test_a_chief_invites_by_paper_and_the_code_never_leaves_a_browser(live: LiveDesk) -> None:
    house = live.house
    chief = house.officer("Điêu Văn Quý", "quy.moi", role=Role.CHIEF)
    tip = house.tip([text("Đánh bạc sau chợ")])
    desk, newcomer = live.page(), live.page(390, 844)
    watches = Watch(desk, live.url), Watch(newcomer, live.url)
    live.sign_in(desk, chief)
    slip = invite(live, desk, "Quàng Thế Phong")
    assert len(slip.code.replace(" ", "")) == 24
    expect(desk.locator(".people li", has_text="Quàng Thế Phong")).to_contain_text("Chờ tham gia")
    who = join(newcomer, slip, "phong.qt")
    desk.reload()
    other = show_code(new_code()).reveal()
    grant(desk, "Quàng Thế Phong", other)
    expect(desk.locator("dialog .error")).to_contain_text("Không cấp khóa")
    held = house.database.read_now(lambda conn: queue_keys.holders(conn, QUYNH_NHAI.id))
    line = desk.locator(".people > li", has_text="Quàng Thế Phong")
    assert bytes.fromhex(str(line.get_attribute("data-officer"))) not in held
    desk.fill("#key-check", slip.code)
    desk.click("dialog button[type=submit]")
    expect(line).to_contain_text("Giữ khóa hàng tin")
    sign_in(live, newcomer, who)
    newcomer.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(newcomer.locator("[data-report] .part-text")).to_have_text("Đánh bạc sau chợ")
    for code in (slip.code, slip.code.replace(" ", "")):
        assert not any(code in sent or code.replace(" ", "+") in sent for w in watches for sent in w.sent)
    for watch in watches:
        watch.nothing_happened()


def test_a_server_that_swaps_the_joiners_key_gets_no_queue_key(live: LiveDesk) -> None:
    """Whoever can write to the database puts a key of their own in the joiner's place; the paper code says no."""
    house = live.house
    chief = house.officer("Điêu Văn Quý", "quy.trao", role=Role.CHIEF)
    desk, newcomer = live.page(), live.page()
    live.sign_in(desk, chief)
    slip = invite(live, desk, "Cầm Thị Vân")
    join(newcomer, slip, "van.ct")
    thief = SecretBytes(urandom(32))
    house.database.write_now(
        lambda conn: conn.execute(
            update(officer_rows)
            .where(officer_rows.c.name == "Cầm Thị Vân")
            .values(public_key=public_key_of(thief))
        )
    )
    desk.reload()
    grant(desk, "Cầm Thị Vân", slip.code)
    expect(desk.locator("dialog .error")).to_contain_text("có thể khóa đã bị tráo")
    line = desk.locator(".people > li", has_text="Cầm Thị Vân")
    assert b64decode(str(line.get_attribute("data-key"))) == public_key_of(thief)
    held = house.database.read_now(lambda conn: queue_keys.holders(conn, QUYNH_NHAI.id))
    assert bytes.fromhex(str(line.get_attribute("data-officer"))) not in held


def test_a_link_that_was_revoked_says_so_in_one_sentence(live: LiveDesk) -> None:
    house = live.house
    chief = house.officer("Điêu Văn Quý", "quy.thu", role=Role.CHIEF)
    desk, newcomer = live.page(), live.page(390, 844)
    live.sign_in(desk, chief)
    slip = invite(live, desk, "Lường Văn Bảy")
    line = desk.locator(".people > li", has_text="Lường Văn Bảy")
    line.locator("summary").click()
    line.locator("[data-act=revoke]").click()
    desk.click("dialog button[type=submit]")
    expect(line).to_have_count(0)
    newcomer.goto(slip.link)
    expect(newcomer.locator("[data-why]")).to_contain_text("Lời mời không đúng")
    newcomer.goto(f"{live.url}/invitation")
    expect(newcomer.locator("[data-why]")).to_contain_text("dấu #")


def test_a_first_officers_browser_seals_to_no_recovery_key_that_the_root_did_not_certify(
    live: LiveDesk,
) -> None:
    """The server hands out an entry with another key's bytes: the browser verifies it and makes nothing."""
    house = live.house
    unit = Unit("c-03694", UnitKind.COMMUNE, "Công an xã Mường Sại", "14")
    house.database.write_now(lambda conn: units.upsert_units(conn, [unit]))
    token = house.invitation("Lò Văn Khoa", unit)
    page = live.page()
    forged = bytearray()

    def swap(route: object) -> None:
        response = route.fetch()  # type: ignore[attr-defined]
        piece = response.text()
        before = piece.split('data-recovery="')[1].split('"', maxsplit=1)[0]
        entry = bytearray(b64decode(before))
        entry[200] ^= 1
        forged.extend(entry)
        from base64 import b64encode

        route.fulfill(response=response, body=piece.replace(before, b64encode(bytes(entry)).decode()))  # type: ignore[attr-defined]

    page.route("**/invitation/open", swap)
    page.goto(link_of(live, token))
    page.wait_for_selector("[data-words] li")
    words = " ".join(page.locator("[data-words] li").all_inner_texts())
    page.fill("#name", "khoa.gia")
    page.click("text=Tôi đã chép năm từ")
    page.fill("#passphrase", words)
    page.click("form[data-step=retype] button[type=submit]")
    import pyotp

    page.fill("#totp", pyotp.TOTP(page.inner_text(".secret").replace(" ", "")).now())
    page.click("text=Tạo khóa và tham gia")
    expect(page.locator("form[data-step=code] .error")).to_contain_text("Chưa tạo được khóa")
    assert forged
    assert house.database.read_now(lambda conn: queue_keys.epochs(conn, unit.id)) == ()
    assert house.database.read_now(lambda conn: conn.execute(directory_rows.select()).all())


def test_an_administrator_begins_a_unit_without_the_command_line(live: LiveDesk) -> None:
    """The first chief gets a slip without a code: nobody holds a key yet that a code would guard."""
    house = live.house
    unit = Unit("c-03688", UnitKind.COMMUNE, "Công an xã Mường Chiên", "14")
    house.database.write_now(lambda conn: units.upsert_units(conn, [unit]))
    administrator = house.officer("Lò Văn Trị", "tri.lv", DUTY, Role.ADMINISTRATOR, holds_key=False)
    page, chief = live.page(), live.page(390, 844)
    watch = Watch(page, live.url)
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", administrator.sign_in_name)
    page.fill("[name=passphrase]", administrator.passphrase)
    page.fill("[name=totp]", administrator.code())
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/province")
    page.click(f"a[href='/units/{unit.id}']")
    page.click("[data-act=invite]")
    page.fill("#invite-name", "Lường Văn Chiến")
    page.check("input[name=invite-role][value=chief]")
    page.click("dialog button[type=submit]")
    slip = read_slip(page)
    assert slip.code == ""
    expect(page.locator(".people > li", has_text="Lường Văn Chiến")).to_contain_text("Chờ tham gia")
    join(chief, slip, "chien.lv")
    epochs = house.database.read_now(lambda conn: queue_keys.epochs(conn, unit.id))
    assert chief.inner_text("[data-digits]") == fingerprint("queue", epochs[0].public_key)
    page.reload()
    expect(page.locator(".people > li", has_text="Lường Văn Chiến")).to_contain_text("Giữ khóa hàng tin")
    watch.nothing_happened()
