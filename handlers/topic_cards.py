"""Turns a topic into what a chat shows of it; it must never say what isn't in the topic's file."""

from handlers.effects import Wording
from handlers.topic_texts import Question, Topic
from handlers.wording import marked, units

TELEGRAM_MOST = 4_000
"""UTF-16 units of a card in one Telegram message; the platform takes 4,096."""

ZALO_MOST = 2_000
"""UTF-16 units of one Zalo message."""

_BULLET = "• "


def card(topic: Topic) -> Wording:
    """The whole card with its headings in bold, at most TELEGRAM_MOST units."""
    return marked("\n\n".join(_sections(topic)))


def card_text(topic: Topic) -> str:
    """The whole card as plain text, at most TELEGRAM_MOST units."""
    return card(topic).text


def card_parts(topic: Topic, most: int = ZALO_MOST) -> tuple[Wording, ...]:
    """The card in messages of at most `most` units each, cut between sections."""
    parts: list[str] = []
    for section in _sections(topic):
        longer = f"{parts[-1]}\n\n{section}" if parts else section
        if parts and units(marked(longer).text) <= most:
            parts[-1] = longer
        else:
            parts.append(section)
    return tuple(marked(part) for part in parts)


def caption(topic: Topic) -> Wording:
    """Title and summary, to stand under the picture."""
    return marked(_head(topic))


def question(topic: Topic, number: int) -> Wording:
    """The question `number` (from zero) with its lettered options; the options' buttons bear the letters."""
    asked = topic.quiz[number]
    heading = f"{topic.words.quiz} ({number + 1}/{len(topic.quiz)})"
    options = "\n".join(
        f"{letter}. {option}" for letter, option in zip(asked.letters, asked.options, strict=True)
    )
    return marked(f"__{heading}__\n{asked.question}\n\n{options}")


def verdict(topic: Topic, number: int, chosen: int) -> Wording:
    """What is said to the option `chosen` (from zero): right or not, the right one, and why."""
    asked = topic.quiz[number]
    if chosen == asked.answer:
        return marked(f"__{topic.words.right}__ {asked.explanation}")
    return marked(f"__{topic.words.wrong}__ {_right_option(asked)}\n{asked.explanation}")


def _right_option(asked: Question) -> str:
    return f"{asked.letters[asked.answer]}. {asked.options[asked.answer]}"


def _sections(topic: Topic) -> list[str]:
    words = topic.words
    return [
        _head(topic),
        f"__{words.scene}__\n{topic.scene}",
        _listed(words.signs, topic.signs),
        _listed(words.advice, topic.advice),
        _listed(words.call, topic.call),
    ]


def _head(topic: Topic) -> str:
    return f"__{topic.title}__\n{topic.summary}"


def _listed(heading: str, lines: tuple[str, ...]) -> str:
    return f"__{heading}__\n" + "\n".join(_BULLET + line for line in lines)
