"""An officer hands a tip to another unit in a real browser; afterwards the former unit's keys open nothing that comes."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Request, Route, expect
from sqlalchemy import select, update

from domain.tips import VagueStatus, When
from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.errors import WrongKeyOrPlace
from sealing.hybrid_keys import public_key_of
from sealing.parts import Place, open_part, unwrap_part_key
from sealing.parts import Role as PartRole
from sealing.queue_keys import QueueEpoch, open_queue_seed
from sealing.secret_types import SecretBytes
from storage import queue_keys, threads, tips, units
from storage.engine import Connection
from storage.models import part_wraps, parts
from storage.models import tips as tip_rows
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, TestOfficer, TestTip, text
from tests.desk.watching import Watch

Offer = dict[str, str]
Lie = Callable[[Offer, Offer], Offer]

WORDS = "Mấy tối nay có ba sà lan hút cát dưới chân cầu Pá Uôn."
MUONG_GION = Unit("c-03694", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")
KEYLESS = Unit("c-03671", UnitKind.COMMUNE, "Công an xã Chưa Có Khóa", "14")


@pytest.fixture(scope="module", autouse=True)
def province(live: LiveDesk) -> None:
    """Sơn La is served, with a second commune that has its key and a third that has none."""
    house = live.house

    def serve(conn: Connection) -> None:
        units.upsert_units(conn, [MUONG_GION, KEYLESS])
        house.queue_seeds[MUONG_GION.id] = new_key()
        house.add_queue_key(conn, MUONG_GION)
        units.serve_province(conn, "14", DUTY.id, INSPECTORATE.id, switched_on=True)

    house.database.write_now(serve)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def receiver(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Quàng Thị Inh", f"inh.{abs(hash(request.node.name))}", MUONG_GION)


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


def choose(page: Page, typed: str, unit: str) -> None:
    page.click("[data-open-forward]")
    page.fill("#forward-search", typed)
    page.click(f"#forward-choices >> text={unit}")
    expect(page.locator("dialog[open]")).to_contain_text("Khóa còn hạn, đã đối chiếu.")


def seeds_of(live: LiveDesk, officer: TestOfficer) -> list[tuple[str, int, SecretBytes]]:
    """Every queue seed that the stored wraps give to an officer's own unlocked seed."""
    held = live.house.database.read_now(lambda conn: queue_keys.own_seeds(conn, officer.viewer))
    return [
        (
            seed.queue_id,
            seed.epoch,
            open_queue_seed(
                QueueEpoch(live.house.deployment, seed.queue_id, seed.epoch),
                seed.sealed_seed,
                officer.id,
                officer.seed,
            ),
        )
        for seed in held
    ]


def opened_with(
    live: LiveDesk, tip: TestTip, seeds: list[tuple[str, int, SecretBytes]]
) -> dict[tuple[str, int], str]:
    """What these seeds open of everything that is stored of a tip, wraps of every queue tried with each seed."""
    rows = live.house.database.read_now(
        lambda conn: conn.execute(
            select(parts.c.role, parts.c.number, parts.c.body, part_wraps)
            .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
            .where(parts.c.tip_id == tip.id)
        ).all()
    )
    found = {}
    for row in rows:
        place = Place(live.house.deployment, tip.id, row.number, PartRole(row.role))
        for queue, epoch, seed in seeds:
            for named in {(queue, epoch), (row.queue_id, row.epoch)}:
                try:
                    key = unwrap_part_key(place, row.sealed_key, *named, seed)
                except WrongKeyOrPlace:
                    continue
                found[row.role, row.number] = (
                    open_part(place, key, row.body).body.reveal().decode("utf-8", "replace")
                )
    return found


def test_a_tip_is_forwarded_and_the_former_unit_cant_open_what_comes_later(
    live: LiveDesk, officer: TestOfficer, receiver: TestOfficer, page: Page
) -> None:
    watch = Watch(page, live.url)
    tip = live.house.tip([text(WORDS), text("Xe chở cát đi đường dân sinh.")])
    live.house.addition(tip, 1, text("Một chiếc sơn mũi xanh."))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.fill("[data-composer=note] textarea", "Đã báo Trưởng Công an xã.")
    page.click("[data-composer=note] button[type=submit]")
    expect(page.locator("[data-notes] .part-text")).to_have_text("Đã báo Trưởng Công an xã.")
    assert len(opened_with(live, tip, seeds_of(live, officer))) == 5

    choose(page, "muong gion", MUONG_GION.name)
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(
        "2 mục, 1 lời trao đổi và 1 ghi chú được khóa lại cho Công an xã Mường Giôn"
    )
    expect(dialog).to_contain_text("Người báo thấy: Đã chuyển nơi xử lý.")
    page.fill("#forward-more", "Bến cát ở bờ bên kia.")
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(page.locator("main h1")).to_have_text("Đã chuyển tới Công an xã Mường Giôn")
    assert "sà lan" not in page.content()
    assert not any("Bến cát" in sent for sent in watch.sent)

    # What comes now, and everything that was there, is beyond every key the former officer has.
    later = replace(tip, holders=(MUONG_GION,))
    live.house.addition(later, 2, text("Họ vừa quay lại."))
    former = seeds_of(live, officer)
    assert former
    assert opened_with(live, tip, former) == {}
    page.goto(f"{live.url}/tips/{tip.id.hex()}")
    expect(page.locator("main")).to_contain_text("tin không nằm trong hàng của đơn vị")
    page.goto(f"{live.url}/register")
    expect(page.locator("main")).to_contain_text("Đã chuyển tới Công an xã Mường Giôn")

    theirs = opened_with(live, tip, seeds_of(live, receiver))
    assert theirs["addition", 2] == "Họ vừa quay lại."
    assert theirs["note", 2] == "Việc xảy ra ở địa bàn khác. Bến cát ở bờ bên kia."
    other = live.page()
    live.sign_in(other, receiver)
    live.open_tip(other, tip.id)
    expect(other.locator("[data-seal]")).to_have_text("Đủ 2/2 mục, đúng như lúc gửi")
    expect(other.locator("[data-thread]")).to_contain_text("Họ vừa quay lại.")
    expect(other.locator("[data-thread]")).to_contain_text("Đúng khóa của mã tin")
    expect(other.locator("[data-notes]")).to_contain_text("Đã báo Trưởng Công an xã.")
    expect(other.locator("[data-notes]")).to_contain_text("Cán bộ, Công an xã Quỳnh Nhai")
    expect(other.locator(".history")).to_contain_text("Chuyển tới Công an xã Mường Giôn")
    assert "Lò Thị Hạnh" not in other.content()
    thread = live.house.database.read_now(lambda conn: threads.open_thread(conn, tip.receipt.mailbox))
    assert thread is not None
    assert (thread.status, thread.unit_id) == (VagueStatus.MOVED, MUONG_GION.id)
    expected = [complaint for complaint in watch.complaints if "404" not in complaint]
    assert expected == []
    other.context.close()


def test_what_the_resident_adds_during_the_dialog_goes_along(
    live: LiveDesk, officer: TestOfficer, receiver: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    # Nothing tells the page by itself, so that the forward is the first to find out.
    page.route("**/changes?*", lambda route: route.abort())
    choose(page, "giôn", MUONG_GION.name)
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(page.locator("main h1")).to_have_text("Đã chuyển tới Công an xã Mường Giôn")
    assert opened_with(live, tip, seeds_of(live, receiver))["addition", 1] == "Họ vừa quay lại."
    assert opened_with(live, tip, seeds_of(live, officer)) == {}


def test_only_units_with_a_key_and_never_the_commune_a_tip_is_about_are_offered(
    live: LiveDesk, page: Page
) -> None:
    inspector = live.house.officer("Cao Thị Yến", "yen.ct.forward", INSPECTORATE, Role.INSPECTORATE)
    tip = live.house.tip([text("Cán bộ xã nhận tiền.")], unit=INSPECTORATE, conflict=True)
    fix_commune(live, tip)
    live.sign_in(page, inspector)
    live.open_tip(page, tip.id)
    page.click("[data-open-forward]")
    choices = page.locator("#forward-choices")
    expect(choices).to_contain_text(DUTY.name)
    expect(choices).to_contain_text(MUONG_GION.name)
    for name in (KEYLESS.name, QUYNH_NHAI.name, INSPECTORATE.name):
        page.fill("#forward-search", name)
        expect(choices).to_contain_text("Không có đơn vị nào tên như vậy")


def fix_commune(live: LiveDesk, tip: TestTip) -> None:
    live.house.database.write_now(
        lambda conn: conn.execute(
            update(tip_rows).where(tip_rows.c.id == tip.id).values(commune_code="03703")
        )
    )


def another_key(offered: Offer, _other: Offer) -> Offer:
    """The target's own entry with a key of the server's in it."""
    entry = base64.b64decode(offered["queueEntry"])
    at = len(entry) - 64 - 1216
    forged = entry[:at] + public_key_of(new_key()) + entry[-64:]
    return {**offered, "queueEntry": base64.b64encode(forged).decode()}


def another_units_entry(offered: Offer, other: Offer) -> Offer:
    """Another unit's true entry under the target's name."""
    return {**offered, "queueEntry": other["queueEntry"]}


def another_unit(_offered: Offer, other: Offer) -> Offer:
    """Everything of another unit, true from first to last; only it isn't the one that was asked for."""
    return other


def nothing(_offered: Offer, _other: Offer) -> Offer:
    """No entry at all."""
    return {}


LIES = {
    another_key: "Khóa máy chủ đưa ra không đúng với danh bạ khóa. Dừng lại, báo người quản trị của tỉnh.",
    another_units_entry: "Khóa máy chủ đưa ra không đúng với danh bạ khóa. Dừng lại, báo người quản trị của tỉnh.",
    another_unit: "Khóa máy chủ đưa ra không đúng với danh bạ khóa. Dừng lại, báo người quản trị của tỉnh.",
    nothing: "Khóa của đơn vị này chưa kiểm được, nên chưa chuyển được.",
}


def lie_about(live: LiveDesk, page: Page, tip: TestTip, lie: Lie) -> None:
    """From now on the server answers as `lie` wants whenever the page asks for Mường Giôn's key."""

    def answer(route: Route) -> None:
        true = route.fetch()
        other = page.request.get(f"{live.url}/tips/{tip.id.hex()}/targets/{DUTY.id}")
        route.fulfill(response=true, body=json.dumps(lie(true.json(), other.json())))

    page.route(f"**/targets/{MUONG_GION.id}", answer)


def forwards_posted(page: Page) -> list[str]:
    """Filled with what the page posts as a forward, as it goes."""
    posted: list[str] = []

    def keep(request: Request) -> None:
        if request.url.endswith("/forward"):
            posted.append(request.post_data or "")

    page.on("request", keep)
    return posted


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_target_that_isnt_the_one_that_was_chosen_is_never_sealed_to(
    live: LiveDesk, officer: TestOfficer, page: Page, lie: Lie
) -> None:
    """A server that offers its own key, or another unit's, for the target: nothing is posted, and the officer reads why."""
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    lie_about(live, page, tip, lie)
    posted = forwards_posted(page)
    page.click("[data-open-forward]")
    page.fill("#forward-search", "Mường Giôn")
    page.click(f"#forward-choices >> text={MUONG_GION.name}")
    expect(page.locator("#forward-choices")).to_contain_text("Khóa chưa kiểm được")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open] .error")).to_contain_text(LIES[lie])
    assert posted == []
    assert opened_with(live, tip, seeds_of(live, officer))


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_server_that_has_the_browser_seal_again_is_checked_again(
    live: LiveDesk, officer: TestOfficer, page: Page, lie: Lie
) -> None:
    """The first answer is true; then the server says that the key has moved, and lies at the second asking."""
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    choose(page, "muong gion", MUONG_GION.name)
    lie_about(live, page, tip, lie)
    posted = forwards_posted(page)
    moved = {"error": "Khóa của đơn vị nhận vừa đổi.", "reason": "epoch_moved"}
    page.route("**/forward", lambda route: route.fulfill(status=409, json=moved))
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open] .error")).to_contain_text(LIES[lie])
    assert len(posted) == 1
    assert json.loads(posted[0])["target"] == MUONG_GION.id
    assert opened_with(live, tip, seeds_of(live, officer))


def test_a_colleague_who_has_it_open_sees_it_leave(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    colleague = live.house.officer("Cà Thị Mai", "mai.ct.leave")
    tip = live.house.tip([text(WORDS)])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    other = live.page()
    live.sign_in(other, colleague)
    live.open_tip(other, tip.id)
    expect(other.locator("[data-report] .part-text")).to_have_text(WORDS)
    choose(page, "Mường Giôn", MUONG_GION.name)
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(other.locator("main h1")).to_have_text("Tin này đã rời hàng của đơn vị")
    assert "sà lan" not in other.content()
    other.context.close()


def test_the_duty_desks_copy_of_what_happens_now_stays(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text(WORDS)], when=When.NOW, copies=(DUTY,))
    duty = live.house.officer("Lường Văn Duy", "duy.lv.forward", DUTY, Role.DUTY_DESK)
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    choose(page, "Mường Giôn", MUONG_GION.name)
    expect(page.locator("dialog[open]")).to_contain_text("Trực ban vẫn giữ bản đã có")
    page.click("dialog[open] >> text=Chuyển tới Công an xã Mường Giôn")
    expect(page.locator("main h1")).to_have_text("Đã chuyển tới Công an xã Mường Giôn")
    assert opened_with(live, tip, seeds_of(live, duty))["report", 1] == WORDS
    view = live.house.database.read_now(lambda conn: tips.tip(conn, duty.viewer, tip.id))
    assert isinstance(view, tips.TipView)
    assert view.copy
