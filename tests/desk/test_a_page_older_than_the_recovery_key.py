"""A page that stood open while the root certified another recovery key seals to the former one: nothing is filed under a key that wouldn't open it."""

from base64 import b64encode
from os import urandom

import pyotp
import pytest
from playwright.sync_api import expect

from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.hybrid_keys import public_key_of
from sealing.queue_keys import QueueEpoch, open_queue_seed_for_recovery
from sealing.secret_types import SecretBytes
from storage import officers, queue_keys, recovering, units
from storage.directory import DirectoryRow, add_entry
from storage.failures import Done
from storage.officers import OfficerState
from storage.recovering import RecoveryKey
from storage.viewer import Role
from tests.desk.conftest import DeskClient, LiveDesk
from tests.desk.house import HA_TRUNG, QUYNH_NHAI, House
from tests.desk.people import Slip, join, link_of
from tests.desk.test_invitations import enrolment, steps
from tests.desk.test_leaving_and_losing import renew
from tests.desk.test_people_and_keys import next_key

NEW_UNIT = Unit("c-03682", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def another_recovery_key(house: House, province: str = "14") -> SecretBytes:
    """The root certifies the province's next recovery key."""
    seed, now = new_key(), int(house.now.timestamp())
    entry = DirectoryEntry(
        kind=EntryKind.RECOVERY,
        deployment=house.deployment,
        serial=2,
        valid_from=now - 60,
        not_after=now + 86_400,
        province=province,
        role="province",
        public_key=public_key_of(seed),
    )
    row = DirectoryRow.of(entry, sign_entry(entry, house.root_seed))
    assert house.database.write_now(lambda conn: add_entry(conn, row)) == Done()
    return seed


def made_keys(house: House, unit: Unit) -> tuple[int, ...]:
    return tuple(key.epoch for key in house.database.read_now(lambda conn: queue_keys.epochs(conn, unit.id)))


def sealed_under(house: House, unit: Unit) -> tuple[RecoveryKey, ...]:
    return house.database.read_now(lambda conn: recovering.recovery_keys(conn, unit))


async def test_a_first_key_sealed_to_a_former_recovery_key_is_refused_and_the_invitation_stays_good(
    desk: DeskClient,
) -> None:
    house = desk.house
    house.database.write_now(lambda conn: units.upsert_units(conn, [NEW_UNIT]))
    token = house.invitation("Lò Văn Khoa", NEW_UNIT)
    body = enrolment(desk, token, await steps(desk, token))
    newest = public_key_of(another_recovery_key(house))

    async def posted(recovery: bytes) -> tuple[int, str]:
        sealed = b64(urandom(1168))
        queue_key = {
            "public_key": body["public_key"],
            "sealed_seed": sealed,
            "recovery_seed": sealed,
            "recovery_key": b64(recovery),
        }
        answer = await desk.post("/invitation", {**body, "queue_key": queue_key})
        return answer.status_code, answer.json().get("reason", "")

    assert await posted(public_key_of(house.recovery_seed)) == (409, "recovery_moved")
    people = house.database.read_now(lambda conn: officers.officers_of(conn, NEW_UNIT.id))
    assert [person.state for person in people] == [OfficerState.INVITED]
    assert made_keys(house, NEW_UNIT) == ()
    assert await posted(newest) == (200, "")
    assert sealed_under(house, NEW_UNIT) == (RecoveryKey(newest, (1,)),)


@pytest.mark.parametrize("recovery", ["former", "newest"])
async def test_a_next_key_is_filed_under_the_recovery_key_that_it_was_sealed_to_or_not_at_all(
    desk: DeskClient, recovery: str
) -> None:
    house = desk.house
    chief = house.officer("Điêu Văn Quý", "quy.dv", role=Role.CHIEF)
    await desk.sign_in(chief)
    keys = {
        "former": public_key_of(house.recovery_seed),
        "newest": public_key_of(another_recovery_key(house)),
    }
    answer = await desk.post("/unit/keys", {**next_key(house, chief), "recovery_key": b64(keys[recovery])})
    if recovery == "former":
        assert (answer.status_code, answer.json()["reason"]) == (409, "recovery_moved")
        assert "Tải lại trang" in answer.json()["error"]
        assert made_keys(house, QUYNH_NHAI) == (1,)
    else:
        assert answer.status_code == 200
        assert sealed_under(house, QUYNH_NHAI) == (RecoveryKey(keys["newest"], (2,)),)


def test_a_chief_whose_page_is_too_old_is_asked_to_load_it_again_and_makes_the_next_key_then(
    live: LiveDesk,
) -> None:
    house = live.house
    chief = house.officer("Điêu Văn Quý", "quy.cu", unit=HA_TRUNG, role=Role.CHIEF)
    page = live.page()
    live.sign_in(page, chief)
    page.goto(f"{live.url}/unit")
    newest = another_recovery_key(house, HA_TRUNG.province_code)
    renew(page, {})
    expect(page.locator("dialog .error")).to_have_text(
        "Khóa khôi phục của tỉnh vừa được thay. Tải lại trang rồi làm lại."
    )
    assert made_keys(house, HA_TRUNG) == (1,)
    page.reload()
    renew(page, {})
    expect(page.locator("main")).to_contain_text("chứng nhận khóa số 2")
    assert sealed_under(house, HA_TRUNG) == (RecoveryKey(public_key_of(newest), (2,)),)


def test_a_first_officer_whose_page_is_too_old_is_asked_to_load_it_again_and_joins_then(
    live: LiveDesk,
) -> None:
    house = live.house
    house.database.write_now(lambda conn: units.upsert_units(conn, [NEW_UNIT]))
    slip = Slip(link_of(live, house.invitation("Lò Văn Khoa", NEW_UNIT)), "")
    page = live.page()
    page.goto(slip.link)
    page.wait_for_selector("[data-words] li")
    words = " ".join(page.locator("[data-words] li").all_inner_texts())
    newest = another_recovery_key(house)
    page.fill("#name", "khoa.lv")
    page.click("text=Tôi đã chép năm từ")
    page.fill("#passphrase", words)
    page.click("form[data-step=retype] button[type=submit]")
    page.fill("#totp", pyotp.TOTP(page.inner_text(".secret").replace(" ", "")).now())
    page.click("text=Tạo khóa và tham gia")
    error = page.locator("form[data-step=code] .error")
    expect(error).to_have_text("Khóa khôi phục của tỉnh vừa được thay. Tải lại trang rồi làm lại.")
    assert made_keys(house, NEW_UNIT) == ()
    page.reload()
    join(page, slip, "khoa.lv")
    request = house.database.read_now(
        lambda conn: recovering.recovery_request(conn, house.deployment, NEW_UNIT)
    )
    assert isinstance(request, recovering.RecoveryRequest)
    place = QueueEpoch(house.deployment, NEW_UNIT.id, 1)
    seed = open_queue_seed_for_recovery(place, request.epochs[0].sealed_seed, newest)
    assert public_key_of(seed) == request.epochs[0].public_key
