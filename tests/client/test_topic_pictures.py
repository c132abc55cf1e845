"""The pictures that the build draws for every topic: whole, of the agreed sizes, small, from safe drawings."""

import re
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from handlers.awareness_library import FOLDER, TopicLibrary
from tests.client.conftest import ROOT

TOPICS = [topic.id for topic in TopicLibrary.load().topics("vi")]
BUILT = ROOT / "web" / "static" / "build" / "topics"
SHAPES = {"svg", "g", "rect", "circle", "ellipse", "path", "text", "clipPath"}
PALETTE = {
    "#0C6552", "#0A5445", "#7FBBA9", "#C4E0D7", "#E1F0EB", "#FFFFFF", "#DDE4E1", "#7C8B86", "#15211E", "#4E5E59",
    "#ECF0EE", "#B8741A", "#F0C987", "#B3231B", "#C8372D", "#C9D3CF", "#E8CDB3", "#D9B89A", "#A5734C",
}  # fmt: skip


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(
    ("suffix", "size"), [("-card", (1200, 675)), ("-square", (1080, 1080)), ("-square-en", (1080, 1080))]
)
def test_a_topic_has_its_pictures(topic: str, suffix: str, size: tuple[int, int]) -> None:
    """Sizes that chats and social pages show uncut, light enough for a slow network, and not blank."""
    path = BUILT / f"{topic}{suffix}.png"
    assert path.stat().st_size < 200_000
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("PNG", size)
        colours = picture.convert("RGB").getcolors(1 << 20) or []
        ground = max(count for count, _ in colours)
        assert ground < size[0] * size[1] * 0.9


@pytest.mark.parametrize("topic", TOPICS)
def test_a_square_picture_has_words_in_the_served_face(topic: str) -> None:
    """The title is drawn: dark text stands between drawing and band, in both languages, and not the same."""
    for suffix in ("-square", "-square-en"):
        with Image.open(BUILT / f"{topic}{suffix}.png") as picture:
            band = picture.convert("L").crop((0, 690, 1080, 980))
            assert band.getextrema()[0] < 60
    assert (BUILT / f"{topic}-square.png").read_bytes() != (BUILT / f"{topic}-square-en.png").read_bytes()


@pytest.mark.parametrize("topic", TOPICS)
def test_a_drawing_is_small_and_holds_shapes_of_the_palette_alone(topic: str) -> None:
    """No script, no link, no picture inside, no colour of its own; few enough lines to be read and mended."""
    path = FOLDER / "pictures" / f"{topic}.svg"
    assert path.stat().st_size < 6_000
    root = ET.parse(path).getroot()  # noqa: S314 - our own files
    assert root.get("viewBox") == "0 0 640 400"
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
        assert element.get("font-family", "Be Vietnam Pro") == "Be Vietnam Pro"
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", path.read_text("utf-8"))) <= PALETTE
