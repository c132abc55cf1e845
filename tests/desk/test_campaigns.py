"""The campaign desk answers as it promises: who may do what, what falls back, what is said where it was made."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaigns import Button, CampaignContent, CampaignKind, Words
from domain.permissions import Action, Role, may
from handlers.bulletin_text import bulletin_text
from handlers.wording import Wordings
from storage import campaigns
from tests.desk.campaign_house import (
    BODY,
    FRAMES,
    MUONG_CHIEN,
    QUYNH_NHAI_PLACE,
    approver,
    awareness,
    campaign_parts,
    posted,
    subscribe,
)
from tests.desk.conftest import BUILD, ORIGIN, DeskClient
from tests.desk.house import HA_TRUNG, QUYNH_NHAI, House, TestOfficer
from web.desk import create_desk
from web.desk.campaign_preview import preview
from web.desk.campaign_texts import people
from web.desk.inputs import base64_text

WORDINGS = Wordings.load()
NOWHERE = "0" * 32


@pytest.fixture
async def desk(house: House) -> AsyncIterator[DeskClient]:
    app = create_desk(campaign_parts(house, ORIGIN, BUILD))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield DeskClient(house, client)


async def enter(desk: DeskClient, who: TestOfficer) -> None:
    """Sign in, a step of the six digits later than before: each code is good once."""
    desk.house.offset += timedelta(seconds=30)
    assert (await desk.sign_in(who)).status_code == 200


async def written(desk: DeskClient, writer: TestOfficer, **changes: object) -> str:
    """A campaign of this content, as its writer leaves it."""
    await enter(desk, writer)
    made = (await desk.post("/campaigns")).json()["campaign"]
    saved = await desk.post(f"/campaigns/{made}/change", posted(1, **changes))
    assert saved.status_code == 200, saved.text
    return str(made)


def found(house: House, writer: TestOfficer, campaign: str) -> campaigns.Campaign:
    seen = house.database.read_now(
        lambda conn: campaigns.campaign(conn, writer.viewer, bytes.fromhex(campaign))
    )
    assert seen is not None
    return seen


async def approved(desk: DeskClient, writer: TestOfficer, judge: TestOfficer, **changes: object) -> str:
    made = await written(desk, writer, **changes)
    assert (await desk.post(f"/campaigns/{made}/ask")).status_code == 200
    await enter(desk, judge)
    shown = base64_text(found(desk.house, writer, made).content_hash)
    assert (await desk.post(f"/campaigns/{made}/approve", {"hash": shown})).status_code == 200
    return made


ACTS = {
    "change": Action.WRITE_CAMPAIGNS,
    "picture": Action.WRITE_CAMPAIGNS,
    "ask": Action.WRITE_CAMPAIGNS,
    "correct": Action.WRITE_CAMPAIGNS,
    "approve": Action.APPROVE_CAMPAIGNS,
    "refuse": Action.APPROVE_CAMPAIGNS,
    "pause": Action.STEER_CAMPAIGNS,
    "resume": Action.STEER_CAMPAIGNS,
    "cancel": Action.STEER_CAMPAIGNS,
    "test": Action.TEST_CAMPAIGNS,
}


async def test_every_act_is_refused_to_every_role_that_the_table_forbids_it(desk: DeskClient) -> None:
    """The address answers as if there were nothing; what the table allows gets an answer of the command."""
    campaign = await written(desk, awareness(desk.house))
    bodies = {"change": posted(1), "approve": {"hash": base64_text(bytes(32))}, "refuse": {"note": "x"}}
    for role in Role:
        await enter(desk, desk.house.officer("Vi Văn Tám", f"tam.{role}", QUYNH_NHAI, role, holds_key=False))
        for act, action in ACTS.items():
            if may(role, action, own_unit=True):
                continue
            answer = await desk.post(f"/campaigns/{campaign}/{act}", bodies.get(act))
            assert answer.status_code == 404, (role, act)
        seen = (await desk.get("/campaigns")).status_code
        assert seen == (200 if may(role, Action.SEE_CAMPAIGNS, own_unit=True) else 404), role
        if not may(role, Action.WRITE_CAMPAIGNS, own_unit=True):
            assert (await desk.post("/campaigns")).status_code == 404
            assert "campaign-editor" not in (await desk.get(f"/campaigns/{campaign}?edit")).text
    assert found(desk.house, awareness(desk.house, "Hà", "ha.x"), campaign).state.value == "draft"


async def test_another_units_campaign_is_not_there(desk: DeskClient) -> None:
    """The same answer as for none at all, whatever is asked."""
    campaign = await written(desk, awareness(desk.house))
    await enter(desk, desk.house.officer("Lê Thị Hoa", "hoa.lt", HA_TRUNG, Role.AWARENESS, holds_key=False))
    for path in ("", "/now", "/picture", "/sheet.pdf"):
        theirs, none = (
            await desk.get(f"/campaigns/{campaign}{path}"),
            await desk.get(f"/campaigns/{NOWHERE}{path}"),
        )
        assert theirs.status_code == none.status_code == 404
        assert theirs.text == none.text
    for act in ("ask", "cancel", "test", "correct"):
        assert (await desk.post(f"/campaigns/{campaign}/{act}")).json()["reason"] == "not_visible"
    assert campaign not in (await desk.get("/campaigns")).text


async def test_a_change_after_asking_falls_back_and_the_old_hash_approves_nothing(desk: DeskClient) -> None:
    """What was shown to the approver is what is approved, or nothing is."""
    writer, judge = awareness(desk.house), approver(desk.house)
    subscribe(desk.house, 7)
    made = await written(desk, writer)
    await desk.post(f"/campaigns/{made}/ask")
    shown = base64_text(found(desk.house, writer, made).content_hash)
    changed = await desk.post(
        f"/campaigns/{made}/change", posted(2, words={"vi": {"title": "Lời khác", "body": BODY}})
    )
    assert changed.json() == {"version": 3, "fell_back": True}
    assert "Bản nháp" in (await desk.get(f"/campaigns/{made}")).text
    await desk.post(f"/campaigns/{made}/ask")
    await enter(desk, judge)
    late = await desk.post(f"/campaigns/{made}/approve", {"hash": shown})
    assert (late.status_code, late.json()["reason"]) == (409, "content_moved")
    fresh = base64_text(found(desk.house, writer, made).content_hash)
    assert (await desk.post(f"/campaigns/{made}/approve", {"hash": fresh})).status_code == 200
    assert found(desk.house, writer, made).state.value == "scheduled"


async def test_a_change_after_the_approval_needs_a_new_one(desk: DeskClient) -> None:
    """Approved for next week, changed today: it is a draft again."""
    writer, judge = awareness(desk.house), approver(desk.house)
    subscribe(desk.house, 7)
    later = {"kind": "once", "day": str((desk.house.now + timedelta(days=7)).date()), "at": "15:00"}
    made = await approved(desk, writer, judge, schedule=later)
    await enter(desk, writer)
    changed = await desk.post(f"/campaigns/{made}/change", posted(2, schedule=later, valid_hours=6))
    assert changed.json()["fell_back"] is True
    after = found(desk.house, writer, made)
    assert (after.state.value, after.approved_by, after.next_minute) == ("draft", None, None)


async def test_nobody_approves_what_they_wrote(desk: DeskClient) -> None:
    """Not even after their role was changed: the page says so and the command refuses."""
    writer = awareness(desk.house)
    subscribe(desk.house, 7)
    made = await written(desk, writer)
    await desk.post(f"/campaigns/{made}/ask")
    from sqlalchemy import update

    from storage.models import officers

    desk.house.database.write_now(
        lambda conn: conn.execute(update(officers).where(officers.c.id == writer.id).values(role="approver"))
    )
    page = (await desk.get(f"/campaigns/{made}")).text
    assert "Nhờ người thứ hai" in page
    assert 'data-dialog="approve"' not in page
    shown = base64_text(found(desk.house, writer, made).content_hash)
    assert (await desk.post(f"/campaigns/{made}/approve", {"hash": shown})).json()["reason"] == "own_work"


async def test_what_is_refused_comes_back_with_its_remark(desk: DeskClient) -> None:
    """An empty remark isn't one."""
    writer, judge = awareness(desk.house), approver(desk.house)
    subscribe(desk.house, 7)
    made = await written(desk, writer)
    await desk.post(f"/campaigns/{made}/ask")
    await enter(desk, judge)
    assert (await desk.post(f"/campaigns/{made}/refuse", {"note": "  "})).json()["reason"] == "reason_needed"
    assert (await desk.post(f"/campaigns/{made}/refuse", {"note": "Bớt một câu"})).status_code == 200
    await enter(desk, writer)
    assert "Cầm Bá Lộc trả lại: Bớt một câu" in (await desk.get(f"/campaigns/{made}")).text


PAST = {"kind": "once", "day": "2025-01-02", "at": "09:00"}
NEVER = {"kind": "monthly", "day": 31, "at": "09:00", "first": "2026-02-01", "last": "2026-02-28"}
NO_DAYS = {"kind": "weekly", "weekdays": [], "at": "09:00", "first": "2026-02-01", "last": None}
LONG = {"vi": {"title": "Dài", "body": "lời " * 600}}


@pytest.mark.parametrize(
    ("changes", "said", "reason"),
    [
        ({"schedule": PAST}, "Giờ gửi đã qua. Chọn giờ khác.", "in_the_past"),
        ({"schedule": NEVER}, "Lịch này không bao giờ tới lượt gửi. Xem lại ngày.", "unfit"),
        ({"schedule": NO_DAYS}, "Lịch này không bao giờ tới lượt gửi. Xem lại ngày.", "unfit"),
        ({"words": LONG}, "Quá dài cho Zalo:", "unfit"),
        ({"places": []}, "Chưa chọn nơi, nên chưa có ai nhận.", "unfit"),
        ({"places": [{"province": "14", "commune": "03760"}]}, "Chưa ai ở nơi này đăng ký nhận.", "nobody"),
        ({"urgent": True}, "Ghi lý do gửi khẩn.", "unfit"),
        ({"buttons": ["stop", "topic"]}, "Chọn chủ đề cho nút Xem cách nhận ra.", "unfit"),
        ({"words": {"vi": {"title": "Xem", "body": "Vào https://lua.top ngay"}}}, "có đường dẫn", "unfit"),
        ({"languages": ["en"]}, "mà chưa viết lời tiếng Anh", "unfit"),
    ],
)
async def test_what_is_wrong_is_said_where_it_was_made(
    desk: DeskClient, changes: dict[str, object], said: str, reason: str
) -> None:
    """A sentence beside the field, and no approval can be asked for."""
    subscribe(desk.house, 7)
    await enter(desk, awareness(desk.house))
    made = (await desk.post("/campaigns")).json()["campaign"]
    saved = await desk.post(f"/campaigns/{made}/change", posted(1, **changes))
    assert saved.status_code == 200
    page = (await desk.get(f"/campaigns/{made}")).text
    errors = [part for part in page.split("<li") if "remark-error" in part]
    assert any(said in part for part in errors), said
    assert (await desk.post(f"/campaigns/{made}/ask")).json()["reason"] == reason


async def test_pictures_are_cleaned_measured_and_shown_only_to_their_unit(desk: DeskClient) -> None:
    """Too large, not a picture, and a good one that the page then shows."""
    writer = awareness(desk.house)
    made = await written(desk, writer)
    headers = {"origin": ORIGIN, "content-type": "application/octet-stream"}
    address = f"/campaigns/{made}/picture"
    large = await desk.client.post(address, content=b"\x89PNG" + bytes(5 * 1024 * 1024), headers=headers)
    assert (large.status_code, large.json()["error"]) == (413, "Ảnh nặng quá 5 MB. Chọn ảnh nhẹ hơn.")
    assert (await desk.client.post(address, content=b"GIF", headers=headers)).json()[
        "reason"
    ] == "picture_unreadable"
    kept = (await desk.client.post(address, content=b"\x89PNG 1", headers=headers)).json()["picture"]
    assert (await desk.get(address)).status_code == 404
    assert (await desk.post(f"/campaigns/{made}/change", posted(2, picture=kept))).status_code == 200
    shown = await desk.get(address)
    assert (shown.content, shown.headers["content-type"]) == (b"\x89PNG 1", "image/png")
    unknown = await desk.post(f"/campaigns/{made}/change", posted(3, picture="ab" * 32))
    assert unknown.status_code == 400


async def test_no_title_and_no_address_holds_a_word_of_a_campaign(desk: DeskClient) -> None:
    """Tabs, histories and logs say that there is a campaign, never what it says."""
    writer, judge = awareness(desk.house), approver(desk.house)
    subscribe(desk.house, 7)
    made = await approved(desk, writer, judge)
    for who, path in product(
        (writer, judge), ("/campaigns", f"/campaigns/{made}", f"/campaigns/{made}?edit")
    ):
        await enter(desk, who)
        page = (await desk.get(path)).text
        title = page.split("<title>")[1].split("</title>")[0]
        assert "VNeID" not in title
        assert "VNeID" not in " ".join(part.split('"')[0] for part in page.split('href="')[1:])
        assert "VNeID" in page


@pytest.mark.parametrize(
    ("count", "said"), [(0, "chưa có ai"), (1, "dưới 5\xa0người"), (4, "dưới 5\xa0người"), (5, "5\xa0người")]
)
async def test_small_audiences_are_masked(desk: DeskClient, count: int, said: str) -> None:
    """A number under five could point at somebody; a channel's would give it away as well."""
    subscribe(desk.house, count)
    subscribe(desk.house, 0, MUONG_CHIEN)
    made = await written(desk, awareness(desk.house))
    page = (await desk.get(f"/campaigns/{made}")).text
    assert people(count) == said
    assert f'id="audience-count" aria-live="polite">{said}<' in page
    assert ("Telegram\xa05" in page) == (count == 5)


async def test_channels_are_shown_only_where_each_has_enough(desk: DeskClient) -> None:
    """Total 12 and Telegram 9 would say: Zalo 3."""
    subscribe(desk.house, 9)
    subscribe(desk.house, 3, channel="zalo")
    made = await written(desk, awareness(desk.house))
    page = (await desk.get(f"/campaigns/{made}")).text
    assert "12\xa0người" in page
    assert "Telegram\xa09" not in page


async def test_a_test_link_works_once_and_for_its_officer(desk: DeskClient) -> None:
    """Without a chat of one's own there is nothing to send a test to, and the desk says so."""
    made = await written(desk, awareness(desk.house))
    assert (await desk.post(f"/campaigns/{made}/test")).json()["reason"] == "no_test_chat"
    link = (await desk.post("/campaigns/test-link")).json()
    start = link["command"].removeprefix("/start ")
    assert link["link"] == f"https://t.me/tin_bao_bot?start={start}"
    from sealing.secret_types import SecretText

    chat = campaigns.TestChat(campaigns.new_test_chat_id(), bytes(60), "vi")
    token = SecretText(start.removeprefix("t_"))
    desk.house.database.write_now(lambda conn: campaigns.link_test_chat(conn, token, chat, desk.house.now))
    assert (await desk.post(f"/campaigns/{made}/test")).status_code == 200
    assert "Gửi thử cho mình" in (await desk.get(f"/campaigns/{made}")).text


async def test_the_sheet_is_a_pdf_and_says_when_it_doesnt_fit(desk: DeskClient) -> None:
    """A4 for the notice board; a text too long for it is refused in one sentence."""
    made = await written(desk, awareness(desk.house))
    sheet = await desk.get(f"/campaigns/{made}/sheet.pdf")
    assert sheet.content.startswith(b"%PDF")
    await desk.post(
        f"/campaigns/{made}/change", posted(2, words={"vi": {"title": "Dài", "body": "lời " * 1500}})
    )
    assert (await desk.get(f"/campaigns/{made}/sheet.pdf")).json()["reason"] == "too_long_to_print"


async def test_what_the_editor_never_sends_is_refused(desk: DeskClient) -> None:
    """Foreign places, unknown topics, odd dates and old versions change nothing."""
    writer = awareness(desk.house)
    made = await written(desk, writer)
    before = found(desk.house, writer, made)
    for changes in (
        {"places": [{"province": "38", "commune": "03703"}]},
        {"places": [{"province": "14", "commune": "99999"}]},
        {"topics": ["no_such_topic"]},
        {"topic": "no_such_topic"},
        {"schedule": {"kind": "once", "day": "9999-12-31", "at": "09:00"}},
        {
            "schedule": {
                "kind": "peak",
                "first": "2026-01-01",
                "last": "2026-02-01",
                "at": "09:00",
                "every_days": 0,
            }
        },
        {"words": {"en": {"title": "a", "body": "b"}}},
        {"words": {"vi": {"title": "a\x00", "body": "b"}}},
        {"words": {"vi": {"title": "a", "body": "\x00"}}},
        {"urgent_reason": "\x00"},
        {"extra": 1},
    ):
        assert (await desk.post(f"/campaigns/{made}/change", posted(2, **changes))).status_code == 400, (
            changes
        )
    outside = await desk.post(
        f"/campaigns/{made}/change", posted(2, places=[{"province": "38", "commune": "15271"}])
    )
    assert outside.json()["reason"] == "outside_area"
    assert (await desk.post(f"/campaigns/{made}/change", posted(1, valid_hours=5))).json()[
        "reason"
    ] == "content_moved"
    assert found(desk.house, writer, made) == before


async def test_a_running_campaign_stands_on_top_and_can_be_paused(desk: DeskClient) -> None:
    """Sent of all, failures, and one button; its report masks what is small."""
    writer, judge, house = awareness(desk.house), approver(desk.house), desk.house
    house.offset = timedelta(hours=(14 - (house.now.hour + 7)) % 24)
    subscribe(house, 12)
    made = await approved(desk, writer, judge)
    later = house.now + timedelta(minutes=1)
    house.database.write_now(lambda conn: campaigns.start_due(conn, later))
    (run,) = house.database.read_now(campaigns.open_runs)
    house.database.write_now(lambda conn: campaigns.fill_step(conn, run.id, later))
    lead = house.database.write_now(lambda conn: campaigns.lead_deliveries(conn, "b", "telegram", later))
    batch = house.database.write_now(
        lambda conn: campaigns.take_batch(conn, lead, run.id, "telegram", 8, later)
    )
    outcomes = [
        campaigns.Outcome(each.subscriber_id, campaigns.DeliveryState.SENT)
        if number
        else campaigns.Outcome(
            each.subscriber_id, campaigns.DeliveryState.FAILED, campaigns.FailedReason.BLOCKED
        )
        for number, each in enumerate(batch.deliveries)
    ]
    house.database.write_now(lambda conn: campaigns.settle(conn, run.id, outcomes, later))
    campaign_id = bytes.fromhex(made)
    for number in range(9):
        place = "03703" if number < 6 else "03688"
        house.database.write_now(
            lambda conn, key=bytes([number]) * 16, place=place: campaigns.count_met(
                conn, campaign_id, key, place
            )
        )
    page = (await desk.get("/campaigns")).text
    assert "<b>7</b> / 12 người" in page
    assert "1 người không nhận được" in page
    report = (await desk.get(f"/campaigns/{made}")).text
    assert "Đã chặn bot" in report
    figures = report.split("theo xã, bảng")[1].split("</table>")[0]
    assert "<td>6</td>" in figures
    assert "<td>dưới 5</td>" in figures
    assert "<td>3</td>" not in figures
    assert (await desk.post(f"/campaigns/{made}/pause")).status_code == 200
    assert "Gửi tiếp" in (await desk.get("/campaigns")).text
    await enter(desk, writer)
    correction = (await desk.post(f"/campaigns/{made}/correct")).json()["campaign"]
    editor = (await desk.get(f"/campaigns/{correction}")).text
    assert "Chỉ tới những người đã nhận bản đầu" in editor
    assert "Đính chính: Không ai cập nhật" in editor
    first = (await desk.get(f"/campaigns/{made}")).text
    assert f'Đã có <a href="/campaigns/{correction}">bản đính chính</a>' in first
    assert "Gửi tiếp<" not in first
    assert "Gửi tiếp<" not in (await desk.get("/campaigns")).text
    resumed = await desk.post(f"/campaigns/{made}/resume")
    assert (resumed.status_code, resumed.json()["reason"]) == (409, "corrected")
    changed = await desk.post(f"/campaigns/{correction}/change", posted(1, places=[], languages=[]))
    assert changed.status_code == 200
    assert (await desk.post(f"/campaigns/{correction}/ask")).status_code == 200


texts = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(
    st.sampled_from(["vi", "en"]), texts, texts, st.booleans(), st.booleans(), texts,
    st.lists(st.sampled_from(list(Button)), unique=True),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_preview_is_what_is_sent(
    language: str, title: str, body: str, correction: bool, urgent: bool, reason: str, buttons: list[Button]
) -> None:
    """The desk composes a warning as the broadcaster does, to the letter."""
    content = CampaignContent(
        words={"vi": Words(title, body), "en": Words(body, title)},
        kind=CampaignKind.URGENT if urgent else CampaignKind.NORMAL,
        urgent_reason=reason,
        buttons=tuple(buttons),
    )
    for each in (content, replace(content, words={"vi": Words(title, body)})):
        sent = bulletin_text(WORDINGS, language, each, "abc", is_correction=correction)
        shown = preview(each, FRAMES, language, is_correction=correction)
        assert shown.text == sent.text.text
        assert list(shown.buttons) == [choice.label for choice in sent.choices]
        assert f"{shown.text}\n\n{shown.stop_number}" == sent.text_without_buttons.text


def test_the_house_of_these_tests_names_real_places() -> None:
    """Places that the tests use are those of the gazetteer."""
    assert (QUYNH_NHAI_PLACE.commune_code, MUONG_CHIEN.commune_code) == ("03703", "03688")
