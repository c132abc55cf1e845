"""What needs a look stands on the queue's page, only before those it concerns, and what has fallen silent above every page."""

import re
from datetime import timedelta

from domain.health import Pulse
from domain.tips import Classification, TipStatus, When
from storage import alarms, escalations, heartbeats, tips, units
from storage.engine import Connection
from storage.failures import Done
from storage.parts import PartRole
from storage.viewer import Role, Viewer
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, House, TestOfficer, TestTip, text


def escalate(house: House) -> None:
    now = house.now
    house.database.write_now(
        lambda conn: units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)
    )
    house.database.write_now(lambda conn: escalations.escalate(conn, escalations.lying(conn, now), now))


def eyes_of(officer: TestOfficer) -> Viewer:
    return Viewer(officer.id, officer.unit.id, officer.role, officer.name)


def close(house: House, tip: TestTip, officer: TestOfficer) -> None:
    """Open, classify and end a tip."""
    viewer, now = eyes_of(officer), house.now
    note = house.sealed(tip, PartRole.NOTE, 1, text("xong"))

    def work(conn: Connection) -> None:
        tips.mark_viewed(conn, viewer, tip.id, now)
        kind = Classification.ADMINISTRATIVE
        moved = tips.change_status(conn, viewer, tip.id, TipStatus.CLASSIFIED, now, classification=kind)
        assert moved == Done()
        assert tips.change_status(conn, viewer, tip.id, TipStatus.CLOSED, now, reason=note) == Done()

    house.database.write_now(work)


async def test_the_chief_reads_on_the_queue_what_nobody_has_opened_and_puts_it_away(
    house: House, desk: DeskClient
) -> None:
    chief = house.officer("Lò Văn Hùng", "hung", role=Role.CHIEF)
    house.tip([text("a")], hours_ago=21)
    escalate(house)
    await desk.sign_in(chief)
    page = await desk.get("/")
    assert "Cần chú ý" in page.text
    assert "Chưa ai mở." in page.text
    keys = re.findall(r'data-seen="([^"]+)"', page.text)
    for key in keys:
        assert (await desk.post("/attention/seen", {"key": key})).json() == {"done": True}
    assert "Cần chú ý" not in (await desk.get("/")).text
    assert "Không có việc nào cần chú ý" in (await desk.get("/attention")).text


async def test_the_duty_desk_reads_the_number_and_the_unit_and_no_way_in(
    house: House, desk: DeskClient
) -> None:
    officer = house.officer("Cà Thị Bích", "bich", DUTY, Role.DUTY_DESK)
    tip = house.tip([text("a")], hours_ago=25)
    escalate(house)
    await desk.sign_in(officer)
    for path in ("/", "/attention"):
        page = await desk.get(path)
        assert f"Tin số 1 của {QUYNH_NHAI.name}" in page.text
        assert f"/tips/{tip.id.hex()}" not in page.text


async def test_a_commune_reads_nothing_of_a_conflict(house: House, desk: DeskClient) -> None:
    chief = house.officer("Lò Văn Hùng", "hung", role=Role.CHIEF)
    house.tip([text("a")], unit=INSPECTORATE, hours_ago=30, conflict=True, when=When.NOW, copies=(DUTY,))
    escalate(house)
    await desk.sign_in(chief)
    assert "Cần chú ý" not in (await desk.get("/")).text
    assert "Không có việc nào cần chú ý" in (await desk.get("/attention")).text


async def test_nobody_puts_away_what_isnt_theirs(house: House, desk: DeskClient) -> None:
    stranger = house.officer("Quàng Thị Ban", "ban")
    duty = house.officer("Cà Thị Bích", "bich", DUTY, Role.DUTY_DESK)
    tip = house.tip([text("a")], hours_ago=25)
    escalate(house)
    await desk.sign_in(stranger)
    await desk.post("/attention/seen", {"key": f"alarm:{tip.id.hex()}:unopened"})
    open_ones = house.database.read_now(lambda conn: alarms.alarms(conn, eyes_of(duty)))
    assert [row.kind for row in open_ones] == ["unopened"]
    for nonsense in ("alarm:zz:unopened", "notice:x", f"notice:{2**63}", "", "else:1"):
        assert (await desk.post("/attention/seen", {"key": nonsense})).status_code == 400


async def test_a_dead_worker_and_a_silent_channel_show_above_every_page(
    house: House, desk: DeskClient
) -> None:
    officer = house.officer("Lò Văn Hùng", "hung")
    await desk.sign_in(officer)
    assert (await desk.get("/system/now", "application/json")).json() == {"banners": []}
    assert "Chưa chạy lần nào" in (await desk.get("/system")).text
    beaten = house.now

    def live(conn: Connection) -> None:
        heartbeats.beat(conn, Pulse.WORKER, beaten)
        heartbeats.beat(conn, Pulse.RESIDENTS, beaten)

    house.database.write_now(live)
    assert (await desk.get("/system/now", "application/json")).json() == {"banners": []}
    house.offset += timedelta(minutes=4)
    failed = house.now
    house.database.write_now(
        lambda conn: heartbeats.fail(conn, Pulse.RESIDENTS, failed, "TelegramNetworkError")
    )
    assert (await desk.get("/system/now", "application/json")).json() == {"banners": []}
    house.offset += timedelta(minutes=6)
    said = (await desk.get("/system/now", "application/json")).json()["banners"]
    assert [sentence.partition(" ")[0] for sentence in said] == ["Việc", "Kênh"]
    assert "dừng" in said[0]
    assert "lỗi" in said[1]
    page = (await desk.get("/system")).text
    assert "Không phản hồi" in page
    assert "TelegramNetworkError" in page


async def test_two_people_delete_a_tip_at_the_desk(house: House, desk: DeskClient) -> None:
    officer, chief = (
        house.officer("Lò Văn Hùng", "hung"),
        house.officer("Tòng Thị Hoa", "hoa", role=Role.CHIEF),
    )
    tip = house.tip([text("a")])
    address = f"/tips/{tip.id.hex()}"

    await desk.sign_in(officer)
    refused = await desk.post(f"{address}/deletion", {"reason": "names_its_sender"})
    assert refused.status_code == 409
    close(house, tip, officer)
    assert "early-deletion" in (await desk.get(address)).text
    assert (await desk.post(f"{address}/deletion", {"reason": "because"})).status_code == 400
    assert (await desk.post(f"{address}/deletion", {"reason": "names_its_sender"})).json() == {"done": True}
    assert (await desk.post(f"{address}/deletion/confirm")).status_code == 404
    await desk.sign_in(chief)
    asked = (await desk.get(f"{address}/deletion", "application/json")).json()["asked"]
    assert (asked["name"], asked["own"], asked["may_confirm"]) == ("Lò Văn Hùng", False, True)
    assert "đề nghị xóa sớm" in (await desk.get("/attention")).text
    assert (await desk.post(f"{address}/deletion/confirm")).json() == {"done": True}
    assert (await desk.get(address)).status_code == 404
