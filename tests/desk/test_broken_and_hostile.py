"""Broken seals and hostile content: named, contained, and never run."""

from collections.abc import Callable
from dataclasses import replace
from os import urandom
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from sealing.derivation import new_key
from sealing.frames import Content, MediaKind
from sealing.hybrid_keys import public_key_of
from sealing.manifest import Manifest, ReceiptKeys, manifest_content
from sealing.parts import Role as PartRole
from sealing.secret_types import SecretBytes, SecretText
from storage.engine import Connection
from storage.models import part_wraps, parts, receipts
from storage.parts import store_part
from storage.tip_state import tip_state
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
        "Mục 2 có trong bảng kê niêm phong nhưng không còn"
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


def test_a_part_put_in_by_a_writer_of_the_database_is_called_foreign(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    foreign = replace(text("lời của kẻ khác"), bond=SecretBytes(bytes(16)))
    tip = live.house.tip([text("một"), foreign])
    live.house.addition(tip, 1, text("gửi thêm"))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Có mục khác dấu giáp lai")
    expect(page.locator("sealed-part[data-number='2']")).to_contain_text(
        "Dấu giáp lai của mục này khác của bảng kê"
    )
    expect(page.locator("[data-thread]")).not_to_contain_text("Đúng khóa của mã tin")
    expect(page.locator("[data-composer=reply] textarea")).to_be_disabled()


def test_a_manifest_that_somebody_else_made_is_not_believed(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([replace(text("một"), bond=SecretBytes(bytes(16)))])
    live.house.addition(tip, 1, text("gửi thêm"))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Bảng kê đã bị thay")
    expect(page.locator("[data-thread]")).not_to_contain_text("Đúng khóa của mã tin")


def forge_manifest(live: LiveDesk, tip: TestTip, numbers: tuple[int, ...]) -> None:
    """What a writer of the database can do with public keys alone: everything agrees with the new manifest but the bond."""
    reply_key = public_key_of(new_key())
    signing_key = tip.receipt.signing_public_key

    def write(conn: Connection) -> None:
        ours = (parts.c.tip_id == tip.id) & (parts.c.role == "report")
        conn.execute(sa.delete(parts).where(ours & parts.c.number.not_in(numbers)))
        kept = {row.number: row.digest for row in conn.execute(sa.select(parts).where(ours))}
        conn.execute(
            sa.update(receipts).where(receipts.c.tip_id == tip.id).values(reply_public_key=reply_key)
        )
        manifest = Manifest(
            kept, (ReceiptKeys(tip.receipt.mailbox, reply_key, signing_key),), SecretBytes(urandom(16))
        )
        sealed = live.house.sealed(tip, PartRole.MANIFEST, 2, manifest_content(manifest))
        conn.execute(sa.delete(parts).where((parts.c.tip_id == tip.id) & (parts.c.role == "manifest")))
        state = tip_state(conn, tip.id)
        assert state is not None
        store_part(conn, sealed, state.holders, 0)

    live.house.database.write_now(write)


def test_a_newer_manifest_made_with_public_keys_alone_is_named_and_blocks_answers(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """It leaves a part out and puts in a reply key of its own; rows and manifest agree in everything."""
    tip = live.house.tip([text("một"), text("hai"), text("ba")])
    live.house.addition(tip, 1, text("gửi thêm"))
    forge_manifest(live, tip, (1, 3))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Bảng kê đã bị thay")
    expect(page.locator("[data-notices]")).to_contain_text("không mang dấu giáp lai của các mục")
    assert page.locator("[data-report] .part-text").all_inner_texts() == ["một", "ba"]
    expect(page.locator("[data-thread]")).to_contain_text("chưa biết có phải người báo")
    expect(page.locator("[data-composer=reply] textarea")).to_be_disabled()
    page.click("text=Đã kiểm tra, vẫn trả lời")
    expect(page.locator("[data-composer=reply] textarea")).to_be_enabled()


def test_the_manifest_of_a_second_code_is_as_good_as_the_first(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("một"), text("hai")], codes=2)
    live.house.addition(tip, 1, text("gửi thêm"))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Đủ 2/2 mục, đúng như lúc gửi")
    expect(page.locator("[data-thread]")).to_contain_text("Đúng khóa của mã tin")
    expect(page.locator("[data-composer=reply] textarea")).to_be_enabled()


def test_what_was_confirmed_about_one_manifest_doesnt_hold_for_the_next(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    tip = live.house.tip([text("một"), text("hai")])
    tamper(live, lambda: sa.delete(parts).where(part_of(tip, 2)))
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    page.click("text=Đã kiểm tra, vẫn trả lời")
    expect(page.locator("[data-composer=reply] textarea")).to_be_enabled()
    forge_manifest(live, tip, (1,))
    page.click("[data-act=claim]")
    expect(page.locator("[data-seal]")).to_have_text("Bảng kê đã bị thay")
    expect(page.locator("[data-composer=reply] textarea")).to_be_disabled()


def test_a_listed_part_whose_key_was_swapped_keeps_a_tip_from_being_called_whole(
    live: LiveDesk, officer: TestOfficer, page: Page
) -> None:
    """Its bytes are the ones that were sent, but nobody can say so of what doesn't open."""
    tip = live.house.tip([text("một"), text("hai")])
    row = sa.select(parts.c.row_id).where(part_of(tip, 2)).scalar_subquery()
    tamper(
        live, lambda: sa.update(part_wraps).where(part_wraps.c.part_id == row).values(sealed_key=bytes(1168))
    )
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    expect(page.locator("[data-seal]")).to_have_text("Không mở được 1/2 mục")
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
