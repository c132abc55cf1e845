"""Says where a topic leaves the house's tone; it must never stop a topic from being shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.plain_speech import MOST_SYLLABLES_A_SENTENCE, too_long
from handlers.topic_files import problem_sentence
from handlers.topic_texts import Topic

_MOST_WORDS = {"vi": MOST_SYLLABLES_A_SENTENCE, "en": 25}
_NEVER = {
    "vi": ("đối tượng", "tiến hành", "ẩn danh", "nhập sai", "chắc chắn bắt được", "em nhé", "quý khách"),
    "en": ("guarantee you", "anonymous", "suspect will be"),
}
_GREETING = {"vi": "Kính thưa bà con", "en": "Dear neighbours"}
_SPELT = frozenset({"OTP", "SIM", "HIV", "AIDS", "ARV", "VNeID"})
_OFFICIAL = frozenset({"113", "114", "115", "112", "111"})
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d[\d .]{1,}\d")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that an officer should read again; `sentence(language)` says it in `vi` or `en`."""

    file: str
    field: str
    remark: str
    about: str

    def sentence(self, language: str) -> str:
        """The remark in one sentence."""
        return problem_sentence(self.remark, language, file=self.file, field=self.field, about=self.about)


def remarks(topic: Topic) -> tuple[Remark, ...]:
    """Long sentences, words that the house doesn't use, capitals, unusual numbers, a script without greeting."""
    file = f"{topic.language}/{topic.id}.toml"
    found = [
        Remark(file, field, remark, about)
        for field, text in _said(topic)
        for remark, about in _of(topic, text)
    ]
    if not topic.loudspeaker.startswith(_GREETING[topic.language]):
        found.append(Remark(file, "loudspeaker", "greeting", _GREETING[topic.language]))
    return tuple(found)


def _of(topic: Topic, text: str) -> Iterator[tuple[str, str]]:
    for sentence in too_long(text, _MOST_WORDS[topic.language]):
        yield "long_sentence", sentence
    for word in _NEVER[topic.language]:
        if word in text.casefold():
            yield "never_said", word
    for word in _WORD.findall(text):
        if word.isupper() and word not in _SPELT:
            yield "capitals", word
    for number in _NUMBER.findall(text):
        if number.strip() not in _OFFICIAL:
            yield "number", number.strip()


def _said(topic: Topic) -> Iterator[tuple[str, str]]:
    """Everything that somebody reads or hears, by field."""
    for field in ("title", "summary", "scene", "loudspeaker"):
        yield field, getattr(topic, field)
    for field in ("signs", "advice", "call"):
        for number, line in enumerate(getattr(topic, field), 1):
            yield f"{field} {number}", line
    for number, question in enumerate(topic.quiz, 1):
        yield f"quiz {number} question", question.question
        yield f"quiz {number} explanation", question.explanation
        for letter, option in zip(question.letters, question.options, strict=True):
            yield f"quiz {number} {letter}", option
