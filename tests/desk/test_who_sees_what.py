"""Who sees what: a tip of another queue isn't there, whoever asks and however."""

from sealing.parts import Role as PartRole
from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, HA_TRUNG, QUYNH_NHAI, text


async def test_an_officer_of_another_unit_gets_the_same_answer_as_for_no_tip(desk: DeskClient) -> None:
    stranger = desk.house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG)
    tip = desk.house.tip([text("Ba sà lan hút cát")]).id.hex()
    await desk.sign_in(stranger)
    nothing = "0" * 32
    for path in ("", "/parts/report/1", "/parts/manifest/1"):
        theirs, none = await desk.get(f"/tips/{tip}{path}"), await desk.get(f"/tips/{nothing}{path}")
        assert theirs.status_code == none.status_code == 404
        assert theirs.text.replace(tip, nothing) == none.text
    for act in ("viewed", "claim", "unclaim"):
        theirs, none = await desk.post(f"/tips/{tip}/{act}"), await desk.post(f"/tips/{nothing}/{act}")
        assert theirs.status_code == none.status_code == 404
        assert theirs.text == none.text
    queue = (await desk.get("/")).text
    assert tip not in queue
    assert (await desk.get("/changes?since=0", "application/json")).json()["last"] == 0


async def test_the_responsible_queue_sees_metadata_and_no_word(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("Ba sà lan hút cát dưới chân cầu")]).id.hex()
    await desk.sign_in(officer)
    queue, page = (await desk.get("/")).text, (await desk.get(f"/tips/{tip}")).text
    assert tip in queue
    assert "Xả thải, cát lậu, phá rừng" in queue
    for answer in (queue, page):
        assert "sà lan" not in answer
    sealed = await desk.get(f"/tips/{tip}/parts/report/1", "application/octet-stream")
    assert sealed.content.startswith(b"TBS1")
    assert sealed.headers["content-type"] == "application/octet-stream"


async def test_what_happens_now_is_open_to_the_duty_desk_too(desk: DeskClient) -> None:
    from domain.tips import When

    duty = desk.house.officer("Lường Văn Duy", "duy.lv", DUTY, Role.DUTY_DESK)
    now = desk.house.tip([text("Đánh nhau")], when=When.NOW, copies=(DUTY,)).id.hex()
    later = desk.house.tip([text("Chuyện cũ")]).id.hex()
    await desk.sign_in(duty)
    assert (await desk.get(f"/tips/{now}")).status_code == 200
    assert (await desk.get(f"/tips/{later}")).status_code == 404


async def test_roles_that_work_on_warnings_see_no_tip(desk: DeskClient) -> None:
    approver = desk.house.officer("Hà Văn Ân", "an.hv", QUYNH_NHAI, Role.APPROVER, holds_key=False)
    tip = desk.house.tip([text("Ba sà lan hút cát")]).id.hex()
    await desk.sign_in(approver)
    for path in (f"/tips/{tip}", f"/tips/{tip}/parts/report/1", "/changes?since=0"):
        assert (await desk.get(path)).status_code == 404
    home = await desk.get("/")
    assert (home.status_code, home.headers["location"]) == (303, "/campaigns")
    assert tip not in (await desk.get("/campaigns")).text
    assert (await desk.get("/unit")).status_code == 200


async def test_without_a_session_there_is_only_the_sign_in_page(desk: DeskClient) -> None:
    tip = desk.house.tip([text("Ba sà lan hút cát")]).id.hex()
    for path in ("/", "/unit", f"/tips/{tip}"):
        answer = await desk.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    for path in ("/key", "/changes?since=0", f"/tips/{tip}/parts/report/1"):
        assert (await desk.get(path, "application/json")).status_code == 401
    for path in ("claim", "status", "replies", "notes", "viewed"):
        assert (await desk.post(f"/tips/{tip}/{path}")).status_code == 401


async def test_odd_addresses_are_answered_kindly(desk: DeskClient) -> None:
    await desk.sign_in(desk.house.officer("Lò Thị Hạnh", "hanh.lt"))
    tip = desk.house.tip([text("a")]).id.hex()
    for path in (
        "/tips/xyz",
        "/tips/" + "G" * 32,
        f"/tips/{tip}/parts/{PartRole.REPORT.value}/999999999999999999",
        f"/tips/{tip}/parts/secret/1",
        "/tips/%00",
        "/changes?since=-1",
        "/changes?since=" + "9" * 40,
    ):
        assert (await desk.get(path)).status_code in (400, 404), path
    for query in ("?tab=x", "?status=x&when=y&category=z", "?after=1.2.3", "?after=nonsense", "?tab=held"):
        assert (await desk.get(f"/{query}")).status_code == 200, query
