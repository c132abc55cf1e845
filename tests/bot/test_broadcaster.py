"""A campaign reaches each subscriber once, stops when told to, and goes on where it stopped."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.telegram_bulk import Prepared, TelegramBulk
from bot.residents.channel import Outgoing
from bot.sandbox.faults import FaultKind
from bot.sandbox.rates import RateRule
from domain.campaigns import Button, CampaignState, Picture
from domain.subscriptions import SubscriberState
from handlers.effects import Wording
from storage import campaigns, subscribers
from storage.engine import Database
from storage.failures import Done
from tests.bot.platform import Platform, until
from tests.bot.warnings import Province
from tests.storage.warnings_town import CONTENT, ENGLISH, WORDS, row_key_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fe"
    "a72ddb3f0000000049454e44ae426082"
)


@pytest.fixture
def province(platform: Platform, sqlite_database: Database) -> Province:
    return Province(platform, sqlite_database)


async def test_everybody_gets_it_once_in_their_language_with_its_buttons(province: Province) -> None:
    vietnamese, english = province.subscribe(3), province.subscribe(2, language="en")
    made = province.approved(
        replace(CONTENT, buttons=(*CONTENT.buttons, Button.TOPIC), topic_id="fake_police")
    )
    async with province.broadcasting():
        report = await province.over(made)
    assert (report.recipients, report.sent, report.unreached) == (5, 5, 0)
    for phone, words in [*((each, WORDS) for each in vietnamese), *((each, ENGLISH) for each in english)]:
        (said,) = province.warnings(phone)
        assert said.startswith(f"{words.title}\n{words.body}\n\n")
    message = list(vietnamese[0].chat.messages.values())[-1]
    short_id = province.database.read_now(
        lambda conn: campaigns.campaign(conn, province.desk.author, made).short_id  # type: ignore[union-attr]
    )
    data = [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
    assert data == [f"b:{short_id}:{act}" for act in ("met", "topic", "report", "stop")]
    assert message["entities"][0] == {"type": "bold", "offset": 0, "length": len(WORDS.title)}


async def test_who_blocked_and_who_is_gone_are_told_apart_and_marked(province: Province) -> None:
    here, blocked, gone = province.subscribe(3)
    blocked.block(True)
    del province.platform.bot.chats[gone.chat.id]
    made = province.approved()
    async with province.broadcasting():
        report = await province.over(made)
    assert (report.sent, report.failed) == (1, (("blocked", 1), ("gone", 1)))
    assert len(province.warnings(here)) == 1

    def state(phone: object) -> SubscriberState:
        key = row_key_of(phone.chat.id)  # type: ignore[attr-defined]
        found = province.database.read_now(lambda conn: subscribers.of_row_key(conn, key))
        assert found is not None
        return found.state

    assert (state(here), state(blocked), state(gone)) == (
        SubscriberState.ACTIVE,
        SubscriberState.BLOCKED,
        SubscriberState.GONE,
    )


async def test_too_many_requests_stop_the_whole_token_and_nobody_is_lost_or_doubled(
    province: Province,
) -> None:
    phones = province.subscribe(12)
    province.platform.stumble(FaultKind.FLOOD, "sendMessage", seconds=1)
    made = province.approved()
    async with province.broadcasting() as channel:
        await until(lambda: channel.budget.stopped_for() > 0)
        await asyncio.sleep(0.2)  # what was on its way when the platform said so arrives
        before = sum(len(province.warnings(phone)) for phone in phones)
        await asyncio.sleep(0.4)
        assert sum(len(province.warnings(phone)) for phone in phones) == before
        report = await province.over(made)
    assert (report.sent, report.in_doubt) == (12, 0)
    assert [len(province.warnings(phone)) for phone in phones] == [1] * 12


@pytest.mark.parametrize("kind", [FaultKind.CUT_OFF, FaultKind.SERVER_ERROR])
async def test_an_answer_that_tells_nothing_leaves_one_in_doubt_and_is_not_repeated(
    province: Province, kind: FaultKind
) -> None:
    phones = province.subscribe(6)
    province.platform.stumble(kind, "sendMessage")
    made = province.approved()
    async with province.broadcasting():
        report = await province.over(made)
    assert (report.sent, report.in_doubt) == (5, 1)
    assert max(len(province.warnings(phone)) for phone in phones) == 1


async def test_an_outage_puts_only_a_few_in_doubt(province: Province) -> None:
    phones = province.subscribe(40)
    province.platform.stumble(FaultKind.SERVER_ERROR, "sendMessage", count=6)
    made = province.approved()
    async with province.broadcasting(rate=30):
        report = await province.over(made, 40)
    assert report.in_doubt == 6
    assert sum(len(province.warnings(phone)) for phone in phones) == 34


async def test_the_picture_is_uploaded_once_and_then_named(province: Province) -> None:
    phones = province.subscribe(5)
    kept = province.database.write_now(lambda conn: campaigns.put_picture(conn, PNG, "image/png", 1, 1))
    assert isinstance(kept, Picture)
    made = province.approved(replace(CONTENT, picture=kept))
    async with province.broadcasting():
        report = await province.over(made)
    assert report.sent == 5
    pictures = {list(phone.chat.messages.values())[-1]["photo"][-1]["file_id"] for phone in phones}
    assert len(pictures) == 1
    caption = list(phones[0].chat.messages.values())[-1]["caption"]
    assert caption.startswith(WORDS.title)


async def test_pause_takes_effect_within_a_second_and_resume_goes_on(province: Province) -> None:
    phones = province.subscribe(60)
    made = province.approved()

    def count() -> int:
        return sum(len(province.warnings(phone)) for phone in phones)

    async with province.broadcasting(rate=30):
        await until(lambda: count() >= 5)
        author = province.desk.author
        done = await province.database.write(lambda conn: campaigns.pause(conn, author, made, province.now))
        assert done == Done()
        await asyncio.sleep(1)
        paused_at = count()
        await asyncio.sleep(0.5)
        assert count() == paused_at < 60
        await province.database.write(lambda conn: campaigns.resume(conn, author, made, province.now))
        report = await province.over(made)
    assert report.sent == 60
    assert [len(province.warnings(phone)) for phone in phones] == [1] * 60


async def test_stopped_in_the_middle_it_leaves_nothing_in_doubt_and_goes_on_later(province: Province) -> None:
    phones = province.subscribe(50)
    made = province.approved()
    async with province.broadcasting(rate=30):
        await until(lambda: sum(len(province.warnings(phone)) for phone in phones) >= 5)
    half = province.report(made)
    assert half.sent == sum(len(province.warnings(phone)) for phone in phones) < 50
    assert half.in_doubt == 0
    async with province.broadcasting():
        report = await province.over(made)
    assert (report.sent, report.in_doubt) == (50, 0)
    assert [len(province.warnings(phone)) for phone in phones] == [1] * 50


async def test_a_message_that_the_platform_refuses_again_and_again_halts_its_campaign(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.subscribe(60)
    made = province.approved()
    prepare = TelegramBulk.prepare

    def wrongly(self: TelegramBulk, message: Outgoing, **given: Any) -> Prepared:
        return replace(prepare(self, message, **given), body=b"text=")

    monkeypatch.setattr(TelegramBulk, "prepare", wrongly)
    async with province.broadcasting(rate=100):
        await until(lambda: province.state(made) is CampaignState.PAUSED)
    report = province.report(made)
    assert (report.failed, report.waiting) == ((), 60)


async def test_no_rejection_while_residents_talk_and_no_two_messages_in_a_second_in_a_chat(
    province: Province,
) -> None:
    rule = province.platform.bot.rate = RateRule(30, one_a_second_in_a_chat=True)
    phones = province.subscribe(70)
    talking = [province.platform.phone() for _ in range(6)]
    for phone in talking:
        phone.send_text("/start")
    made = province.approved()
    async with province.broadcasting(rate=30) as channel:
        for phone in (phones[0], *talking):
            await channel.send(str(phone.chat.id), Outgoing(Wording("Chào anh/chị")))
            await asyncio.sleep(0.3)
        report = await province.over(made)
    assert report.sent == 70
    assert (rule.accepted, rule.refused) == (77, 0)


async def test_an_officers_test_reaches_their_own_chat_alone(province: Province) -> None:
    from sealing.conversation_keys import Chat, ContactPlace, seal_contact
    from sealing.secret_types import SecretText
    from tests.storage.warnings_town import CONTACT_KEY, DEPLOYMENT, draft

    (other,) = province.subscribe(1)
    officer = province.platform.phone()
    officer.send_text("/start")
    author, token = province.desk.author, SecretText("token")
    row = campaigns.new_test_chat_id()
    chat = Chat("telegram", SecretText(str(officer.chat.id)))
    contact = seal_contact(CONTACT_KEY, ContactPlace(DEPLOYMENT, "subscription", row), chat)
    made = province.database.write_now(lambda conn: draft(conn, province.desk))
    for work in (
        lambda conn: campaigns.make_test_link(conn, author, token, province.now),
        lambda conn: campaigns.link_test_chat(
            conn, token, campaigns.TestChat(row, contact, "vi"), province.now
        ),
        lambda conn: campaigns.send_test(conn, author, made.id, province.now),
    ):
        assert province.database.write_now(work) == Done()

    def state() -> str:
        found = province.database.read_now(lambda conn: campaigns.last_test(conn, author, made.id))
        assert found is not None
        return found.state

    async with province.broadcasting():
        await until(lambda: state() == "sent")
    assert len(province.warnings(officer)) == 1
    assert province.warnings(other) == []
