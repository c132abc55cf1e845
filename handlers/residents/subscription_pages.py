"""The pages of `🔔 Nhận cảnh báo`: what is subscribed, and what may be changed; it must never change anything itself."""

from domain.subscriptions import EVERY_TOPIC, QuietHours
from handlers.effects import Wording
from handlers.residents import asking
from handlers.residents.place_names import name_of
from handlers.state import Pick, Stage
from handlers.subscriptions import Subscription
from handlers.turn import Turn
from handlers.wording import joined

PAGE = 5
"""Entries on one page, so that with its other buttons a page has nine choices."""
HOURS = (QuietHours(21, 7), QuietHours(22, 6), QuietHours(20, 8), QuietHours(0, 0))
"""Offered quiet hours: the usual ones first, none at all last; others may be typed."""


def show(turn: Turn, subscription: Subscription | None, lead: Wording | None = None) -> None:
    """What this chat gets, with everything that can be changed; or how to begin."""
    if subscription is None:
        turn.enter(Stage.WARNINGS, [turn.pick("area", "warnings-begin")])
        turn.ask(lead, turn.text("warnings-intro"), turn.text("warnings-promise"))
        return
    languages = [code for code in turn.world.wordings.languages if code != subscription.language]
    turn.enter(
        Stage.WARNINGS,
        [
            turn.pick("area", "warnings-add"),
            turn.pick("warn:places:0", "warnings-drop"),
            turn.pick("warn:topics:0", "warnings-topics"),
            turn.pick("quiet", "warnings-quiet"),
            *(turn.pick(f"warn:speak:{code}", f"warnings-in-{code}") for code in languages),
            turn.pick("warn:stop", "warnings-stop"),
        ],
    )
    turn.ask(lead, _overview(turn, subscription), turn.text("warnings-promise"), columns=2)


def places(turn: Turn, subscription: Subscription, page: int) -> None:
    """The places, each a button that drops it."""
    entries = [
        Pick(
            f"warn:drop:{place.province_code}-{place.commune_code or ''}",
            turn.label("warnings-drop-one", place=name_of(turn, place) or "?"),
        )
        for place in subscription.places
    ]
    _paged(turn, Stage.WARNED_PLACES, entries, "warn:places:", page)
    asking.put(turn)


def topics(turn: Turn, subscription: Subscription, page: int, lead: Wording | None = None) -> None:
    """The topics, each a button that turns it on or off."""
    every = EVERY_TOPIC in subscription.topics
    known = turn.world.topics.topics(turn.conversation.language)
    entries = [
        turn.pick(
            f"warn:topic:{at // PAGE}:{topic.id}",
            "warnings-topic-on" if every or topic.id in subscription.topics else "warnings-topic-off",
            topic=topic.title,
        )
        for at, topic in enumerate(known)
    ]
    more = () if every else (turn.pick("warn:every", "warnings-every"),)
    _paged(turn, Stage.WARNED_TOPICS, entries, "warn:topics:", page, more)
    asking.put(turn, lead)


def quiet_hours(turn: Turn) -> None:
    """When shouldn't warnings come?"""
    picks = [
        Pick(f"warn:quiet:{quiet.start}-{quiet.end}", hours(turn, quiet, "quiet-hours")) for quiet in HOURS
    ]
    turn.enter(Stage.QUIET_HOURS, [*picks, turn.pick("warn:show", "warnings-back")])
    asking.put(turn)


def hours(turn: Turn, quiet: QuietHours, text_id: str) -> str:
    """`21 giờ – 7 giờ`, or that there are none."""
    if quiet.start == quiet.end:
        return turn.label(f"{text_id}-none")
    return turn.label(text_id, start=quiet.start, end=quiet.end)


def _paged(
    turn: Turn, stage: Stage, entries: list[Pick], action: str, page: int, more: tuple[Pick, ...] = ()
) -> None:
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(page, 0), pages - 1)
    picks = entries[page * PAGE : (page + 1) * PAGE]
    if page > 0:
        picks.append(turn.pick(f"{action}{page - 1}", "page-back"))
    if page < pages - 1:
        picks.append(turn.pick(f"{action}{page + 1}", "page-next"))
    turn.enter(stage, [*picks, *more, turn.pick("warn:show", "warnings-back")])


def _overview(turn: Turn, subscription: Subscription) -> Wording:
    names = (name_of(turn, place) for place in subscription.places)
    if EVERY_TOPIC in subscription.topics:
        topics_text = turn.label("warnings-all-topics")
    else:
        known = turn.world.topics.topics(turn.conversation.language)
        topics_text = "; ".join(topic.title for topic in known if topic.id in subscription.topics) or "?"
    quiet = hours(turn, subscription.quiet, "quiet-told")
    return joined(
        turn.text("warnings-head"),
        turn.text("warnings-places", places="; ".join(name for name in names if name)),
        turn.text("warnings-about", topics=topics_text),
        turn.text("warnings-spoken", spoken=turn.label(f"language-{subscription.language}")),
        turn.text("warnings-hours", hours=quiet),
        between="\n",
    )
