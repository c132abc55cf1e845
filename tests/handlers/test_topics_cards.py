"""What a chat shows of a topic: whole, in order, and never longer than the platform takes."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.awareness_library import Topic, TopicLibrary
from handlers.topic_cards import (
    TELEGRAM_MOST,
    ZALO_MOST,
    caption,
    card,
    card_parts,
    card_text,
    question,
    verdict,
)
from handlers.topic_remarks import remarks
from handlers.wording import units

LIBRARY = TopicLibrary.load()
FIRE = LIBRARY.topic("fire", "vi")

LINES = st.builds(lambda letter, length: letter * length, st.sampled_from("aăư"), st.integers(4, 160))
TOPICS = st.builds(
    lambda scene, signs, advice, call: dataclasses.replace(
        FIRE, scene=scene, signs=tuple(signs), advice=tuple(advice), call=tuple(call)
    ),
    st.integers(120, 900).map(lambda length: "ư" * length),
    st.lists(LINES, min_size=3, max_size=6),
    st.lists(LINES, min_size=3, max_size=7),
    st.lists(LINES, min_size=1, max_size=5),
)


def test_a_card_reads_from_the_story_to_the_number() -> None:
    """The next step comes last."""
    text = card_text(FIRE)
    places = [
        text.index(part)
        for part in (FIRE.title, FIRE.summary, FIRE.scene, *FIRE.signs, *FIRE.advice, *FIRE.call)
    ]
    assert places == sorted(places)


def test_headings_are_bold_and_no_mark_shows() -> None:
    wording = card(FIRE)
    encoded = wording.text.encode("utf-16-le")
    bold = [
        encoded[mark.offset * 2 : (mark.offset + mark.length) * 2].decode("utf-16-le")
        for mark in wording.marks
    ]
    words = FIRE.words
    assert bold == [FIRE.title, words.scene, words.signs, words.advice, words.call]
    assert "__" not in wording.text


@given(TOPICS, st.sampled_from([ZALO_MOST, TELEGRAM_MOST]))
def test_parts_fit_and_lose_nothing(topic: Topic, most: int) -> None:
    """Whatever an officer may write, each message fits and together they are the card."""
    parts = card_parts(topic, most)
    assert all(0 < units(part.text) <= most for part in parts)
    assert "\n\n".join(part.text for part in parts) == card_text(topic)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_shipped_card_is_at_most_two_messages(language: str) -> None:
    for topic in LIBRARY.topics(language):
        assert len(card_parts(topic)) <= 2
        assert units(caption(topic).text) <= 1_000


def test_a_question_shows_its_options_with_letters() -> None:
    asked = question(FIRE, 0).text
    assert asked.startswith("Đố vui một phút (1/3)")
    assert re.findall(r"^([A-D])\. ", asked, re.M) == list(FIRE.quiz[0].letters)


def test_an_answer_is_explained_whether_right_or_not() -> None:
    """Who was wrong sees the right option too."""
    asked = FIRE.quiz[0]
    right, wrong = verdict(FIRE, 0, asked.answer).text, verdict(FIRE, 0, asked.answer - 1).text
    assert right == f"Đúng rồi. {asked.explanation}"
    assert wrong == f"Chưa đúng. Câu đúng là: B. {asked.options[asked.answer]}\n{asked.explanation}"


@pytest.mark.parametrize(
    ("field", "text", "remark"),
    [
        ("summary", "Một " * 16 + "dài.", "long_sentence"),
        ("summary", "Thấy đối tượng thì báo.", "never_said"),
        ("summary", "Gọi NGAY cho công an.", "capitals"),
        ("summary", "Gọi số 0900 123 456 để hỏi.", "number"),
        ("loudspeaker", "Chào bà con.", "greeting"),
    ],
)
def test_what_leaves_the_tone_is_remarked(field: str, text: str, remark: str) -> None:
    """A remark names file, field and the words, and stops nothing."""
    changed = dataclasses.replace(FIRE, **{field: text})
    (found,) = remarks(changed)
    assert (found.file, found.field, found.remark) == ("vi/fire.toml", field, remark)
    assert found.sentence("vi").startswith("vi/fire.toml")
