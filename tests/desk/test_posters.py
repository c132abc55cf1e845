"""An officer finds the posters of the own unit's communes at the desk, and nobody else's."""

from dataclasses import replace

import httpx
import pypdfium2
import pytest

from domain.place_records import Commune, PlaceKind, Province
from tests.desk.conftest import BUILD, ORIGIN, DeskClient
from tests.desk.house import HA_TRUNG, QUYNH_NHAI, House
from tests.reading_codes import links_on
from web.desk import create_desk

PLACES = {
    "03703": Commune("03703", "Quỳnh Nhai", PlaceKind.COMMUNE, "14", 21.8, 103.6, 0),
    "14644": Commune("14644", "Hà Trung", PlaceKind.COMMUNE, "38", 20.0, 105.8, 0),
}
PROVINCES = {
    "14": Province("14", "Sơn La", PlaceKind.PROVINCE),
    "38": Province("38", "Thanh Hóa", PlaceKind.PROVINCE),
}


@pytest.fixture
def open_desk(house: House):
    """A desk that knows two communes; given a bot's name or none."""

    def opened(bot_name: str) -> DeskClient:
        parts = replace(
            house.parts(ORIGIN, BUILD), commune=PLACES.get, province=PROVINCES.get, bot_name=bot_name
        )
        transport = httpx.ASGITransport(create_desk(parts), raise_app_exceptions=False)
        return DeskClient(house, httpx.AsyncClient(transport=transport, base_url=ORIGIN))

    return opened


async def test_an_officer_gets_the_poster_of_the_own_commune(house, open_desk):
    """The unit's page offers it; the file's code leads to the bot with the commune chosen."""
    desk = open_desk("TinBaoSonLaBot")
    async with desk.client:
        await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lo"))
        page = (await desk.get("/unit")).text
        assert "Tải áp phích xã Quỳnh Nhai" in page
        assert "14644" not in page
        answer = await desk.get("/unit/posters/03703.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="ap-phich-03703.pdf"'
    with pypdfium2.PdfDocument(answer.content) as document:
        links = links_on(document[0])
    assert links == ["https://t.me/TinBaoSonLaBot?start=c_03703"]


@pytest.mark.parametrize("code", ["14644", "99999", "..%2f03703"])
async def test_no_poster_of_another_units_commune(house, open_desk, code):
    """The same answer for what doesn't exist and for what isn't this unit's."""
    desk = open_desk("TinBaoSonLaBot")
    async with desk.client:
        await desk.sign_in(house.officer("Lò Thị Hạnh", "hanh.lo", unit=QUYNH_NHAI))
        assert (await desk.get(f"/unit/posters/{code}.pdf")).status_code == 404


async def test_no_poster_without_a_session(house, open_desk):
    """Whoever isn't signed in is sent to the sign-in page."""
    desk = open_desk("TinBaoSonLaBot")
    async with desk.client:
        assert (await desk.get("/unit/posters/03703.pdf")).status_code == 303


async def test_while_the_bot_has_no_name_the_page_says_so(house, open_desk):
    """No button that leads nowhere."""
    desk = open_desk("")
    async with desk.client:
        await desk.sign_in(house.officer("Trịnh Văn Nam", "nam.trinh", unit=HA_TRUNG))
        page = (await desk.get("/unit")).text
        assert "TINBAO_BOT_NAME" in page
        assert "/unit/posters/" not in page
        assert (await desk.get("/unit/posters/14644.pdf")).status_code == 404
