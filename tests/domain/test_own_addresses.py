"""What is ours is told by exact comparison; everything else isn't ours, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.own_addresses import MOST_FOUND, AddressKind, Checked, OwnAddresses, Verdict, check_text

OURS = OwnAddresses("TinBaoVN_bot", "https://form.tinbao.vn/gui", "https://desk.tinbao.vn:8443")
BOT = Checked(Verdict.OURS, AddressKind.BOT)
FORM = Checked(Verdict.OURS, AddressKind.FORM)
DESK = Checked(Verdict.OURS, AddressKind.DESK)


def verdicts(text: str, own: OwnAddresses = OURS) -> list[Verdict]:
    return [found.verdict for found in check_text(text, own)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://t.me/TinBaoVN_bot", BOT),
        ("t.me/tinbaovn_bot", BOT),
        ("(http://t.me/TINBAOVN_BOT/).", BOT),
        ("https://t.me/TinBaoVN_bot?start=c_03703", Checked(Verdict.OURS, AddressKind.BOT, "03703")),
        ("https://t.me/TinBaoVN_bot?start=xyz", BOT),
        ("tg://resolve?domain=TinBaoVN_bot&start=c_03703", Checked(Verdict.OURS, AddressKind.BOT, "03703")),
        ("@TinBaoVN_bot", BOT),
        ("TinBaoVN_bot", BOT),
        ("https://form.tinbao.vn/gui", FORM),
        ("https://FORM.tinbao.vn/gui/?p=03703#x", FORM),
        ("https://form.tinbao.vn:443/gui", FORM),
        ("form.tinbao.vn/gui", FORM),
        ("https://desk.tinbao.vn:8443/queue/5", DESK),
    ],
)
def test_what_is_ours_is_told(text: str, found: Checked) -> None:
    assert check_text(text, OURS) == (found,)


@pytest.mark.parametrize(
    "text",
    [
        "https://form.tinbao.vn.evil.top/gui",
        "https://evil.top/form.tinbao.vn/gui",
        "https://form.tinbao.vn@evil.top/gui",
        "https://ai-do@form.tinbao.vn/gui",
        "https://form-tinbao.vn/gui",
        "https://form.tinba0.vn/gui",
        "https://f0rm.tinbao.vn/gui",
        "https://fоrm.tinbao.vn/gui",
        "https://form.tinbáo.vn/gui",
        "http://form.tinbao.vn/gui",
        "https://form.tinbao.vn:8443/gui",
        "https://form.tinbao.vn/guitien",
        "https://form.tinbao.vn/",
        "https://desk.tinbao.vn/queue",
        "https://xn--frm-sed.tinbao.vn/gui",
        "https://t.me/TinBaoVN_bot_2",
        "https://t.me/TinBaoVM_bot",
        "https://t.me/s/TinBaoVN_bot",
        "https://telegram.top/TinBaoVN_bot",
        "@TinBaoVNN_bot",
        "@TinBaoVИ_bot",
        "tg://resolve?domain=TinBaoVN_b0t",
    ],
)
def test_what_is_made_to_look_like_ours_is_named(text: str) -> None:
    assert verdicts(text) == [Verdict.LOOKS_ALIKE]


@pytest.mark.parametrize(
    "text",
    [
        "https://nhan-tien.top/",
        "www.facebook.com/congan",
        "@hotro24h",
        "https://t.me/lam_giau_nhanh",
        "javascript://alert",
        "https://[::1",
    ],
)
def test_what_is_strange_is_not_ours(text: str) -> None:
    assert verdicts(text) == [Verdict.STRANGE]


@pytest.mark.parametrize(
    "text", ["", "con mèo nhà bên", "gặp lúc 3.30 chiều", "a@b", "tôi chuyển 2.000.000đ rồi"]
)
def test_a_text_without_addresses_has_none(text: str) -> None:
    assert check_text(text, OURS) == ()


def test_a_poster_is_read_in_its_order() -> None:
    """The words of a poster with one address stuck over."""
    poster = "Quét mã, hoặc mở t.me/TinBaoVN_bot?start=c_03703, hoặc https://form.tinbao.vn.top/gui. Tìm @TinBaoVN_bot."
    assert verdicts(poster) == [Verdict.OURS, Verdict.LOOKS_ALIKE, Verdict.OURS]


def test_where_nothing_is_configured_nothing_is_ours() -> None:
    """An empty name or address matches nothing."""
    assert (
        verdicts("https://t.me/ @TinBaoVN_bot https://form.tinbao.vn/gui", OwnAddresses())
        == [Verdict.STRANGE] * 3
    )


def test_a_flood_of_links_is_cut() -> None:
    assert len(check_text("https://a.top/ " * 500, OURS)) == MOST_FOUND


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    check_text(text, OURS)


@given(st.text(alphabet="abcđ.:/@-_%?#[]0оｏ", max_size=40))
def test_nothing_put_around_our_name_becomes_ours(noise: str) -> None:
    """Whatever stands before our host without a slash belongs to another host, or to nobody."""
    for found in check_text(f"https://{noise}evil.top/form.tinbao.vn/gui", OURS):
        assert found.verdict is not Verdict.OURS
