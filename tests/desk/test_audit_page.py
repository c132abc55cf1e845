"""The audit record at the desk: own unit's for chiefs, the province's for the inspectorate, filtered, paged, as a file made in the browser."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from domain.deadlines import Duty
from domain.permissions import Role
from domain.retention import EarlyReason
from domain.samples import Mark, Verdict
from domain.tips import Classification, Decision, ExtensionGround, StopGround
from sealing.directory import EntryKind
from storage import audit, tips
from storage.audit import AuditAct
from storage.audit_reading import AuditEntry
from storage.epochs_on_record import epochs_told
from storage.joining import KeyCheck
from storage.officers import OfficerState
from storage.printing import FORMS
from storage.viewer import Viewer
from tests.desk.axe import well_made
from tests.desk.conftest import DeskClient, LiveDesk
from tests.desk.house import DUTY, HA_TRUNG, INSPECTORATE, QUYNH_NHAI, House, TestOfficer, text
from web.desk import audit_texts
from web.desk.audit_lines import Names, detail_text, line_of
from web.desk.times import NBSP


def chief(house: House, sign_in: str = "son.dv") -> TestOfficer:
    return house.officer("Đinh Văn Sơn", sign_in, QUYNH_NHAI, Role.CHIEF)


def inspector(house: House, sign_in: str = "thanh.lt") -> TestOfficer:
    return house.officer("Lê Thị Thanh", sign_in, INSPECTORATE, Role.INSPECTORATE)


def act(house: House, officer: TestOfficer, what: AuditAct, count: int = 1, **detail: str) -> None:
    """Let an officer have done something."""

    def write(conn):
        for _ in range(count):
            audit.record(
                conn,
                unit_id=officer.unit.id,
                officer_id=officer.id,
                act=what,
                now=house.now,
                subject=officer.id.hex(),
                detail=detail,
            )

    house.database.write_now(write)


def rows(page: str) -> list[str]:
    """The lines of the page, tags left out."""
    found = re.findall(r"<tr role=\"row\"><td.*?</tr>", page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]


def test_every_act_has_its_words_and_stands_in_one_group() -> None:
    """A new act can't be shown as a code, nor be missing from the filter."""
    assert set(audit_texts.ACT) == set(AuditAct)
    listed = [act for _, acts in audit_texts.GROUPS.values() for act in acts]
    assert sorted(listed) == sorted(AuditAct)
    assert len(set(audit_texts.ACT.values())) == len(AuditAct)


async def test_a_chief_reads_who_did_what_in_the_own_unit(desk: DeskClient) -> None:
    house = desk.house
    officer, leader = house.officer("Lò Thị Hạnh", "hanh.lt"), chief(house)
    tip = house.tip([text("Ba sà lan hút cát")])
    house.database.write_now(lambda conn: tips.mark_viewed(conn, officer.viewer, tip.id, house.now))
    house.database.write_now(lambda conn: tips.claim(conn, officer.viewer, tip.id, house.now))
    await desk.sign_in(leader)
    page = (await desk.get("/audit")).text
    newest = [line.replace(NBSP, " ") for line in rows(page)[:3]]
    assert "Tôi Đăng nhập" in newest[0]
    assert "Lò Thị Hạnh Nhận tin Tin số 1" in newest[1]
    assert "Lò Thị Hạnh Mở xem tin Tin số 1" in newest[2]
    assert f'href="/tips/{tip.id.hex()}"' in page
    assert "sà lan" not in page


async def test_it_is_narrowed_by_act_officer_and_day(desk: DeskClient) -> None:
    house = desk.house
    officer, leader = house.officer("Lò Thị Hạnh", "hanh.lt"), chief(house)
    act(house, officer, AuditAct.KEY_GRANTED, epoch="2")
    act(house, leader, AuditAct.POSTERS_PRINTED)
    await desk.sign_in(leader)
    one = rows((await desk.get("/audit?act=key_granted")).text)
    assert len(one) == 1
    assert "khóa số 2" in one[0]
    assert all("Đăng" not in line for line in rows((await desk.get("/audit?act=people")).text))
    assert len(rows((await desk.get("/audit?act=signing-in")).text)) == 1
    his = rows((await desk.get(f"/audit?officer={officer.id.hex()}&act=key_granted")).text)
    assert len(his) == 1
    assert rows((await desk.get("/audit?last=2020-01-01")).text) == []
    assert "Không có dòng nào khớp" in (await desk.get("/audit?last=2020-01-01")).text
    assert len(rows((await desk.get("/audit?first=2020-01-01&act=key_granted")).text)) == 1
    for odd in ("?first=x&last=2020-13-01", "?act=zzz", "?officer=zz", "?before=-1", "?before=" + "9" * 30):
        assert (await desk.get(f"/audit{odd}")).status_code == 200, odd


async def test_it_is_paged_without_a_gap(desk: DeskClient) -> None:
    house = desk.house
    leader = chief(house)
    act(house, leader, AuditAct.POSTERS_PRINTED, count=120)
    await desk.sign_in(leader)
    numbers: list[int] = []
    address = "/audit?act=posters_printed"
    while address:
        page = (await desk.get(address)).text
        numbers += [int(line.split()[0]) for line in rows(page)]
        older = re.search(r'href="([^"]+)">Cũ hơn', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    assert len(numbers) == 120
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] - numbers[-1] == 119


async def test_the_inspectorate_reads_its_province_and_is_seen_to(desk: DeskClient) -> None:
    """Any unit of the province, none of another; and that it read another unit's record is on its own, once a day."""
    house = desk.house
    officer = house.officer("Lò Thị Hạnh", "hanh.lt")
    act(house, officer, AuditAct.KEY_GRANTED, epoch="7")
    act(house, house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG), AuditAct.KEY_GRANTED, epoch="8")
    await desk.sign_in(inspector(house))
    for _ in range(2):
        page = (await desk.get(f"/audit?unit={QUYNH_NHAI.id}&act=key_granted")).text
        assert len(rows(page)) == 1
    assert HA_TRUNG.name not in page
    theirs, none = await desk.get(f"/audit?unit={HA_TRUNG.id}"), await desk.get("/audit?unit=c-99999")
    assert theirs.status_code == none.status_code == 404
    assert theirs.text == none.text
    own = rows((await desk.get("/audit?act=audit_read")).text)
    assert len(own) == 1
    assert QUYNH_NHAI.name in own[0]


async def test_a_duty_desk_and_an_officer_read_no_other_record(desk: DeskClient) -> None:
    house = desk.house
    await desk.sign_in(house.officer("Lường Văn Duy", "duy.lv", DUTY, Role.DUTY_DESK))
    assert (await desk.get("/audit")).status_code == 200
    assert (await desk.get(f"/audit?unit={QUYNH_NHAI.id}")).status_code == 404
    await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lt"))
    for path in ("/audit", "/audit/anchors", "/audit/rows"):
        assert (await desk.get(path)).status_code == 404
    assert "/audit" not in (await desk.get("/unit")).text


async def test_anchors_are_shown_for_what_may_be_read(desk: DeskClient) -> None:
    from storage.audit_anchors import heads

    house = desk.house
    act(house, house.officer("Lò Thị Hạnh", "hanh.lt"), AuditAct.KEY_GRANTED, epoch="7")
    act(house, house.officer("Lê Văn Nam", "nam.lv", HA_TRUNG), AuditAct.KEY_GRANTED, epoch="8")
    await desk.sign_in(inspector(house))
    page = (await desk.get("/audit/anchors")).text
    for anchor in house.database.read_now(lambda conn: heads(conn, house.now)):
        assert (anchor.groups in page) == (anchor.unit_id != HA_TRUNG.id)


async def test_a_row_that_a_hostile_hand_spoilt_breaks_no_page(desk: DeskClient) -> None:
    """The page shows what it can; that the row was changed is `tinbao audit verify`'s to say."""
    from sqlalchemy import text as sql

    from tests.storage.audit_attacks import take_fences_away

    house = desk.house
    leader = chief(house)
    act(house, leader, AuditAct.KEY_GRANTED, epoch="7")

    def spoil(conn):
        take_fences_away(conn)
        spoilt = "<script>alert(1)</script>"
        conn.execute(sql("UPDATE audit_rows SET act = :it, subject = :it, detail = :it"), {"it": spoilt})

    house.database.write_now(spoil)
    await desk.sign_in(leader)
    page = (await desk.get("/audit")).text
    assert "<script>alert" not in page
    assert audit_texts.ACT_UNKNOWN in page


CODED: Mapping[str, Iterable[str]] = {
    "role": Role,
    "ground": (*StopGround, *ExtensionGround),
    "duty": Duty,
    "classification": Classification,
    "decision": Decision,
    "mark": Mark,
    "verdict": Verdict,
    "check": KeyCheck,
    "kind": (kind.name.lower() for kind in EntryKind),
    "reason": EarlyReason,
    "what": sorted(FORMS),
    "was": OfficerState,
    "paper": ("yes", "no"),
    "first": ("yes",),
    "needed": ("no",),
    "taken_back": ("yes",),
    "as": ("sample",),
}
"""Every code that a detail of the record can hold, beside numbers, days and ids."""


@pytest.mark.parametrize(("key", "code"), [(key, str(code)) for key in CODED for code in CODED[key]])
def test_no_code_of_the_record_is_shown_as_a_code(key: str, code: str) -> None:
    said = detail_text({key: code}, Names({}, {}), 495_688)
    assert said
    assert code not in said.split("\N{NO-BREAK SPACE}")
    assert said[0].isalpha()
    assert not re.fullmatch(r"[a-z_]+", said)


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"role": "officer"}, "Cán bộ"),
        ({"role": "inspectorate"}, "Cán bộ Thanh tra"),
        ({"ground": "procuracy"}, "Viện kiểm sát gia hạn"),
        ({"duty": "procuracy"}, "Báo Viện kiểm sát"),
        ({"duty": "report", "taken_back": "yes"}, "Báo cáo đầu, hủy ghi nhận"),
        ({"check": "digits", "epochs": "1"}, "đã đối chiếu số qua điện thoại, khóa số 1"),
        (epochs_told("epochs", (1, 2, 4)), "khóa số 1,2,4"),
        (epochs_told("epochs", range(1, 41)), "khóa số 1-40"),
        (epochs_told("epochs", range(1, 99, 2)), "khóa số 1-97, 49 khóa trong khoảng đó"),
        (epochs_told("replaced", (1, 3)), "thay cho khóa hỏng số 1,3"),
        (
            epochs_told("replaced", range(1, 99, 2)),
            "thay cho khóa hỏng số 1-97, 49 khóa trong khoảng đó",
        ),
        ({"check": "known", "epochs": ""}, "khóa đã đối chiếu từ trước"),
        ({"kind": "province", "province": "14", "epoch": "0"}, "khóa tỉnh, mã tỉnh 14"),
        ({"kind": "queue", "epoch": "1", "serial": "7"}, "khóa hàng tin, khóa số 1, số thứ tự 7"),
        ({"paper": "yes", "first": "no"}, "bằng phiếu giấy"),
        ({"paper": "no", "first": "yes"}, "không có phiếu giấy, lập khóa đầu tiên"),
        (
            {"from_hour": "495681", "to_hour": "495688"},
            "từ khoảng 16 giờ, 19/07, đến khoảng 23 giờ, 19/07",
        ),
        ({"deleted_again": "3"}, "xóa lại 3 tin"),
    ],
)
def test_a_detail_is_said_as_what_it_is(detail: dict[str, str], said: str) -> None:
    assert detail_text(detail, Names({}, {}), 495_688).replace(NBSP, " ") == said


def test_a_tip_that_was_looked_at_as_a_sample_leads_to_no_page_that_isnt_there() -> None:
    viewer = Viewer(bytes(16), DUTY.id, Role.DUTY_DESK, "Lò Văn Trực")
    row = AuditEntry(
        4, 29_741_280, viewer.officer_id, viewer.name, "tip_viewed", "ab" * 16, {"as": "sample"}, bytes(32)
    )
    line = line_of(row, viewer, DUTY.id, Names({}, {}), 495_688)
    assert (line.subject, line.link, line.detail) == ("Tin", "", "khi soát lại")
    judged = replace(row, act="tip_sampled", detail={"verdict": "right", "mark": "junk"})
    assert line_of(judged, viewer, DUTY.id, Names({}, {}), 495_688).link == ""


def test_a_name_in_a_detail_is_said_and_an_unknown_code_is_shown_as_it_is() -> None:
    viewer = Viewer(bytes(16), QUYNH_NHAI.id, Role.CHIEF, "Đinh Văn Sơn")
    entry = AuditEntry(
        4,
        29_741_280,
        None,
        None,
        "tip_status",
        "ab" * 16,
        {"number": "53", "from": "received", "to": "closed"},
        bytes(32),
    )
    line = line_of(entry, viewer, QUYNH_NHAI.id, Names({}, {}), 495_688)
    assert (line.subject, line.detail) == (f"Tin{NBSP}số{NBSP}53", "Mới nhận → Kết thúc")
    assert line.who == audit_texts.HOUSE
    strange = AuditEntry(5, 29_741_280, None, None, "x", "d-14", {"colour": "red-7"}, bytes(32))
    shown = line_of(strange, viewer, QUYNH_NHAI.id, Names({}, {"d-14": DUTY.name}), 495_688)
    assert (shown.act, shown.subject, shown.detail) == (audit_texts.ACT_UNKNOWN, DUTY.name, "red-7")


def test_the_file_is_made_in_the_browser_and_that_is_on_record(live: LiveDesk) -> None:
    """Every row that the filter shows, in order, with no cell that a table program would run."""
    house = live.house
    # With Vietnamese settings a table program parts cells at semicolons, also within what is quoted.
    leader = house.officer("Đinh;=1+1", "tep.dv", QUYNH_NHAI, Role.CHIEF)
    act(house, leader, AuditAct.POSTERS_PRINTED, count=60)
    act(house, leader, AuditAct.KEY_GRANTED, sum="-1+2")
    page = live.page()
    live.sign_in(page, leader)
    page.goto(f"{live.url}/audit?officer={leader.id.hex()}")
    with page.expect_download() as download:
        page.click("audit-export button")
    content = download.value.path().read_bytes()
    assert content.startswith("\ufeff".encode())
    assert download.value.suggested_filename.startswith(f"nhat-ky-{QUYNH_NHAI.id}-")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(lines[0]) == audit_texts.EXPORTED_COLUMNS
    assert [line[3] for line in lines[1:4]] == ["Xuất nhật ký ra tệp", "Đăng nhập", "Cấp khóa hàng tin"]
    assert sum(line[4] == "posters_printed" for line in lines) == 60
    assert lines[3][6] == "'-1+2"
    assert {line[2] for line in lines[1:4]} == {"Đinh;'=1+1"}
    assert not [cell for line in lines for cell in line if re.match(r"[=+\-@]", cell)]
    expect(page.locator(".toast")).to_contain_text("Đã tạo tệp nhật ký")


def test_printing_anchors_is_on_record_before_the_printer_is_asked(live: LiveDesk) -> None:
    house = live.house
    leader = chief(house, "in.dv")
    page = live.page()
    page.add_init_script("window.print = () => document.body.setAttribute('data-printed', '')")
    live.sign_in(page, leader)
    page.goto(f"{live.url}/audit/anchors")
    page.click("anchor-print button")
    page.wait_for_selector("body[data-printed]")
    page.goto(f"{live.url}/audit?act=audit_anchored")
    expect(page.locator(".audit-rows tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_filter_chosen_in_the_browser_narrows_the_page(live: LiveDesk, width: int) -> None:
    house = live.house
    leader = chief(house, f"loc{width}.dv")
    act(house, leader, AuditAct.KEY_GRANTED, epoch="7")
    page = live.page(width)
    live.sign_in(page, leader)
    page.goto(f"{live.url}/unit")
    page.click("a[href='/audit']")
    page.wait_for_selector("#audit-act")
    page.select_option("#audit-act", "key_granted")
    page.select_option("#audit-officer", leader.id.hex())
    page.click(".audit-submit button")
    expect(page.locator(".audit-rows tbody tr")).to_have_count(1)
    expect(page.locator(".audit-rows tbody")).to_contain_text("Cấp khóa hàng tin")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_finds_nothing_on_the_record_and_its_anchors(live: LiveDesk) -> None:
    house = live.house
    leader = inspector(house, "axe")
    act(house, leader, AuditAct.LOCKED_OUT, count=60, tries="5", minutes="1")
    page = live.page()
    live.sign_in(page, leader)
    for path in ("/audit", "/audit?act=deleting", "/audit/anchors"):
        page.goto(live.url + path)
        well_made(page, path, (1280, 768, 390))
