"""Performs what an officer's chat asks for, in the update's transaction and with the rights of this moment; it must never act on a repeated update."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from bot.officers.channel import Incoming
from bot.officers.parts import OfficerParts
from domain.hours import hour_of
from handlers.officers.effects import (
    Act,
    ClaimTip,
    LinkChat,
    ListTips,
    NoteBack,
    NoteBlocked,
    SetDigest,
    SetLanguage,
    UnlinkChat,
)
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
from sealing.conversation_keys import Chat
from storage import officer_chats, officer_inbox, tip_work
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.officer_chats import Linked, OfficerChat, SealedAddress
from storage.officer_inbox import InboxTip
from storage.queues import Lane
from storage.viewer import Viewer

MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of an act. `former`: the chat that a new one has taken the place of."""

    found: Found | None
    former: SealedAddress | None = None


def standing_of(chat: OfficerChat | None, language: str) -> Standing:
    """Who writes, as the conversation needs to know."""
    if chat is None:
        return Standing(language)
    return Standing(chat.address.language, chat.viewer.role, chat.viewer.name, chat.digest)


@dataclass(frozen=True, slots=True)
class Performer:
    """Acts of one update. `repeated`: its key was taken before, so that it may only look."""

    conn: Connection
    parts: OfficerParts
    incoming: Incoming
    now: datetime
    repeated: bool

    @property
    def chat(self) -> Chat:
        """The chat that the update came from."""
        return self.parts.chat(self.incoming.chat)

    def perform(self, act: Act, linked: OfficerChat | None) -> Performed:
        """Do it, or look at what became of it when the update came before."""
        match act:
            case LinkChat():
                return self._link(act, linked)
            case UnlinkChat():
                return Performed(ChatUnlinked(self._unlink()))
            case NoteBlocked() | NoteBack():
                self._note(act, linked)
                return Performed(None)
        # The table lets nobody come here whose chat is linked to nobody; it stays an empty answer if one does.
        return Performed(None if linked is None else self._for_officer(act, linked))

    def _for_officer(self, act: ListTips | ClaimTip | SetDigest | SetLanguage, linked: OfficerChat) -> Found:
        match act:
            case ListTips(kind):
                return self._list(kind, linked.viewer)
            case ClaimTip():
                return self._claim(act, linked.viewer)
            case SetDigest(on):
                if self.repeated:
                    return DigestSet(linked.digest)
                officer_chats.set_digest(self.conn, linked, on)
                return DigestSet(on)
            case SetLanguage(language):
                if not self.repeated:
                    officer_chats.set_language(self.conn, linked, language)
                return LanguageSet()

    def _link(self, act: LinkChat, linked: OfficerChat | None) -> Performed:
        if self.repeated:
            return Performed(ChatLinked() if linked is not None else CodeRefused())
        made = officer_chats.link(self.conn, act.code, self.parts.new_chat(self.incoming), self.now)
        return Performed(ChatLinked(), made.former) if isinstance(made, Linked) else Performed(CodeRefused())

    def _unlink(self) -> bool:
        if self.repeated:
            # What it found the first time is gone; it had been linked, or there was nothing to do.
            return True
        return officer_chats.unlink(self.conn, self.parts.row_key(self.chat), self.now)

    def _note(self, act: Act, linked: OfficerChat | None) -> None:
        if isinstance(act, NoteBack):
            officer_chats.come_back(self.conn, self.parts.row_key(self.chat))
        elif linked is not None and not self.repeated:
            officer_chats.mark_blocked(self.conn, linked.viewer.officer_id)

    def _list(self, kind: ListKind, viewer: Viewer) -> TipsListed:
        look = officer_inbox.new_tips if kind is ListKind.NEW else officer_inbox.due_tips
        tips, total = look(self.conn, viewer, hour_of(self.now), MOST_LISTED)
        return TipsListed(kind, tuple(line_of(self.parts, self.chat, viewer, tip) for tip in tips), total)

    def _claim(self, act: ClaimTip, viewer: Viewer) -> ClaimAnswered:
        if act.tag is not None:
            expected = self.parts.tag(self.chat, viewer.unit_id, act.number)
            if not hmac.compare_digest(expected.encode(), act.tag.encode("utf-8", "surrogatepass")):
                return ClaimAnswered(ClaimOutcome.STALE, act.number)
        tip = officer_inbox.by_number(self.conn, viewer, act.number)
        if tip is None:
            return ClaimAnswered(ClaimOutcome.UNKNOWN, act.number)
        if tip.claimed_by is not None:
            return _held(tip, viewer)
        if self.repeated:
            return ClaimAnswered(ClaimOutcome.UNCLAIMED, act.number)
        return self._claimed(tip, viewer)

    def _claimed(self, tip: InboxTip, viewer: Viewer) -> ClaimAnswered:
        done = tip_work.claim(self.conn, viewer, tip.tip_id, self.now)
        if isinstance(done, Done):
            return ClaimAnswered(ClaimOutcome.DONE, tip.number)
        if done == Failure(FailureReason.ALREADY_CLAIMED):
            # Somebody was faster between the look and the lock.
            after = officer_inbox.by_number(self.conn, viewer, tip.number)
            return _held(after or tip, viewer)
        unknown = done.reason is FailureReason.NOT_VISIBLE
        return ClaimAnswered(ClaimOutcome.UNKNOWN if unknown else ClaimOutcome.NOT_NOW, tip.number)


def line_of(parts: OfficerParts, chat: Chat, viewer: Viewer, tip: InboxTip) -> TipLine:
    """A tip of the viewer's queue as this chat shows it, with the tag of its button."""
    holder = Holder.NOBODY
    if tip.claimed_by is not None:
        holder = Holder.SELF if tip.claimed_by == viewer.officer_id else Holder.COLLEAGUE
    return TipLine(
        tip.number,
        tip.category,
        tip.when,
        tip.received_hour,
        tip.due_hour,
        tip.duty,
        holder,
        parts.tag(chat, viewer.unit_id, tip.number),
    )


def _held(tip: InboxTip, viewer: Viewer) -> ClaimAnswered:
    if tip.lane is not Lane.OPEN:
        return ClaimAnswered(ClaimOutcome.NOT_NOW, tip.number)
    if tip.claimed_by == viewer.officer_id:
        return ClaimAnswered(ClaimOutcome.ALREADY_MINE, tip.number)
    return ClaimAnswered(ClaimOutcome.TAKEN, tip.number, tip.claimed_name or "")
