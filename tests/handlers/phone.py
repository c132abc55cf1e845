"""A phone and a house that performs effects in memory, for one resident; it stores like the real ones would."""

import random
from dataclasses import dataclass, field, replace

from domain.hours import day_of
from domain.subscriptions import MOST_PLACES
from domain.tips import VagueStatus
from handlers.conversation import Conversation, Stage, Step, dump, fresh, load, note_outgoing, step
from handlers.effects import (
    AddToThread,
    Ask,
    BeginDraft,
    CheckLimits,
    Choice,
    DeleteMessages,
    DropDraft,
    Effect,
    EraseMyData,
    FetchFile,
    LimitKind,
    LookUp,
    MakeReceipt,
    MarkThreadRead,
    OpenThread,
    ReleaseLimit,
    ResumeThread,
    Say,
    SealPart,
    SendTip,
    SetCategory,
    SetReminder,
    ShowPicture,
    StartTimer,
    StopTimer,
    StoreReceipt,
    TakeLimit,
)
from handlers.events import (
    Allowed,
    BulletinLoaded,
    Event,
    FileKind,
    FileReady,
    FileRefusalReason,
    FileRefused,
    MessagesDeleted,
    ReceiptMade,
    RefusalReason,
    Refused,
    ResultEvent,
    SubscriptionLoaded,
    TestLinkExpired,
    Thread,
    ThreadLapsed,
    ThreadMessage,
    ThreadNotFound,
    ThreadOpened,
)
from handlers.subscriptions import (
    Bulletin,
    CountAct,
    CountMet,
    LinkTestChat,
    LoadBulletin,
    LoadSubscription,
    PauseSubscription,
    ResumeSubscription,
    SaveSubscription,
    StopSubscription,
    Subscription,
    WarningStore,
)
from sealing.frames import Content, MediaKind
from sealing.receipts import new_code
from sealing.secret_types import SecretBytes, SecretText
from tests.handlers.house import House

KINDS = {kind.value: MediaKind(kind.value) for kind in FileKind if kind is not FileKind.ANIMATION}


@dataclass
class Draft:
    """What the store holds of one draft or tip."""

    begun: BeginDraft
    parts: list[SealPart] = field(default_factory=list)
    category: str | None = None
    codes: list[str] = field(default_factory=list)
    sealed_at_code: int = 0
    sent: int = 0
    replies: list[ThreadMessage] = field(default_factory=list)
    added: list[Content] = field(default_factory=list)


@dataclass(frozen=True)
class Bubble:
    """A message that the phone shows."""

    number: int
    text: str
    choices: tuple[Choice, ...] = ()


@dataclass
class Phone:
    """One chat. `screen` shows what the bot said; `log` every effect in order."""

    house: House = field(default_factory=House)
    conversation: Conversation = field(default_factory=fresh)
    screen: list[Bubble] = field(default_factory=list)
    log: list[Effect] = field(default_factory=list)
    store: dict[bytes, Draft] = field(default_factory=dict)
    handles: dict[str, bytes] = field(default_factory=dict)
    taken: dict[LimitKind, int] = field(default_factory=dict)
    timers: set[str] = field(default_factory=set)
    refuse_file: FileRefusalReason | None = None
    disk_full: bool = False
    undeletable: int = 0
    subscription: Subscription | None = None
    paused: bool = False
    came_back: bool = False
    bulletins: dict[str, Bulletin] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    acts: list[tuple[str, str]] = field(default_factory=list)
    test_links: set[str] = field(default_factory=set)
    numbers: int = 100
    moves: list[tuple[Stage, Event, Stage]] = field(default_factory=list)
    randomness: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311
    _made: str = ""

    def next_number(self) -> int:
        """A new message id."""
        self.numbers += 1
        return self.numbers

    def happen(self, event: Event) -> list[Effect]:
        """Perform one update: look up, store, say; gives everything that was done, in order."""
        gathered: list[Effect] = []
        outcome = self._step(self.conversation, event)
        while True:
            *doing, last = outcome.effects or (None,)
            if not isinstance(last, LookUp):
                gathered += outcome.effects
                break
            gathered += [effect for effect in doing if effect is not None]
            outcome = self._step(outcome.conversation, self.look_up(last))
        for effect in gathered:
            if isinstance(effect, LinkTestChat) and effect.token.reveal() not in self.test_links:
                return self.happen(TestLinkExpired())
        # Through bytes and back, as between any two updates.
        self.conversation = load(dump(outcome.conversation))
        for effect in gathered:
            self.store_or_say(effect)
        self.log += gathered
        for effect in gathered:
            if isinstance(effect, DeleteMessages) and effect.report:
                left = min(self.undeletable, len(effect.message_ids))
                gathered += self.happen(
                    MessagesDeleted(len(effect.message_ids) - left, left, effect.message_ids)
                )
        return gathered

    def _step(self, conversation: Conversation, event: Event) -> Step:
        outcome = step(conversation, event, self.house.world())
        self.moves.append((conversation.stage, event, outcome.conversation.stage))
        assert not any(isinstance(effect, LookUp) for effect in outcome.effects[:-1])
        return outcome

    def look_up(self, effect: LookUp) -> ResultEvent:  # noqa: C901, PLR0911
        """Answer a looking-up effect."""
        match effect:
            case CheckLimits(kind):
                return self._limit(kind)
            case FetchFile(file, most_bytes):
                if self.refuse_file is not None:
                    return FileRefused(self.refuse_file)
                assert (file.size or 0) <= most_bytes
                body = SecretBytes(b"x" * (file.size or 1000))
                return FileReady(Content(kind=KINDS.get(file.kind, MediaKind.VIDEO), body=body))
            case MakeReceipt():
                self._made = new_code(self.randomness.randbytes).reveal()
                return ReceiptMade(SecretText(self._made))
            case OpenThread(code):
                for tip_id, draft in self.store.items():
                    if draft.sent and code.reveal() in draft.codes[-3:]:
                        handle = f"h{len(self.handles)}"
                        self.handles[handle] = tip_id
                        return ThreadOpened(self._thread(handle))
                    if not draft.sent and code.reveal() in draft.codes[-3:]:
                        return ThreadNotFound(unsent=True)
                return ThreadNotFound()
            case ResumeThread(handle):
                return ThreadOpened(self._thread(handle)) if handle in self.handles else ThreadLapsed()
            case LoadSubscription():
                known = self.subscription
                return SubscriptionLoaded(replace(known, paused=self.paused) if known is not None else None)
            case LoadBulletin(campaign):
                return BulletinLoaded(self.bulletins.get(campaign))

    def _limit(self, kind: LimitKind) -> Allowed | Refused:
        limits = self.house.limits
        taken = self.taken
        if kind is LimitKind.WRONG_CODE:
            full = taken.get(kind, 0) >= limits.wrong_codes_per_hour
            return Refused(RefusalReason.WRONG_CODES) if full else Allowed()
        if self.disk_full:
            return Refused(RefusalReason.DISK_LOW)
        if taken.get(LimitKind.TIP, 0) >= limits.tips_per_chat_day:
            return Refused(RefusalReason.TIPS_TODAY)
        if taken.get(LimitKind.DRAFT, 0) >= limits.drafts_per_chat_day:
            return Refused(RefusalReason.DRAFTS_TODAY)
        if taken.get(LimitKind.BEGUN, 0) >= limits.drafts_begun_per_chat_day:
            return Refused(RefusalReason.BEGUN_TODAY)
        return Allowed()

    def _thread(self, handle: str) -> Thread:
        draft = self.store[self.handles[handle]]
        unit = self.house.serving.units[draft.begun.recipient_id].name
        seen = draft.replies[0].day if draft.replies else None
        left = self.house.limits.bytes_per_tip - sum(len(content.body) for content in draft.added)
        status = VagueStatus.VERIFYING if draft.replies else VagueStatus.ARRIVED
        return Thread(
            handle, status, seen, unit, tuple(draft.replies), 20 - len(draft.added), left, self.disk_full
        )

    def store_or_say(self, effect: Effect) -> None:  # noqa: C901, PLR0912
        """Do what an effect wants, refusing what a store or a platform would refuse."""
        match effect:
            case BeginDraft(tip_id):
                assert tip_id not in self.store
                self.store[tip_id] = Draft(effect)
            case SealPart(tip_id, number, _, queue_ids):
                draft = self.store[tip_id]
                assert not draft.sent
                assert number == len(draft.parts) + 1
                assert queue_ids == (draft.begun.recipient_id, *draft.begun.copy_ids)
                draft.parts.append(effect)
            case SetCategory(tip_id, category):
                self.store[tip_id].category = category
            case StoreReceipt(tip_id):
                self.store[tip_id].codes.append(self._made)
                self.store[tip_id].sealed_at_code = len(self.store[tip_id].parts)
            case SendTip(tip_id):
                draft = self.store[tip_id]
                shown = self._made and any(
                    self._made in bubble.text.replace(" ", "") for bubble in self.screen
                )
                assert shown, "sent without a shown code"
                assert draft.sealed_at_code == len(draft.parts), "the manifest knows other parts"
                draft.sent += 1
            case DropDraft(tip_id):
                assert tip_id not in self.store or not self.store[tip_id].sent
                self.store.pop(tip_id, None)
            case AddToThread(handle, content):
                self.store[self.handles[handle]].added.append(content)
            case TakeLimit(kind):
                self.taken[kind] = self.taken.get(kind, 0) + 1
            case ReleaseLimit(kind):
                self.taken[kind] = self.taken.get(kind, 0) - 1
            case StartTimer(name):
                self.timers.add(name)
            case StopTimer(name):
                self.timers.discard(name)
            case Say() | Ask():
                self._say(effect)
            case DeleteMessages(message_ids):
                self.screen = [bubble for bubble in self.screen if bubble.number not in message_ids]
            case EraseMyData():
                self.subscription = None
            case SetReminder() | MarkThreadRead() | ShowPicture():
                pass
            case _ if isinstance(effect, WarningStore):
                self._about_warnings(effect)
            case _:
                raise AssertionError(f"nobody performs {effect}")

    def _about_warnings(self, effect: WarningStore) -> None:
        match effect:
            case SaveSubscription(subscription):
                assert 0 < len(subscription.places) <= MOST_PLACES
                assert subscription.topics
                assert not subscription.paused
                self.subscription, self.paused = subscription, False
            case StopSubscription():
                self.subscription = None
            case PauseSubscription():
                self.paused = self.subscription is not None
            case ResumeSubscription():
                self.came_back, self.paused = self.paused, False
            case CountMet(campaign):
                self.met.add(campaign)
            case CountAct(campaign, act):
                self.acts.append((campaign, act))
            case LinkTestChat(token):
                self.test_links.remove(token.reveal())

    def _say(self, effect: Say | Ask) -> None:
        text = effect.text.text
        assert text
        assert len(text.encode("utf-16-le")) // 2 <= 4096
        choices = effect.choices if isinstance(effect, Ask) else ()
        assert len(choices) <= 100
        for choice in choices:
            assert choice.data.isascii()
            assert len(choice.data) <= 64
        bubble = Bubble(self.next_number(), text, choices)
        self.screen.append(bubble)
        if effect.tracked:
            self.conversation = note_outgoing(self.conversation, (bubble.number,))

    def button(self, label: str) -> Choice:
        """The newest button with this label."""
        for bubble in reversed(self.screen):
            for choice in bubble.choices:
                if choice.label == label:
                    return choice
        raise AssertionError(f"no button {label}")

    def police_answer(self, text: str) -> None:
        """An officer answers the newest tip."""
        draft = list(self.store.values())[-1]
        draft.replies.append(ThreadMessage(SecretText(text), day_of(self.house.now), from_police=True))

    def forget_keys(self) -> None:
        """The keys behind all handles leave the memory."""
        self.handles.clear()

    def shown_code(self) -> str:
        """The receipt code that was made last, whether its report was sent or not."""
        return self._made

    def sent_tips(self) -> list[Draft]:
        """Every tip that was sent."""
        return [draft for draft in self.store.values() if draft.sent]

    def set_limits(self, **limits: int) -> None:
        """Change the house's limits."""
        self.house.limits = replace(self.house.limits, **limits)
