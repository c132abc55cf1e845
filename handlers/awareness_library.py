"""The awareness library: every topic in every language, and a search in it; it must never hold half a topic."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from domain.topic_search import TopicIndex, TopicText
from handlers.topic_cards import TELEGRAM_MOST, card_text
from handlers.topic_files import TopicFileError, read_toml, read_topic
from handlers.topic_texts import Question, Topic, TopicWords
from handlers.wording import LANGUAGES, units

__all__ = ["FOLDER", "Question", "Topic", "TopicFileError", "TopicLibrary", "UnknownTopic", "problems"]

FOLDER = Path(__file__).parent / "topics"
"""Where the topics of the house lie; a deployment may bring a folder of its own."""

_ID = re.compile(r"[a-z][a-z0-9_]{1,31}")
_WORDS = TypeAdapter(dict[str, TopicWords])


class UnknownTopic(LookupError):
    """No topic of this name: the button is older than the library. Show the list of topics."""


class TopicLibrary:
    """All topics, read and checked once. Each exists in every language with the same questions."""

    def __init__(self, topics: Mapping[str, Mapping[str, Topic]]) -> None:
        self._topics = {language: dict(of_language) for language, of_language in topics.items()}
        self._indexes = {
            language: TopicIndex.of((_searched(topic) for topic in of_language.values()), language)
            for language, of_language in self._topics.items()
        }

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "TopicLibrary":
        """Read `order.toml`, `words.toml`, `<language>/<topic>.toml`; raises TopicFileError for the first fault."""
        read: dict[str, dict[str, Topic]] = {language: {} for language in LANGUAGES}
        for topic in _topics(folder):
            if isinstance(topic, TopicFileError):
                raise topic
            read[topic.language][topic.id] = topic
        return cls(read)

    def topics(self, language: str) -> tuple[Topic, ...]:
        """Every topic in the order of `order.toml`; a language that isn't known gets Vietnamese."""
        return tuple(self._of(language).values())

    def topic(self, topic_id: str, language: str) -> Topic:
        """One topic; raises UnknownTopic."""
        try:
            return self._of(language)[topic_id]
        except KeyError:
            raise UnknownTopic(topic_id) from None

    def search(self, language: str, text: str, most: int = 3) -> tuple[Topic, ...]:
        """The topics that tell what happened in `text`, likeliest first; empty where nothing is like it.

        Told in another language than the chat's, it is found there, and answered in the chat's own.
        """
        own = language if language in self._indexes else LANGUAGES[0]
        for searched in (own, *(other for other in self._indexes if other != own)):
            if found := self._indexes[searched].search(text, most):
                return tuple(self._of(own)[key] for key in found)
        return ()

    def _of(self, language: str) -> dict[str, Topic]:
        return self._topics.get(language, self._topics[LANGUAGES[0]])


def problems(folder: Path = FOLDER) -> tuple[TopicFileError, ...]:
    """The first fault of every file, for an officer who wants to mend them all at once."""
    return tuple(found for found in _topics(folder) if isinstance(found, TopicFileError))


def _topics(folder: Path) -> Iterator[Topic | TopicFileError]:
    """Every topic in every language, or what is wrong with its file."""
    try:
        words = _read_words(folder)
        ids = _read_order(folder)
    except TopicFileError as fault:
        yield fault
        return
    for topic_id in ids:
        first: Topic | None = None
        for language in LANGUAGES:
            found = _checked(folder, topic_id, language, words[language], first)
            first = first or (found if isinstance(found, Topic) else None)
            yield found
        if not (folder / "pictures" / f"{topic_id}.svg").is_file():
            yield TopicFileError(f"pictures/{topic_id}.svg", "", "no_picture")
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.toml")):
            if path.stem not in ids:
                yield TopicFileError(f"{language}/{path.name}", "", "not_listed")


def _checked(
    folder: Path, topic_id: str, language: str, words: TopicWords, other: Topic | None
) -> Topic | TopicFileError:
    file = f"{language}/{topic_id}.toml"
    try:
        topic = read_topic(folder / file, topic_id, language, words)
    except TopicFileError as fault:
        return fault
    if (length := units(card_text(topic))) > TELEGRAM_MOST:
        return TopicFileError(file, "scene", "card", count=length, most=TELEGRAM_MOST)
    if other is not None and _shape(topic) != _shape(other):
        return TopicFileError(file, "quiz", "quiz_differs")
    return topic


def _shape(topic: Topic) -> list[tuple[int, int]]:
    return [(len(question.options), question.answer) for question in topic.quiz]


def _read_words(folder: Path) -> dict[str, TopicWords]:
    try:
        words = _WORDS.validate_python(read_toml(folder / "words.toml", "words.toml"))
    except ValidationError as error:
        field = " ".join(str(step) for step in error.errors()[0]["loc"])
        raise TopicFileError("words.toml", field, "wrong_kind") from None
    for language in LANGUAGES:
        if language not in words:
            raise TopicFileError("words.toml", language, "missing")
    return words


def _read_order(folder: Path) -> tuple[str, ...]:
    listed = read_toml(folder / "order.toml", "order.toml").get("topics")
    if not isinstance(listed, list) or not listed:
        raise TopicFileError("order.toml", "topics", "missing")
    for name in listed:
        if not isinstance(name, str) or not _ID.fullmatch(name) or listed.count(name) > 1:
            raise TopicFileError("order.toml", str(name), "bad_id")
    return tuple(listed)


def _searched(topic: Topic) -> TopicText:
    return TopicText(
        key=topic.id,
        told_by=(topic.title, *topic.told_by),
        about=" \n".join((topic.summary, *topic.signs)),
    )
