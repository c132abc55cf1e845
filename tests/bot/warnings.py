"""A province whose subscribers have phones on the sandbox, and a broadcaster that a test starts and stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.broadcaster import Broadcaster, BroadcastParts
from bot.channels.send_budget import SendBudget
from bot.channels.telegram_bulk import Prepared, TelegramBulk
from bot.channels.telegram_channel import TelegramChannel
from bot.leaders import Leader
from bot.sandbox.resident_messages import Phone
from domain.campaigns import CampaignContent, CampaignState
from handlers.wording import Wordings
from sealing.secret_types import SecretText
from storage import campaigns
from storage.engine import Database
from tests.bot.platform import TOKEN, Platform, until
from tests.storage.town import settle
from tests.storage.warnings_town import (
    CONTACT_KEY,
    CONTENT,
    DAYTIME,
    DEPLOYMENT,
    PSEUDONYM_KEY,
    Desk,
    approve,
    draft,
    open_desk,
    subscriber,
)


class Alone:
    """Leads as long as a test wants it to."""

    def __init__(self) -> None:
        self.leading = True

    async def leads(self) -> bool:
        return self.leading

    async def let_go(self) -> None:
        return


@dataclass
class Province:
    """The database, the desk, the phones, and the clock that a test moves."""

    platform: Platform
    database: Database
    desk: Desk = field(init=False)
    now: datetime = DAYTIME
    phones: list[Phone] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database.write_now(settle)
        self.desk = self.database.write_now(open_desk)

    def subscribe(self, count: int, **chosen: object) -> list[Phone]:
        """So many people open the bot and subscribe."""
        made = [self.platform.phone() for _ in range(count)]
        for phone in made:
            phone.send_text("/start")
            self.database.write_now(lambda conn, chat=phone.chat.id: subscriber(conn, chat, **chosen))
        self.phones += made
        return made

    def approved(self, content: CampaignContent = CONTENT) -> bytes:
        """A campaign that may run now."""

        def work(conn: object) -> bytes:
            return approve(conn, self.desk, draft(conn, self.desk, content, self.now), self.now).id  # type: ignore[arg-type]

        return self.database.write_now(work)

    def warnings(self, phone: Phone) -> list[str]:
        """What a phone was warned of."""
        return self.platform.said(phone)

    def report(self, campaign_id: bytes) -> campaigns.RunReport:
        found = self.database.read_now(lambda conn: campaigns.report(conn, self.desk.author, campaign_id))
        assert found is not None
        return found.total

    def state(self, campaign_id: bytes) -> CampaignState:
        found = self.database.read_now(lambda conn: campaigns.campaign(conn, self.desk.author, campaign_id))
        assert found is not None
        return found.state

    def parts(self, database: Database | None = None) -> BroadcastParts:
        return BroadcastParts(
            database or self.database,
            DEPLOYMENT,
            PSEUDONYM_KEY,
            CONTACT_KEY,
            Wordings.load(),
            "broadcast-test",
            lambda: self.now,
        )

    async def over(self, campaign_id: bytes, seconds: float = 60) -> campaigns.RunReport:
        """Wait until nothing of the campaign is left to do."""
        await until(lambda: self.state(campaign_id) is CampaignState.FINISHED, seconds)
        return self.report(campaign_id)

    async def begin(
        self, rate: float = 1000, leader: Leader | None = None, database: Database | None = None
    ) -> "Worker":
        """A broadcaster that a test ends, or kills."""
        channel = TelegramChannel(SecretText(TOKEN), self.platform.url, SendBudget(rate))
        broadcaster = Broadcaster(
            self.parts(database), TelegramBulk(channel), channel.budget, leader or Alone()
        )
        stop = asyncio.Event()
        return Worker(channel, broadcaster, stop, asyncio.create_task(broadcaster.run(stop)))

    @asynccontextmanager
    async def broadcasting(
        self, rate: float = 1000, leader: Leader | None = None, database: Database | None = None
    ) -> AsyncIterator[TelegramChannel]:
        """A broadcaster while the block lasts."""
        worker = await self.begin(rate, leader, database)
        try:
            yield worker.channel
        finally:
            worker.stop.set()
            await worker.task
            await worker.channel.close()


@dataclass
class Worker:
    """A broadcaster that runs."""

    channel: TelegramChannel
    broadcaster: Broadcaster[Prepared]
    stop: asyncio.Event
    task: asyncio.Task[None]

    async def die(self) -> None:
        """Go without writing anything any more, as a killed process does."""

        async def nothing(*_: object) -> None:
            return

        self.broadcaster._settle = nothing  # type: ignore[method-assign]
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.channel.close()
