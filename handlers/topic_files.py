"""Reads one file of the awareness library; it must never accept what a resident's chat could not show."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, ValidationError, ValidationInfo, field_validator
from pydantic import model_validator as checked_whole
from pydantic_core import ErrorDetails, PydanticCustomError

from domain.plain_speech import spoken_syllables
from handlers.topic_texts import OPTION_LETTERS, Question, Topic, TopicWords

ONE_MINUTE = {"vi": (130, 170), "en": (110, 160)}
"""Syllables or words that are read aloud in about a minute, by language."""

EMERGENCY = "113"
"""Police: what a topic says in an emergency where it names no number first."""

_NUMBER = re.compile(r"\d{3,}")
_LINK = re.compile(
    r"://|www\.|\b(?:t|m|zalo|fb)\.me\b|\b[\w-]+\.(?:com|vn|net|org|info|io|xyz|top|cc|app|site|online)\b",
    re.I,
)
_MARKUP = re.compile(r"__|\*\*|[`<>{}]")
_PROBLEMS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "topics" / "problems.toml").read_text(encoding="utf-8")
)


def problem_sentence(problem: str, language: str, **values: str | int) -> str:
    """The sentence of `problems.toml` for a problem or remark, with its values filled in."""
    return _PROBLEMS[problem][language].format(**values)


class TopicFileError(ValueError):
    """One file of the library can't be used: the sentence names file, field and cause. Mend it and load again."""

    def __init__(self, file: str, field: str, problem: str, **values: str | int) -> None:
        self.file = file
        self.field = field
        self.problem = problem
        self._values = {"file": file, "field": field, **values}
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """The error in one sentence, in `vi` or `en`."""
        return problem_sentence(self.problem, language, **self._values)


def _plain(text: str) -> str:
    if _LINK.search(text):
        raise PydanticCustomError("link", "a link")
    if _MARKUP.search(text):
        raise PydanticCustomError("markup", "marks")
    return " ".join(text.split())


_Plain = Annotated[str, AfterValidator(_plain)]
_Line = Annotated[_Plain, Field(min_length=4, max_length=160)]
_Option = Annotated[_Plain, Field(min_length=2, max_length=90)]


class _QuestionFields(BaseModel, extra="forbid", frozen=True):
    question: Annotated[_Plain, Field(min_length=10, max_length=240)]
    options: Annotated[tuple[_Option, ...], Field(min_length=2, max_length=len(OPTION_LETTERS))]
    answer: str
    explanation: Annotated[_Plain, Field(min_length=10, max_length=320)]

    @checked_whole(mode="after")
    def _answer_is_an_option(self) -> Self:
        if len({option.casefold() for option in self.options}) < len(self.options):
            raise PydanticCustomError("twice", "the same option twice")
        letters = OPTION_LETTERS[: len(self.options)]
        if len(self.answer) != 1 or self.answer not in letters:
            raise PydanticCustomError("answer", "no such option", {"letters": ", ".join(letters)})
        return self


class _TopicFields(BaseModel, extra="forbid", frozen=True):
    title: Annotated[_Plain, Field(min_length=4, max_length=48)]
    summary: Annotated[_Plain, Field(min_length=20, max_length=200)]
    picture: Annotated[_Plain, Field(min_length=10, max_length=160)]
    scene: Annotated[_Plain, Field(min_length=120, max_length=900)]
    signs: Annotated[tuple[_Line, ...], Field(min_length=3, max_length=6)]
    signs_title: Annotated[_Plain | None, Field(min_length=4, max_length=48)] = None
    advice: Annotated[tuple[_Line, ...], Field(min_length=3, max_length=7)]
    call: Annotated[tuple[_Line, ...], Field(min_length=1, max_length=5)]
    told_by: Annotated[tuple[_Line, ...], Field(min_length=5, max_length=40)]
    loudspeaker: _Plain
    sources: Annotated[_Plain, Field(min_length=10, max_length=400)]
    quiz: Annotated[tuple[_QuestionFields, ...], Field(min_length=2, max_length=3)]

    @field_validator("loudspeaker")
    @classmethod
    def _takes_a_minute(cls, text: str, info: ValidationInfo) -> str:
        least, most = ONE_MINUTE[str(info.context)]
        if not least <= (count := spoken_syllables(text)) <= most:
            raise PydanticCustomError(
                "minute", "too short or long", {"count": count, "least": least, "most": most}
            )
        return text


def read_toml(path: Path, file: str) -> dict[str, Any]:
    """The tables of a TOML file; raises TopicFileError where it can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TopicFileError(file, "", "no_file") from None
    except UnicodeDecodeError:
        raise TopicFileError(file, "", "not_utf8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place.group(1)) if place else path.read_bytes().count(b"\n") + 1
        raise TopicFileError(file, "", "not_toml", line=line) from None


def read_topic(path: Path, topic_id: str, language: str, words: TopicWords) -> Topic:
    """The topic that stands in `path`; raises TopicFileError with the first thing that is wrong in it."""
    file = f"{language}/{path.name}"
    try:
        fields = _TopicFields.model_validate(read_toml(path, file), context=language)
    except ValidationError as error:
        raise _told(file, error.errors(include_url=False, include_input=True)[0]) from None
    return Topic(
        id=topic_id,
        language=language,
        words=_fitted(words, fields),
        quiz=tuple(
            Question(each.question, each.options, OPTION_LETTERS.index(each.answer), each.explanation)
            for each in fields.quiz
        ),
        **fields.model_dump(exclude={"quiz", "signs_title"}),
    )


def _fitted(words: TopicWords, fields: _TopicFields) -> TopicWords:
    """The library's words with what the topic puts in their place."""
    number = next((found.group() for line in fields.call if (found := _NUMBER.match(line))), EMERGENCY)
    footer = words.footer.replace("{number}", number)
    return replace(words, signs=fields.signs_title or words.signs, footer=footer)


_KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "too_short": "few",
    "too_long": "many",
    "link": "link",
    "markup": "markup",
    "twice": "twice",
    "answer": "answer",
    "minute": "minute",
}
"""The validator's names for what may be wrong, and the library's."""


def _told(file: str, error: ErrorDetails) -> TopicFileError:
    """The library's sentence for what the validator found."""
    field = " ".join(str(step + 1) if isinstance(step, int) else step for step in error["loc"])
    problem = _KINDS.get(error["type"], "wrong_kind")
    if isinstance(error["input"], str):
        problem = {"few": "short", "many": "long"}.get(problem, problem)
    values: dict[str, str | int] = dict(error.get("ctx", {}))
    if problem in {"short", "few"}:
        values["least"] = values["min_length"]
    if problem in {"long", "many"}:
        values["most"] = values["max_length"]
    if problem == "long":
        values["count"] = len(" ".join(str(error["input"]).split()))
    if problem in {"few", "many"}:
        values["count"] = len(error["input"])
    return TopicFileError(file, field, problem, **values)
