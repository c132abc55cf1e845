"""One command gives an awareness officer everything of every topic, and one says what is wrong in the files."""

import io
import shutil

import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image

from bot.cli import main
from handlers.awareness_library import FOLDER, TopicLibrary


@pytest.fixture
def printed(own_folder):
    """Everything printed once, of two topics only: a sheet takes a second."""
    files = own_folder / "topics"
    shutil.copytree(FOLDER, files)
    for language in ("vi", "en"):
        for path in (files / language).glob("*.toml"):
            if path.stem not in {"fake_police", "fire"}:
                path.unlink()
    order = files / "order.toml"
    lines = [
        line
        for line in order.read_text("utf-8").splitlines()
        if '"' not in line or "fake_police" in line or '"fire"' in line
    ]
    order.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["topics", "print", "--out", "out", "--folder", str(files)])
    assert done.exit_code == 0, done.output
    return own_folder / "out"


def test_each_topic_comes_as_card_picture_sheet_and_script(printed):
    """Four files for each topic and language, each what its name says."""
    library = TopicLibrary.load()
    for language in ("vi", "en"):
        for topic_id in ("fake_police", "fire"):
            topic, folder = library.topic(topic_id, language), printed / language / topic_id
            assert topic.title in (folder / "card.txt").read_text("utf-8")
            assert (folder / "loudspeaker.txt").read_text("utf-8") == topic.loudspeaker + "\n"
            with Image.open(io.BytesIO((folder / "picture.png").read_bytes())) as picture:
                assert picture.size == (1080, 1080)
            with pypdfium2.PdfDocument((folder / "sheet.pdf").read_bytes()) as sheet:
                assert len(sheet) == 1


def test_a_folder_in_use_is_not_written_into(printed):
    """A second run needs a new folder."""
    done = CliRunner().invoke(main, ["topics", "print", "--out", "out"])
    assert done.exit_code == 2
    assert "isn't empty" in done.output


def test_a_wrong_file_is_named_in_vietnamese(own_folder):
    """The awareness officer reads which file, which field, and why."""
    files = own_folder / "topics"
    shutil.copytree(FOLDER, files)
    path = files / "vi" / "fire.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(text.split("title = ", 1)[1].split("\n", 1)[0], '""', 1), encoding="utf-8")
    done = CliRunner().invoke(main, ["topics", "check", str(files)])
    assert done.exit_code == 1
    assert "vi/fire.toml" in done.output
    assert "title" in done.output
    assert CliRunner().invoke(main, ["topics", "check"]).exit_code == 0
