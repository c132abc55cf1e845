"""The shipped library: every topic whole in both languages, in the house's tone, saying nothing it doesn't know."""

import re

import pytest

from handlers.awareness_library import FOLDER, Topic, TopicLibrary, UnknownTopic, problems
from handlers.topic_cards import TELEGRAM_MOST, card_text
from handlers.topic_files import ONE_MINUTE
from handlers.topic_remarks import remarks
from handlers.wording import LANGUAGES, units

LIBRARY = TopicLibrary.load()
EVERY = [topic for language in LANGUAGES for topic in LIBRARY.topics(language)]
PROMISED = {
    "fake_police", "bank_otp", "job_collaborator", "fake_investment", "deepfake_call", "money_back", "loan_sharks",
    "drugs", "trafficking", "gambling", "fireworks_weapons", "domestic_violence", "child_abuse", "fire", "theft",
    "coming_back", "hiv",
}  # fmt: skip
OFFICIAL = {"113", "114", "115", "112", "111"}


def name(topic: Topic) -> str:
    """`vi-fire`."""
    return f"{topic.language}-{topic.id}"


def everything(topic: Topic) -> str:
    """All that anybody reads or hears of a topic."""
    quiz = (text for each in topic.quiz for text in (each.question, *each.options, each.explanation))
    lists = (*topic.signs, *topic.advice, *topic.call, *topic.told_by, *quiz)
    return "\n".join((topic.title, topic.summary, topic.picture, topic.scene, topic.loudspeaker, *lists))


def test_no_file_has_a_fault() -> None:
    assert [str(found) for found in problems()] == []


def test_every_promised_topic_stands_in_both_languages_in_one_order() -> None:
    vietnamese, english = ([topic.id for topic in LIBRARY.topics(language)] for language in ("vi", "en"))
    assert vietnamese == english
    assert set(vietnamese) == PROMISED


def test_both_languages_ask_the_same_questions() -> None:
    """The same number of questions and options, and the same right answer, so that counts can be added."""
    for topic in LIBRARY.topics("vi"):
        other = LIBRARY.topic(topic.id, "en")
        assert [(len(q.options), q.answer) for q in topic.quiz] == [
            (len(q.options), q.answer) for q in other.quiz
        ]
        for field in ("signs", "advice", "call"):
            assert len(getattr(topic, field)) == len(getattr(other, field)), (topic.id, field)


def test_the_right_answer_isnt_always_the_same_letter() -> None:
    """Who always presses B should not pass."""
    for language in LANGUAGES:
        answers = [question.answer for topic in LIBRARY.topics(language) for question in topic.quiz]
        assert max(answers.count(answer) for answer in set(answers)) <= len(answers) * 0.6


@pytest.mark.parametrize("topic", EVERY, ids=name)
def test_a_topic_keeps_the_tone(topic: Topic) -> None:
    """Short sentences, no shouting, none of the words that the house doesn't use."""
    assert [each.sentence("en") for each in remarks(topic)] == []


@pytest.mark.parametrize("topic", EVERY, ids=name)
def test_a_topic_names_no_number_but_the_official_ones(topic: Topic) -> None:
    """A wrong telephone number in a warning would be a trap; amounts are written in words."""
    assert set(re.findall(r"\d{3,}", everything(topic))) <= OFFICIAL
    assert not re.search(r"\d+ ?%|\d+ (?:vụ|người|cases|people)", everything(topic))


@pytest.mark.parametrize("topic", EVERY, ids=name)
def test_a_card_fits_into_one_message(topic: Topic) -> None:
    assert units(card_text(topic)) <= TELEGRAM_MOST
    least, most = ONE_MINUTE[topic.language]
    assert least < most


@pytest.mark.parametrize("topic", EVERY, ids=name)
def test_every_topic_says_whom_to_call(topic: Topic) -> None:
    """At least one of the lines gives a number or a place that anybody can find."""
    assert any(
        re.search(r"\b11[1-5]\b|[Cc]ông an|[Cc]ommune police|y tế|health station", line)
        for line in topic.call
    )


@pytest.mark.parametrize("topic", LIBRARY.topics("vi"), ids=name)
def test_vietnamese_is_written_in_composed_form_without_promises(topic: Topic) -> None:
    text = everything(topic)
    import unicodedata

    assert text == unicodedata.normalize("NFC", text)
    for word in ("đối tượng", "tiến hành", "bảo đảm lấy lại", "thưởng tiền", "tuyệt đối", "quý vị", "\u00a0"):
        assert word not in text.casefold(), word
    assert topic.loudspeaker.startswith("Kính thưa bà con.")
    assert topic.loudspeaker.endswith("Xin cảm ơn bà con.")


def test_the_footer_names_the_number_that_helps_first() -> None:
    """A fire picture that says 113 would cost minutes."""
    assert LIBRARY.topic("fire", "vi").words.footer == "Việc khẩn cấp: gọi 114"
    assert LIBRARY.topic("drugs", "en").words.footer == "In an emergency: call 115"
    assert LIBRARY.topic("bank_otp", "vi").words.footer == "Việc khẩn cấp: gọi 113"


def test_every_topic_has_its_drawing() -> None:
    drawn = {path.stem for path in (FOLDER / "pictures").glob("*.svg")}
    assert drawn == PROMISED


def test_a_topic_that_is_gone_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownTopic):
        LIBRARY.topic("no_such_topic", "vi")


def test_a_language_that_isnt_known_gets_vietnamese() -> None:
    assert LIBRARY.topic("fire", "fr") is LIBRARY.topic("fire", "vi")
    assert LIBRARY.search("fr", "công an gọi điện")[0].language == "vi"
