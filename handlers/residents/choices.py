"""Does what a picked choice says; it must never act on a choice that the current question doesn't offer."""

from collections.abc import Callable

from domain.routing import ConflictAnswer
from domain.subscriptions import Place
from domain.tips import When
from handlers.residents import (
    answers,
    asking,
    awareness,
    follow_up,
    places,
    privacy,
    sending,
    starting,
    subscription,
    subscription_pages,
    verify,
)
from handlers.residents.place_names import place_of
from handlers.state import AREA_STAGES, SentMarker
from handlers.turn import Turn


def _place(turn: Turn, commune_code: str) -> None:
    """A commune: of the report, or one more of the warnings."""
    if turn.stage not in AREA_STAGES:
        places.chosen(turn, commune_code)
    elif (place := place_of(turn, commune_code)) is not None:
        _add(turn, place)
    else:
        asking.enter_place(turn)


def _add(turn: Turn, place: Place) -> None:
    subscription.wish(turn, f"add:{place.province_code}-{place.commune_code or ''}")


_PLAIN: dict[str, Callable[[Turn], None]] = {
    "go": starting.notice_read,
    "browse": places.browse,
    "search_again": asking.enter_place,
    "all": places.all_found,
    "done": sending.finish_telling,
    "cancel": starting.cancel,
    "change": starting.change_place,
    "change_all": starting.change_confirmed,
    "keep": starting.change_refused,
    "resume": asking.resume,
    "skip": lambda turn: sending.categorised(turn, None),
    "more": sending.tell_more,
    "send": sending.send,
    "new_code": sending.make_code,
    "add": follow_up.begin_adding,
    "added": follow_up.show_again,
    "remind": follow_up.set_reminder,
    "erase_all": privacy.erase,
    "language": privacy.choose_language,
    "quiz": awareness.begin_quiz,
    "verify": verify.open_room,
    "warnings": subscription.open_room,
    "area": asking.enter_area,
    "quiet": subscription_pages.quiet_hours,
}
_WITH_VALUE: dict[str, Callable[[Turn, str], None]] = {
    "place": _place,
    "province": places.in_province,
    "heirs": places.heirs,
    "letter": lambda turn, value: places.letter(turn, *value.split(":", 1)),
    "page": lambda turn, value: places.turn_page(turn, int(value)),
    "conflict": lambda turn, value: answers.conflict(turn, ConflictAnswer(value)),
    "when": lambda turn, value: answers.when(turn, When(value)),
    "category": sending.categorised,
    "language": privacy.speak,
    "topic": awareness.show,
    "topics": lambda turn, value: awareness.show_list(turn, int(value)),
    "answer": lambda turn, value: awareness.answered(turn, int(value)),
    "whole": lambda turn, value: _add(turn, Place(value)),
    "letters": places.letters,
    "warn": subscription.wish,
}


def act(turn: Turn, action: str, message_id: int | None) -> None:
    """Do what an action of the current question's picks says. They come from the state, never from a button."""
    name, _, value = action.partition(":")
    if name == "erase_here":
        marker = turn.conversation.sent[-1] if turn.conversation.sent else SentMarker("", "", "", 0)
        sending.erase_here(turn, marker, message_id)
    elif name == "erase_thread":
        sending.erase_follow_up(turn, message_id)
    elif value and name in _WITH_VALUE:
        _WITH_VALUE[name](turn, value)
    else:
        _PLAIN[name](turn)
