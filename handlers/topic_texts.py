"""What a topic of the awareness library is once it has been read; it must never be made but from a checked file."""

from dataclasses import dataclass

OPTION_LETTERS = "ABCD"
"""How the options of a question are named to officers and residents."""


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The words over the sections of a topic, in one language."""

    scene: str
    signs: str
    advice: str
    call: str
    quiz: str
    right: str
    wrong: str
    footer: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a quiz; `answer` is the index of the right option, from zero."""

    question: str
    options: tuple[str, ...]
    answer: int
    explanation: str

    @property
    def letters(self) -> tuple[str, ...]:
        """`A`, `B` … for the options, in order."""
        return tuple(OPTION_LETTERS[: len(self.options)])


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic in one language. `picture` tells what the drawing shows; `told_by` is how residents tell it;
    `loudspeaker` is read aloud in about one minute; `sources` is for officers alone.
    """

    id: str
    language: str
    title: str
    summary: str
    picture: str
    scene: str
    signs: tuple[str, ...]
    advice: tuple[str, ...]
    call: tuple[str, ...]
    told_by: tuple[str, ...]
    quiz: tuple[Question, ...]
    loudspeaker: str
    sources: str
    words: TopicWords
