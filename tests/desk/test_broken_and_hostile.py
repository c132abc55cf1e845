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
from tests.desk.axe import settled
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


MARKUP = SecretBytes(HOSTILE.encode())
SVG = SecretBytes(
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>document.title=1</script></svg>'
)
TURNED = "\u202e" + "gnol " * 300
BROKEN = SecretBytes(b"\x89PNG\r\n\x1a\n" + bytes(40))


def a_file(body: SecretBytes, mime: str, name: str) -> Content:
    return Content(kind=MediaKind.DOCUMENT, body=body, mime=mime, name=SecretText(name))


KINDS: dict[str, list[Content]] = {
    "script": [
        text(HOSTILE),
        text("{{7*7}} {% raw %} ${1} hx-get='/sign-out' javascript:alert(1)"),
        Content(kind=MediaKind.PHOTO, body=MARKUP, mime="image/jpeg", caption=SecretText(HOSTILE)),
    ],
    "svg": [
        Content(kind=MediaKind.PHOTO, body=SVG, mime="image/svg+xml"),
        a_file(SVG, "image/svg+xml", "anh.svg"),
    ],
    "html": [
        Content(kind=MediaKind.VOICE, body=MARKUP, mime="text/html", seconds=3),
        a_file(MARKUP, "text/html", '"><img src=x>.html'),
        a_file(MARKUP, "application/pdf", "anh\u202egpj.exe"),
    ],
    "long lines": [
        text("A" * 4000),
        text("😀" * 2000),
        text("dòng\n" * 200),
        a_file(MARKUP, "application/pdf", "B" * 250 + ".pdf"),
        Content(kind=MediaKind.PHOTO, body=BROKEN, mime="image/png", caption=SecretText("C" * 900)),
    ],
    "bidi": [
        text(TURNED),
        text("\u2067\u2066 123 \u202eabc" + "\u202b" * 60 + " cuối"),
        a_file(MARKUP, "application/pdf", "\u2067\u202egpj.exe"),
    ],
    "broken media": [
        Content(kind=MediaKind.PHOTO, body=BROKEN, mime="image/png"),
        Content(kind=MediaKind.VOICE, body=SecretBytes(b"OggS" + bytes(60)), mime="audio/ogg", seconds=3),
        Content(kind=MediaKind.VIDEO, body=SecretBytes(bytes(200)), mime="video/mp4"),
    ],
}
"""Every kind of content that somebody could send to harm who opens it, alone in a tip."""

LAID_OUT = """() => {
    const wide = document.documentElement.clientWidth;
    const boxes = [...document.querySelectorAll('main sealed-part, main thread-item, main .card, main .acts, main .part-file, main .part-error')];
    return boxes.filter((each) => each.getClientRects().length > 0)
        .map((each) => [each.localName + '.' + each.className, each.getBoundingClientRect(), each.scrollWidth - each.clientWidth])
        .filter(([, box, over]) => box.left < -0.5 || box.right > wide + 0.5 || over > 1)
        .map(([name, box, over]) => `${name} ${box.left} ${box.right} ${over}`);
}"""
"""The boxes that stand out of the screen, or whose content stands out of them."""


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_content_runs_nothing_and_breaks_nothing(
    live: LiveDesk, officer: TestOfficer, page: Page, kind: str
) -> None:
    """Opened on a wide screen and on a phone, once as sent and once as added later; the policy has nothing to report."""
    watch = Watch(page, live.url)
    tip = live.house.tip(KINDS[kind])
    live.house.addition(tip, 1, KINDS[kind][0])
    live.sign_in(page, officer)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        live.open_tip(page, tip.id)
        count = len(KINDS[kind])
        expect(page.locator("[data-seal]")).to_have_text(f"Đủ {count}/{count} mục, đúng như lúc gửi")
        settled(page)
        expect(page.locator("[data-report] .skeleton, [data-thread] .skeleton")).to_have_count(0)
        number = page.locator(".crumbs .strong" if width == 1280 else ".crumbs b").first.inner_text()
        assert page.title() == f"Tin số {number.split()[-1]} · Tin Báo"
        ran = "script, iframe, object, embed, svg[onload], [onerror], img[src='x'], svg script"
        assert page.locator("main").locator(ran).count() == 0
        assert "\u202e" not in "".join(page.locator(".part-file-name").all_inner_texts())
        assert page.locator(".part-file-name img").count() == 0
        assert page.evaluate(LAID_OUT) == [], width
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        )
    watch.nothing_happened()


def test_what_was_typed_is_shown_letter_by_letter(live: LiveDesk, officer: TestOfficer, page: Page) -> None:
    typed = [HOSTILE, "😀" * 2000, "{{7*7}} ${1}", "dòng\n" * 20 + "cuối"]
    tip = live.house.tip([text(each) for each in typed])
    live.sign_in(page, officer)
    live.open_tip(page, tip.id)
    assert page.locator("[data-report] .part-text").all_inner_texts() == typed
