"""Sends approved campaigns as fast as the platform permits and not faster; it never sends a row that isn't on disk as `sending`.

One process leads for each bot token. It takes a few rows ahead and writes outcomes back in one durable commit, while the
outbox gives each row a slot of the token's budget. A kill at any moment leaves only those few rows in doubt.
"""

import asyncio
from typing import Generic, TypeVar

from bot.broadcasting.answers import BulkSender
from bot.broadcasting.outbox import Outbox, Row
from bot.broadcasting.parts import BroadcastParts, lead_name_of
from bot.channels.send_budget import SendBudget
from bot.leaders import Leader
from bot.private_logging import get_logger
from bot.pulses import PulseKeeper
from domain.health import Pulse
from storage.campaigns import (
    Batch,
    OpenRun,
    due_work,
    end_due,
    fill_step,
    lead_deliveries,
    open_runs,
    settle,
    start_due,
    take_batch,
    take_tests,
)
from storage.engine import Connection
from storage.errors import LeadLost
from storage.leadership import Lead

__all__ = ["BroadcastParts", "Broadcaster", "lead_name_of"]

T = TypeVar("T")
_log = get_logger()

LOOK_SECONDS = 0.4
"""How often the lead is asked for and the desk's will is read: pause, resume and cancel take effect within a second."""
STAND_BY_SECONDS = 1.0
REST_SECONDS = 1.3
"""Before the first message of a new leader: what the former one sent (until it noticed) still counts for a second."""
SETTLE_SECONDS = 0.2
"""How long an outcome may wait for others before it is written."""


class Broadcaster(Generic[T]):
    """The campaigns of one bot token. `run` it beside whatever else the process does."""

    def __init__(
        self, parts: BroadcastParts, sender: BulkSender[T], budget: SendBudget, leader: Leader
    ) -> None:
        self._parts = parts
        self._channel = sender.name
        self._budget = budget
        self._leader = leader
        self._outbox = Outbox(parts, sender, budget)
        self._pulse = PulseKeeper(parts.database, Pulse.BROADCASTER, parts.clock)
        self._runs: tuple[OpenRun, ...] = ()
        self._ending = False

    async def run(self, stop: asyncio.Event) -> None:
        """Stand by, lead when nobody does, send; ends soon after `stop`, with nothing of its own left in doubt."""
        while not stop.is_set():
            try:
                if await self._leader.leads():
                    await self._lead(stop)
            except LeadLost:
                _log.warning("broadcast_lead_lost")
            except Exception as error:  # noqa: BLE001 - the database stumbles; the ledger says where to go on
                _log.error("broadcast_interrupted", exc_info=error)
                await self._pulse.failing(error)
            await self._finish()
            await _pause(stop, STAND_BY_SECONDS)
        await self._leader.let_go()

    async def _lead(self, stop: asyncio.Event) -> None:
        name, channel, now = self._parts.lead_name, self._channel, self._parts.clock()
        lead = await self._parts.database.write_patiently(
            lambda conn: lead_deliveries(conn, name, channel, now)
        )
        self._outbox.messages.forget()
        self._outbox.rest(REST_SECONDS)
        self._ending = False
        feeder = asyncio.create_task(self._feed(lead))
        sender = asyncio.create_task(self._outbox.serve())
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({feeder, sender, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # The feeder ends by itself: cut short, it would lose rows that its last commit has taken.
            self._ending = True
            self._outbox.news.set()
            sender.cancel()
            stopped.cancel()
            results = await asyncio.gather(feeder, sender, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _feed(self, lead: Lead) -> None:
        loop = asyncio.get_running_loop()
        look_at = settle_at = 0.0
        while not self._ending:
            if loop.time() >= look_at:
                if not await self._leader.leads():
                    raise LeadLost
                await self._look(lead)
                look_at = loop.time() + LOOK_SECONDS
            wanted = self._outbox.wanted if any(not run.paused for run in self._runs) else 0
            if wanted or (self._outbox.has_outcomes and loop.time() >= settle_at):
                busy = await self._exchange(lead, wanted)
                settle_at = loop.time() + SETTLE_SECONDS
                if busy:
                    continue
            self._outbox.news.clear()
            until = min(look_at, settle_at) if self._outbox.has_outcomes else look_at
            await _pause(self._outbox.news, max(0.005, until - loop.time()))

    async def _look(self, lead: Lead) -> None:
        """Begin and end what is due, send tests, and read which runs there are."""
        now, database = self._parts.clock(), self._parts.database
        due = await database.read(lambda conn: due_work(conn, now))
        if due.starts:
            for _ in await database.write_patiently(lambda conn: start_due(conn, now)):
                _log.error("campaign_approval_void")
        if due.ends:
            await database.write_patiently(lambda conn: end_due(conn, now))
        if due.tests and self._budget.stopped_for() <= 0:
            for test in await database.write_patiently(lambda conn: take_tests(conn, lead)):
                self._outbox.begin_test(test)
        self._runs = await database.read(open_runs)
        self._outbox.keep_only({run.id for run in self._runs if not run.paused})
        await self._outbox.judge_refusals()
        await self._pulse.well()

    async def _exchange(self, lead: Lead, limit: int) -> bool:
        """Write outcomes, fill and take, in one commit; says whether it should be done again at once."""
        now, channel, database = self._parts.clock(), self._channel, self._parts.database
        taking = [run for run in self._runs if not run.paused] if limit else []
        unfilled = next((run.id for run in taking if not run.filled), None)

        def fill(conn: Connection) -> bool:
            return unfilled is not None and fill_step(conn, unfilled, now)

        def take(conn: Connection) -> tuple[int, Batch]:
            for run in taking:
                batch = take_batch(conn, lead, run.id, channel, limit, now)
                if batch.looked_at:
                    return run.id, batch
            return 0, Batch()

        if not taking:
            await self._settle()
            return False
        began = asyncio.get_running_loop().time()
        settled, filled, taken = await asyncio.gather(
            self._settle(),
            database.write_patiently(fill),
            database.write_patiently(take),
            return_exceptions=True,
        )
        if not isinstance(taken, BaseException):
            run_id, batch = taken
            self._outbox.add(Row(run_id, delivery) for delivery in batch.deliveries)
            self._outbox.note_commit(asyncio.get_running_loop().time() - began)
        for result in (taken, settled, filled):
            if isinstance(result, BaseException):
                raise result
        return bool(batch.looked_at or filled)

    async def _settle(self) -> None:
        outcomes, now = self._outbox.take_outcomes(), self._parts.clock()
        if not outcomes:
            return

        def write(conn: Connection) -> None:
            for run_id, some in outcomes.items():
                settle(conn, run_id, some, now)

        try:
            await self._parts.database.write_patiently(write)
        except BaseException:
            self._outbox.return_outcomes(outcomes)
            raise

    async def _finish(self) -> None:
        """Wait for what is under way and write everything: after this nothing of this process is `sending`."""
        await self._outbox.settle_down()
        try:
            await self._settle()
        except Exception as error:  # noqa: BLE001 - the next leader marks these rows as in doubt
            _log.error("broadcast_outcomes_not_written", exc_info=error)


async def _pause(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, so long at most."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
