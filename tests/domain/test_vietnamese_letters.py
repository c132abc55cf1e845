"""Vietnamese words are read the same however they were typed; a word without leftovers stays as it is."""

import unicodedata

import pytest

from domain.places import Gazetteer
from domain.typing_leftovers import without_leftovers
from domain.vietnamese_letters import Word, fold_base, read_word, visible, words_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chieengf", "chiềng"),
        ("chieefng", "chiềng"),
        ("chie62ng", "chiềng"),
        ("phuowngf", "phường"),
        ("phu7o72ng", "phường"),
        ("dduwngf", "đừng"),
        ("ddawsk", "đắk"),
        ("d9a61t", "đất"),
        ("hoaf", "hòa"),
        ("nguye64n", "nguyễn"),
        ("muwowngf", "mường"),
        ("wng", "ưng"),
        ("myx", "mỹ"),
        ("gif", "gì"),
    ],
)
def test_keystrokes_left_over_are_undone(typed: str, meant: str) -> None:
    undone, word = without_leftovers(read_word(typed)), read_word(meant)
    assert undone == Word(word.base, word.signature, marked=True)


@pytest.mark.parametrize(
    "typed", ["khoang", "xa", "long", "sơn", "chiềng", "12", "p5", "www", "xyz1", "bcd2f"]
)
def test_a_word_without_leftovers_stays_as_it_is(typed: str) -> None:
    assert without_leftovers(read_word(typed)) is None


def test_both_habits_of_tone_marks_and_of_i_and_y_are_one_word() -> None:
    assert read_word("hoà") == read_word("hòa")
    assert read_word("thuỷ") == read_word("thủy")
    assert read_word("Mỹ") == read_word("mĩ")
    assert read_word(unicodedata.normalize("NFD", "Đường")) == read_word("ĐƯỜNG")
    assert read_word("05") == read_word("5")
    assert read_word("tay") != read_word("tai")


def test_different_tones_are_different_words_of_one_base() -> None:
    assert read_word("lĩnh").base == read_word("linh").base == "linh"
    assert read_word("lĩnh").signature != read_word("linh").signature


def test_commas_and_lines_are_breaks_and_odd_characters_vanish() -> None:
    words, breaks = words_of("Thôn 3,\nHà\u200b Lĩnh; Cư M'gar")
    assert [word.base for word in words] == ["thon", "3", "ha", "linh", "cu", "mgar"]
    assert breaks == {2, 4}
    assert visible("a\u202eb\x00c") == "abc"


def test_no_syllable_of_an_official_name_is_taken_for_keystrokes_alone(gazetteer: Gazetteer) -> None:
    """Typed with their diacritics, names are never rewritten."""
    for commune in gazetteer.records.communes:
        for word in words_of(commune.name)[0]:
            if word.marked:
                assert without_leftovers(word) is None


def test_folding_keeps_names_apart() -> None:
    assert fold_base("quy") == "qui"
    assert fold_base("tay") == "tay"
    assert fold_base("0") == "0"
    assert fold_base("00") == "0"
