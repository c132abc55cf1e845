"""Every Vietnamese name is printed as it is written: no empty boxes, no letter of another face, no lost marks."""

import shutil
import unicodedata

import pytest

from bot.gazetteer_files import read_gazetteer_records
from web.print.faces import BOLD, MONO, REGULAR, Face, Fonts, FontsMissing, UnprintableLetters
from web.print.paper import Paper


def test_every_name_in_vietnam_can_be_printed(fonts):
    """All communes and provinces, in both weights."""
    records = read_gazetteer_records()
    names = "".join({*(c.title for c in records.communes), *(p.title for p in records.provinces)})
    for weight in (REGULAR, BOLD):
        assert len(fonts.chosen(weight, unicodedata.normalize("NFC", names))) == 2


def test_a_line_that_begins_with_a_marked_letter_keeps_the_next_lines_in_their_face(paper, read_back):
    """The marked letters come from a second font; the line after such a line once fell back to the title's face."""
    paper.text("Tiêu đề", 20, 20, 170, Face(BOLD, 40))
    text = "Ễnh ương kêu ở\nbảo bà con ở đó\nốc đảo\nbờ ao"
    paper.text(text, 20, 60, 170, Face(REGULAR, 14))
    (page,) = read_back(paper.pdf())
    assert page.text.split("\r\n")[1:] == text.split("\n")
    assert set(page.points[page.text.index("Ễnh") :]) <= {14.0, 0.0, 1.0}


def test_letters_apart_from_their_marks_are_joined(paper, read_back):
    """Text that comes decomposed is printed with the whole letters of the font."""
    paper.text(unicodedata.normalize("NFD", "Nguyễn Đặng Ớt"), 20, 20, 170, Face(REGULAR, 14))
    assert read_back(paper.pdf())[0].text == "Nguyễn Đặng Ớt"


def test_pictures_in_a_text_are_printed_in_one_colour(fonts):
    """An emoji of a warning is printed from the house's own font."""
    assert len(fonts.chosen(REGULAR, "⚠ 🚨")) > 2


def test_letters_that_no_font_has_are_named(paper):
    """Rather a sentence than an empty box on a notice board."""
    with pytest.raises(UnprintableLetters, match=r"漢 \(U\+6F22\)"):
        paper.text("chữ 漢", 20, 20, 170, Face(REGULAR, 14))


@pytest.fixture
def paper(fonts):
    with Paper(fonts, "thử") as paper:
        yield paper


@pytest.mark.parametrize("broken", ["gone", "damaged"])
def test_missing_fonts_are_said_in_one_sentence(tmp_path, fonts, broken):
    """Whoever forgot the build learns what to run."""
    folder = shutil.copytree(fonts.folder, tmp_path / "fonts")
    font = folder / "ibm-plex-mono-latin-500-normal.woff2"
    font.unlink() if broken == "gone" else font.write_bytes(b"no font")
    with pytest.raises(FontsMissing, match="make setup"):
        Fonts(folder).chosen(MONO, "1")


def test_balanced_lines_are_about_one_length(paper, read_back):
    """A title doesn't leave one word alone on its last line, and gets no line more for it."""
    face, text = Face(BOLD, 40), "Không ai cập nhật giấy tờ gì qua điện thoại cho bà con"
    usual = paper.lines(text, 170, face)
    paper.text(text, 20, 20, 170, face, balanced=True)
    balanced = read_back(paper.pdf())[0].text.split("\r\n")
    assert len(usual) == len(balanced) == 3
    assert min(map(len, usual)) < 10 < min(map(len, balanced))
