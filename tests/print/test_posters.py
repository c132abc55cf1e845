"""A poster leads to its own commune and says how to see that it is genuine; what a camera reads is what its letters say."""

import getpass
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from web.print.paper import TooMuchText
from web.print.poster import Poster, poster_pdf
from web.print.stickers import COLUMNS, ROWS

POSTER = Poster(
    commune_code="03703",
    commune="Xã Quỳnh Nhai",
    province="Sơn La",
    unit="Công an xã Quỳnh Nhai",
    bot_name="TinBaoSonLaBot",
    form_url="https://mau.example.vn",
    root_fingerprint="04821 77310 55962 18034 90417 26688",
)
LINK = "https://t.me/TinBaoSonLaBot?start=c_03703"
LONGEST = replace(
    POSTER,
    commune="Phường Nguyễn Trãi Bình Hưng Hòa",
    province="Hồ Chí Minh",
    unit="Công an phường Nguyễn Trãi Bình Hưng Hòa",
    bot_name="TinBaoThanhPhoHoChiMinh_2026_Bot",
    form_url="https://mau-kin.cong-an-thanh-pho.example.gov.vn/gui",
)


@pytest.fixture(scope="module")
def pages(fonts, read_back):
    return read_back(poster_pdf(POSTER, fonts))


def test_a_camera_reads_the_bot_with_this_commune_chosen(pages):
    """One code on the poster, at least 35 mm wide."""
    (code,) = pages[0].codes
    assert code.text == LINK
    assert code.side >= 35


def test_every_sticker_carries_the_same_code(pages):
    """A sheet of stickers, each code at least 35 mm wide and read on its own."""
    codes = pages[1].codes
    assert len(codes) == COLUMNS * ROWS
    assert {code.text for code in codes} == {LINK}
    assert min(code.side for code in codes) >= 35
    assert pages[1].flat.count(LINK) == COLUMNS * ROWS
    assert pages[1].flat.count("Việc khẩn cấp: gọi 113") == COLUMNS * ROWS


def test_the_address_stands_in_letters_too(pages):
    """Who can't scan can type it, and can compare it with what the camera shows."""
    assert LINK in pages[0].flat.replace(" ?start", "?start")


def test_two_a4_pages(pages):
    """Poster and stickers."""
    assert [page.size_mm for page in pages] == [(210, 297), (210, 297)]


@pytest.mark.parametrize(
    "words",
    [
        "Báo tin cho công an, không cần nói tên",
        "Tell the police what you saw. No name asked.",
        "Công an xã Quỳnh Nhai",
        "Xã Quỳnh Nhai, Sơn La",
        "@TinBaoSonLaBot",
        "https://mau.example.vn",
        "04821 77310 55962 18034 90417 26688",
        "Việc khẩn cấp: gọi 113",
        "Emergency: call 113",
        "Coi chừng mã dán đè",
        "/xacminh",
        "Cố ý báo sai là vi phạm.",
    ],
)
def test_the_poster_says(pages, words):
    """Everything that a resident needs stands on it, in Vietnamese and in English."""
    assert words in pages[0].flat


def test_the_title_is_read_from_across_the_street(pages):
    """At least 40 points, and Vietnamese larger than the English under it."""
    page = pages[0]
    assert page.points_of("Báo tin cho") >= 40
    assert page.points_of("Báo tin cho") > page.points_of("Tell the police")
    assert page.points_of("Kể điều mình") > page.points_of("Tell what you")


def test_no_form_no_word_of_it(fonts, read_back):
    """While there is no form, the poster doesn't mention one."""
    page = read_back(poster_pdf(replace(POSTER, form_url=""), fonts))[0]
    assert "Kín hơn" not in page.flat
    assert "More private" not in page.flat


def test_the_longest_names_still_fit(fonts, read_back):
    """The longest bot's name that the platform allows, a long place and a long address: nothing lost, the code read."""
    poster, stickers = read_back(poster_pdf(LONGEST, fonts))
    link = "https://t.me/TinBaoThanhPhoHoChiMinh_2026_Bot?start=c_03703"
    assert [code.text for code in poster.codes] == [link]
    assert {code.text for code in stickers.codes} == {link}
    assert LONGEST.unit in poster.flat
    assert LONGEST.root_fingerprint in poster.flat


def test_an_address_without_end_is_refused(fonts):
    """Rather no poster than one whose lines run over each other."""
    with pytest.raises(TooMuchText, match="shorten the address"):
        poster_pdf(replace(POSTER, form_url="https://example.vn/" + "a" * 900), fonts)


def test_the_same_poster_is_the_same_file(fonts):
    """Two printings can be compared byte by byte; another commune gives another file."""
    first = poster_pdf(POSTER, fonts)
    assert first == poster_pdf(POSTER, fonts)
    assert first != poster_pdf(replace(POSTER, commune_code="03694"), fonts)


def test_a_file_tells_nothing_of_where_it_was_made(fonts):
    """No path, user, machine or hour in the file's own description."""
    data = poster_pdf(POSTER, fonts)
    described = data.decode("latin-1")
    for told in (str(Path.cwd()), str(Path.home()), socket.gethostname(), "woff2"):
        assert told not in described
    user = getpass.getuser()
    # The letters of a short user name may stand in a compressed page by chance: only what describes the file counts.
    info = re.findall(r"/(?:Author|Creator|Producer|Title|CreationDate|ModDate) ?\(([^)]*)\)", described)
    assert not any(user in value for value in info)
    assert "/CreationDate (D:20250701000000Z" in described
    assert "/Author" not in described


def test_no_promise_of_total_anonymity(pages):
    """Neither in Vietnamese nor in English."""
    said = " ".join(page.flat.casefold() for page in pages)
    for slogan in ("ẩn danh", "tuyệt đối", "an toàn 100", "anonymous", "guarantee", "thưởng", "reward"):
        assert slogan not in said
