"""Who has just been answered gets a warning a moment later, and only if it may still be sent then."""

import asyncio

import pytest

from bot.broadcasting.answers import Answer
from bot.channels.telegram_bulk import Prepared, TelegramBulk
from bot.residents.channel import Outgoing
from domain.campaigns import CampaignState
from handlers.effects import Wording
from storage import campaigns
from storage.engine import Database
from storage.failures import Done
from tests.bot.platform import Platform, until
from tests.bot.warnings import Province
from tests.storage.warnings_town import row_key_of, saying

REST = 4.0
"""Seconds. Longer than in life: what a test does meanwhile may take its time on a busy machine."""


@pytest.fixture
def province(platform: Platform, sqlite_database: Database) -> Province:
    return Province(platform, sqlite_database)


@pytest.fixture(autouse=True)
def _chats_rest_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.send_budget.CHAT_SECONDS", REST)


def _taken(province: Province) -> bool:
    rows = province.database.read_now(campaigns.ledger_rows)
    return [row.delivery for row in rows] == ["sending"]


async def test_two_campaigns_reach_one_chat_a_rest_apart(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[float] = []
    send = TelegramBulk.send

    async def timed(self: TelegramBulk, prepared: Prepared, chat: str) -> Answer:
        sent.append(asyncio.get_running_loop().time())
        return await send(self, prepared, chat)

    monkeypatch.setattr(TelegramBulk, "send", timed)
    (phone,) = province.subscribe(1)
    first, second = province.approved(), province.approved(saying("Một việc khác"))
    async with province.broadcasting():
        for made in (first, second):
            assert (await province.over(made)).sent == 1
    assert len(province.warnings(phone)) == 2
    assert sent[1] - sent[0] >= REST - 0.1


async def test_a_pause_holds_for_who_has_just_been_answered_too(province: Province) -> None:
    (phone,) = province.subscribe(1)
    author = province.desk.author
    async with province.broadcasting() as channel:
        await asyncio.sleep(1.4)  # a new leader is silent at first
        await channel.send(str(phone.chat.id), Outgoing(Wording("Chào anh/chị")))
        made = province.approved()
        await until(lambda: _taken(province))
        assert (
            await province.database.write(lambda conn: campaigns.pause(conn, author, made, province.now))
            == Done()
        )
        await asyncio.sleep(REST + 0.5)
        assert len(province.warnings(phone)) == 1
        assert (province.report(made).waiting, province.state(made)) == (1, CampaignState.PAUSED)
        await province.database.write(lambda conn: campaigns.resume(conn, author, made, province.now))
        report = await province.over(made)
    assert (report.sent, len(province.warnings(phone))) == (1, 2)


async def test_who_stops_right_after_an_answer_is_warned_no_more(province: Province) -> None:
    from storage import subscribers

    (phone,) = province.subscribe(1)
    async with province.broadcasting() as channel:
        await asyncio.sleep(1.4)
        await channel.send(str(phone.chat.id), Outgoing(Wording("Chào anh/chị")))
        made = province.approved()
        await until(lambda: _taken(province))
        await province.database.write(lambda conn: subscribers.stop(conn, row_key_of(phone.chat.id)))
        report = await province.over(made)
    assert (report.sent, report.skipped) == (0, (("stopped", 1),))
    assert len(province.warnings(phone)) == 1


async def test_a_worker_that_stops_leaves_who_rests_to_the_next(province: Province) -> None:
    (phone,) = province.subscribe(1)
    async with province.broadcasting() as channel:
        await asyncio.sleep(1.4)
        await channel.send(str(phone.chat.id), Outgoing(Wording("Chào anh/chị")))
        made = province.approved()
        await until(lambda: _taken(province))
    report = province.report(made)
    assert (report.waiting, report.in_doubt, len(province.warnings(phone))) == (1, 0, 1)
