"""Puts answers to officers into words: number, category, when, age and duty; it must never take a place, a unit or content."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.effects import Wording
from handlers.officers.commands import CLAIM, DIGEST, DUE, LANGUAGE, NEW, may_use
from handlers.officers.effects import Button, Message
from handlers.officers.events import (
    ChatLinked,
    ChatUnlinked,
    ClaimAnswered,
    ClaimOutcome,
    CodeRefused,
    DigestSet,
    Found,
    Holder,
    LanguageSet,
    ListKind,
    Standing,
    TipLine,
    TipsListed,
)
from handlers.wording import Wordings, joined

HOURS_IN_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Talk:
    """What every answer needs. `desk`: whether a button may open the desk; `residents_bot`: its public name, or empty."""

    wordings: Wordings
    now_hour: int
    desk: bool
    residents_bot: str = ""


def told(talk: Talk, found: Found, standing: Standing) -> Message:  # noqa: PLR0911 - one line for each thing found
    """The answer to what was found out; `standing` is that after the act."""
    match found:
        case TipsListed():
            return _listed(talk, found, standing)
        case ClaimAnswered():
            return _claimed(talk, found, standing)
        case ChatLinked():
            linked = said(talk, standing, "officers-linked", name=standing.name)
            return _with_desk(talk, standing, joined(linked, _commands(talk, standing)))
        case CodeRefused():
            return Message(said(talk, standing, "officers-code-refused"))
        case ChatUnlinked(was):
            text = said(talk, standing, "officers-unlinked" if was else "officers-not-linked")
            return Message(text if was else joined(text, _for_residents(talk, standing)))
        case DigestSet(on):
            text = said(talk, standing, "officers-digest-on" if on else "officers-digest-off")
            return Message(text, ((_digest_button(talk, standing, on=not on),),))
        case LanguageSet():
            text = said(talk, standing, "officers-language-set")
            return _with_desk(talk, standing, joined(text, _commands(talk, standing)))


def welcome(talk: Talk, standing: Standing) -> Message:
    """What the bot is for, and what can be typed."""
    if standing.role is None:
        return not_here(talk, standing)
    head = said(talk, standing, "officers-hello", name=standing.name)
    more = ((_digest_button(talk, standing, on=not standing.digest),), (_language_button(talk, standing),))
    return _with_desk(talk, standing, joined(head, _commands(talk, standing)), *more)


def not_here(talk: Talk, standing: Standing) -> Message:
    """Nothing that was sent is taken; to a stranger also where residents go."""
    if standing.role is None:
        text = said(talk, standing, "officers-not-linked")
        return Message(joined(text, _for_residents(talk, standing)))
    return _with_desk(talk, standing, said(talk, standing, "officers-not-understood"))


def linked_elsewhere(talk: Talk, standing: Standing) -> Message:
    """To the chat that was the officer's until now: a stolen session at a desk shows here."""
    return _with_desk(talk, standing, said(talk, standing, "officers-linked-elsewhere"))


def not_allowed(talk: Talk, standing: Standing) -> Message:
    """The role doesn't have this command."""
    return _with_desk(talk, standing, said(talk, standing, "officers-not-allowed"))


def stale(talk: Talk, standing: Standing) -> Message:
    """A button that means nothing (any more)."""
    if standing.role is None:
        return not_here(talk, standing)
    return Message(said(talk, standing, "officers-stale"), _list_buttons(talk, standing))


def which_number(talk: Talk, standing: Standing) -> Message:
    """A claim without a number."""
    return Message(said(talk, standing, "officers-which-number"), _list_buttons(talk, standing))


def tip_text(talk: Talk, standing: Standing, line: TipLine, *, holder: bool = False) -> Wording:
    """One tip on three lines at most: number; category, when, age; what is due."""
    number = said(talk, standing, "officers-tip-number", number=line.number)
    facts = [
        _label(talk, standing, f"category-{line.category}" if line.category else "officers-no-category"),
        _label(talk, standing, f"when-{line.when}"),
        age(talk, standing, line.received_hour),
    ]
    lines = [number, Wording(" · ".join(facts))]
    due = due_text(talk, standing, line)
    if due:
        lines.append(Wording(due))
    if holder and line.holder is not Holder.NOBODY:
        mine = line.holder is Holder.SELF
        lines.append(said(talk, standing, "officers-held-by-self" if mine else "officers-held-by-colleague"))
    return joined(*lines, between="\n")


def age(talk: Talk, standing: Standing, received_hour: int) -> str:
    """How long a tip has been there, as coarsely as it is stored."""
    hours = talk.now_hour - received_hour
    if hours < 1:
        return _label(talk, standing, "officers-age-new")
    if hours < HOURS_IN_A_DAY:
        return _label(talk, standing, "officers-age-hours", count=hours)
    return _label(talk, standing, "officers-age-days", count=hours // HOURS_IN_A_DAY)


def due_text(talk: Talk, standing: Standing, line: TipLine) -> str:
    """Which duty is due, and when; empty where no clock runs."""
    if line.due_hour is None:
        return ""
    duty = _label(talk, standing, _DUTIES.get(line.duty, "officers-duty-other"))
    left = line.due_hour - talk.now_hour
    if line.duty == "first_view" and line.when == "now":
        return _label(talk, standing, "officers-due-now", duty=duty)
    if left < 0:
        return _label(talk, standing, "officers-due-late", duty=duty, span=_span(talk, standing, -left))
    return _label(talk, standing, "officers-due-left", duty=duty, span=_span(talk, standing, left))


def said(talk: Talk, standing: Standing, text_id: str, **values: str | int) -> Wording:
    """A text in the chat's language."""
    return talk.wordings.text(standing.language, text_id, **values)


def claim_button(talk: Talk, standing: Standing, number: int, tag: str) -> Button:
    """Takes a tip in hand."""
    label = _label(talk, standing, "officers-claim-button", number=number)
    return Button(label, f"{CLAIM.button}:{number}:{tag}")


def in_pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Rows of two."""
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def desk_row(talk: Talk, standing: Standing) -> tuple[tuple[Button, ...], ...]:
    """The row that opens the desk, where there is an address that a phone can open."""
    return ((Button(_label(talk, standing, "officers-desk-button")),),) if talk.desk else ()


def digest_off_row(talk: Talk, standing: Standing) -> tuple[tuple[Button, ...], ...]:
    """The row that ends the morning digest."""
    return ((_digest_button(talk, standing, on=False),),)


_DUTIES = {
    "first_view": "officers-duty-first_view",
    "first_word": "officers-duty-first_word",
    "report": "officers-duty-report",
    "procuracy": "officers-duty-procuracy",
    "hand_over": "officers-duty-hand_over",
    "ask_extension": "officers-duty-ask_extension",
    "decide": "officers-duty-decide",
}

_CLAIMS = {
    ClaimOutcome.DONE: "officers-claim-done",
    ClaimOutcome.ALREADY_MINE: "officers-claim-already",
    ClaimOutcome.TAKEN: "officers-claim-taken",
    ClaimOutcome.UNCLAIMED: "officers-claim-open",
    ClaimOutcome.NOT_NOW: "officers-claim-not-now",
    ClaimOutcome.UNKNOWN: "officers-claim-unknown",
    ClaimOutcome.STALE: "officers-stale",
}


def _listed(talk: Talk, found: TipsListed, standing: Standing) -> Message:
    new = found.kind is ListKind.NEW
    if not found.lines:
        return _with_desk(
            talk, standing, said(talk, standing, "officers-new-none" if new else "officers-due-none")
        )
    head = said(talk, standing, "officers-new-head" if new else "officers-due-head", count=found.total)
    blocks = [tip_text(talk, standing, line, holder=not new) for line in found.lines]
    more = found.total - len(found.lines)
    rest = said(talk, standing, "officers-more", count=more) if more > 0 else None
    free = [line for line in found.lines if line.holder is Holder.NOBODY]
    buttons: tuple[tuple[Button, ...], ...] = ()
    if may_use(standing.role, CLAIM):
        buttons = in_pairs([claim_button(talk, standing, line.number, line.tag) for line in free])
    return _with_desk(talk, standing, joined(head, *blocks, rest), *buttons)


def _claimed(talk: Talk, found: ClaimAnswered, standing: Standing) -> Message:
    values: dict[str, str | int] = {"number": found.number}
    if found.outcome is ClaimOutcome.STALE:
        return stale(talk, standing)
    if found.outcome is ClaimOutcome.TAKEN:
        values["name"] = found.holder
    return _with_desk(talk, standing, said(talk, standing, _CLAIMS[found.outcome], **values))


def _commands(talk: Talk, standing: Standing) -> Wording:
    reads = may_use(standing.role, NEW)
    return said(talk, standing, "officers-commands" if reads else "officers-commands-few")


def _for_residents(talk: Talk, standing: Standing) -> Wording:
    if talk.residents_bot:
        return said(talk, standing, "officers-residents-bot", bot=talk.residents_bot)
    return said(talk, standing, "officers-residents")


def _list_buttons(talk: Talk, standing: Standing) -> tuple[tuple[Button, ...], ...]:
    if not may_use(standing.role, NEW):
        return desk_row(talk, standing)
    new = Button(_label(talk, standing, "officers-new-button"), NEW.button)
    due = Button(_label(talk, standing, "officers-due-button"), DUE.button)
    return ((new, due), *desk_row(talk, standing))


def _digest_button(talk: Talk, standing: Standing, *, on: bool) -> Button:
    label = _label(talk, standing, "officers-digest-on-button" if on else "officers-digest-off-button")
    return Button(label, f"{DIGEST.button}:{int(on)}")


def _language_button(talk: Talk, standing: Standing) -> Button:
    other = "en" if standing.language == "vi" else "vi"
    return Button(_label(talk, standing, "officers-other-language"), f"{LANGUAGE.button}:{other}")


def _with_desk(talk: Talk, standing: Standing, text: Wording, *rows: tuple[Button, ...]) -> Message:
    return Message(text, (*rows, *desk_row(talk, standing)))


def _label(talk: Talk, standing: Standing, text_id: str, **values: str | int) -> str:
    return talk.wordings.label(standing.language, text_id, **values)


def _span(talk: Talk, standing: Standing, hours: int) -> str:
    if hours < HOURS_IN_A_DAY:
        return _label(talk, standing, "officers-span-hours", count=max(hours, 1))
    return _label(talk, standing, "officers-span-days", count=hours // HOURS_IN_A_DAY)
