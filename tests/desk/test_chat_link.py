"""An officer links an own chat from the desk: a code shown once, for one's own officer alone, and undone at the desk."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import zxingcpp
from PIL import Image

from sealing.secret_types import SecretText
from storage import officer_chats
from storage.failures import Failure
from storage.officer_chats import Linked, NewChat
from storage.viewer import Role
from tests.desk.axe import findings
from tests.desk.conftest import BUILD, ORIGIN, DeskClient, LiveDesk, served_live
from tests.desk.house import DUTY, House
from web.desk import DeskParts, create_desk
from web.desk.chat_link import CODE_LENGTH, CODE_LETTERS


@pytest.fixture
def open_desk(house: House):
    """A desk beside an officers' bot of this name, or of none."""

    def opened(bot_name: str = "", has_bot: bool = True) -> DeskClient:
        parts = replace(house.parts(ORIGIN, BUILD), has_officers_bot=has_bot, officers_bot_name=bot_name)
        transport = httpx.ASGITransport(create_desk(parts), raise_app_exceptions=False)
        return DeskClient(house, httpx.AsyncClient(transport=transport, base_url=ORIGIN))

    return opened


def bring(house: House, code: str) -> Linked | Failure:
    """What the bot does with a code that somebody types."""
    chat = NewChat(b"i" * 16, b"k" * 16, b"sealed", "vi")
    return house.database.write_now(
        lambda conn: officer_chats.link(conn, SecretText(code.replace(" ", "")), chat, house.now)
    )


async def test_a_code_from_the_desk_links_its_own_officer(house, open_desk):
    """The link and its QR carry the code; the page says the state, and unlinking ends it."""
    officer = house.officer("Lò Thị Hạnh", "hanh.lo")
    desk = open_desk("TinBaoCanBoBot")
    async with desk.client:
        await desk.sign_in(officer)
        assert "Chưa nối" in (await desk.get("/my-chat")).text
        made = (await desk.post("/my-chat/code")).json()
        code = made["code"].replace(" ", "")
        assert len(code) == CODE_LENGTH
        assert set(code) <= set(CODE_LETTERS)
        assert made["link"] == f"https://t.me/TinBaoCanBoBot?start={code}"
        assert len(made["squares"]) >= 21
        assert made["code"] not in (await desk.get("/my-chat")).text
        done = bring(house, made["code"])
        assert isinstance(done, Linked)
        assert done.chat.viewer == officer.viewer
        assert "Đang nhận báo" in (await desk.get("/my-chat")).text
        assert (await desk.post("/my-chat/unlink")).json() == {"done": True}
        assert "Chưa nối" in (await desk.get("/my-chat")).text


async def test_without_a_public_name_there_is_a_code_and_no_link(house, open_desk):
    """A wrong address would be worse than none."""
    desk = open_desk()
    async with desk.client:
        await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lo"))
        made = (await desk.post("/my-chat/code")).json()
    assert (made["link"], made["squares"]) == ("", [])


async def test_without_a_bot_the_page_says_so(house, open_desk):
    """Everything can be done at the desk; nobody looks for a bot that isn't there."""
    desk = open_desk(has_bot=False)
    async with desk.client:
        await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lo"))
        page = (await desk.get("/my-chat")).text
    assert "chưa có bot" in page
    assert "data-make" not in page


async def test_an_administrator_finds_no_such_page(house, open_desk):
    """Whoever sees no tip and no campaign has nothing to be told."""
    desk = open_desk("TinBaoCanBoBot")
    async with desk.client:
        await desk.sign_in(house.officer("Quản trị", "quan.tri", unit=DUTY, role=Role.ADMINISTRATOR))
        for answer in (
            await desk.get("/my-chat"),
            await desk.post("/my-chat/code"),
            await desk.post("/my-chat/unlink"),
        ):
            assert answer.status_code == 404
        assert "/my-chat" not in (await desk.get("/unit")).text


def with_a_bot(house: House, url: str, build: Path) -> DeskParts:
    """A desk beside an officers' bot."""
    return replace(house.parts(url, build), has_officers_bot=True, officers_bot_name="TinBaoCanBoBot")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    with served_live(tmp_path_factory.mktemp("chat-link"), migrated_sqlite, with_a_bot) as desk:
        yield desk


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_in_the_browser_a_code_is_shown_and_drawn(live: LiveDesk, width: int, scheme: str) -> None:
    """The page does as its scripts say, found in the officer's own menu, and axe finds nothing."""
    page = live.page(width, 844, scheme)
    live.sign_in(page, live.house.officer("Lò Thị Hạnh", f"hanh.{width}"))
    page.goto(f"{live.url}/my-chat")
    page.click("[data-make]")
    page.wait_for_selector("[data-code]:not(:empty)")
    code = page.inner_text("[data-code]")
    assert len(code.replace(" ", "")) == CODE_LENGTH
    assert page.get_attribute("[data-link]", "href").endswith(code.replace(" ", ""))
    assert read_code(page.locator("[data-qr]").screenshot()) == page.get_attribute("[data-link]", "href")
    assert findings(page) == []
    assert isinstance(bring(live.house, code), Linked)
    page.reload()
    page.click("[data-unlink]")
    page.wait_for_selector(".chip:has-text('Chưa nối')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def read_code(picture: bytes) -> str:
    """What a phone's camera reads in a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    return str(found.text)
