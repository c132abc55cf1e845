"""`🛡 Cảnh giác`: topics, cards, quizzes, search by what happened; it must never keep what was typed to search."""

from handlers.effects import ShowPicture, Wording
from handlers.residents import asking
from handlers.residents.menu import enter_room, kept_draft
from handlers.state import Pick, Stage
from handlers.subscriptions import CountAct
from handlers.topic_cards import card_parts, verdict
from handlers.topic_texts import Topic
from handlers.topics_in_hand import campaign_in_hand, topic_in_hand, topic_named
from handlers.turn import Turn

PAGE = 6
"""Topics on one page: with the other buttons nine choices, as many as a channel without buttons numbers."""


def open_room(turn: Turn) -> None:
    """The topics, first page; an unfinished report with items is kept."""
    enter_room(turn)
    show_list(turn, lead=kept_draft(turn))


def show_list(turn: Turn, page: int = 0, lead: Wording | None = None) -> None:
    """One page of the topics."""
    topics = turn.world.topics.topics(turn.conversation.language)
    pages = max(1, -(-len(topics) // PAGE))
    page = min(max(page, 0), pages - 1)
    picks = [_open(topic) for topic in topics[page * PAGE : (page + 1) * PAGE]]
    if page > 0:
        picks.append(turn.pick(f"topics:{page - 1}", "page-back"))
    if page < pages - 1:
        picks.append(turn.pick(f"topics:{page + 1}", "page-next"))
    picks.append(turn.pick("verify", "awareness-verify"))
    turn.enter(Stage.AWARENESS, picks, page=page)
    asking.put(turn, lead)


def search(turn: Turn, told: str) -> None:
    """Find the topics that tell what happened to somebody."""
    found = turn.world.topics.search(turn.conversation.language, told)
    if not found:
        show_list(turn, lead=turn.text("awareness-nothing-like-it"))
        return
    picks = [_open(topic) for topic in found]
    turn.enter(Stage.AWARENESS, [*picks, turn.pick("topics:0", "awareness-all")])
    turn.ask(turn.text("awareness-found"))


def show(turn: Turn, topic_id: str, campaign: str = "") -> None:
    """The drawing, then the card in parts, the last with the buttons; a topic that has gone leads to the list.

    `campaign` is the warning under which it was asked for: the answers to the quiz are counted there, as mere numbers.
    """
    topic = topic_named(turn, topic_id)
    if topic is None:
        show_list(turn, lead=turn.text("awareness-topic-gone"))
        return
    *earlier, last = card_parts(topic)
    turn.do(ShowPicture(topic.id))
    for part in earlier:
        turn.say(part)
    _stand_at(turn, topic, campaign)
    turn.ask(last)


def begin_quiz(turn: Turn) -> None:
    """The first question of the topic in hand."""
    _ask(turn, 0)


def answered(turn: Turn, chosen: int) -> None:
    """Say whether it was right and why, then the next question or the end."""
    topic, number = topic_in_hand(turn)
    if topic is None or not number < len(topic.quiz):
        show_list(turn, lead=turn.text("awareness-topic-gone"))
        return
    told = verdict(topic, number, chosen)
    campaign = campaign_in_hand(turn)
    if campaign:
        turn.do(CountAct(campaign, "quiz_right" if chosen == topic.quiz[number].answer else "quiz_wrong"))
    if number + 1 < len(topic.quiz):
        _ask(turn, number + 1, told)
    else:
        _stand_at(turn, topic, campaign)
        turn.ask(told, turn.text("quiz-done"))


def _ask(turn: Turn, number: int, lead: Wording | None = None) -> None:
    topic, _ = topic_in_hand(turn)
    if topic is None or number >= len(topic.quiz):
        show_list(turn, lead=turn.text("awareness-topic-gone"))
        return
    picks = [Pick(f"answer:{index}", letter) for index, letter in enumerate(topic.quiz[number].letters)]
    turn.enter(Stage.QUIZ, picks, listed=(topic.id, campaign_in_hand(turn), str(number)))
    asking.put(turn, lead)


def _stand_at(turn: Turn, topic: Topic, campaign: str) -> None:
    turn.enter(
        Stage.TOPIC,
        [
            turn.pick("quiz", "topic-quiz"),
            turn.pick("warnings", "menu-warnings"),
            turn.pick("topics:0", "topic-others"),
        ],
        listed=(topic.id, campaign),
    )


def _open(topic: Topic) -> Pick:
    return Pick(f"topic:{topic.id}", topic.title)
