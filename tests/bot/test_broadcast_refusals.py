"""What the platform refuses of a message that nobody takes is sent once it takes it; what it refuses of one chat is said to have failed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.broadcasting.answers import Answer, Fate
from bot.channels.telegram_bulk import Prepared, TelegramBulk
from domain.campaigns import CampaignState, Picture
from storage import campaigns
from storage.engine import Database
from storage.models import subscribers
from tests.bot.platform import Platform, until
from tests.bot.test_broadcaster import PNG
from tests.bot.warnings import Province
from tests.storage.warnings_town import CONTENT, saying

Refusing = Callable[[Callable[[str], bool]], None]


@pytest.fixture
def province(platform: Platform, sqlite_database: Database) -> Province:
    return Province(platform, sqlite_database)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    """Let the platform refuse what goes to some chats, from now on."""
    send = TelegramBulk.send

    def refuse(refused: Callable[[str], bool]) -> None:
        async def answered(self: TelegramBulk, prepared: Prepared, chat: str) -> Answer:
            return Answer(Fate.REFUSED) if refused(chat) else await send(self, prepared, chat)

        monkeypatch.setattr(TelegramBulk, "send", answered)

    return refuse


def _weeks(province: Province) -> set[Any]:
    return province.database.read_now(
        lambda conn: {row.week_taken for row in conn.execute(subscribers.select())}
    )


@pytest.mark.parametrize("count", [60, 6])
async def test_who_was_refused_before_a_halt_gets_it_after_the_resume(
    province: Province, refusing: Refusing, count: int
) -> None:
    phones = province.subscribe(count)
    refusing(lambda chat: True)
    made = province.approved()
    async with province.broadcasting(rate=100):
        await until(lambda: province.state(made) is CampaignState.PAUSED)
        await until(lambda: province.report(made).waiting == count)
    assert (province.report(made).failed, _weeks(province)) == ((), {0})
    refusing(lambda chat: False)
    province.database.write_now(lambda conn: campaigns.resume(conn, province.desk.author, made, province.now))
    async with province.broadcasting(rate=100):
        report = await province.over(made)
    assert (report.sent, report.failed, _weeks(province)) == (count, (), {1})
    assert [len(province.warnings(phone)) for phone in phones] == [1] * count


async def test_a_chat_that_alone_is_refused_has_failed_and_holds_nobody_up(
    province: Province, refusing: Refusing
) -> None:
    phones = province.subscribe(12)
    alone = str(phones[5].chat.id)
    refusing(lambda chat: chat == alone)
    made = province.approved()
    async with province.broadcasting():
        report = await province.over(made)
    assert (report.sent, report.failed) == (11, (("refused", 1),))


async def test_one_who_is_refused_and_is_the_only_recipient_has_failed(
    province: Province, refusing: Refusing
) -> None:
    province.subscribe(1)
    refusing(lambda chat: True)
    made = province.approved()
    async with province.broadcasting():
        report = await province.over(made)
    assert report.failed == (("refused", 1),)


async def test_a_worker_that_stops_amid_refusals_leaves_nobody_in_doubt(
    province: Province, refusing: Refusing
) -> None:
    province.subscribe(60)
    asked = 0

    def refused(chat: str) -> bool:
        nonlocal asked
        asked += 1
        return True

    refusing(refused)
    made = province.approved()
    async with province.broadcasting(rate=20):
        await until(lambda: asked >= 5)
    report = province.report(made)
    assert (report.waiting, report.in_doubt, report.failed) == (60, 0, ())


async def test_a_picture_that_the_platform_has_forgotten_is_uploaded_again(province: Province) -> None:
    phones = province.subscribe(5)
    kept = province.database.write_now(lambda conn: campaigns.put_picture(conn, PNG, "image/png", 1, 1))
    assert isinstance(kept, Picture)
    first = province.approved(replace(CONTENT, picture=kept))
    async with province.broadcasting():
        assert (await province.over(first)).sent == 5
        province.platform.world.files._by_id.clear()
        second = province.approved(replace(saying("Lần nữa"), picture=kept))
        report = await province.over(second)
    assert (report.sent, report.failed) == (5, ())
    assert [len(province.warnings(phone)) for phone in phones] == [2] * 5
