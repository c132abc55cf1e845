"""Danger brings the emergency numbers up, however it is typed; everyday words don't."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.danger_words import mentions_danger

MUST = (
    "cháy nhà",
    "đang cháy to",
    "cứu với",
    "cầm dao dọa",
    "dọa giết",
    "đang đánh nhau",
    "chém nhau",
    "bị đâm",
    "bắt cóc",
    "đuối nước",
    "định tự tử",
    "hiếp dâm",
    "nổ súng",
    "bất tỉnh",
    "đánh vợ",
)
MUST_NOT = ("cứ từ từ", "cháy hàng", "cơm cháy", "chém gió", "giết mổ lậu", "chợ Cháy", "Cửu Long")
EVERYDAY = "nó ở bên kia sông hôm qua tôi thấy ba người lạ mặt đi xe máy về phía bắc"
harmless_words = st.sampled_from(EVERYDAY.split())
around = st.lists(harmless_words, max_size=6).map(" ".join)


def without_diacritics(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in folded if not unicodedata.combining(char))


@given(phrase=st.sampled_from(MUST), before=around, after=around, bare=st.booleans(), loud=st.booleans())
def test_danger_is_noticed_anywhere_with_and_without_diacritics(
    phrase: str, before: str, after: str, bare: bool, loud: bool
) -> None:
    text = f"{before} {without_diacritics(phrase) if bare else phrase}! {after}"
    assert mentions_danger(text.upper() if loud else text)


@given(phrase=st.sampled_from(MUST_NOT), before=around, after=around, bare=st.booleans())
def test_everyday_words_bring_nothing_up(phrase: str, before: str, after: str, bare: bool) -> None:
    assert not mentions_danger(f"{before} {without_diacritics(phrase) if bare else phrase}, {after}")


@given(st.lists(harmless_words, max_size=60).map(" ".join))
def test_a_tip_without_danger_brings_nothing_up(text: str) -> None:
    assert not mentions_danger(text)


@pytest.mark.parametrize(
    "typed",
    [
        "chays nhaf",
        "chay1 nha2 roi",
        "cháy\u200b nhà",
        "CHÁY NHÀ",
        unicodedata.normalize("NFD", "cháy nhà"),
        "dọa\ngiết cả nhà",
        "help me",
        "người ta " * 400 + "cứu với",
    ],
)
def test_danger_is_noticed_through_input_methods_and_odd_characters(typed: str) -> None:
    assert mentions_danger(typed)


@pytest.mark.parametrize(
    "typed", ["đánh vỡ kính", "đang chạy nhà", "", "nó chạy rồi", "no chay roi", "nhà dột"]
)
def test_other_diacritics_are_other_words(typed: str) -> None:
    assert not mentions_danger(typed)


@pytest.mark.parametrize(
    "typed",
    ["cơm cháy nhà làm", "com chay nha lam", "họ giết mổ lậu", "cháy hàng rồi", "ra chợ Cháy mua cơm cháy"],
)
def test_a_harmless_phrase_lends_no_word_to_a_dangerous_one(typed: str) -> None:
    assert not mentions_danger(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "nó dọa đổ xăng cho cháy nhà tôi",
        "đốt cho cháy nhà nó",
        "no doa do xang cho chay nha toi",
        "nó đốt cho chay nha tôi",
        "nấu cơm cháy nhà rồi",
        "nau com chay nha roi",
        "chợ cháy nhà tôi cũng cháy theo",
        "chợ cháy lớn lắm",
        "chợ cháy rồi",
        "no cu tu tu thieu",
        "cơm cháy nhà làm, nó dọa giết tôi",
    ],
)
def test_an_everyday_phrase_hides_no_danger_that_begins_in_it(typed: str) -> None:
    """`cho` typed without diacritics isn't `chợ`: the house is on fire, whatever stands before the words."""
    assert mentions_danger(typed)


@given(
    everyday=st.sampled_from((*MUST_NOT, "cho", "com", "cuu", "giet", "chay", "cứ từ")),
    phrase=st.sampled_from(MUST),
    bare=st.booleans(),
)
def test_no_everyday_words_before_a_danger_hide_it(everyday: str, phrase: str, bare: bool) -> None:
    text = f"{everyday} {phrase}"
    assert mentions_danger(without_diacritics(text) if bare else text)
