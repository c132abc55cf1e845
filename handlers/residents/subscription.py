"""`🔔 Nhận cảnh báo`: what is wished of a subscription, done to it as the store has it; it must never be remembered in the chat."""

from collections.abc import Callable
from dataclasses import replace

from domain.subscriptions import EVERY_TOPIC, MOST_PLACES, Place, QuietHours, tidy_places, tidy_topics
from domain.typed_hours import read_hours
from handlers.effects import Wording
from handlers.residents import asking, subscription_pages
from handlers.residents.menu import enter_room, kept_draft
from handlers.residents.place_names import is_served, name_of
from handlers.state import WARNING_STAGES, Awaited, Stage, Waiting
from handlers.subscriptions import (
    CountAct,
    LoadSubscription,
    ResumeSubscription,
    SaveSubscription,
    StopSubscription,
    Subscription,
)
from handlers.turn import Turn


def open_room(turn: Turn) -> None:
    """Show what this chat is subscribed to; an unfinished report with items is kept."""
    enter_room(turn)
    wish(turn, "open")


def wish(turn: Turn, what: str, campaign: str = "") -> None:
    """Want something of the subscription, which is looked up first: the store alone knows it."""
    turn.await_(Waiting(Awaited.SUBSCRIPTION, wish=what, campaign=campaign), LoadSubscription())


def stop(turn: Turn, campaign: str = "") -> None:
    """`/ngung`, from anywhere; `campaign` where the button stood under a warning."""
    wish(turn, "stop", campaign)


def loaded(turn: Turn, subscription: Subscription | None, waiting: Waiting) -> None:
    """Do what was wished to the subscription as it is."""
    what, _, value = waiting.wish.partition(":")
    if subscription is not None and subscription.paused:
        # Whoever asks is here: what is shown as coming must come.
        subscription = replace(subscription, paused=False)
        turn.do(ResumeSubscription())
    if what == "stop":
        _stop(turn, subscription, waiting.campaign)
    elif what == "add":
        _add(turn, subscription, _read_place(value))
    elif what == "open":
        subscription_pages.show(turn, subscription, kept_draft(turn))
    elif subscription is None or what not in _CHANGES:
        subscription_pages.show(turn, subscription)
    else:
        _CHANGES[what](turn, subscription, value)


def typed_hours(turn: Turn, typed: str) -> None:
    """`22 – 6` or `9 giờ tối đến 6 giờ sáng`, typed where the quiet hours are asked for."""
    hours = read_hours(typed)
    if hours is None:
        asking.again(turn, turn.text("quiet-help"))
    else:
        wish(turn, f"quiet:{hours[0]}-{hours[1]}")


def _stop(turn: Turn, subscription: Subscription | None, campaign: str) -> None:
    if subscription is not None:
        if campaign:
            turn.do(CountAct(campaign, "stop"))
        turn.do(StopSubscription())
    said = turn.text("warnings-stopped" if subscription is not None else "warnings-none")
    if turn.stage in WARNING_STAGES:
        turn.enter(Stage.MENU, ())
    turn.say(said, menu=turn.stage is Stage.MENU)
    if turn.stage not in {Stage.MENU, Stage.SENT}:
        asking.again(turn)


def _add(turn: Turn, subscription: Subscription | None, place: Place) -> None:
    name = name_of(turn, place)
    had = subscription.places if subscription is not None else ()
    places = tidy_places((*had, place))
    if name is None:
        subscription_pages.show(turn, subscription)
    elif places == tidy_places(had):
        subscription_pages.show(turn, subscription, turn.text("warnings-had", place=name))
    elif len(places) > MOST_PLACES:
        subscription_pages.show(turn, subscription, turn.text("warnings-full", most=MOST_PLACES))
    else:
        added = "warnings-added" if is_served(turn, place) else "warnings-added-unserved"
        base = subscription or Subscription((), language=turn.conversation.language)
        _save(turn, replace(base, places=places), turn.text(added, place=name))


def _drop(turn: Turn, subscription: Subscription, place: Place) -> None:
    places = tuple(kept for kept in subscription.places if kept != place)
    name = name_of(turn, place) or "?"
    if not places:
        subscription_pages.show(turn, subscription, turn.text("warnings-last-place", place=name))
    elif places == subscription.places:
        subscription_pages.show(turn, subscription)
    else:
        _save(turn, replace(subscription, places=places), turn.text("warnings-dropped", place=name))


def _turn_topic(turn: Turn, subscription: Subscription, topic: str, page: int) -> None:
    known = {each.id for each in turn.world.topics.topics(turn.conversation.language)}
    chosen = known if EVERY_TOPIC in subscription.topics else set(subscription.topics) & known
    if topic in chosen and len(chosen) == 1:
        subscription_pages.topics(turn, subscription, page, turn.text("warnings-last-topic"))
        return
    chosen = chosen ^ ({topic} & known)
    topics = (EVERY_TOPIC,) if chosen == known else tidy_topics(chosen)
    changed = replace(subscription, topics=topics)
    turn.do(SaveSubscription(changed))
    subscription_pages.topics(turn, changed, page)


def _save(turn: Turn, subscription: Subscription, said: Wording) -> None:
    turn.do(SaveSubscription(subscription))
    subscription_pages.show(turn, subscription, said)


def _read_place(value: str) -> Place:
    province, _, commune = value.partition("-")
    return Place(province, commune or None)


def _page_of_topic(turn: Turn, subscription: Subscription, value: str) -> None:
    page, _, topic = value.partition(":")
    _turn_topic(turn, subscription, topic, int(page))


def _every_topic(turn: Turn, subscription: Subscription, _: str) -> None:
    _save(turn, replace(subscription, topics=(EVERY_TOPIC,)), turn.text("warnings-every-topic"))


def _quiet(turn: Turn, subscription: Subscription, value: str) -> None:
    start, _, end = value.partition("-")
    quiet = QuietHours(int(start), int(end))
    _save(turn, replace(subscription, quiet=quiet), turn.text("quiet-saved"))


def _speak(turn: Turn, subscription: Subscription, value: str) -> None:
    _save(turn, replace(subscription, language=value), turn.text("warnings-language-saved"))


_CHANGES: dict[str, Callable[[Turn, Subscription, str], None]] = {
    "drop": lambda turn, subscription, value: _drop(turn, subscription, _read_place(value)),
    "places": lambda turn, subscription, value: subscription_pages.places(turn, subscription, int(value)),
    "topics": lambda turn, subscription, value: subscription_pages.topics(turn, subscription, int(value)),
    "topic": _page_of_topic,
    "every": _every_topic,
    "quiet": _quiet,
    "speak": _speak,
}
"""What may be wished of a subscription that is there; wishes come from the state's own picks, never from a button."""
