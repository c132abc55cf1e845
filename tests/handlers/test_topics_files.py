"""A topic file that can't be shown is refused with one sentence that names file, field and cause."""

import shutil
from pathlib import Path

import pytest

from handlers.awareness_library import FOLDER, TopicFileError, TopicLibrary, problems


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two topics that an officer is about to edit."""
    place = tmp_path / "topics"
    shutil.copytree(FOLDER, place)
    (place / "order.toml").write_text('topics = ["fire", "theft"]\n')
    for path in [*place.glob("*/*.toml"), *place.glob("pictures/*")]:
        if path.stem not in {"fire", "theft"}:
            path.unlink()
    return place


def change(path: Path, old: str, new: str) -> None:
    """Edit a file as an officer would."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def without(path: Path, field: str) -> None:
    """Take a list or line away."""
    kept, inside = [], False
    for line in path.read_text("utf-8").split("\n"):
        starts = line.startswith(f"{field} =")
        inside = inside or starts
        if not inside:
            kept.append(line)
        inside = (
            inside and line not in {"]", '"""'} and not (starts and line[-1] == '"' and line[-3:] != '"""')
        )
    path.write_text("\n".join(kept), "utf-8")


def refused(folder: Path) -> TopicFileError:
    """The one fault of the library, which loading refuses and the list of faults names."""
    with pytest.raises(TopicFileError) as refusal:
        TopicLibrary.load(folder)
    assert [str(found) for found in problems(folder)] == [str(refusal.value)]
    return refusal.value


def test_the_small_library_has_no_fault(folder: Path) -> None:
    assert problems(folder) == ()
    assert [topic.id for topic in TopicLibrary.load(folder).topics("vi")] == ["fire", "theft"]


CHANGES = [
    ("title = ", "titel = ", "title", "missing"),
    ("title = ", 'colour = "red"\ntitle = ', "colour", "unknown"),
    ('title = "Phòng cháy trong nhà"', 'title = "Lửa"', "title", "short"),
    ('title = "Phòng cháy trong nhà"', f'title = "{"cháy " * 12}"', "title", "long"),
    ('title = "Phòng cháy trong nhà"', "title = 7", "title", "wrong_kind"),
    ('title = "Phòng cháy trong nhà"', 'title = ["Phòng cháy"]', "title", "wrong_kind"),
    ("Giữ hai lối thoát", "Xem https://lua.example", "advice 1", "link"),
    ("Giữ hai lối thoát", "Xem t.me/nhom", "advice 1", "link"),
    ("Giữ hai lối thoát", "Xem congan-vn.top", "advice 1", "link"),
    ("Giữ hai lối thoát", "Giữ __hai__ lối thoát", "advice 1", "markup"),
    ("Giữ hai lối thoát", "Giữ <b>hai</b> lối thoát", "advice 1", "markup"),
    ("Ổ cắm nóng, có mùi khét, dây bị giòn.", "Lửa", "signs 1", "short"),
    ("Ổ cắm nóng, có mùi khét, dây bị giòn.", "nóng " * 40, "signs 1", "long"),
    ('answer = "B"', 'answer = "D"', "quiz 1", "answer"),
    ('answer = "B"', 'answer = "b"', "quiz 1", "answer"),
    ('answer = "B"', 'answer = "AB"', "quiz 1", "answer"),
    ('answer = "B"', "answer = 2", "quiz 1 answer", "wrong_kind"),
    ("Trốn dưới gầm giường", "Chạy xuống qua khói", "quiz 1", "twice"),
    ('explanation = "Khói', 'why = "Khói', "quiz 1 explanation", "missing"),
    ("Hương, nến trên bàn thờ", "", "loudspeaker", "minute"),
    ("Kính thưa bà con.", "Kính thưa bà con. " * 20, "loudspeaker", "minute"),
    ('answer = "B"', 'answer = "A"', "quiz", "quiz_differs"),
]


@pytest.mark.parametrize(("old", "new", "field", "problem"), CHANGES)
def test_a_fault_is_named_with_its_file_field_and_cause(
    folder: Path, old: str, new: str, field: str, problem: str
) -> None:
    """One change, one sentence in each language; the other files stay usable."""
    change(folder / "vi" / "fire.toml", old, new)
    if problem == "quiz_differs":
        fault = refused(folder)
        assert (fault.file, fault.field, fault.problem) == ("en/fire.toml", field, problem)
        return
    fault = refused(folder)
    assert (fault.file, fault.field, fault.problem) == ("vi/fire.toml", field, problem)
    for language in ("vi", "en"):
        sentence = fault.sentence(language)
        assert sentence.startswith("vi/fire.toml")
        assert f"“{field}”" in sentence
        assert "{" not in sentence
        assert "\n" not in sentence


FIELDS = (
    "title",
    "summary",
    "picture",
    "scene",
    "signs",
    "advice",
    "call",
    "told_by",
    "loudspeaker",
    "sources",
)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_field_is_needed_in_every_language(folder: Path, language: str, field: str) -> None:
    without(folder / language / "theft.toml", field)
    fault = refused(folder)
    assert (fault.file, fault.field, fault.problem) == (f"{language}/theft.toml", field, "missing")


@pytest.mark.parametrize(
    ("field", "least", "most"), [("signs", 3, 6), ("advice", 3, 7), ("call", 1, 5), ("told_by", 5, 40)]
)
def test_a_list_has_neither_too_few_nor_too_many_entries(
    folder: Path, field: str, least: int, most: int
) -> None:
    """The numbers stand in the sentence, so that the officer knows how many to write."""
    path = folder / "vi" / "theft.toml"
    whole = path.read_text("utf-8")
    for count, problem in ((least - 1, "few"), (most + 1, "many")):
        path.write_text(whole, "utf-8")
        without(path, field)
        entries = ", ".join(f'"Một dòng số {number}"' for number in range(count))
        path.write_text(f"{field} = [{entries}]\n{path.read_text('utf-8')}", "utf-8")
        fault = refused(folder)
        assert (fault.field, fault.problem) == (field, problem)
        assert str(count) in fault.sentence("vi")


@pytest.mark.parametrize("count", [1, 4])
def test_a_quiz_has_two_or_three_questions(folder: Path, count: int) -> None:
    path = folder / "vi" / "theft.toml"
    head, *questions = path.read_text("utf-8").split("[[quiz]]")
    path.write_text("[[quiz]]".join([head, *(questions * 2)[:count]]), "utf-8")
    assert (refused(folder).field, refused(folder).problem) == ("quiz", "few" if count == 1 else "many")


def test_a_card_that_no_message_could_hold_is_refused(folder: Path) -> None:
    """Each field may fit and the whole may not."""
    path = folder / "en" / "theft.toml"
    for field, most in (("signs", 6), ("advice", 7), ("call", 5)):
        without(path, field)
        path.write_text(f"{field} = {['x' * 159 for _ in range(most)]}\n{path.read_text('utf-8')}", "utf-8")
    for field, words in (("scene", 449), ("summary", 99)):
        without(path, field)
        path.write_text(f'{field} = "{"x " * words}x"\n{path.read_text("utf-8")}', "utf-8")
    assert refused(folder).problem == "card"


def test_a_slip_of_the_keyboard_is_found_by_its_line(folder: Path) -> None:
    """A forgotten quotation mark is the commonest slip."""
    change(folder / "vi" / "fire.toml", 'Phòng cháy trong nhà"', "Phòng cháy trong nhà")
    fault = refused(folder)
    assert fault.problem == "not_toml"
    assert "dòng 1;" in fault.sentence("vi")


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    path = folder / "vi" / "fire.toml"
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    assert refused(folder).problem == "not_utf8"


def test_a_missing_language_and_a_missing_drawing_are_told(folder: Path) -> None:
    (folder / "en" / "fire.toml").unlink()
    assert (refused(folder).file, refused(folder).problem) == ("en/fire.toml", "no_file")
    shutil.copy(FOLDER / "en" / "fire.toml", folder / "en")
    (folder / "pictures" / "fire.svg").unlink()
    assert (refused(folder).file, refused(folder).problem) == ("pictures/fire.svg", "no_picture")


def test_a_topic_that_nobody_listed_is_told(folder: Path) -> None:
    """It would lie there and never be shown."""
    shutil.copy(FOLDER / "vi" / "hiv.toml", folder / "vi")
    assert (refused(folder).file, refused(folder).problem) == ("vi/hiv.toml", "not_listed")


@pytest.mark.parametrize(
    ("order", "field", "problem"),
    [
        ('topics = ["fire", "fire"]', "fire", "bad_id"),
        ('topics = ["../etc"]', "../etc", "bad_id"),
        ('topics = ["Cháy"]', "Cháy", "bad_id"),
        ("topics = [3]", "3", "bad_id"),
        ("topics = []", "topics", "missing"),
        ("", "topics", "missing"),
    ],
)
def test_the_list_of_topics_holds_plain_names_once(
    folder: Path, order: str, field: str, problem: str
) -> None:
    (folder / "order.toml").write_text(order, "utf-8")
    fault = refused(folder)
    assert (fault.file, fault.field, fault.problem) == ("order.toml", field, problem)


def test_the_headings_are_needed(folder: Path) -> None:
    change(folder / "words.toml", 'footer = "Việc khẩn cấp: gọi {number}"\n', "")
    assert (refused(folder).file, refused(folder).field) == ("words.toml", "vi footer")
    (folder / "words.toml").write_text("", "utf-8")
    assert (refused(folder).field, refused(folder).problem) == ("vi", "missing")


def test_the_first_number_of_any_line_stands_in_the_footer(folder: Path) -> None:
    """A bank comes first, and the emergency is still the number below it."""
    change(folder / "vi" / "fire.toml", "call = [", 'call = [\n  "Trưởng thôn, hàng xóm.",')
    assert TopicLibrary.load(folder).topic("fire", "vi").words.footer == "Việc khẩn cấp: gọi 114"
    path = folder / "vi" / "fire.toml"
    without(path, "call")
    path.write_text(f'call = ["Trưởng thôn, hàng xóm."]\n{path.read_text("utf-8")}', "utf-8")
    assert TopicLibrary.load(folder).topic("fire", "vi").words.footer == "Việc khẩn cấp: gọi 113"


def test_all_faulty_files_are_told_at_once(folder: Path) -> None:
    """Who mends a library wants the whole list."""
    change(folder / "vi" / "fire.toml", "title = ", "titel = ")
    change(folder / "en" / "theft.toml", "summary = ", "sumary = ")
    assert [found.file for found in problems(folder)] == ["vi/fire.toml", "en/theft.toml"]


def test_a_file_may_be_wrapped_as_the_officer_likes(folder: Path) -> None:
    """Line breaks inside a text are spaces."""
    topic = TopicLibrary.load(folder).topic("fire", "vi")
    assert "\n" not in topic.scene + topic.loudspeaker
    assert topic.words.signs == "Chỗ nào dễ cháy"
    assert TopicLibrary.load(folder).topic("theft", "vi").words.signs == "Nhận ra bằng cách nào"
