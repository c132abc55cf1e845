"""Joining by an invitation: passphrase and keys are made in the browser, and a queue's key passes only from officer to officer."""

import pyotp
from playwright.sync_api import Page, expect

from domain.units import Unit, UnitKind
from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from sealing.queue_keys import QueueEpoch, open_queue_seed_for_recovery
from storage import queue_keys, units
from storage.models import queue_seeds
from tests.desk.conftest import LiveDesk
from tests.desk.house import QUYNH_NHAI, text
from tests.desk.watching import Watch

NEW_UNIT = Unit("c-03682", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")


def join(live: LiveDesk, page: Page, token: str, name: str) -> tuple[str, str]:
    """Go through the steps as the officer does; returns passphrase and second factor."""
    page.goto(f"{live.url}/invitation/{token}")
    page.wait_for_selector("[data-words] li")
    words = " ".join(page.locator("[data-words] li").all_inner_texts())
    page.fill("#name", name)
    page.click("text=Tôi đã chép năm từ")
    page.fill("#passphrase", "sai rồi")
    page.click("text=Tiếp tục")
    expect(page.locator("form[data-step=retype] .error")).to_contain_text("Chưa khớp")
    page.fill("#passphrase", words.upper())
    page.click("text=Tiếp tục")
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("#totp", pyotp.TOTP(secret).now())
    page.click("text=Tạo khóa và tham gia")
    page.wait_for_selector("[data-step=done]:not([hidden])")
    return words, secret


def sign_in(live: LiveDesk, page: Page, name: str, words: str, secret: str) -> None:
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=passphrase]", words)
    page.fill("[name=totp]", pyotp.TOTP(secret).now())
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/")


def test_the_first_officer_makes_the_queues_key_which_the_recovery_key_opens(live: LiveDesk) -> None:
    house = live.house
    house.database.write_now(lambda conn: units.upsert_units(conn, [NEW_UNIT]))
    token = house.invitation("Lò Văn Khoa", NEW_UNIT)
    page = live.page(390, 844)
    watch = Watch(page, live.url)
    words, secret = join(live, page, token, "khoa.lv")
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
    assert not any(words in sent or words.replace(" ", "+") in sent for sent in watch.sent)
    sign_in(live, page, "khoa.lv", words, secret)
    expect(page.locator("h1")).to_have_text("Hàng tin")
    page.goto(f"{live.url}/unit")
    expect(page.locator("main")).to_contain_text("Chờ tỉnh chứng nhận")
    expect(page.locator("[data-fingerprint=queue]")).to_have_text(fingerprint("queue", keys[0].public_key))
    watch.nothing_happened()


def test_a_later_officer_reads_only_after_a_colleague_compared_the_digits(live: LiveDesk) -> None:
    house = live.house
    holder = house.officer("Lò Thị Hạnh", "hanh.cap.khoa")
    tip = house.tip([text("Ba sà lan hút cát")])
    newcomer, colleague = live.page(), live.page()
    words, secret = join(live, newcomer, house.invitation("Lê Thị Hoa", QUYNH_NHAI), "hoa.lt")
    digits = newcomer.inner_text("[data-digits]")
    live.sign_in(colleague, holder)
    colleague.goto(f"{live.url}/unit")
    colleague.click("[data-name='Lê Thị Hoa']")
    colleague.fill("#digits", "1" * 30)
    colleague.click("dialog button[type=submit]")
    expect(colleague.locator("#digits-error")).to_contain_text("Chưa khớp")
    colleague.fill("#digits", digits)
    colleague.click("dialog button[type=submit]")
    expect(colleague.locator(".people li", has_text="Lê Thị Hoa")).to_contain_text("Giữ khóa hàng tin")
    sign_in(live, newcomer, "hoa.lt", words, secret)
    newcomer.click(f"#tip-{tip.id.hex()}")
    expect(newcomer.locator("[data-report] .part-text")).to_have_text("Ba sà lan hút cát")
