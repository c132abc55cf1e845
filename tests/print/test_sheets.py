"""Topics and warnings are printed whole on one page, in the largest type in which they fit, or refused with a sentence."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from handlers.awareness_library import TopicLibrary
from web.print.bulletin_sheet import BulletinSheet, bulletin_sheet_pdf
from web.print.paper import TooMuchText
from web.print.sheet_foot import SheetFoot
from web.print.topic_sheet import TopicSheet, topic_sheet_pdf

TOPICS = Path(__file__).parents[2] / "handlers" / "topics"
LINK = "https://t.me/TinBaoSonLaBot?start=c_03703"
FOOT = SheetFoot("Công an xã Quỳnh Nhai", LINK, "@TinBaoSonLaBot")


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (1080, 1080), (225, 240, 235)).save(out, "PNG")
    return out.getvalue()


def _sheet(topic, language):
    return TopicSheet(
        topic.title, topic.scene, topic.signs, topic.advice, topic.call, _picture(), FOOT, language
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_topic_of_the_library_fits_on_one_sheet(language, fonts, read_back):
    """With its picture, the code and every one of its sentences."""
    library = TopicLibrary.load(TOPICS)
    for topic in library.topics(language):
        (page,) = read_back(topic_sheet_pdf(_sheet(topic, language), fonts))
        assert [code.text for code in page.codes] == [LINK], topic.id
        for sentence in (topic.title, topic.scene, *topic.signs, *topic.advice, *topic.call):
            assert "".join(sentence.split()) in "".join(page.text.split()), (topic.id, sentence)


FULL = TopicSheet(
    title="Việc nhẹ, lương cao",
    scene="Chị Hoa nghe bạn rủ sang bên kia biên giới làm việc nhẹ. " * 12,
    signs=("Hứa lương cao mà không cần tay nghề, không cần giấy tờ, đi ngay trong đêm.",) * 6,
    advice=("Hỏi kỹ tên công ty, địa chỉ, rồi nhờ công an xã hỏi giúp trước khi đi.",) * 7,
    call=("113: công an, khi nghi có người bị lừa đưa đi.",) * 5,
    picture=_picture(),
    foot=FOOT,
)


def test_a_topic_with_every_list_full_still_fits(fonts, read_back):
    """As many lines as the library lets a topic have, each as long as a line for the chat is."""
    (page,) = read_back(topic_sheet_pdf(FULL, fonts))
    assert page.points_of("Chị Hoa") >= 9.5


def test_a_short_topic_is_printed_larger(fonts, read_back):
    """An old reader at a notice board gets all the size that there is room for."""
    short = replace(
        FULL, scene="Chị Hoa nghe bạn rủ đi làm xa.", signs=FULL.signs[:2], advice=FULL.advice[:2]
    )
    small, large = (read_back(topic_sheet_pdf(sheet, fonts))[0] for sheet in (FULL, short))
    assert large.points_of("Chị Hoa") > small.points_of("Chị Hoa")


def test_too_long_a_topic_is_refused(fonts):
    """Nothing is cut off in silence."""
    with pytest.raises(TooMuchText, match="shorten"):
        topic_sheet_pdf(replace(FULL, scene=FULL.scene * 4), fonts)


def test_a_sheet_without_a_bot_has_no_code_and_still_the_number(fonts, read_back):
    """Where no bot's name is known, the emergency number stands there all the same."""
    (page,) = read_back(topic_sheet_pdf(replace(FULL, foot=SheetFoot(), scene="Ngắn."), fonts))
    assert page.codes == ()
    assert "Việc khẩn cấp: gọi 113" in page.flat


BULLETIN = BulletinSheet(
    title="Không ai cập nhật VNeID qua điện thoại",
    text="⚠️ Có người gọi, xưng là Công an xã. Họ bảo bấm vào đường dẫn.\n\nBà con tắt máy, gọi lại số của Công an xã.",
    unit="Công an xã Quỳnh Nhai",
    day="Sơn La, 23/11/2026",
    foot=FOOT,
)


def test_a_warning_for_the_notice_board(fonts, read_back):
    """Who warns, when, the text in large type, and the code."""
    (page,) = read_back(bulletin_sheet_pdf(BULLETIN, fonts))
    assert [code.text for code in page.codes] == [LINK]
    assert page.points_of("Không ai") >= 40
    for words in (BULLETIN.unit, BULLETIN.day, "Họ bảo bấm vào đường dẫn.", "gọi lại số của Công an xã."):
        assert words in page.flat


@pytest.mark.parametrize("times", [250, 100_000])
def test_too_long_a_warning_is_refused(fonts, times):
    """With what to do; an absurd one at once."""
    with pytest.raises(TooMuchText, match="shorten its text"):
        bulletin_sheet_pdf(replace(BULLETIN, text="Bà con tắt máy. " * times), fonts)


def test_too_long_a_title_is_refused(fonts):
    """Three lines at most."""
    with pytest.raises(TooMuchText):
        bulletin_sheet_pdf(replace(BULLETIN, title="Bà con tắt máy. " * 20), fonts)


def test_the_title_gives_way_to_the_text(fonts, read_back):
    """A long text is printed under a smaller title before it is refused."""
    (page,) = read_back(bulletin_sheet_pdf(replace(BULLETIN, text="Bà con tắt máy. " * 120), fonts))
    assert page.points_of("Bà con") >= 11
    assert "Việc khẩn cấp: gọi 113" in page.flat


def test_the_same_sheet_is_the_same_file(fonts):
    """So that an approved sheet can be compared with a printed one."""
    assert topic_sheet_pdf(FULL, fonts) == topic_sheet_pdf(FULL, fonts)
    assert bulletin_sheet_pdf(BULLETIN, fonts) == bulletin_sheet_pdf(BULLETIN, fonts)
