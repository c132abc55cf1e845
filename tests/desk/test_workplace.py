"""The queue as a workplace, asked without a browser: counts with filters, acts on several, refusals, rota, beats, lists."""

from domain.tips import When
from storage import presence, tips
from storage.viewer import Role
from tests.desk.conftest import DeskClient
from tests.desk.house import DUTY, HA_TRUNG, TestOfficer, TestTip, text


def chief_of(desk: DeskClient, name: str = "chinh.tv") -> TestOfficer:
    return desk.house.officer("Tòng Văn Chính", name, role=Role.CHIEF)


def claimed(desk: DeskClient, officer: TestOfficer, tip: TestTip) -> None:
    now = desk.house.now
    desk.house.database.write_now(lambda conn: tips.claim(conn, officer.viewer, tip.id, now))


async def tab_count(desk: DeskClient, tab: str, query: str = "") -> str:
    page = (await desk.get(f"/?{query}")).text
    return page.split(f'id="tab-{tab}"')[1].split("<b>")[1].split("</b>")[0]


def listed(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('data-tip="')[1:]]


async def test_with_a_filter_each_tab_counts_what_it_will_list(desk: DeskClient) -> None:
    chief, an = chief_of(desk), desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    drugs = [desk.house.tip([text("x")], category="drugs", hours_ago=n * 20) for n in range(3)]
    fraud = desk.house.tip([text("x")], category="fraud", hours_ago=40)
    claimed(desk, an, drugs[0])
    claimed(desk, an, fraud)
    await desk.sign_in(chief)
    for query in ("", "category=drugs", "when=recurring", f"officer={an.id.hex()}", "category=wanted"):
        for tab in ("open", "mine", "unclaimed", "overdue", "closed"):
            page = (await desk.get(f"/?tab={tab}&{query}")).text
            assert await tab_count(desk, tab, query) == str(len(listed(page))), (tab, query)
    assert listed((await desk.get("/?category=drugs&sort=newest")).text) == [
        tip.id.hex() for tip in reversed(drugs)
    ]
    assert listed((await desk.get("/?category=drugs&sort=oldest")).text) == [tip.id.hex() for tip in drugs]


async def test_a_heading_counts_its_group_only_where_the_group_is_all_there(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    for at in range(54):
        desk.house.tip([text("x")], hours_ago=30 + at)
    desk.house.tip([text("x")], hours_ago=0)
    await desk.sign_in(officer)
    first = (await desk.get("/")).text
    assert "Quá hạn</th>" in first
    assert await tab_count(desk, "overdue") == "54"
    after = first.split("after=")[1].split('"')[0]
    second = (await desk.get(f"/?after={after}")).text
    assert "Quá hạn</th>" in second
    assert "Đến hạn hôm nay <b>1</b>" in second or "Trong tuần và sau đó <b>1</b>" in second


async def test_an_address_that_means_nothing_shows_the_whole_queue(desk: DeskClient) -> None:
    officer = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("x")])
    await desk.sign_in(officer)
    for query in ("sort=worst", "officer=zz", "officer=" + "g" * 32, "tab=none&sort=%20", "after=1;2"):
        assert listed((await desk.get(f"/?{query}")).text) == [tip.id.hex()]
    assert listed((await desk.get("/?officer=" + "a" * 32)).text) == []


async def test_the_second_to_claim_is_told_kindly_who_was_first(desk: DeskClient) -> None:
    first, second = desk.house.officer("Điêu Văn Quý", "quy.dv"), desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("x")])
    claimed(desk, first, tip)
    await desk.sign_in(second)
    answer = await desk.post(f"/tips/{tip.id.hex()}/claim")
    assert answer.status_code == 409
    assert answer.json()["reason"] == "already_claimed"
    assert (
        answer.json()["error"]
        == "Điêu Văn Quý đã nhận tin này trước. Cần phối hợp thì trao đổi với Điêu Văn Quý."
    )


async def test_each_of_several_tips_is_claimed_for_itself_and_what_was_refused_is_told(
    desk: DeskClient,
) -> None:
    first, second = desk.house.officer("Điêu Văn Quý", "quy.dv"), desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    free, taken, held = (
        desk.house.tip([text("a")]),
        desk.house.tip([text("b")]),
        desk.house.tip([text("c")], queue_limit=0),
    )
    foreign = desk.house.tip([text("d")], unit=HA_TRUNG)
    claimed(desk, first, taken)
    await desk.sign_in(second)
    wanted = [tip.id.hex() for tip in (taken, free, held, foreign)]
    answer = (await desk.post("/queue/claim", {"tips": wanted})).json()
    assert answer["done"] == [free.id.hex()]
    assert [(each["tip"], each["reason"]) for each in answer["refused"]] == [
        (taken.id.hex(), "already_claimed"),
        (held.id.hex(), "not_open"),
        (foreign.id.hex(), "not_visible"),
    ]
    assert answer["refused"][0]["error"] == "Điêu Văn Quý đã nhận trước."
    again = (await desk.post("/queue/claim", {"tips": [free.id.hex()]})).json()
    assert again == {"done": [free.id.hex()], "refused": []}


async def test_nonsense_is_refused_before_anything_is_done(desk: DeskClient) -> None:
    await desk.sign_in(chief_of(desk))
    good = desk.house.tip([text("a")]).id.hex()
    for body in (
        {},
        {"tips": []},
        {"tips": good},
        {"tips": [good, "x"]},
        {"tips": [good, 5]},
        {"tips": [good] * 51},
        {"tips": [good], "officer": "x"},
    ):
        assert (await desk.post("/queue/assign", body)).status_code == 400, body
    for body in (
        {"day": "2026-02-30", "shift": "day", "scope": "day", "officers": []},
        {"day": f"{desk.house.now:%Y-%m-%d}", "shift": "noon", "scope": "day", "officers": []},
        {"day": f"{desk.house.now:%Y-%m-%d}", "shift": "day", "scope": "year", "officers": []},
        {"day": "2040-01-01", "shift": "day", "scope": "week", "officers": []},
        {"day": f"{desk.house.now:%Y-%m-%d}", "shift": "day", "scope": "day", "officers": ["x"]},
    ):
        assert (await desk.post("/unit/duty", body)).status_code == 400, body
    assert await tab_count(desk, "unclaimed") == "1"


async def test_who_may_get_a_tip_is_said_with_a_suggestion_and_without_a_hamlet_of_the_tip(
    desk: DeskClient,
) -> None:
    chief, an = chief_of(desk), desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    keyless = desk.house.officer("Cà Thị Mai", "mai.ct", holds_key=False)
    desk.house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG)
    await desk.sign_in(chief)
    assert (
        await desk.post("/unit/beats/add", {"commune": "03703", "names": ["Bản Bon", "Bản Hé"]})
    ).status_code == 200
    page = (await desk.get("/unit/beats")).text
    beat = page.split('data-give="')[1].split('"')[0]
    assert (await desk.post("/unit/beats/give", {"beats": [beat], "officer": an.id.hex()})).status_code == 200
    tip = desk.house.tip([text("Bản Hé")], category="drugs").id.hex()
    offer = (await desk.get(f"/tips/{tip}/colleagues", "application/json")).json()
    assert {each["name"]: each["holdsKey"] for each in offer["colleagues"]} == {
        chief.name: True,
        an.name: True,
        keyless.name: False,
    }
    assert (offer["suggested"], offer["reason"]) == (
        an.id.hex(),
        "phụ trách địa bàn ở xã này, đang giữ ít tin nhất",
    )
    assert sorted(hamlet["name"] for hamlet in offer["hamlets"]) == ["Bản Bon", "Bản Hé"]
    several = (await desk.get("/queue/colleagues", "application/json")).json()
    assert several["suggested"] is None


async def test_who_has_a_tip_open_is_told_within_the_unit_alone(desk: DeskClient) -> None:
    an, duty = (
        desk.house.officer("Lò Thị Hạnh", "hanh.lt"),
        desk.house.officer("Cầm Tuấn", "tuan.cv", DUTY, Role.DUTY_DESK),
    )
    quy = desk.house.officer("Điêu Văn Quý", "quy.dv")
    tip = desk.house.tip([text("x")], when=When.NOW, copies=(DUTY,)).id.hex()
    for officer, others in ((an, []), (duty, []), (quy, [an.name])):
        desk.client.cookies.clear()
        await desk.sign_in(officer)
        assert (await desk.post(f"/tips/{tip}/open")).json() == {"others": others}
    assert (await desk.get("/changes?since=0", "application/json")).json()["open"] == {tip: [an.name]}
    assert f"{an.name} đang xem" in (await desk.get("/")).text
    still = desk.house.database.read_now(lambda conn: presence.open_now(conn, an.viewer, desk.house.now))
    assert still == {bytes.fromhex(tip): (quy.name,)}
    await desk.post(f"/tips/{tip}/left")
    left = desk.house.database.read_now(lambda conn: presence.open_now(conn, an.viewer, desk.house.now))
    assert left == {}


async def test_presence_alone_lets_a_session_run_out(desk: DeskClient) -> None:
    from datetime import timedelta

    an = desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    tip = desk.house.tip([text("x")]).id.hex()
    await desk.sign_in(an)
    statuses = []
    for _ in range(200):
        desk.house.offset += timedelta(minutes=1)
        statuses.append((await desk.post(f"/tips/{tip}/open")).status_code)
        if statuses[-1] == 401:
            break
    assert statuses[-1] == 401


async def test_saved_lists_keep_filters_only_and_only_for_their_officer(desk: DeskClient) -> None:
    an, quy = desk.house.officer("Lò Thị Hạnh", "hanh.lt"), desk.house.officer("Điêu Văn Quý", "quy.dv")
    await desk.sign_in(an)
    saved = {
        "name": "Ma túy, mới trước",
        "choices": "tab=mine&category=drugs&sort=newest&after=5.5&evil=<script>",
    }
    assert (await desk.post("/queue/views", saved)).status_code == 200
    page = (await desk.get("/")).text
    assert 'href="/?tab=mine&amp;category=drugs&amp;sort=newest"' in page
    assert "evil" not in page
    view = page.split('data-forget-view="')[1].split('"')[0]
    assert (await desk.post("/queue/views", {"name": " ", "choices": ""})).json()["reason"] == "unfit_view"
    desk.client.cookies.clear()
    await desk.sign_in(quy)
    assert "Ma túy, mới trước" not in (await desk.get("/")).text
    await desk.post(f"/queue/views/{view}/forget")
    desk.client.cookies.clear()
    await desk.sign_in(desk.house.officer("Cà Thị Mai", "mai.ct"))
    assert (await desk.post("/queue/views/xyz/forget")).status_code == 400


async def test_the_rota_says_when_nobody_is_planned_and_who_is_on_duty(desk: DeskClient) -> None:
    from domain.duty import shift_at

    chief, an = chief_of(desk), desk.house.officer("Lò Thị Hạnh", "hanh.lt")
    await desk.sign_in(chief)
    assert "Ca này chưa xếp ai" in (await desk.get("/unit/duty")).text
    day, shift = shift_at(desk.house.now)
    body = {"day": day.isoformat(), "shift": shift, "scope": "week", "officers": [an.id.hex()]}
    assert (await desk.post("/unit/duty", body)).status_code == 200
    page = (await desk.get("/unit/duty")).text
    assert "Ca này chưa xếp ai" not in page
    assert "Đang trực:</span> <b>Lò Thị Hạnh</b>" in page
    foreign = desk.house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG)
    answer = await desk.post("/unit/duty", {**body, "officers": [foreign.id.hex()]})
    assert (answer.status_code, answer.json()["reason"]) == (409, "nobody")
    desk.client.cookies.clear()
    await desk.sign_in(an)
    assert "data-slot" not in (await desk.get("/unit/duty")).text
    assert "data-add" not in (await desk.get("/unit/beats")).text
