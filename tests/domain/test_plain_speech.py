"""Texts are measured as people read and hear them."""

import pytest

from domain.plain_speech import sentences, spoken_syllables, syllables, too_long


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Gọi 113 ngay", 5),
        ("mã OTP", 4),
        ("Gọi 111.", 4),
        ("lãi 2,5 phần", 4),
        ("mua – bán", 2),
        ("", 0),
        ("TikTok", 1),
    ],
)
def test_what_is_read_aloud_is_counted_as_heard(text: str, count: int) -> None:
    """Figures and abbreviations take the time of their single sounds."""
    assert spoken_syllables(text) == count


def test_lines_list_items_and_colons_end_sentences() -> None:
    assert sentences("Một hai. Ba bốn!\nNăm: sáu “bảy.” Tám") == (
        "Một hai",
        "Ba bốn",
        "Năm",
        "sáu “bảy",
        "Tám",
    )


def test_only_sentences_over_the_measure_are_too_long() -> None:
    """Fifteen syllables are read at once, sixteen are not; figures don't count."""
    fifteen = " ".join(["tiếng"] * 15)
    assert syllables(f"113 {fifteen}") == 15
    assert too_long(f"{fifteen}. {fifteen} nữa.") == (f"{fifteen} nữa",)
