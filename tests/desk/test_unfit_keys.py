"""A key that was granted or recovered and isn't the queue's: the officer's own browser finds out and says so, and the next one works."""

from os import urandom

import pytest
from playwright.sync_api import expect

from sealing.derivation import new_key
from sealing.hybrid_keys import SEALED_KEY_BYTES, public_key_of
from sealing.queue_keys import QueueEpoch, seal_queue_seed
from sealing.recovery_files import RecoveryAnswer, SealedEpoch
from sealing.secret_types import SecretBytes
from storage import queue_keys, recovering, unfit_seeds
from storage.engine import Connection
from storage.failures import Done, Failure
from tests.desk.conftest import LiveDesk
from tests.desk.house import QUYNH_NHAI, House, TestOfficer, text
from tests.desk.watching import Watch

WORDS = "Ba sà lan hút cát dưới chân cầu."


def sealed_to(house: House, officer: TestOfficer, seed: SecretBytes) -> bytes:
    place = QueueEpoch(house.deployment, QUYNH_NHAI.id, 1)
    return seal_queue_seed(place, seed, officer.id, public_key_of(officer.seed))


def recovers(house: House, officer: TestOfficer, sealed: bytes) -> Done | Failure:
    answer = RecoveryAnswer(house.deployment, QUYNH_NHAI.id, officer.id, (SealedEpoch(1, b"", sealed),))
    return house.database.write_now(
        lambda conn: recovering.take_answer(conn, house.deployment, QUYNH_NHAI, answer)
    )


def unfit(house: House, officer: TestOfficer) -> frozenset[int]:
    return house.database.read_now(lambda conn: unfit_seeds.unfit_epochs(conn, QUYNH_NHAI.id, officer.id))


@pytest.mark.parametrize("how", ["another queue's seed", "noise"])
def test_what_a_holder_sealed_wrongly_is_found_out_by_opening_a_tip_and_made_good(
    live: LiveDesk, how: str
) -> None:
    house = live.house
    officer = house.officer("Lò Văn Quên", f"quen.{abs(hash(how))}", holds_key=False)
    tip = house.tip([text(WORDS)])
    wrong = sealed_to(house, officer, new_key()) if how != "noise" else urandom(SEALED_KEY_BYTES)
    assert recovers(house, officer, wrong) == Done()
    right = sealed_to(house, officer, house.queue_seeds[QUYNH_NHAI.id])
    # As long as nobody knows, it counts as held.
    assert isinstance(recovers(house, officer, right), Failure)
    page = live.page()
    watch = Watch(page, live.url)
    live.sign_in(page, officer)
    with page.expect_response("**/key/unfit"):
        page.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(page.locator("[data-notices]")).to_contain_text("không phải khóa của hàng tin này")
    assert unfit(house, officer) == {1}
    assert recovers(house, officer, right) == Done()
    page.reload()
    expect(page.locator("[data-report] .part-text")).to_have_text(WORDS)
    assert unfit(house, officer) == frozenset()
    assert not any(officer.seed.reveal().hex() in sent for sent in watch.sent)
    watch.nothing_happened()


def test_a_part_that_does_not_open_casts_no_doubt_on_the_key(live: LiveDesk) -> None:
    """It fails in the same way; the key stays the officer's."""
    house = live.house
    officer = house.officer("Lò Thị Hạnh", "hanh.phan.hong")
    tip = house.tip([text(WORDS)])

    def spoil(conn: Connection) -> None:
        conn.exec_driver_sql("UPDATE part_wraps SET sealed_key = randomblob(length(sealed_key))")

    house.database.write_now(spoil)
    page = live.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    live.sign_in(page, officer)
    page.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(page.locator("[data-report] .part-error").first).to_contain_text("khóa không khớp")
    assert not any(url.endswith("/key/unfit") for url in asked)
    assert unfit(house, officer) == frozenset()
    assert house.database.read_now(lambda conn: queue_keys.holders(conn, QUYNH_NHAI.id))[officer.id] == {1}
