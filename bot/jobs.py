"""Runs short repeating ticks over the tables; a tick never keeps anything in memory that a restart would lose.

The truth stands in the tables; a missed or doubled tick does no harm. One scheduler leads at a time (`bot.leaders`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.leaders import Leader
from bot.private_logging import get_logger
from domain.health import Pulse
from domain.hours import hour_of
from domain.limits import Limits
from storage import alarms, campaign_pictures, escalations, heartbeats, level_above, notices, purging, sweep
from storage.blobs import BlobStore
from storage.deletion_replay import list_noted
from storage.deletions import DeletionList
from storage.engine import Database

MISFIRE_SECONDS = 3600
"""APScheduler's default of one second silently drops a tick whenever the loop is busy."""
ORPHANS_AT_ONCE = 500
PICTURE_KEPT = timedelta(days=1)
ESCALATED_AT_ONCE = 100
"""Steps of so many tips are one transaction: small enough to let residents in between."""
MOST_ROUNDS = 50
"""What a tick doesn't come to, the next one does."""

_log = get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """One repeating job: a name for the log, seconds between two runs, and what to do."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Jobs:
    """A scheduler over ticks; start it inside a running loop and stop it before what the ticks use is closed."""

    def __init__(
        self, ticks: tuple[Tick, ...], leader: Leader, failing: dict[str, str] | None = None
    ) -> None:
        self._ticks = ticks
        self._leader = leader
        self._failing = {} if failing is None else failing
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin; every tick runs once at once, then at its pace, never beside itself."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self._begin,
                "interval",
                args=(tick,),
                id=tick.name,
                seconds=tick.seconds,
                next_run_time=datetime.now(UTC) + timedelta(milliseconds=100),
                misfire_grace_time=MISFIRE_SECONDS,
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(set(self._under_way))
        self._scheduler.shutdown(wait=False)
        await self._leader.let_go()

    async def _begin(self, tick: Tick) -> None:
        # The scheduler would cancel its own task on shutdown, in the middle of a tick; this one is waited for.
        task = asyncio.create_task(self.run(tick))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)

    async def run(self, tick: Tick) -> None:
        """Run one tick if this process leads; what fails is logged and comes again."""
        try:
            if await self._leader.leads():
                await tick.work()
        except Exception as error:  # noqa: BLE001 - one tick's failure must not end the others
            self._failing[tick.name] = type(error).__name__
            _log.error("tick_failed", job=tick.name, exc_info=error)
        else:
            self._failing.pop(tick.name, None)


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """The ticks over tables and blobs."""

    database: Database
    blobs: BlobStore
    limits: Limits
    clock: Callable[[], datetime]
    deletions: DeletionList | None = None
    """Where deletions are listed outside the database; without it nothing is purged by rule."""
    failing: dict[str, str] = field(default_factory=dict)
    """Ticks whose last run failed, with the kind of their error."""
    pictures: dict[bytes, datetime] = field(default_factory=dict)
    """Pictures that no campaign names, with the moment since when that is known."""
    one_lists: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Two ticks list deletions, and every half hour at the same moment: the second waits, and finds nothing left to list."""

    def ticks(self) -> tuple[Tick, ...]:
        """Every tick of the worker, with its pace."""
        return (
            Tick("release_due", 10, self.release_due),
            Tick("escalate", 20, self.escalate),
            Tick("heartbeat", 60, self.heartbeat),
            Tick("expire_drafts", 300, self.expire_drafts),
            Tick("forget_idle", 600, self.forget_idle),
            Tick("purge", 900, self.purge),
            Tick("purge_tips", 1800, self.purge_tips),
            Tick("list_deletions", 30, self.list_deletions),
            Tick("sweep_blobs", 3600, self.sweep_blobs),
            Tick("sweep_pictures", 3600, self.sweep_pictures),
        )

    async def release_due(self) -> None:
        """Bring tips whose time has come into their queues."""
        now, most = self.clock(), self.limits.tips_per_queue_hour
        await self.database.write_patiently(lambda conn: sweep.release_due(conn, now, most))

    async def escalate(self) -> None:
        """Tell whoever comes next about tips that lie still; what is settled is put away, what nobody can open goes up."""
        now, database = self.clock(), self.database
        hour = hour_of(now)
        for queue_id in await database.read(level_above.untold):
            await database.write_patiently(partial(level_above.raise_unmanned, queue_id=queue_id, now=now))
        for _ in range(MOST_ROUNDS):
            found = await database.read(lambda conn: escalations.lying(conn, now, ESCALATED_AT_ONCE))
            if found:
                await database.write_patiently(partial(escalations.escalate, found=found, now=now))
            if len(found) < ESCALATED_AT_ONCE:
                break
        if gone := await database.read(lambda conn: alarms.settled(conn, hour)):
            await database.write_patiently(lambda conn: alarms.clear_settled(conn, gone))

    async def heartbeat(self) -> None:
        """Say that the worker lives and its ticks succeed; the desk warns when this doesn't come."""
        now = self.clock()
        errors = sorted(self.failing.values())
        if errors:
            await self.database.write_patiently(
                lambda conn: heartbeats.fail(conn, Pulse.WORKER, now, errors[0])
            )
        else:
            await self.database.write_patiently(lambda conn: heartbeats.beat(conn, Pulse.WORKER, now))

    async def expire_drafts(self) -> None:
        """Delete drafts over their 24 hours, then their blobs."""
        hour = hour_of(self.clock())
        for name in await self.database.write_patiently(lambda conn: sweep.expire_drafts(conn, hour)):
            await self.blobs.delete(name)

    async def forget_idle(self) -> None:
        """Clear conversations nobody has gone on with for 24 hours."""
        hour = hour_of(self.clock())
        await self.database.write_patiently(lambda conn: sweep.forget_idle_conversations(conn, hour))

    async def purge(self) -> None:
        """Delete update keys, counters and whatever else has served its time."""
        now = self.clock()
        more = await self.database.write_patiently(lambda conn: sweep.purge(conn, now))
        while more:
            more = await self.database.write_patiently(lambda conn: sweep.forget_warned(conn, now))
        await self.database.write_patiently(lambda conn: notices.expire(conn, hour_of(now)))

    async def purge_tips(self) -> None:
        """Delete closed tips whose time has come, one transaction each, then their blobs; what is new stays."""
        now, listing = self.clock(), self.deletions
        if listing is None:
            return
        for tip_id in await self.database.read(lambda conn: purging.due(conn, hour_of(now))):
            mark = listing.mark(tip_id)
            work = partial(purging.purge_if_due, tip_id=tip_id, mark=mark, now=now)
            for name in await self.database.write_patiently(work):
                await self.blobs.delete(name)
        await self.list_deletions()

    async def list_deletions(self) -> None:
        """Bring deletions to the list outside the database, so that a restored backup loses them again."""
        if self.deletions is not None:
            async with self.one_lists:
                await list_noted(self.database, self.deletions)

    async def sweep_pictures(self) -> None:
        """Delete pictures that no campaign has named for a day; after a restart the day begins anew, which does no harm."""
        now, unnamed = self.clock(), await self.database.read(campaign_pictures.unnamed)
        for sha256 in self.pictures.keys() - unnamed:
            del self.pictures[sha256]
        for sha256 in unnamed:
            self.pictures.setdefault(sha256, now)
        old = frozenset(each for each, since in self.pictures.items() if now - since >= PICTURE_KEPT)
        if old:
            await self.database.write_patiently(lambda conn: campaign_pictures.drop_unnamed(conn, old))

    async def sweep_blobs(self) -> None:
        """Delete old blobs that no row knows: their transaction never came to be."""
        names = await self.blobs.list_older_than(self.clock())
        for start in range(0, len(names), ORPHANS_AT_ONCE):
            some = names[start : start + ORPHANS_AT_ONCE]
            for name in await self.database.read(partial(sweep.orphans, names=some)):
                await self.blobs.delete(name)
