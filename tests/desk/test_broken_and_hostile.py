"""Broken seals and hostile content: named, contained, and never run."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from sealing.derivation import new_key
from sealing.frames import Content, MediaKind
from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes, SecretText
from storage.models import parts, receipts
from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, TestTip, text
from tests.desk.watching import Watch

HOSTILE = (
    "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"
    "<svg onload=\"document.title='ran'\"></svg>"
)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk) -> Page:
    return live.page()


def tamper(live: LiveDesk, statement: Callable[[], Any]) -> None:
    live.house.database.write_now(lambda conn: conn.execute(statement()))


def part_of(tip: TestTip, number: int) -> Any:
    return (parts.c.tip_id == tip.id) & (parts.c.role == "report") & (parts.c.number == number)


def test_a_broken_part_says_so_and_the_rest_opens(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    tip = live.house.tip([text("một"), text("hai"), text("ba")])
    body = live.house.database.read_now(
        lambda conn: conn.execute(sa.select(parts.c.body).where(part_of(tip, 2))).scalar_one()
    )
    broken = body[:-1] + bytes([body[-1] ^ 1])
    tamper(live, lambda: sa.update(parts).where(part_of(tip, 2)).values(body=broken))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Bị đổi 1/3 mục")
    expect(page.locator("sealed-part[data-number='2']")).to_contain_text("đã hỏng hoặc bị sửa sau khi gửi")
    assert page.locator("[data-report] .part-text").all_inner_texts() == ["một", "ba"]
    expect(page.locator("[data-composer=reply] textarea")).to_be_disabled()
    page.click("text=Đã kiểm tra, vẫn trả lời")
    expect(page.locator("[data-composer=reply] textarea")).to_be_enabled()


def test_a_part_moved_to_another_place_doesnt_open_there(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip, other = live.house.tip([text("một"), text("hai")]), live.house.tip([text("của tin khác")])
    body = live.house.database.read_now(
        lambda conn: conn.execute(sa.select(parts.c.body).where(part_of(other, 1))).scalar_one()
    )
    tamper(live, lambda: sa.update(parts).where(part_of(tip, 2)).values(body=body))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("sealed-part[data-number='2']")).to_contain_text("khóa không khớp")
    assert page.locator("[data-report] .part-text").all_inner_texts() == ["một"]


def test_a_part_that_was_taken_away_is_missed(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    tip = live.house.tip([text("một"), text("hai"), text("ba")])
    tamper(live, lambda: sa.delete(parts).where(part_of(tip, 2)))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Thiếu 1/3 mục")
    expect(page.locator("[data-notices]")).to_contain_text(
        "Mục 2 có trong danh sách đã niêm phong nhưng không còn"
    )
    expect(page.locator("sealed-part[data-number='2']")).to_contain_text("không còn giữ")


def test_a_reply_key_swapped_at_the_server_is_noticed(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("một")])
    swapped = public_key_of(new_key())
    tamper(
        live, lambda: sa.update(receipts).where(receipts.c.tip_id == tip.id).values(reply_public_key=swapped)
    )
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Mã tin bị đổi")
    expect(page.locator("[data-composer=reply] textarea")).to_be_disabled()


def test_without_its_manifest_a_tip_is_read_but_not_answered(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("một")])
    tamper(live, lambda: sa.delete(parts).where((parts.c.tip_id == tip.id) & (parts.c.role == "manifest")))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Không kiểm được niêm phong")
    assert page.locator("[data-report] .part-text").all_inner_texts() == ["một"]
    expect(page.locator("[data-composer=reply] textarea")).to_be_disabled()


def test_hostile_content_runs_nothing_and_goes_nowhere(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    watch = Watch(page, live.url)
    markup = SecretBytes(HOSTILE.encode())
    svg = SecretBytes(
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>1</script></svg>'
    )
    tip = live.house.tip(
        [
            text(HOSTILE),
            text("{{7*7}} {% raw %} ${1} hx-get='/sign-out' javascript:alert(1)"),
            Content(kind=MediaKind.PHOTO, body=svg, mime="image/svg+xml"),
            Content(kind=MediaKind.PHOTO, body=markup, mime="image/jpeg", caption=SecretText(HOSTILE)),
            Content(kind=MediaKind.VOICE, body=markup, mime="text/html", seconds=3),
            Content(kind=MediaKind.VIDEO, body=markup, mime="video/mp4"),
            Content(
                kind=MediaKind.DOCUMENT, body=markup, mime="text/html", name=SecretText('"><img src=x>.html')
            ),
            Content(
                kind=MediaKind.DOCUMENT,
                body=markup,
                mime="application/pdf",
                name=SecretText("anh\u202egpj.exe"),
            ),
        ]
    )
    live.house.addition(tip, 1, text(HOSTILE))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Đủ 8/8 mục, đúng như lúc gửi")
    assert page.locator("[data-report] .part-text").first.inner_text() == HOSTILE
    page.wait_for_timeout(500)
    assert page.title() == "Tin số " + page.locator(".crumbs .strong").inner_text().split()[-1] + " · Tin Báo"
    assert page.locator("[data-report] script, [data-report] svg[onload], [data-report] iframe").count() == 0
    assert page.locator("[data-report] img").count() == 0
    names = page.locator(".part-file-name").all_inner_texts()
    assert "\u202e" not in "".join(names)
    assert page.locator(".part-file-name img").count() == 0
    watch.nothing_happened()


def test_long_lines_and_odd_directions_stay_in_their_box(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    tip = live.house.tip(
        [text("A" * 4000), text("\u202e" + "gnol " * 300), text("😀" * 2000), text("dòng\n" * 200)]
    )
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "".join(page.locator("[data-report] .part-text").nth(2).inner_text()) == "😀" * 2000
