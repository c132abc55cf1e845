"""An outage keeps a campaign waiting and loses nobody: what never left is sent later, and few rows are risked to find out."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from bot.broadcasting.answers import UNKNOWN, Answer, Fate
from bot.channels.send_budget import SendBudget
from bot.channels.telegram_bulk import Prepared, TelegramBulk
from bot.channels.telegram_channel import TelegramChannel
from bot.residents.channel import Outgoing
from handlers.effects import Wording
from sealing.secret_types import SecretText
from storage.engine import Database
from tests.bot.platform import TOKEN, Platform, until
from tests.bot.warnings import Province


@pytest.fixture
def province(platform: Platform, sqlite_database: Database) -> Province:
    return Province(platform, sqlite_database)


@pytest.fixture
def silent_address() -> Iterator[str]:
    """An address where connections are neither taken nor refused, as behind a wall that drops packets."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        for each in waiting:
            each.close()


async def test_what_found_no_connection_certainly_was_not_sent(
    silent_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram_bulk.CONNECT_SECONDS", 0.2)
    monkeypatch.setattr("bot.channels.telegram_bulk.SEND_SECONDS", 2.0)
    monkeypatch.setattr("bot.channels.telegram_bulk.UPLOAD_SECONDS", 2.0)
    channel = TelegramChannel(SecretText(TOKEN), silent_address, SendBudget(30))
    bulk, message = TelegramBulk(channel), Outgoing(Wording("Chào anh/chị"))
    try:
        answers = [
            await bulk.send(prepared, "1")
            for prepared in (bulk.prepare(message), bulk.prepare(message, image=b"picture"))
        ]
    finally:
        await channel.close()
    assert [answer.fate for answer in answers] == [Fate.UNSENT, Fate.UNSENT]


async def test_while_nothing_is_answered_one_row_at_a_time_asks_whether_the_platform_is_back(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = province.subscribe(40)
    asked, under_way, most = 0, 0, 0
    send = TelegramBulk.send

    async def send_nothing_at_first(self: TelegramBulk, prepared: Prepared, chat: str) -> Answer:
        nonlocal asked, under_way, most
        asked += 1
        if asked <= 3:
            return UNKNOWN
        if asked > 7:
            return await send(self, prepared, chat)
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.5)
        under_way -= 1
        return UNKNOWN

    monkeypatch.setattr(TelegramBulk, "send", send_nothing_at_first)
    monkeypatch.setattr("bot.broadcasting.outbox.MOST_PAUSE_SECONDS", 0.1)
    made = province.approved()
    async with province.broadcasting(rate=30):
        await until(lambda: asked >= 7)
        report = await province.over(made)
    assert most == 1
    assert (report.sent, report.in_doubt) == (33, 7)
    assert sum(len(province.warnings(phone)) for phone in phones) == 33
