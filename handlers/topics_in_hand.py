"""Finds the topic and the question a chat stands at; it must never fail because the library has changed since."""

from handlers.awareness_library import UnknownTopic
from handlers.effects import Wording
from handlers.topic_cards import question
from handlers.topic_texts import Topic
from handlers.turn import Turn


def topic_named(turn: Turn, topic_id: str) -> Topic | None:
    """A topic in the chat's language; None for one that isn't there (any more)."""
    try:
        return turn.world.topics.topic(topic_id, turn.conversation.language)
    except UnknownTopic:
        return None


def topic_in_hand(turn: Turn) -> tuple[Topic | None, int]:
    """The topic whose card or quiz is open, and the number of the question under way, from zero."""
    topic_id, _, number = _listed(turn)
    return topic_named(turn, topic_id), int(number) if number.isdecimal() else 0


def campaign_in_hand(turn: Turn) -> str:
    """The short id of the warning under which the topic was opened; empty where it was opened in the library."""
    return _listed(turn)[1]


def quiz_question(turn: Turn) -> Wording | None:
    """The question under way; None where the library no longer has it."""
    topic, number = topic_in_hand(turn)
    return question(topic, number) if topic is not None and number < len(topic.quiz) else None


def _listed(turn: Turn) -> tuple[str, str, str]:
    topic_id, campaign, number = (*turn.conversation.listed, "", "", "")[:3]
    return topic_id, campaign, number
