"""Puts what an officer is told unasked into one message; it must never name a unit or a place, nor a number of another queue."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.effects import Wording
from handlers.officers.commands import CLAIM, may_use
from handlers.officers.effects import Button, Message
from handlers.officers.events import Holder, Standing, TipLine
from handlers.officers.telling import Talk, claim_button, desk_row, digest_off_row, in_pairs, said, tip_text
from handlers.wording import joined

MOST_IN_A_MESSAGE = 6
"""More in one message wouldn't be read on a locked screen; the desk has the rest."""


class Kind(StrEnum):
    """Why an officer is told; the values are those of the table of notices."""

    NEW_TIP = "new_tip"
    HAPPENING_NOW = "happening_now"
    UNOPENED = "unopened"
    UNANSWERED = "unanswered"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    UNROUTABLE = "unroutable"
    DELETION_WAITS = "deletion_waits"
    CAMPAIGN_WAITS = "campaign_waits"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Told:
    """One notice. `line` is the tip in the officer's own queue; None where there is none (any more).

    `below`: the tip is another unit's, of which nothing but the kind of trouble is said.
    """

    kind: Kind
    line: TipLine | None
    below: bool = False


@dataclass(frozen=True, slots=True)
class Morning:
    """What waits at the beginning of a day; `due` until its end, `late` before it."""

    new: int
    due: int
    late: int
    mine: int
    campaigns: int

    @property
    def empty(self) -> bool:
        """Nothing waits for anybody: no digest is better than an empty one."""
        return not (self.new or self.due or self.late or self.mine or self.campaigns)


_OWN = {
    Kind.NEW_TIP: "officers-notice-new",
    Kind.HAPPENING_NOW: "officers-notice-now",
    Kind.UNOPENED: "officers-notice-unopened",
    Kind.UNANSWERED: "officers-notice-unanswered",
    Kind.DUE_SOON: "officers-notice-soon",
    Kind.OVERDUE: "officers-notice-overdue",
    Kind.DELETION_WAITS: "officers-notice-deletion",
}
_BELOW = {
    Kind.HAPPENING_NOW: "officers-notice-now-below",
    Kind.UNOPENED: "officers-notice-unopened-below",
    Kind.UNANSWERED: "officers-notice-unanswered-below",
    Kind.DUE_SOON: "officers-notice-overdue-below",
    Kind.OVERDUE: "officers-notice-overdue-below",
}
_WITHOUT_TIP = {
    Kind.UNROUTABLE: "officers-notice-unroutable",
    Kind.DELETION_WAITS: "officers-notice-deletion-some",
    Kind.CAMPAIGN_WAITS: "officers-notice-campaign",
}
_CLAIMABLE = frozenset({Kind.NEW_TIP, Kind.HAPPENING_NOW, Kind.UNOPENED})


def notice_message(talk: Talk, standing: Standing, notices: tuple[Told, ...]) -> Message:
    """Everything for one officer in one message, what is happening now first."""
    ordered = sorted(notices, key=_place)
    shown = ordered[:MOST_IN_A_MESSAGE]
    blocks = list(dict.fromkeys(_block(talk, standing, told) for told in shown))
    more = len(ordered) - len(shown)
    rest = said(talk, standing, "officers-notice-more", count=more) if more else None
    claims: list[Button] = []
    if may_use(standing.role, CLAIM):
        claims = [
            claim_button(talk, standing, told.line.number, told.line.tag)
            for told in shown
            if told.line is not None and told.line.holder is Holder.NOBODY and told.kind in _CLAIMABLE
        ]
    return Message(joined(*blocks, rest), (*in_pairs(list(dict.fromkeys(claims))), *desk_row(talk, standing)))


def morning_message(talk: Talk, standing: Standing, morning: Morning) -> Message:
    """The digest: counts alone, a line for each that isn't zero."""
    counts = (
        ("officers-morning-late", morning.late),
        ("officers-morning-due", morning.due),
        ("officers-morning-new", morning.new),
        ("officers-morning-mine", morning.mine),
        ("officers-morning-campaigns", morning.campaigns),
    )
    lines = [said(talk, standing, text_id, count=count) for text_id, count in counts if count]
    text = joined(said(talk, standing, "officers-morning-head"), *lines, between="\n")
    return Message(text, (*desk_row(talk, standing), *digest_off_row(talk, standing)))


def _place(told: Told) -> tuple[bool, int]:
    """What is happening now first, then by number."""
    return told.kind is not Kind.HAPPENING_NOW, told.line.number if told.line is not None else 0


def _block(talk: Talk, standing: Standing, told: Told) -> Wording:
    if told.line is not None and told.kind in _OWN:
        head = said(talk, standing, _OWN[told.kind])
        return joined(head, tip_text(talk, standing, told.line, holder=True), between="\n")
    words = _BELOW if told.below and told.kind in _BELOW else _WITHOUT_TIP
    return said(talk, standing, words.get(told.kind, "officers-notice-other"))
