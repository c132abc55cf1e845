"""Sends the rows that were taken, each with a slot of the token's budget, and notes what became of it; it never touches a row it wasn't given."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.broadcasting.answers import Answer, BulkSender, Fate
from bot.broadcasting.messages import Messages
from bot.broadcasting.parts import BroadcastParts
from bot.broadcasting.refusals import Refusals
from bot.channels.send_budget import SendBudget, Slot
from bot.private_logging import get_logger
from handlers.subscriptions import TEST_BULLETIN
from storage import subscribers
from storage.campaigns import (
    Delivery,
    DeliveryState,
    DueTest,
    FailedReason,
    Outcome,
    halt_run,
    settle_test,
)

T = TypeVar("T")
_log = get_logger()

AHEAD_SECONDS = 0.25
MOST_AHEAD_SECONDS = 0.6
"""How far ahead rows are taken, at least and at most: what a kill leaves in doubt, against the time that a commit takes."""
AHEAD_OF_COMMITS = 3.0
"""So many times the time of a slow commit lately: half of it is left when rows are taken again."""
MOST_UNDER_WAY = 128
"""Requests at once; the channel's connections are shared with replies."""
MOST_PAUSE_SECONDS = 30.0
TROUBLES_BORNE = 3
"""Answers in a row that tell nothing before the sending pauses: an outage must not put everybody in doubt.

From then on one row at a time asks whether the platform is there again.
"""

_FAILED = {Fate.BLOCKED: FailedReason.BLOCKED, Fate.GONE: FailedReason.GONE}
_CLEAR = frozenset({Fate.SENT, Fate.MOVED, Fate.REFUSED, Fate.OUTDATED, *_FAILED})
"""Answers about one chat: the platform is there."""
Outcomes = dict[int, list[Outcome]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that this process alone may send."""

    run_id: int
    delivery: Delivery


class Outbox(Generic[T]):
    """Rows on their way. `news` is set when something should be taken or written."""

    def __init__(self, parts: BroadcastParts, sender: BulkSender[T], budget: SendBudget) -> None:
        self._parts = parts
        self._sender = sender
        self._budget = budget
        self.messages = Messages(parts, sender)
        self.news = asyncio.Event()
        self._commit_seconds = 0.0
        self._waiting: deque[Row] = deque()
        self._outcomes: Outcomes = defaultdict(list)
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._quiet_until = 0.0
        self._troubles = 0
        self._refusals: Refusals[Row] = Refusals()

    def rest(self, seconds: float) -> None:
        """Ask for nothing for a while."""
        self._quiet_until = max(self._quiet_until, asyncio.get_running_loop().time() + seconds)

    def note_commit(self, seconds: float) -> None:
        """A taking took so long: slow ones count at once, and are forgotten bit by bit."""
        self._commit_seconds = max(seconds, 0.98 * self._commit_seconds)

    @property
    def ahead(self) -> int:
        """How many rows should wait here."""
        if self._probing:
            return 1
        seconds = min(MOST_AHEAD_SECONDS, max(AHEAD_SECONDS, AHEAD_OF_COMMITS * self._commit_seconds))
        return max(3, math.ceil(self._budget.rate * seconds))

    @property
    def wanted(self) -> int:
        """How many rows should be taken now: none while the platform or the network asks for silence.

        Half of them at a time: each taking is a commit that a resident's own may have to wait for.
        """
        ahead = self.ahead
        missing = ahead - len(self._waiting)
        if self._probing and self._under_way:
            return 0
        quiet = self._quiet_until > asyncio.get_running_loop().time() or self._budget.stopped_for() > 0
        return 0 if quiet or 2 * missing < ahead else missing

    @property
    def _probing(self) -> bool:
        return self._troubles >= TROUBLES_BORNE

    @property
    def has_outcomes(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._outcomes)

    def add(self, rows: Iterable[Row]) -> None:
        """Send these; they are on disk as `sending`."""
        self._waiting.extend(rows)
        self._room.set()

    def take_outcomes(self) -> Outcomes:
        """Hand over what became of rows; what can't be written comes back by `return_outcomes`."""
        outcomes, self._outcomes = self._outcomes, defaultdict(list)
        return outcomes

    def return_outcomes(self, outcomes: Outcomes) -> None:
        """These weren't written."""
        for run_id, some in outcomes.items():
            self._outcomes[run_id].extend(some)

    def keep_only(self, run_ids: set[int]) -> None:
        """Rows of other runs (paused, cancelled, over) that still wait, or were refused, go back unsent."""
        kept = {row.run_id for row in self._waiting} | self._refusals.runs
        self._put_back(kept - run_ids)

    async def judge_refusals(self) -> None:
        """Where nothing is left to be sent, no other answer will tell any more what a run's refusals were about."""
        now = asyncio.get_running_loop().time()
        if self._quiet_until > now or self._budget.stopped_for() > 0:
            return
        waiting = {row.run_id for row in self._waiting}
        for run_id, at_fault in self._refusals.over(now):
            if run_id in waiting:
                continue
            if at_fault:
                await self._halt(run_id, "refused_by_platform")
            else:
                self._note_refused(self._refusals.release(run_id))

    async def settle_down(self) -> None:
        """Send nothing more, and wait for what is under way."""
        self._put_back()
        while self._under_way:
            await asyncio.wait(set(self._under_way))
        self._put_back()

    async def serve(self) -> None:
        """Send whatever is added, until cancelled."""
        while True:
            while not self._waiting or len(self._under_way) >= MOST_UNDER_WAY:
                self._room.clear()
                await self._room.wait()
            row = self._waiting[0]
            # Opened before the slot is asked for: while a slot is held, nothing but the request should happen.
            chat = self._parts.chat(row.delivery.subscriber_id, row.delivery.contact)
            rests = 0.0 if chat is None else self._budget.chat_rests_for(chat.chat_id.reveal())
            # No slot for who can't get anything now: a slot given back has taken its turn in the pace all the same.
            slot = None if chat is None or rests > 0 else await self._budget.broadcast()
            if not self._waiting or self._waiting[0] is not row:
                if slot is not None:
                    self._budget.unused(slot)
                continue
            self._waiting.popleft()
            if 2 * len(self._waiting) <= self.ahead:
                self.news.set()
            if chat is None:
                self._note(row, DeliveryState.FAILED, FailedReason.UNREADABLE)
            elif slot is None:
                self._begin(self._rest(row, rests))
            else:
                self._begin(self._send(row, chat.chat_id.reveal(), slot))

    def begin_test(self, test: DueTest) -> None:
        """Send an officer's test."""
        self._begin(self._send_test(test))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self._room.set()
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            _log.error("broadcast_delivery_failed", exc_info=error)

    async def _rest(self, row: Row, seconds: float) -> None:
        """Give a row back once its chat has rested: only then, so that it isn't taken again and again meanwhile.

        Whether it may still be sent (stopped, paused, cancelled, over, another leader) is asked anew when it is taken.
        """
        await asyncio.sleep(seconds)
        self._note(row, DeliveryState.QUEUED)

    async def _send(self, row: Row, chat_id: str, slot: Slot) -> None:
        rests = self._budget.chat_rests_for(chat_id)
        if rests > 0:
            self._budget.unused(slot)
            await self._rest(row, rests)
            return
        slot.begin()
        self._budget.note_broadcast(chat_id)
        answer: Answer | None = Answer(Fate.UNKNOWN)
        try:
            answer = await self.messages.send(row.run_id, row.delivery.language, chat_id)
        except Exception:
            self._note(row, DeliveryState.IN_DOUBT)
            raise
        finally:
            self._budget.done(slot, answered=answer is not None and answer.fate is not Fate.UNKNOWN)
        if answer is None:
            self._note(row, DeliveryState.QUEUED)
            await self._halt(row.run_id, "not_approved")
        else:
            await self._take_answer(row, answer)

    async def _take_answer(self, row: Row, answer: Answer) -> None:
        subscriber_id = row.delivery.subscriber_id
        if answer.fate in _CLEAR:
            self._end_troubles()
        match answer.fate:
            case Fate.SENT:
                self._note_refused(self._refusals.message_was_taken(row.run_id))
                self._note(row, DeliveryState.SENT)
            case Fate.UNKNOWN:
                self._note(row, DeliveryState.IN_DOUBT)
                self._trouble()
            case Fate.MOVED:
                key, contact = self._parts.moved(subscriber_id, self._sender.name, answer.chat)
                await self._parts.database.write_patiently(
                    lambda conn: subscribers.move(conn, subscriber_id, key, contact)
                )
                self._note(row, DeliveryState.QUEUED)
            case Fate.BLOCKED | Fate.GONE:
                self._note(row, DeliveryState.FAILED, _FAILED[answer.fate])
            case Fate.REFUSED:
                if self._refusals.add(row.run_id, row, asyncio.get_running_loop().time()):
                    await self._halt(row.run_id, "refused_by_platform")
            case Fate.OUTDATED:
                self._note(row, DeliveryState.QUEUED)
            case Fate.TOO_MANY | Fate.UNSENT | Fate.UNAUTHORISED:
                self._note(row, DeliveryState.QUEUED)
                self._be_quiet(answer)

    def _be_quiet(self, answer: Answer) -> None:
        """The platform certainly took nothing: whatever waits goes back to the ledger until it may be sent."""
        if answer.fate is Fate.TOO_MANY:
            _log.warning("broadcast_stopped_by_platform", seconds=answer.seconds)
            self._budget.stop(answer.seconds)
        else:
            if answer.fate is Fate.UNAUTHORISED:
                _log.error("broadcast_token_refused")
            self._troubles += 1
            self._pause(answer.seconds)
        self._put_back()

    def _trouble(self) -> None:
        self._troubles += 1
        if self._probing:
            self._pause(0.25)
            self._put_back()

    def _end_troubles(self) -> None:
        if self._probing:
            self.news.set()
        self._troubles = 0

    def _pause(self, least: float) -> None:
        """Take nothing for a while, longer each time that trouble follows trouble."""
        seconds = min(MOST_PAUSE_SECONDS, least * 2.0 ** max(0, min(self._troubles, 12) - TROUBLES_BORNE))
        self.rest(seconds)

    def _note_refused(self, rows: list[Row]) -> None:
        for row in rows:
            self._note(row, DeliveryState.FAILED, FailedReason.REFUSED)

    async def _halt(self, run_id: int, why: str) -> None:
        _log.error("campaign_halted", reason=why)
        # Taken out before anything is waited for, so that what is refused meanwhile doesn't halt it twice.
        self._put_back({run_id})
        now = self._parts.clock()
        await self._parts.database.write_patiently(lambda conn: halt_run(conn, run_id, why, now))
        self._put_back({run_id})

    async def _send_test(self, test: DueTest) -> None:
        chat = self._parts.chat(test.chat_row, test.contact)
        reason: str | None = FailedReason.UNREADABLE.value
        if chat is not None:
            slot = await self._budget.broadcast()
            slot.begin()
            answer = Answer(Fate.UNKNOWN)
            try:
                answer = await self.messages.send_content(
                    test.content,
                    TEST_BULLETIN,
                    test.language,
                    chat.chat_id.reveal(),
                    is_correction=test.is_correction,
                )
            finally:
                self._budget.done(slot, answered=answer.fate is not Fate.UNKNOWN)
            if answer.fate is Fate.TOO_MANY:
                self._budget.stop(answer.seconds)
            reason = None if answer.fate is Fate.SENT else answer.fate.value
        await self._parts.database.write_patiently(lambda conn: settle_test(conn, test.id, reason=reason))

    def _put_back(self, run_ids: set[int] | None = None) -> None:
        """What waits here, or was refused (of these runs), reached nobody: the ledger gets it back."""
        if run_ids is not None and not run_ids:
            return
        for run_id in self._refusals.runs if run_ids is None else run_ids:
            for row in self._refusals.release(run_id):
                self._note(row, DeliveryState.QUEUED)
        waiting, self._waiting = self._waiting, deque()
        for row in waiting:
            if run_ids is None or row.run_id in run_ids:
                self._note(row, DeliveryState.QUEUED)
            else:
                self._waiting.append(row)

    def _note(self, row: Row, state: DeliveryState, reason: FailedReason | None = None) -> None:
        self._outcomes[row.run_id].append(Outcome(row.delivery.subscriber_id, state, reason))
