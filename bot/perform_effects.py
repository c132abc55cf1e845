"""Carries one update through its life: look up, seal, one transaction, then say; it never answers for what isn't on disk."""

import asyncio
import contextlib
from dataclasses import dataclass, replace

from bot.private_logging import get_logger
from bot.residents.channel import Channel, Incoming
from bot.residents.conversations import Conversations, Loaded
from bot.residents.follow_ups import FollowUps
from bot.residents.lanes import Lane, Lanes, TurnedAway
from bot.residents.limits import ChatLimits
from bot.residents.lookups import LookUps
from bot.residents.parts import RuntimeParts
from bot.residents.saying import Sayer, Spoken
from bot.residents.storing import Prepared, ReceiptMissing, Storing, ThreadGone
from bot.residents.subscribing import Subscribing, TestLinkGone
from bot.residents.timers import Timers
from domain.hours import hour_of
from handlers import events
from handlers.conversation import Conversation, note_outgoing, step
from handlers.effects import (
    Ask,
    DeleteMessages,
    Effect,
    LookUp,
    Say,
    ShowPicture,
    StartTimer,
    StopTimer,
    Store,
)
from handlers.events import (
    ChatJoined,
    ChatLeft,
    CommandReceived,
    DraftGone,
    Event,
    FileReceived,
    MessagesDeleted,
    Stumbled,
    TestLinkExpired,
    TextReceived,
    ThreadLapsed,
    TimerFired,
    UpdateRepeated,
)
from sealing.receipts import Receipt
from storage.engine import Connection
from storage.errors import ConversationMoved, EpochMoved, NotADraft, NumberTaken
from storage.updates import take_update

_log = get_logger()

MOST_ROUNDS = 8
"""How often one update is begun again because something moved under it; more means something is wrong."""
MOST_LOOK_UPS = 4
COMMIT_TRIES = (0.2, 1.0, 3.0)
"""Seconds before the tries after a commit that failed for the database's own reasons."""
IDS_REST_SECONDS = 60.0
"""Ids of messages just said are stored with the chat's next transaction, or after this time without one."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one event comes to, before anything is stored."""

    conversation: Conversation
    stores: tuple[Store, ...]
    says: tuple[Spoken | StartTimer | StopTimer, ...]
    receipt: Receipt | None


class _AlreadyTaken(Exception):
    """The update's key is taken: it was done before."""


class Performer:
    """The residents' conversation on one channel. `handle` it update after update, `close` it when done."""

    def __init__(self, parts: RuntimeParts, channel: Channel) -> None:
        self._parts = parts
        self._channel = channel
        self._conversations = Conversations(parts, channel.name)
        self._follow_ups = FollowUps(parts.clock, parts.limits.follow_up_minutes)
        limits = ChatLimits(parts)
        subscribing = Subscribing(parts)
        self._look_ups = LookUps(parts, channel, self._follow_ups, limits, subscribing)
        self._storing = Storing(parts, self._follow_ups, limits, subscribing)
        self._lanes = Lanes()
        self.sayer = Sayer(channel, self._note_sent, self._note_deleted, busy=self._lanes.__contains__)
        self._timers = Timers(self._timer_fired)
        self._said: dict[str, list[int]] = {}
        self._loose: set[asyncio.Task[None]] = set()
        self._resting: dict[str, asyncio.TimerHandle] = {}

    async def handle(self, incoming: Incoming) -> None:
        """Perform one update, in its chat's order; returns once it is durable and its answers were tried once.

        What is turned away while it waits is told after the update before it: a crash until then brings both again.
        """
        yielding = incoming.update_key is not None and not isinstance(incoming.event, ChatLeft | ChatJoined)
        with contextlib.suppress(TurnedAway):
            async with self._lanes.turn(incoming.chat, yielding=yielding) as lane:
                try:
                    await self._live(incoming, lane)
                except Exception as error:  # noqa: BLE001 - one resident's update must never stop the others'
                    _log.error("update_failed", exc_info=error)
                    self._conversations.forget(incoming.chat)  # what is in memory may be what failed
                    await self._apologise(incoming, lane, Stumbled())
                if lane.turned_away:
                    count, lane.turned_away = lane.turned_away, 0
                    await self._apologise(incoming, lane, events.TurnedAway(count))

    def make_room(self, most_waiting: int) -> None:
        """Let go, and tell, what chats with more than so much waiting keep everybody else waiting for; their slow file too."""
        for chat in self._lanes.make_room(most_waiting):
            self._look_ups.give_file_up(chat)

    async def close(self) -> None:
        """Finish what is under way, say what waits, and store the ids of what was said."""
        self._timers.close()
        await self.sayer.close()
        while self._loose:
            await asyncio.wait(set(self._loose))
        for resting in self._resting.values():
            resting.cancel()
        await asyncio.gather(*(self._store_ids(chat) for chat in list(self._said)))

    async def forget_old_keys(self) -> None:
        """Drop the follow-up keys whose quarter of an hour is over."""
        self._follow_ups.forget_old()

    async def _live(self, incoming: Incoming, lane: Lane) -> None:
        event, key = incoming.event, incoming.update_key
        for _ in range(MOST_ROUNDS):
            loaded = await self._conversations.load(incoming.chat)
            said = tuple(self._said.get(incoming.chat, ()))
            begun = note_outgoing(loaded.conversation, said)
            plan = await self._plan(incoming.chat, begun, event)
            if not plan.stores and plan.conversation == begun:
                break  # nothing to store: doing it twice is the same as once, so its key isn't needed either
            try:
                await self._commit(incoming.chat, key, loaded, plan)
            except _AlreadyTaken:
                typed = event if isinstance(event, TextReceived | CommandReceived) else None
                event, key = UpdateRepeated(typed), None
            except (NotADraft, ReceiptMissing, ThreadGone, TestLinkGone) as missing:
                event = _what_is_missing(missing)
            except ConversationMoved:
                self._conversations.forget(incoming.chat)
            else:
                self._forget_ids(incoming.chat, said)
                break
        else:
            raise RuntimeError("an update was begun again too often")
        await self._say(incoming, plan, lane)

    async def _plan(self, chat: str, begun: Conversation, event: Event) -> _Plan:
        """Step, look up, step again with the answer, until nothing more is asked."""
        conversation = begun
        receipt: Receipt | None = None
        gathered: list[Effect] = []
        for _ in range(MOST_LOOK_UPS + 1):
            outcome = step(conversation, event, self._parts.world())
            conversation = outcome.conversation
            *before, last = outcome.effects or (None,)
            gathered.extend(effect for effect in before if effect is not None)
            if not isinstance(last, LookUp):
                if last is not None:
                    gathered.append(last)
                return _sorted(replace(conversation, waiting=None), gathered, receipt)
            event, made = await self._look_ups.perform(self._conversations.chat(chat), last)
            receipt = made or receipt
        raise RuntimeError("a step asked too much")

    async def _commit(self, chat: str, key: str | None, loaded: Loaded, plan: _Plan) -> None:
        for _ in range(MOST_ROUNDS):
            try:
                prepared = await self._storing.prepare(loaded.chat, loaded.row_key, plan.stores, plan.receipt)
                version = await self._durably(chat, key, loaded, plan, prepared)
            except EpochMoved:
                await self._parts.refresh_serving()
            except NumberTaken:
                continue
            else:
                self._conversations.remember(chat, loaded, plan.conversation, version)
                if prepared.erases:
                    self._erase_memory(chat)
                for name in prepared.dropped_blobs:
                    self._later(self._parts.blobs.delete(name))
                return
        raise RuntimeError("a queue's key moved too often")

    async def _durably(
        self, chat: str, key: str | None, loaded: Loaded, plan: _Plan, prepared: Prepared
    ) -> int:
        hour = hour_of(self._parts.clock())
        save = self._conversations.saving(loaded, plan.conversation, hour)
        channel = self._channel.name

        def transact(conn: Connection) -> int:
            if key is not None and not take_update(conn, channel, key, hour):
                raise _AlreadyTaken
            prepared.run(conn)
            return 0 if prepared.erases else save(conn)

        waits = iter(COMMIT_TRIES)
        while True:
            try:
                return await self._parts.database.write(transact)
            except (
                _AlreadyTaken,
                ConversationMoved,
                EpochMoved,
                NumberTaken,
                NotADraft,
                ReceiptMissing,
                ThreadGone,
                TestLinkGone,
            ):
                raise
            except Exception as error:
                wait = next(waits, None)
                _log.error("commit_failed", exc_info=error)
                if wait is None:
                    raise
                await asyncio.sleep(wait)

    async def _say(self, incoming: Incoming, plan: _Plan, lane: Lane) -> None:
        chat = incoming.chat
        if isinstance(incoming.event, ChatLeft):
            self._erase_memory(chat)
            self.sayer.forget(chat)
            return
        spoken: list[Spoken] = []
        for effect in plan.says:
            if isinstance(effect, StartTimer):
                self._timers.start(chat, effect.name, effect.seconds)
            elif isinstance(effect, StopTimer):
                self._timers.stop(chat, effect.name)
            else:
                spoken.append(effect)
        album = isinstance(incoming.event, FileReceived) and incoming.event.album is not None
        await self.sayer.say(chat, spoken, more_waits=lane.more_waits, album=album)

    async def _apologise(self, incoming: Incoming, lane: Lane, what: Stumbled | events.TurnedAway) -> None:
        """Tell the resident what didn't work; nothing of it was stored, so asking to repeat it is safe.

        Raises when not even the conversation can be read: the update then stays unconfirmed and comes again.
        """
        loaded = await self._conversations.load(incoming.chat)
        try:
            outcome = step(loaded.conversation, what, self._parts.world())
            plan = _sorted(loaded.conversation, list(outcome.effects), None)
            await self._say(incoming, plan, lane)
        except Exception as error:  # noqa: BLE001 - there is nobody left to tell but the log
            _log.error("apology_failed", exc_info=error)

    # What happens by itself.

    def _note_sent(self, chat: str, message_id: int) -> None:
        self._said.setdefault(chat, []).append(message_id)
        resting = self._resting.pop(chat, None)
        if resting is not None:
            resting.cancel()
        loop = asyncio.get_running_loop()
        self._resting[chat] = loop.call_later(IDS_REST_SECONDS, lambda: self._later(self._store_ids(chat)))

    def _forget_ids(self, chat: str, stored: tuple[int, ...]) -> None:
        known = self._said.get(chat)
        if known is not None and stored:
            del known[: len(stored)]
            if not known:
                del self._said[chat]
                resting = self._resting.pop(chat, None)
                if resting is not None:
                    resting.cancel()

    async def _store_ids(self, chat: str) -> None:
        """Store the ids of what was said to a chat that has been silent since."""
        self._resting.pop(chat, None)
        async with self._lanes.turn(chat):
            said = tuple(self._said.get(chat, ()))
            if not said:
                return
            try:
                loaded = await self._conversations.load(chat)
                noted = note_outgoing(loaded.conversation, said)
                if noted != loaded.conversation and loaded.version:
                    await self._commit(chat, None, loaded, _Plan(noted, (), (), None))
            except Exception as error:  # noqa: BLE001 - the ids serve tidying up only
                self._conversations.forget(chat)
                _log.warning("message_ids_not_kept", error=type(error).__name__)
            self._forget_ids(chat, said)

    def _note_deleted(self, chat: str, message_ids: tuple[int, ...], left: int) -> None:
        deleted = MessagesDeleted(len(message_ids) - left, left, message_ids)
        self._later(self.handle(Incoming(chat, None, deleted)))

    def _timer_fired(self, chat: str, name: str) -> None:
        self._later(self.handle(Incoming(chat, None, TimerFired(name))))

    def _erase_memory(self, chat: str) -> None:
        self._follow_ups.forget_chat(chat)
        self._timers.stop_chat(chat)
        self._forget_ids(chat, tuple(self._said.get(chat, ())))

    def _later(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)


def _what_is_missing(missing: Exception) -> Event:
    if isinstance(missing, NotADraft):
        return DraftGone()
    if isinstance(missing, TestLinkGone):
        return TestLinkExpired()
    return UpdateRepeated() if isinstance(missing, ReceiptMissing) else ThreadLapsed()


def _sorted(conversation: Conversation, effects: list[Effect], receipt: Receipt | None) -> _Plan:
    stores: list[Store] = []
    says: list[Spoken | StartTimer | StopTimer] = []
    for effect in effects:
        if isinstance(effect, Say | Ask | ShowPicture | DeleteMessages | StartTimer | StopTimer):
            says.append(effect)
        elif not isinstance(effect, LookUp):
            stores.append(effect)
    return _Plan(conversation, tuple(stores), tuple(says), receipt)
