"""Two hours are read as people type them; what may mean two things is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.typed_hours import read_hours

PARTS = ("giờ", "giờ sáng", "giờ trưa", "giờ chiều", "giờ tối", "giờ đêm", "am", "pm")


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22 – 6", (22, 6)),
        ("23-6", (23, 6)),
        ("từ 21 giờ đến 7 giờ", (21, 7)),
        ("22h tới 5h", (22, 5)),
        ("22h00 - 6h00", (22, 6)),
        ("24 - 6", (0, 6)),
        ("9 giờ tối - 6", (21, 6)),
        ("22 - 6 giờ sáng", (22, 6)),
        ("13 - 6 giờ sáng", (13, 6)),
        ("9 giờ sáng - 6 giờ sáng", (9, 6)),
        ("từ 9 giờ tối đến 6 giờ sáng", (21, 6)),
        ("9H TỐI - 6H SÁNG", (21, 6)),
        ("10h đêm đến 5h sáng", (22, 5)),
        ("12 giờ đêm đến 6 giờ sáng", (0, 6)),
        ("1 giờ đêm - 7 giờ sáng", (1, 7)),
        ("12 giờ trưa đến 2 giờ chiều", (12, 14)),
        ("11h trua - 1h trua", (11, 13)),
        ("9 gio toi den 6 gio sang", (21, 6)),
        ("21h toi 6h", (21, 6)),
        ("9 pm to 6 am", (21, 6)),
        ("from 12 am till 7 am", (0, 7)),
        ("12 pm - 2 pm", (12, 14)),
    ],
)
def test_hours_are_read_as_they_are_meant(typed: str, hours: tuple[int, int]) -> None:
    assert read_hours(typed) == hours


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "lúc nào cũng được",
        "22",
        "25 - 6",
        "22:30 - 6:15",
        "1 2 3",
        "123 - 6",
        "9 - 6",  # an evening, or 21 hours of silence?
        "9 - 6 giờ sáng",  # nine in the evening, or 21 hours of silence?
        "9 - 6 am",
        "8 giờ tối - 12",  # midnight, or noon?
        "0 - 24",  # all day long would be kept as never
        "22 - 22",
        "22 - 10 giờ tối",
        "12 giờ đêm - 24 giờ",
        "9h toi 6h",  # `tối`, or `tới`?
        "२२ - ६",
    ],
)
def test_what_is_not_clear_is_no_hours(typed: str) -> None:
    assert read_hours(typed) is None


@given(st.text(max_size=60))
def test_any_text_is_two_hours_of_a_day_or_nothing(typed: str) -> None:
    found = read_hours(typed)
    assert found is None or all(0 <= hour < 24 for hour in found)


@given(st.integers(0, 24), st.integers(0, 24), st.sampled_from(PARTS), st.sampled_from(PARTS))
def test_typed_hours_never_mean_that_no_hours_are_quiet(
    start: int, end: int, first: str, second: str
) -> None:
    """The same hour twice is kept as `never`: who types it may have meant the whole day, and is asked again."""
    found = read_hours(f"{start} {first} - {end} {second}")
    assert found is None or found[0] != found[1]
